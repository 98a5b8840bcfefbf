import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import { DmpWebNoticeView } from '../src/views/dmp-web-notice-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { LINK } from './samples.js';

const meta: Meta = { title: "Avis avant l'ouverture du WEB DMP", render: (args) => Object.assign(new DmpWebNoticeView(), args) };
export default meta;
const story = (name: string, args: Partial<DmpWebNoticeView>): StoryObj => ({ name, args });

export const PageAsked = story("La page demandée va s'ouvrir", { link: LINK });
export const PageAskedDark = inTheDark(PageAsked);
export const PageAskedNarrow = in320Pixels(PageAsked);
export const OtherPageClosed = story("Une autre page s'ouvre, le DMP est fermé", { link: { ...LINK, opens: 'TableauDeBord', because: 'closed' } });
export const OtherPageClosedDark = inTheDark(OtherPageClosed);
export const OtherPageClosedNarrow = in320Pixels(OtherPageClosed);
export const OtherPageMissing = story("Une autre page s'ouvre, le DMP n'est pas créé", {
  link: { ...LINK, opens: 'TableauDeBord', because: 'missing', showNotice: false },
});
export const OtherPageMissingDark = inTheDark(OtherPageMissing);
export const OtherPageMissingNarrow = in320Pixels(OtherPageMissing);
export const OtherPageBlocked = story("Une autre page s'ouvre, l'accès n'est pas souhaité", { link: { ...LINK, opens: 'TableauDeBord', because: 'blocked' } });
export const OtherPageBlockedDark = inTheDark(OtherPageBlocked);
export const OtherPageBlockedNarrow = in320Pixels(OtherPageBlocked);
export const NoAddress = story("La page ne peut pas s'ouvrir", { error: { code: 'ins.wrongKey', reference: '2b1c-77e0' } });
export const NoAddressDark = inTheDark(NoAddress);
export const NoAddressNarrow = in320Pixels(NoAddress);

export const Validated: StoryObj = {
  ...story('Je valide, et ne veux plus de ce message', { link: LINK }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    inside<HTMLInputElement>(view, 'input').click();
    const link = inside<HTMLAnchorElement>(view, 'a');
    await expect(link).toMatchObject({ href: LINK.url, target: '_blank', rel: 'noopener noreferrer' });
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    await waitFor(() => expect(fired.mock.calls.flat()).toEqual(['dmp-hide-notice', 'dmp-close']));
  },
};
export const Cancelled: StoryObj = {
  ...story("J'annule", { link: LINK }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    inside<HTMLInputElement>(view, 'input').click();
    inside<HTMLButtonElement>(view, '.end button').click();
    await waitFor(() => expect(fired.mock.calls.flat()).toEqual(['dmp-close']));
  },
};

function watched(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-web-notice-view');
  const fired = fn();
  for (const name of ['dmp-hide-notice', 'dmp-close'] as const) view?.addEventListener(name, () => fired(name));
  return { view, fired };
}

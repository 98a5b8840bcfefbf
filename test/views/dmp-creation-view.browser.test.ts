import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { CreationDraft, CreationForm } from '../../src/api/messages.js';
import { defineDialogs } from '../../src/views/dialog-elements.js';
import { DmpCreationView } from '../../src/views/dmp-creation-view.js';
import { inside } from '../../storybook/places.js';

defineDialogs();
const DRAFT: CreationDraft = {
  patientId: 'p02',
  patientName: 'INS-FAMILLE-ONZE PAUL',
  birthDate: '1970-08-07',
  isMinor: false,
  vitaleReadAt: Date.now(),
  form: {
    consent: false,
    refusesBreakGlass: false,
    refusesEmergency: false,
    address: { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' },
  },
  contact: { email: 'paul.onze@exemple.fr', mobile: '' },
};
afterEach(async () => {
  document.body.replaceChildren();
  await page.viewport(1280, 800);
});

async function shown(draft = DRAFT) {
  const view = Object.assign(new DmpCreationView(), { draft });
  const sent: CreationForm[] = [];
  const closed = vi.fn();
  view.addEventListener('dmp-create-record', ({ detail: { form } }) => sent.push(form));
  view.addEventListener('dmp-close', () => closed());
  document.body.append(view);
  await view.updateComplete;
  return { view, sent, closed, focused: () => view.shadowRoot?.activeElement, has: (selector: string) => view.shadowRoot?.querySelector(selector) !== null };
}

test('a record and its account are asked for by keyboard alone', async () => {
  const { sent, focused } = await shown();
  expect(focused()?.id).toBe('consent');
  await userEvent.keyboard(' {Tab}{Tab} {Tab}{Tab}BAT B{Tab}{Tab}{Tab}{Tab} {Tab}{Tab}');
  expect(focused()?.id).toBe('account-emailConfirmation');
  await userEvent.keyboard('paul.onze@exemple.fr{Tab}0611111111{Tab}0611111111{Tab}{ArrowRight}');
  expect(focused()?.id).toBe('channel-SMS');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(sent).toEqual([
    {
      consent: true,
      refusesBreakGlass: false,
      refusesEmergency: true,
      address: { ...DRAFT.form.address, complement: 'BAT B' },
      account: {
        email: 'paul.onze@exemple.fr',
        emailConfirmation: 'paul.onze@exemple.fr',
        mobile: '0611111111',
        mobileConfirmation: '0611111111',
        channel: 'SMS',
      },
    },
  ]);
});

test('Escape, however often, loses nothing that was typed', async () => {
  const { view, closed, has, focused } = await shown();
  await userEvent.keyboard(' ');
  for (const isAsked of [true, false, true, false, true]) {
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(has('.abandon')).toBe(isAsked));
  }
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(has('.abandon')).toBe(false));
  expect(focused()?.id).toBe('consent');
  expect(inside<HTMLInputElement>(view, '#consent').checked).toBe(true);
  expect(closed).not.toHaveBeenCalled();
});

test('the keys of the dialog work after a click beside its fields', async () => {
  await page.viewport(1280, 1600);
  const { view, sent } = await shown();
  await userEvent.keyboard(' ');
  await userEvent.click(inside<HTMLElement>(view, 'legend'));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(sent).toHaveLength(1);
});

test('what is typed while the form is on its way changes nothing', async () => {
  const { view, focused } = await shown();
  view.isSending = true;
  await view.updateComplete;
  await userEvent.keyboard(' {Tab}{Tab}{Tab}');
  expect(focused()?.id).toBe('address-line');
  await userEvent.keyboard('autre');
  expect(inside<HTMLInputElement>(view, '#consent').checked).toBe(false);
  expect(inside<HTMLInputElement>(view, '#address-line').value).toBe('5 BD ALEXANDRE OYON');
});

test('a refusal goes to the first wrong field once the form is open again', async () => {
  const { view, focused } = await shown();
  view.isSending = true;
  view.refuse({ 'address.postalCode': 'postalCode', 'address.city': 'required' });
  await view.updateComplete;
  expect(focused()?.id).toBe('consent');
  view.isSending = false;
  await view.updateComplete;
  expect(focused()?.id).toBe('address-postalCode');
});

test.each([320, 560, 1280])('nothing scrolls sideways, and no button hides the field that has the focus, %i px wide', async (width) => {
  await page.viewport(width, 640);
  const { view } = await shown({ ...DRAFT, isMinor: true });
  inside<HTMLInputElement>(view, '#account').click();
  view.refuse({ 'legalRepresentative.relation': 'required', 'account.mobileConfirmation': 'phonesDiffer' });
  await view.updateComplete;
  const dialog = inside<HTMLDialogElement>(view, 'dialog');
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  dialog.scrollTop = 0;
  for (const field of view.shadowRoot?.querySelectorAll<HTMLElement>('.in :is(input, select):enabled') ?? []) {
    field.focus();
    const floor = Math.min(inside(view, '.end').getBoundingClientRect().top, dialog.getBoundingClientRect().bottom);
    expect(field.getBoundingClientRect().bottom, field.id).toBeLessThanOrEqual(floor);
  }
});

import type { BrowserContext } from '../api/host.js';
import type { WebDmpLink, WebDmpPage } from '../api/messages.js';
import { DmpWebNoticeView } from '../views/dmp-web-notice-view.js';
import { errorOf } from './error-of.js';

/** Asks for the address, then opens it: after the notice where one is due, else at once. */
export async function openWebDmp(host: BrowserContext, patientId: string, page: WebDmpPage): Promise<void> {
  const view = new DmpWebNoticeView();
  try {
    const link = (await host.commands.run('dmp.webDmpLink', { patientId, page })) as WebDmpLink;
    if (link.patientId !== patientId || !isWebAddress(link.url)) throw new Error('an address for something else');
    // Without a recent act of the user the browser would block the new window: the notice gives him a link to click.
    if (!link.showNotice && link.opens === link.asked && navigator.userActivation?.isActive !== false) return follow(link.url);
    view.link = link;
  } catch (rejection) {
    view.error = errorOf(rejection);
  }
  const dialog = host.dialogs.open(view);
  view.addEventListener('dmp-close', () => dialog.dispose());
  view.addEventListener('dmp-hide-notice', () => void host.commands.run('dmp.hideWebDmpNotice', { patientId }));
}

/** The videos on the DMP; the entry is only there when they have an address. */
export async function openVideo(host: BrowserContext, patientId: string): Promise<void> {
  const url = await host.commands.run('dmp.videoLink', { patientId });
  if (typeof url === 'string' && isWebAddress(url)) follow(url);
}

const isWebAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

function follow(url: string): void {
  const link = document.createElement('a');
  Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
  link.click();
}

/** What our elements ask for. All bubble and cross shadow roots. */
export interface ViewEvents {
  'dmp-refresh': undefined;
  'dmp-cancel': undefined;
  'dmp-unlock': { readonly encryptedPin: string };
  'dmp-choose-reader': { readonly reader: string };
  'dmp-choose-situation': { readonly id: string };
  'dmp-restart-agent': undefined;
  'dmp-open-dashboard': undefined;
  'dmp-close': undefined;
  'dmp-hide-notice': undefined;
}

declare global {
  interface HTMLElementEventMap extends ViewEventMap {}
}
type ViewEventMap = { [Name in keyof ViewEvents]: CustomEvent<ViewEvents[Name]> };

export function fire<Name extends keyof ViewEvents>(
  element: HTMLElement,
  name: Name,
  ...[detail]: ViewEvents[Name] extends undefined ? [] : [ViewEvents[Name]]
): void {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
}

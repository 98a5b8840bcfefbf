import { inside } from './places.js';

/** What hands do in a form of ours. Fields are named by the path of their fault. */
export function handsOn(canvasElement: HTMLElement, tag: 'dmp-creation-view' | 'dmp-account-view') {
  const view = canvasElement.querySelector(tag);
  if (!view) throw new Error(`no ${tag}`);
  const field = (path: string) => inside<HTMLInputElement>(view, `#${path.replaceAll('.', '-')}`);
  const has = (selector: string) => view.shadowRoot?.querySelector(selector) !== null;
  return {
    field,
    has,
    /** Types, and leaves the field. */
    async fill(path: string, text: string) {
      field(path).focus();
      field(path).value = text;
      field(path).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      field(path).blur();
      await view.updateComplete;
    },
    async tick(id: string) {
      field(id).click();
      await view.updateComplete;
    },
    async press(button: string) {
      inside<HTMLButtonElement>(view, button).click();
      await view.updateComplete;
    },
    async key(key: string, options: KeyboardEventInit = {}) {
      const at = view.shadowRoot?.activeElement ?? inside(view, 'dialog');
      at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...options }));
      await view.updateComplete;
    },
    text: (selector: string) => (has(selector) ? inside(view, selector).textContent?.replace(/\s+/g, ' ').trim() : ''),
    focused: () => view.shadowRoot?.activeElement,
  };
}

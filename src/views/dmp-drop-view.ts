import { css, html, LitElement, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { icon } from './icons.js';
import { viewStyles } from './styles.js';

/**
 * What is shown over a tab while files are dragged over it; the tab itself takes them.
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpDropView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      :host {
        position: fixed; z-index: 1; display: grid; place-items: center; padding: 24px; border: 2px dashed var(--accent); border-radius: var(--r3);
        background: var(--selected); opacity: .95; pointer-events: none;
      }
      p { display: grid; justify-items: center; gap: 8px; font-size: var(--t4); font-weight: 650; text-align: center; }
      .i { width: 32px; height: 32px; color: var(--accent); }
    `,
  ];
  @property() invitation = '';

  protected override render(): TemplateResult {
    return html`<p>${icon('upload')}${this.invitation}</p>`;
  }
}

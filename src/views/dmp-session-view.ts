import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { DmpTabState } from '../api/messages.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { t, timeOfDay } from './l10n.js';
import { viewStyles } from './styles.js';

type Session = NonNullable<DmpTabState['session']>;

/** `CPS de Léa INFIRMIER0212, code saisi à 06:51`: the kind of the card is always said, or that it is the certificates of the structure. */
export function sessionSentence({ holder, since }: Session): string {
  const { cardKind = 'CPS', givenName, familyName, isIndirect } = holder;
  const means = isIndirect ? 'structure' : cardKind;
  return t(`foot.session.${means}`, `${givenName} ${familyName}`.trim(), timeOfDay(since));
}

/**
 * Whose card serves, and in which practice situation; another one is chosen in a small menu.
 * @fires dmp-choose-situation - another practice situation was chosen
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpSessionView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      :host { display: flex; flex-wrap: wrap; gap: 4px 14px; container-type: normal; font-size: var(--t1); }
      .one { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; }
      [role='menu'] { flex-basis: 100%; display: grid; max-width: 420px; padding: 4px; border: 1px solid var(--line-2); border-radius: var(--r2); background: var(--raised); box-shadow: var(--e2); }
      [role='menuitemradio'] {
        display: flex; align-items: center; gap: 8px; min-height: var(--control); padding: 5px 8px; border: 0; border-radius: var(--r1); background: none; color: var(--text);
        font-size: var(--t2); text-align: start; cursor: pointer;
      }
      [role='menuitemradio']:hover, [role='menuitemradio']:focus { background: var(--hover); }
      [role='menuitemradio'] > :not(.i) { flex: 1; min-width: 0; }
      [aria-checked='false'] .i { visibility: hidden; }
    `,
  ];
  @property({ attribute: false }) session?: Session;
  @state() private isOpen = false;
  @query('[aria-haspopup]') private readonly change!: HTMLButtonElement | null;

  protected override render(): TemplateResult | typeof nothing {
    const { session } = this;
    if (!session) return nothing;
    const { situation, situations } = session;
    return html`<span class="one">${icon(session.holder.isIndirect ? 'badge-check' : 'credit-card')}${sessionSentence(session)}</span>
      <span class="one">${icon('stethoscope')}<span>${situation.structureName}${situation.isReplacement ? ` (${t('foot.replacement')})` : nothing}</span>${
        situations
          ? html` <button class="link" type="button" aria-haspopup="menu" aria-expanded=${this.isOpen} aria-controls="situations" @click=${this.handleChange}>${t('foot.change')}</button>`
          : nothing
      }</span>
      ${session.hasSoftwareSignature ? html`<span class="one">${icon('file-warning')}<span>${t('foot.softwareSignature')}</span></span>` : nothing}
      ${situations && this.isOpen ? this.menu(situations, situation.id) : nothing}`;
  }

  private menu(situations: NonNullable<Session['situations']>, current: string): TemplateResult {
    return html`<div id="situations" role="menu" aria-label=${t('foot.situations')} @keydown=${this.handleKey} @focusout=${this.handleFocusOut}>${situations.map(
      ({
        id,
        structureName,
        isReplacement,
      }) => html`<button type="button" role="menuitemradio" tabindex="-1" aria-checked=${id === current} @click=${() => this.choose(id)}>
        ${icon('check')}<span>${structureName}${isReplacement ? ` (${t('foot.replacement')})` : nothing}</span>
      </button>`,
    )}</div>`;
  }

  private async handleChange(): Promise<void> {
    this.isOpen = !this.isOpen;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
  }

  private choose(id: string): void {
    if (id !== this.session?.situation.id) fire(this, 'dmp-choose-situation', { id });
    this.close();
  }

  private close(): void {
    this.isOpen = false;
    this.change?.focus();
  }

  private handleKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
      return;
    }
    const entries = [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitemradio]')];
    const at = entries.indexOf(event.target as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    entries.at(next % entries.length)?.focus();
  }

  /** The user goes on elsewhere; a window that is left for a moment keeps its menu. */
  private handleFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget instanceof Node && !this.renderRoot.contains(relatedTarget)) this.isOpen = false;
  }
}

import { html, nothing, type TemplateResult } from 'lit';
import { type IconName, icon } from './icons.js';
import type { Family } from './tokens.js';

/** What a status card holds. One per tab: what the user must read first. */
export interface StatusCard {
  readonly icon: IconName;
  readonly family: Family;
  readonly edge?: 'dashed' | 'outlined' | undefined;
  readonly sentence: string;
  readonly more?: unknown;
  /** Beside the sentence: account, age. */
  readonly side?: unknown;
  readonly actions?: unknown;
}

/** The sentence can take the focus: it does after a code was accepted. */
export function statusCard({ icon: name, family, edge, sentence, more, side, actions }: StatusCard): TemplateResult {
  return html`<div class="status f-${family} ${edge ?? ''}" role="group" aria-labelledby="sentence">
    <div class="tile">${icon(name)}</div>
    <h2 class="say" id="sentence" tabindex="-1">${sentence}</h2>
    ${more ? html`<div class="more">${more}</div>` : nothing}
    ${side ? html`<div class="side">${side}</div>` : nothing}
    ${actions ? html`<div class="do">${actions}</div>` : nothing}
  </div>`;
}

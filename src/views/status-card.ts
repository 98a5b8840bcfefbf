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
  /** The icon is a button that does this; `label` says what. */
  readonly tile?: { readonly label: string; readonly onClick: () => void } | undefined;
}

/** The sentence can take the focus: it does after a code was accepted. */
export function statusCard({ icon: name, family, edge, sentence, more, side, actions, tile }: StatusCard): TemplateResult {
  return html`<div class="status f-${family} ${edge ?? ''}" role="group" aria-labelledby="sentence">
    ${
      tile
        ? html`<button class="tile" type="button" aria-label=${tile.label} title=${tile.label} @click=${tile.onClick}>${icon(name)}</button>`
        : html`<div class="tile">${icon(name)}</div>`
    }
    <h2 class="say" id="sentence" tabindex="-1">${sentence}</h2>
    ${more ? html`<div class="more">${more}</div>` : nothing}
    ${side ? html`<div class="side">${side}</div>` : nothing}
    ${actions ? html`<div class="do">${actions}</div>` : nothing}
  </div>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { CardState } from '../api/messages.js';
import { cardLook } from './card-look.js';
import { fire } from './fire.js';
import { tracesNotice } from './traces-notice.js';

/** A form or dialog that needs a professional's session. */
type NeedsSession = HTMLElement & { readonly card?: CardState | undefined; readonly tracesNoticeDue: boolean };

/** What the session still lacks: the card, its code, or that the notice is read. */
export const cardPart = (view: NeedsSession): TemplateResult => html`<p class="said" role="status">${view.card ? cardLook(view.card).sentence : nothing}</p>
  ${view.card ? html`<dmp-card-view .card=${view.card}></dmp-card-view>` : nothing}
  ${view.tracesNoticeDue && !view.card ? tracesNotice(() => fire(view, 'dmp-acknowledge-traces')) : nothing}`;

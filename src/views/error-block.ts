import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorDto } from '../api/plugin-error.js';
import { icon } from './icons.js';
import { t } from './l10n.js';

/** What can stand in an error block beside the error itself. */
interface ErrorBlock {
  /** Only where trying again can help. */
  readonly onRetry?: (() => void) | undefined;
  /** What stays true meanwhile. */
  readonly context?: string | undefined;
  /** What was attempted, where the block is read long after. */
  readonly attempt?: string | undefined;
  readonly onDismiss?: ((event: Event) => void) | undefined;
}

/** What happened, what to do, and the folded detail. */
export function errorBlock(error: ErrorDto, { onRetry, context, attempt, onDismiss }: ErrorBlock = {}): TemplateResult {
  const title = t(`error.${error.code}.title`);
  return html`<div class="error" role="group" aria-label=${attempt ?? title}>
    ${icon('circle-alert')}
    <strong>${attempt ?? title}</strong>
    <span>${attempt ? `${title}. ` : nothing}${t(`error.${error.code}.advice`)} ${context}</span>
    ${onRetry ? html`<div class="row"><button class="b s" type="button" @click=${onRetry}>${icon('rotate-cw')}${t('action.retry')}</button></div>` : nothing}
    ${technicalDetail(error)}
    ${onDismiss ? dismissButton(onDismiss) : nothing}
  </div>`;
}

/** For the support: the words of the side that refused, folded. */
export function technicalDetail({ detail, reference }: ErrorDto): TemplateResult | typeof nothing {
  const lines = [
    [detail?.code, detail?.transaction, detail?.layer.toUpperCase()].filter(Boolean).join(' · '),
    detail?.text,
    reference && t('error.detail.reference', reference),
  ].filter(Boolean);
  return lines.length ? html`<details><summary>${t('error.detail')}</summary><pre>${lines.join('\n')}</pre></details>` : nothing;
}

/** At the end of a message that stays until it was read. */
export const dismissButton = (onDismiss: (event: Event) => void): TemplateResult =>
  html`<button class="b icon s dismiss" type="button" aria-label=${t('work.dismiss')} title=${t('work.dismiss')} @click=${onDismiss}>${icon('x')}</button>`;

import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorDto } from '../api/plugin-error.js';
import { icon } from './icons.js';
import { t } from './l10n.js';

/** What happened, what to do, and the folded detail. `onRetry` only where trying again can help. `context`: what stays true meanwhile. */
export function errorBlock(
  error: ErrorDto,
  { onRetry, context }: { readonly onRetry?: (() => void) | undefined; readonly context?: string | undefined } = {},
): TemplateResult {
  return html`<div class="error" role="group" aria-labelledby="error-title">
    ${icon('circle-alert')}
    <strong id="error-title">${t(`error.${error.code}.title`)}</strong>
    <span>${t(`error.${error.code}.advice`)} ${context}</span>
    ${onRetry ? html`<div class="row"><button class="b s" type="button" @click=${onRetry}>${icon('rotate-cw')}${t('action.retry')}</button></div>` : nothing}
    ${technicalDetail(error)}
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

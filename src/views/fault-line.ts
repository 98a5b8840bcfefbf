import { html, nothing, type TemplateResult } from 'lit';
import type { FormFault } from '../api/form-faults.js';
import { icon } from './icons.js';
import { t } from './l10n.js';

/** What is written below a field: what is wrong with it, else its hint. The field names it by `id` in `aria-describedby`. */
export function faultLine(id: string, fault: FormFault | undefined, hint?: string): TemplateResult | typeof nothing {
  if (fault) return html`<span class="bad" id=${id}>${icon('circle-alert')}${t(`fault.${fault}`)}</span>`;
  return hint ? html`<span class="hint" id=${id}>${hint}</span>` : nothing;
}

/** In the foot of a form: how many fields are to be corrected. */
export const faultCount = (wrong: number): TemplateResult | typeof nothing =>
  wrong === 0 ? nothing : html`<span class="bad">${icon('circle-alert')}${wrong === 1 ? t('fault.count.one') : t('fault.count.many', wrong)}</span>`;

/** The star of a field that has to be filled. Screen readers hear `required` instead. */
export const star = (isRequired: boolean): TemplateResult | typeof nothing => (isRequired ? html` <span class="req" aria-hidden="true">*</span>` : nothing);

/** The id of the field that holds `path`. */
export const idOf = (path: string): string => path.replaceAll('.', '-');

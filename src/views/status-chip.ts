import { html, type TemplateResult } from 'lit';
import type { DmpChipState } from '../api/messages.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { chipLook } from './status-look.js';

export function statusChip(status: DmpChipState['chip']): TemplateResult {
  const { icon: name, family, edge, chip } = chipLook(status);
  return html`<span class="chip f-${family} ${edge ?? ''}">${icon(name)}${t(chip)}</span>`;
}

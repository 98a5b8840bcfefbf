import { html, nothing, type TemplateResult } from 'lit';
import type { DocumentDraft, Visibility } from '../api/documents.js';
import type { FormFault } from '../api/form-faults.js';
import { faultLine } from './fault-line.js';
import { type IconName, icon } from './icons.js';
import { t } from './l10n.js';
import { tickBox } from './tick-box.js';

/** In the order of the web record. */
const ORDER = ['INVISIBLE_PATIENT', 'MASQUE_PS', 'INVISIBLE_REPRESENTANTS_LEGAUX'] as const satisfies readonly Visibility[];
/** What stands together only where the DMP's parameters say so. */
const EXCLUSIVE: readonly Visibility[] = ['INVISIBLE_PATIENT', 'MASQUE_PS'];

export interface VisibilityBoxes {
  readonly chosen: readonly Visibility[];
  readonly draft: Pick<DocumentDraft, 'forbidden' | 'mayCumulate'>;
  readonly isReadOnly: boolean;
  readonly fault: FormFault | undefined;
  readonly onChoose: (chosen: readonly Visibility[]) => void;
}

/** *Confidentialité du document*: four boxes, the first of which stands for none of the others. */
export function visibilityBoxes({ chosen, draft, isReadOnly, fault, onChoose }: VisibilityBoxes): TemplateResult {
  const box = (one: Visibility) => {
    const why = reason(one, chosen, draft);
    return tickBox({
      path: one,
      label: t(`add.visibility.${one}`),
      isTicked: chosen.includes(one),
      isReadOnly: isReadOnly || (why.isForbidden && !chosen.includes(one)),
      ...(why.hint && { hint: why.hint }),
      onTick: (isTicked) => onChoose(isTicked ? ORDER.filter((other) => other === one || chosen.includes(other)) : chosen.filter((other) => other !== one)),
    });
  };
  return html`<fieldset class="part" aria-describedby=${fault ? 'visibility-note' : nothing}><legend>${t('add.visibility')}</legend>
    <div>
      ${tickBox({ path: 'everybody', label: t('add.visibility.everybody'), isTicked: chosen.length === 0, isReadOnly, onTick: () => onChoose([]) })}
      ${ORDER.map(box)}
    </div>
    ${fault ? html`<span role="alert">${faultLine('visibility-note', fault)}</span>` : nothing}
  </fieldset>`;
}

/** Who sees a document, line by line. Representatives are named where the patient may have some. */
export function visibilityLines(chosen: readonly Visibility[], { forbidden }: Pick<DocumentDraft, 'forbidden'>): TemplateResult {
  const line = (one: Visibility, shown: IconName) => {
    const isHidden = chosen.includes(one);
    return html`<li>${icon(isHidden ? 'eye-off' : shown)}${t(isHidden ? `add.hidden.${one}` : `add.seen.${one}`)}</li>`;
  };
  return html`<ul class="lines">
    ${line('INVISIBLE_PATIENT', 'eye')}${line('MASQUE_PS', 'users')}
    ${forbidden.INVISIBLE_REPRESENTANTS_LEGAUX === 'adult' ? nothing : line('INVISIBLE_REPRESENTANTS_LEGAUX', 'users')}
  </ul>`;
}

function reason(
  one: Visibility,
  chosen: readonly Visibility[],
  { forbidden, mayCumulate }: VisibilityBoxes['draft'],
): { readonly isForbidden: boolean; readonly hint?: string } {
  const why = forbidden[one];
  if (why) return { isForbidden: true, hint: t(`add.forbidden.${why}`) };
  const other = mayCumulate ? undefined : EXCLUSIVE.includes(one) && EXCLUSIVE.find((excluded) => excluded !== one);
  return other ? { isForbidden: chosen.includes(other), hint: t(`add.excludes.${one as 'MASQUE_PS' | 'INVISIBLE_PATIENT'}`) } : { isForbidden: false };
}

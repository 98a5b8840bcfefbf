import { html, nothing, type TemplateResult } from 'lit';
import type { JoinedBody } from '../api/documents.js';
import type { FormFault } from '../api/form-faults.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { errorBlock } from './error-block.js';
import { faultLine } from './fault-line.js';
import { icon } from './icons.js';
import { size, t } from './l10n.js';

/** Formats of the web record. */
const ACCEPTED = '.jpeg,.jpg,.txt,.pdf,.rtf,.tif,.tiff,image/jpeg,text/plain,application/pdf,application/rtf,image/tiff';
const MEGABYTE = 1024 * 1024;
export const megabytes = (bytes: number): number => Math.floor(bytes / MEGABYTE);

export interface FileBox {
  readonly body: JoinedBody | undefined;
  readonly maxBytes: number;
  /** Name of the file that is being read and prepared. */
  readonly reading: string | undefined;
  readonly error: ErrorDto | undefined;
  /** Bytes of a file that is too large. */
  readonly refusedSize: number | undefined;
  readonly isReadOnly: boolean;
  readonly fault: FormFault | undefined;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRemove: () => void;
}

/** *Joindre un fichier*: the file, what preparing it has changed, or why it was refused. */
export function fileBox(box: FileBox): TemplateResult {
  const { body, error, fault, isReadOnly, maxBytes, reading, refusedSize } = box;
  const notes = [fault && 'body-note', 'body-hint'].filter(Boolean).join(' ');
  const browse = (text: string) => html`<button
    id="body"
    class="b"
    type="button"
    aria-disabled=${isReadOnly}
    aria-invalid=${fault ? 'true' : nothing}
    aria-describedby=${notes}
    @click=${(event: Event) => isReadOnly || inputBeside(event)?.click()}
  >${icon('upload')}${text}</button>`;
  return html`<div class="panels">
    <div class="file">
      <input type="file" hidden multiple accept=${ACCEPTED} @change=${(event: Event) => box.onFiles(take(event))} />
      ${reading === undefined ? (body ? joined(body) : nothing) : html`<p class="row" role="status">${icon('loader-circle')}${t('add.reading', reading)}</p>`}
      ${reading === undefined ? html`<div class="row">${browse(t(body ? 'add.file.replace' : 'add.file.browse'))}${body ? removeButton(box) : nothing}</div>` : nothing}
      ${fault ? html`<span role="alert">${faultLine('body-note', fault)}</span>` : nothing}
    </div>
    ${error ? html`<div role="alert">${errorBlock(error, { context: refusedSize === undefined ? undefined : t('add.file.tooLarge', size(refusedSize), megabytes(maxBytes)) })}</div>` : nothing}
    <p class="hint" id="body-hint">${t('add.file.hint', megabytes(maxBytes))}</p>
  </div>`;
}

function joined({ name, pages, size: bytes, warnings }: JoinedBody): TemplateResult {
  return html`<div class="joined">${icon('file-text')}<div>
    <b>${name || t('add.file.same')}</b>
    <p class="tiny muted">${size(bytes)} · ${pages === 1 ? t('add.pages.one') : t('add.pages.many', pages)}</p>
    ${
      warnings.length
        ? html`<ul class="row chips">${warnings.map((one) => html`<li class="chip f-info">${icon('info')}${t(`preparation.${one}`)}</li>`)}</ul>
            <p class="tiny muted">${t('preparation.look')}</p>`
        : nothing
    }
  </div></div>`;
}

const removeButton = ({ isReadOnly, onRemove }: FileBox): TemplateResult =>
  html`<button class="b icon" type="button" aria-label=${t('add.file.remove')} title=${t('add.file.remove')} aria-disabled=${isReadOnly} @click=${() => isReadOnly || onRemove()}>
    ${icon('trash-2')}
  </button>`;

const inputBeside = (event: Event): HTMLInputElement | null | undefined =>
  (event.currentTarget as HTMLElement).closest('.file')?.querySelector<HTMLInputElement>("input[type='file']");

/** The same file may be chosen again: it may have been changed. */
function take(event: Event): readonly File[] {
  const input = event.target as HTMLInputElement;
  const files = [...(input.files ?? [])];
  input.value = '';
  return files;
}

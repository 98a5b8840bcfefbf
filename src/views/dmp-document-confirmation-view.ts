import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DocumentCheck } from '../api/documents.js';
import type { Preview } from './dmp-preview-view.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, marked, type TextKey, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

type Confirmed = Extract<DocumentCheck, { kind: 'valid' }>;

/**
 * *Demande de confirmation de l'ajout du document*: what would be signed and sent, and to whose record.
 * @fires dmp-confirm-document - *Confirmer l'ajout de ce document*
 * @fires dmp-close - it has closed
 */
export class DmpDocumentConfirmationView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      :host { --dialog-width: 680px; }
      .what { display: grid; grid-template-columns: minmax(0, 1fr) 180px; gap: 16px; align-items: start; }
      .what > div { display: grid; gap: 12px; }
      .end .push { flex: 1 1 160px; min-width: 0; }
      .sees { margin: 0; padding: 0; list-style: none; }
      @media (width < 720px) { .what { grid-template-columns: minmax(0, 1fr); } dmp-preview-view { display: none; } }
    `,
  ];
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ attribute: false }) check?: Confirmed;
  @property({ attribute: false }) preview?: Preview | undefined;
  /** Whose card signs. */
  @property() collectedBy = '';
  @property({ type: Boolean }) isSending = false;

  protected override heading(): string {
    return t('confirmation.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    const { check, error, preview } = this;
    if (!check) return html``;
    const fact = (key: TextKey, value: string) => html`<dt>${t(key)}</dt><dd>${value}</dd>`;
    return html`<div class="what">
        <div>
          <p>${this.signature(check)}<br><b>${t('confirmation.question')}</b></p>
          <dl class="facts">
            ${check.onBehalf ? html`${fact('add.author', check.onBehalf.author)}${fact('confirmation.sender', t('confirmation.sender.card', check.onBehalf.sender))}` : nothing}
            ${fact('confirmation.structure', check.structure)}${fact('document.type', check.typeLabel)}${fact('confirmation.documentTitle', check.title)}
            ${fact('document.writtenOn', dayOf(check.writtenOn))}${fact('confirmation.addedOn', dayOf(check.addedOn))}
          </dl>
          <ul class="sees">${this.sentences(check).map(
            (sentence) => html`<li class="note f-quiet">${icon(check.visibility.length ? 'eye-off' : 'eye')}<div>${sentence}</div></li>`,
          )}</ul>
        </div>
        ${preview ? html`<dmp-preview-view .preview=${preview}></dmp-preview-view>` : nothing}
      </div>
      ${error ? html`<div role="alert">${errorBlock(error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    const { check, collectedBy, isSending } = this;
    const [look, words] = signerOf(check);
    const signer = collectedBy ? html`${icon(look)}${t(words, collectedBy)}` : nothing;
    return html`<span class="hint push" role="status">${isSending ? html`${icon('loader-circle')}${t('confirmation.sending')}` : signer}</span>
      <button class="b p" type="button" title=${t('confirmation.confirm.shortcut')} aria-disabled=${isSending || this.card !== undefined} @click=${() => this.validate()}>
        ${icon('check')}${t('confirmation.confirm')}
      </button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.cancel')}</button>`;
  }

  protected override validate(): void {
    if (this.isSending) return;
    if (this.card) void this.showCard();
    else fire(this, 'dmp-confirm-document');
  }

  /** The terms have a link where the practice has said where they are. */
  private signature({ termsUrl }: Confirmed): unknown {
    if (!termsUrl) return t('confirmation.signature');
    return marked('confirmation.signature', (terms) => html`<a href=${termsUrl} target="_blank" rel="noopener noreferrer">${terms}</a>`);
  }

  private sentences({ visibility }: Confirmed): readonly string[] {
    return visibility.length ? visibility.map((one) => t(`add.visibility.${one}`)) : [t('add.visibility.everybody')];
  }
}

/** With what the document will be signed. */
function signerOf(check: Confirmed | undefined) {
  if (check?.hasSoftwareSignature) return ['file-warning', 'confirmation.signer.file'] as const;
  if (check?.onBehalf) return ['credit-card', 'confirmation.signer.staff'] as const;
  return check?.isIndirect ? (['badge-check', 'confirmation.signer.structure'] as const) : (['credit-card', 'confirmation.signer'] as const);
}

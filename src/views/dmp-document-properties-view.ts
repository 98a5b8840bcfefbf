import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { DocumentAct, FedDocument, Visibility } from '../api/documents.js';
import { documentFacts } from './document-facts.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { formStyles } from './form-styles.js';
import { type IconName, icon } from './icons.js';
import { dayOf, type TextKey, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';
import { tickBox } from './tick-box.js';

/** Once they see it, they go on seeing it. */
const IRREVERSIBLE = ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'] as const satisfies readonly Visibility[];
type Question = 'visibility' | 'delete';

/**
 * *Modification des propriétés du document* (REC_3.3-1010): what it is, who sees it, and what else can be done to it once it was sent.
 * @fires dmp-change-visibility - who sees it is to change (TD3.3a, TD3.3b)
 * @fires dmp-archive-document - it goes to the archived documents (TD3.3d)
 * @fires dmp-unarchive-document - it comes back from there (TD3.3d)
 * @fires dmp-delete-document - it is to be deleted, which the user has confirmed (TD3.3c)
 * @fires dmp-document-act - another one is to take its place
 * @fires dmp-close - it has closed
 */
export class DmpDocumentPropertiesView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    formStyles,
    css`
      :host { --dialog-width: 640px; }
    `,
  ];
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ attribute: false }) document?: FedDocument;
  @property({ type: Boolean }) isSending = false;
  /** What was done. */
  @property() message = '';
  @state() private chosen: readonly Visibility[] = [];
  @state() private asks?: Question | undefined;
  @query('.abandon') private readonly question!: HTMLDialogElement | null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('document');
    if (changed.has('document') && before?.visibility.join() !== this.document?.visibility.join()) this.chosen = this.document?.visibility ?? [];
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.question && !this.question.open) this.question.showModal();
  }

  protected override heading(): string {
    return t('properties.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    const { document, error } = this;
    if (!document) return html`<p>${t('properties.gone')}</p>`;
    const failed = error ?? (document.update?.kind === 'failed' ? document.update.error : undefined);
    return html`<p><b>${document.title}</b></p>
      ${documentFacts(document, Date.now())}
      <div role="status">
        ${this.isBusy ? html`<div class="note f-info">${icon('loader-circle')}<div>${t('properties.updating')}</div></div>` : nothing}
        ${this.message && !this.isBusy && !failed ? html`<div class="note f-ok">${icon('circle-check')}<div>${this.message}</div></div>` : nothing}
      </div>
      ${failed && !this.isBusy ? html`<div role="alert">${errorBlock(failed)}</div>` : nothing}
      ${this.offers('changeVisibility') ? this.visibilities() : nothing}
      ${this.otherActs()}`;
  }

  protected override foot(): TemplateResult {
    const save = html`<button class="b p" type="button" title=${t('properties.save.shortcut')} aria-disabled=${!this.isChanged || this.isBusy} @click=${() => this.validate()}>
      ${icon('check')}${t('properties.save')}
    </button>`;
    return html`${
      this.offers('delete')
        ? html`<button class="b danger push" type="button" aria-disabled=${this.isBusy} @click=${() => this.ask('delete')}>${icon('trash-2')}${t('properties.delete')}</button>`
        : nothing
    }
      ${this.offers('changeVisibility') ? save : nothing}
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.close')}</button>`;
  }

  protected override validate(): void {
    if (!this.isChanged || this.isBusy || !this.offers('changeVisibility')) return;
    if (this.revealed.length) this.ask('visibility');
    else fire(this, 'dmp-change-visibility', { visibility: this.chosen });
  }

  protected override render(): TemplateResult {
    return html`${super.render()}${this.asks ? this.askedQuestion(this.asks) : nothing}`;
  }

  /** An update is on its way, from here or from another window. */
  private get isBusy(): boolean {
    return this.isSending || this.document?.update?.kind === 'running';
  }

  private get isChanged(): boolean {
    const { visibility = [] } = this.document ?? {};
    return visibility.length !== this.chosen.length || visibility.some((one) => !this.chosen.includes(one));
  }

  /** Who would see it, and could no more be kept from it. */
  private get revealed(): readonly (typeof IRREVERSIBLE)[number][] {
    return IRREVERSIBLE.filter((one) => this.document?.visibility.includes(one) && !this.chosen.includes(one));
  }

  private offers(act: DocumentAct): boolean {
    return this.document?.acts.includes(act) ?? false;
  }

  /** What everybody concerned sees already cannot be hidden again: it is said, not offered. */
  private visibilities(): TemplateResult {
    const hidden = IRREVERSIBLE.filter((one) => this.document?.visibility.includes(one));
    return html`<fieldset class="part">
      <legend>${t('properties.visibility')}</legend>
      ${this.box('MASQUE_PS', t('properties.visibility.MASQUE_PS.hint'))}
      ${hidden.map((one) => this.box(one, t(`properties.visibility.${one}.hint`)))}
      ${hidden.includes('INVISIBLE_PATIENT') ? nothing : html`<p class="hint">${icon('eye')}${t('properties.visibleToPatient')}</p>`}
    </fieldset>`;
  }

  private box(one: Visibility, hint: string): TemplateResult {
    return tickBox({
      path: one,
      label: t(`properties.visibility.${one}`),
      isTicked: this.chosen.includes(one),
      isReadOnly: this.isBusy,
      hint,
      onTick: (isTicked) => {
        this.message = '';
        this.chosen = isTicked ? [...this.chosen, one] : this.chosen.filter((other) => other !== one);
      },
    });
  }

  private otherActs(): TemplateResult | typeof nothing {
    const buttons = [
      this.offers('archive') && this.button('archive', 'properties.archive', () => fire(this, 'dmp-archive-document')),
      this.offers('unarchive') && this.button('archive-restore', 'properties.unarchive', () => fire(this, 'dmp-unarchive-document')),
      this.offers('replace') && this.button('replace', 'act.replace', () => this.replace()),
    ].filter(Boolean);
    return buttons.length ? html`<div class="row">${buttons}</div>` : nothing;
  }

  private button(name: IconName, text: TextKey, act: () => void): TemplateResult {
    return html`<button class="b" type="button" aria-disabled=${this.isBusy} @click=${() => this.isBusy || act()}>${icon(name)}${t(text)}</button>`;
  }

  /** The form for another one takes the place of this dialog. */
  private replace(): void {
    const { documentId } = this.document ?? {};
    this.close();
    if (documentId) fire(this, 'dmp-document-act', { documentId, act: 'replace' });
  }

  private ask(question: Question): void {
    if (!this.isBusy) this.asks = question;
  }

  /** Neither can be taken back: the button that goes back has the focus. */
  private askedQuestion(question: Question): TemplateResult {
    const isDelete = question === 'delete';
    return html`<dialog class="abandon" role="alertdialog" aria-labelledby="asked" aria-describedby="asked-text" @close=${() => (this.asks = undefined)}>
      <div class="head"><h2 id="asked">${t(isDelete ? 'properties.ask.delete' : 'properties.ask.visibility')}</h2></div>
      <div class="in" id="asked-text">
        <p><b>${this.document?.title}</b><br><span class="muted">${this.document?.typeLabel}</span></p>
        ${isDelete ? html`<p>${t('properties.ask.delete.text')}</p>` : this.revealed.map((one) => html`<p>${t(`properties.ask.${one}`)}</p>`)}
      </div>
      <div class="end">
        <button class="b" type="button" autofocus @click=${() => this.question?.close()}>${t('action.cancel')}</button>
        <button class="b danger" type="button" @click=${() => this.handleConfirm(question)}>${t(isDelete ? 'properties.ask.delete.confirm' : 'properties.ask.visibility.confirm')}</button>
      </div>
    </dialog>`;
  }

  private handleConfirm(question: Question): void {
    this.question?.close();
    if (question === 'delete') fire(this, 'dmp-delete-document');
    else fire(this, 'dmp-change-visibility', { visibility: this.chosen, confirmed: true });
  }
}

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { AuthorChoice, DocumentDraft, DocumentForm, FeedingState, JoinedBody } from '../api/documents.js';
import type { FormFaults } from '../api/form-faults.js';
import type { CardState, DmpTabState } from '../api/messages.js';
import { ERROR_CODES, type ErrorDto } from '../api/plugin-error.js';
import { abandonQuestion } from './abandon-question.js';
import { isStructure } from './card-look.js';
import { cardPart } from './card-part.js';
import { feedingConditions } from './conditions.js';
import { dayIn } from './day-text.js';
import type { Preview } from './dmp-preview-view.js';
import { sessionSentence } from './dmp-session-view.js';
import { errorBlock } from './error-block.js';
import { faultCount, faultLine, star } from './fault-line.js';
import { fileBox } from './file-box.js';
import { fire } from './fire.js';
import { formStyles } from './form-styles.js';
import { icon } from './icons.js';
import { dayOf, rich, t } from './l10n.js';
import { dialogStyles } from './patient-dialog.js';
import { radioList } from './radio-choice.js';
import { selectField } from './select-field.js';
import { ShownFaults } from './shown-faults.js';
import { viewStyles } from './styles.js';
import { type TextField, textField } from './text-field.js';
import { TypeCombobox } from './type-combobox.js';
import { visibilityBoxes, visibilityLines } from './visibility-boxes.js';

/** A form as it stands: what a user has typed, and where its content comes from. */
export interface Typed {
  readonly form: DocumentForm;
  readonly way: 'file' | 'text';
  readonly text: string;
}
const DAYS = ['writtenOn', 'actStart', 'actEnd'] as const;
const COMMENT = 255;

/**
 * *Ajouter un document*, in the tab: the content, what is said of it, who sees it, and beside it what the patient will see.
 * @fires dmp-leave-form - back to the tab; what was typed is kept
 * @fires dmp-drop-draft - *Annuler*: what was typed is not wanted
 * @fires dmp-join-files - files were chosen; the first is for this document
 * @fires dmp-join-text - a text was typed, and left
 * @fires dmp-remove-body - the joined file is not wanted
 * @fires dmp-check-document - a field was left: `faults` is to be set to what is wrong now
 * @fires dmp-add-document - *Ajouter*; what is wrong is told with `refuse`
 * @fires dmp-retry - the form could not be prepared; it is to be tried again
 * @fires dmp-acknowledge-traces - the user has read that accesses are traced
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpAddDocumentView extends LitElement {
  static override styles = [
    ...viewStyles,
    dialogStyles,
    formStyles,
    css`
      .title { justify-content: space-between; }
      .title h2 { flex: none; padding: 0; }
      .columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(240px, 340px); gap: 14px; align-items: start; }
      .columns > .card { min-width: 0; overflow: clip; }
      .ways .choices { display: flex; flex-wrap: wrap; gap: 0 16px; }
      .ways .choices > legend { float: inline-start; width: 100%; padding: 0 0 4px; font-size: var(--t3); font-weight: 650; }
      .file { display: flex; align-items: center; justify-content: space-between; gap: 8px 16px; flex-wrap: wrap; padding: 12px; border: 1px solid var(--line-2); border-radius: var(--r2); }
      .file > p { margin: 0; }
      .joined { display: flex; gap: 12px; min-width: 0; overflow-wrap: anywhere; }
      .joined > .i { width: 22px; height: 22px; margin-top: 2px; color: var(--accent); }
      .chips { margin-top: 4px; }
      textarea.inp { min-height: 160px; padding: 8px 10px; resize: vertical; }
      .box { position: relative; }
      .box > .inp { padding-inline-end: 32px; text-overflow: ellipsis; }
      .box > .i { position: absolute; inset-block-start: calc(50% - 8px); inset-inline-end: 10px; color: var(--text-2); pointer-events: none; }
      .list {
        position: absolute; z-index: 2; inset-block-start: calc(100% + 4px); inset-inline: 0; min-width: min(420px, 100cqi - 60px); max-height: 320px; padding: 4px;
        border: 1px solid var(--line-2); border-radius: var(--r2); background: var(--raised); box-shadow: var(--e3); overflow: auto;
      }
      .list > .hint { padding: 8px; }
      .group { padding: 8px 8px 4px; font-size: var(--t1); font-weight: 650; color: var(--text-2); }
      .option { min-height: 28px; padding: 5px 8px; border-radius: var(--r1); font-size: var(--t2); line-height: 1.35; cursor: pointer; }
      .option:hover { background: var(--hover); }
      .option[aria-selected='true'] { font-weight: 650; }
      .option.active { background: var(--selected); outline: 2px solid var(--focus); outline-offset: -2px; }
      @media (pointer: coarse) { .option { min-height: 44px; padding-block: 12px; } }
      .tick:has([aria-disabled='true']) > label { color: var(--text-3); }
      .lines { display: grid; gap: 6px; margin: 0; padding: 0; list-style: none; }
      .lines li { display: flex; align-items: center; gap: 6px; }
      @container (width < 900px) { .columns { grid-template-columns: minmax(0, 1fr); } }
      @container (width < 720px) { .pair { grid-template-columns: minmax(0, 1fr); } }
      @container (width < 480px) { .end .b { flex: 1 1 100%; min-height: 44px; } }
    `,
  ];
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ attribute: false }) draft?: DocumentDraft | undefined;
  /** What was typed before the form was left. */
  @property({ attribute: false }) kept?: Typed | undefined;
  @property({ attribute: false }) body?: JoinedBody | undefined;
  /** The text `body` was made of; absent of a file. */
  @property({ attribute: false }) joinedText?: string | undefined;
  @property({ attribute: false }) preview?: Preview | undefined;
  /** Name of the file that is read and prepared; empty for a text. */
  @property() reading?: string | undefined;
  /** Why what was joined cannot be sent. */
  @property({ attribute: false }) bodyError?: ErrorDto | undefined;
  /** Bytes of a file that is too large. */
  @property({ attribute: false }) refusedSize?: number | undefined;
  /** Documents that wait for their own form. */
  @property({ attribute: false }) waiting = 0;
  @property({ attribute: false }) faults: FormFaults = {};
  @property({ type: Boolean }) isSending = false;
  @property({ attribute: false }) error?: ErrorDto | undefined;
  /** What was done with the document before. */
  @property() message = '';
  @property({ attribute: false }) card?: CardState | undefined;
  @property({ type: Boolean }) tracesNoticeDue = false;
  @property({ attribute: false }) session?: DmpTabState['session'] | undefined;
  @property({ attribute: false }) feeding?: FeedingState | undefined;
  @state() private form?: DocumentForm;
  /** As they are written on screen. */
  @state() private days: Readonly<Record<(typeof DAYS)[number], string>> = { writtenOn: '', actStart: '', actEnd: '' };
  @state() private way: Typed['way'] = 'file';
  @state() private text = '';
  @state() private isAsking = false;
  @query('.abandon') private readonly question!: HTMLDialogElement | null;
  private readonly shown = new ShownFaults(this);
  private readonly types = new TypeCombobox(this);
  private untouched = '';

  /** Nothing was sent because of these: shows them, and goes to the first. */
  refuse(faults: FormFaults): void {
    this.shown.refuse(faults);
  }

  /** The form as it stands; `undefined` until it is there. */
  get typed(): Typed | undefined {
    const { days, form, text, way } = this;
    return form && { form: { ...form, ...Object.fromEntries(DAYS.map((day) => [day, dayIn(days[day])])) }, way, text };
  }

  /** A file was dropped: it is what is to be added. */
  chooseFile(): void {
    this.way = 'file';
  }

  /** Something would be lost with this form. */
  get isTyped(): boolean {
    return this.form !== undefined && (JSON.stringify(this.typed) !== this.untouched || this.body?.bodyId !== this.draft?.body?.bodyId);
  }

  /** The title is where the form begins. */
  async takeFocus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#heading')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { draft } = this;
    if (!changed.has('draft') || !draft) return;
    this.fillWith({ form: draft.form, way: 'file', text: '' });
    this.untouched = JSON.stringify(this.typed);
    if (this.kept) this.fillWith(this.kept);
  }

  protected override updated(): void {
    if (this.question && !this.question.open) this.question.showModal();
  }

  protected override render(): TemplateResult {
    const { birthDate, patientName } = this;
    return html`<div class="panels" @keydown=${this.handleKey}>
      <div class="row title">
        <div class="row">
          <button class="b g" type="button" aria-label=${t('add.back')} @click=${() => fire(this, 'dmp-leave-form')}>${icon('arrow-left')}${t('tab.title')}</button>
          <h2 id="heading" tabindex="-1">${t('add.title')}</h2>
        </div>
        ${this.draft ? html`<span class="tiny muted"><span class="req" aria-hidden="true">*</span> ${t('creation.requiredFields')}</span>` : nothing}
      </div>
      ${patientName ? html`<p class="for">${birthDate ? t('dialog.patient', patientName, dayOf(birthDate)) : patientName}</p>` : nothing}
      <p class="said" role="status">${this.message}</p>
      ${cardPart(this)}${this.main()}
    </div>
    ${this.isAsking ? abandonQuestion('add.abandon', { onClose: () => (this.isAsking = false), onAbandon: () => fire(this, 'dmp-drop-draft') }) : nothing}`;
  }

  private main(): TemplateResult | typeof nothing {
    const { draft, error, feeding, form } = this;
    if (feeding?.opposedSince !== undefined && !draft?.replaces && error?.code !== 'document.moved') return this.opposed();
    if (draft && form) return this.filled(draft, form);
    if (error) {
      const isSaidByCard = error.code === 'card.absent' && this.card;
      if (isSaidByCard) return nothing;
      return html`<div role="alert">${errorBlock(error, { onRetry: ERROR_CODES[error.code].retryable ? () => fire(this, 'dmp-retry') : undefined })}</div>`;
    }
    return html`<p class="hint" role="status">${icon('loader-circle')}${t('add.preparing')}</p>`;
  }

  private opposed(): TemplateResult {
    return html`<div class="note f-stop">${icon('hand')}<div>
      <b>${t('error.feeding.opposed.title')}</b> ${t('error.feeding.opposed.advice')}
      <div class="row"><button class="b s" type="button" @click=${() => fire(this, 'dmp-leave-form')}>${t('action.close')}</button></div>
    </div></div>`;
  }

  /** The certificates of the structure serve, or are waited for. */
  private get isIndirect(): boolean {
    const { card, session } = this;
    return session ? session.holder.isIndirect === true : card !== undefined && isStructure(card);
  }

  private filled(draft: DocumentDraft, form: DocumentForm): TemplateResult {
    const { feeding, message, session, waiting } = this;
    return html`${feeding ? feedingConditions(feeding.conditions, session ? sessionSentence(session) : '', draft.conditionsRead, this.isIndirect) : nothing}
      ${message ? html`<div class="note f-ok">${icon('circle-check')}<div>${message}</div></div>` : nothing}
      ${waiting ? html`<div class="note f-info">${icon('files')}<div>${waiting === 1 ? t('add.waiting.one') : t('add.waiting.many', waiting)}</div></div>` : nothing}
      ${draft.replaces ? html`<div class="note f-info">${icon('replace')}<div>${rich('add.replaces', draft.replaces.title)}</div></div>` : nothing}
      <div class="columns">
        <div class="card">
          <div class="in panels">
            ${this.contentPart(draft)}${this.facts(draft, form)}${this.act()}${this.author(draft, form)}
            ${visibilityBoxes({
              chosen: form.visibility,
              draft,
              isReadOnly: this.isSending,
              fault: this.shown.at('visibility'),
              onChoose: (visibility) => this.choose({ visibility }),
            })}
            ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}
          </div>
          ${this.foot()}
        </div>
        <dmp-preview-view .preview=${this.content && this.preview}>${visibilityLines(form.visibility, draft)}</dmp-preview-view>
      </div>`;
  }

  private contentPart({ maxBytes }: DocumentDraft): TemplateResult {
    const { bodyError, isSending, reading, refusedSize, text, way } = this;
    const fault = this.shown.at('body');
    return html`<div class="panels ways">
      ${radioList({
        name: 'way',
        legend: t('add.content'),
        options: [
          { value: 'file', label: t('add.way.file', Math.floor(maxBytes / 1024 / 1024)) },
          { value: 'text', label: t('add.way.text') },
        ],
        chosen: way,
        isReadOnly: isSending,
        onChoose: (chosen) => (this.way = chosen),
      })}
      ${
        way === 'file'
          ? fileBox({
              body: this.content,
              maxBytes,
              reading,
              error: bodyError,
              refusedSize,
              isReadOnly: isSending,
              fault,
              onFiles: (files) => files.length && fire(this, 'dmp-join-files', { files }),
              onRemove: () => fire(this, 'dmp-remove-body'),
            })
          : html`<div class="field">
              <label for="text">${t('add.text')}${star(true)}</label>
              <textarea
                id="text"
                class="inp"
                required
                autocomplete="off"
                .value=${text}
                ?readonly=${isSending}
                aria-invalid=${fault ? 'true' : nothing}
                aria-describedby=${fault ? 'text-note' : nothing}
                @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
                @blur=${() => this.text.trim() && fire(this, 'dmp-join-text', { text: this.text })}
              ></textarea>
              ${faultLine('text-note', fault)}
              ${reading === undefined ? nothing : html`<p class="hint" role="status">${icon('loader-circle')}${t('add.readingText')}</p>`}
              ${bodyError ? html`<div role="alert">${errorBlock(bodyError)}</div>` : nothing}
            </div>`
      }
    </div>`;
  }

  private facts({ types }: DocumentDraft, { comment, title, typeCode }: DocumentForm): TemplateResult {
    return html`<div class="pair">
      ${this.types.render({
        types,
        value: typeCode,
        isReadOnly: this.isSending,
        fault: this.shown.at('typeCode'),
        onChoose: (code) => this.choose({ typeCode: code }),
        onLeave: () => this.leave('typeCode'),
      })}
      ${this.day('writtenOn', { isRequired: true })}
      ${textField({ ...this.leaving('title'), label: t('add.documentTitle'), value: title, isRequired: true, onInput: (text) => this.fill({ title: text }) })}
      ${textField({
        ...this.leaving('comment'),
        label: t('add.comment', COMMENT),
        value: comment,
        hint: t('add.comment.count', comment.length, COMMENT),
        onInput: (text) => this.fill({ comment: text }),
      })}
    </div>`;
  }

  private act(): TemplateResult {
    return html`<fieldset class="part"><legend>${t('add.act')}</legend>
      <div class="pair">${this.day('actStart', { isRequired: true })}${this.day('actEnd', { hint: t('add.act.example') })}</div>
    </fieldset>`;
  }

  private author({ authors, practiceSettings, situations }: DocumentDraft, { authorId, practiceSetting, situationId }: DocumentForm): TemplateResult {
    // Where the author is chosen, the name of his field is that of the part.
    return html`<fieldset class="part" aria-label=${t('add.author')}>
      ${authors ? this.professional(authorsIn(authors, situationId), authorId, situationId) : html`<legend>${t('add.author')}</legend>`}
      <div class="pair">
        ${selectField({
          path: 'practiceSetting',
          label: t('add.practiceSetting'),
          value: practiceSetting,
          groups: [{ choices: practiceSettings }],
          isReadOnly: this.isSending,
          fault: this.shown.at('practiceSetting'),
          onChoose: (code) => this.choose({ practiceSetting: code }),
        })}
        ${selectField({
          path: 'situationId',
          label: t('add.situation'),
          value: situationId,
          groups: [{ choices: situations }],
          isReadOnly: this.isSending,
          fault: this.shown.at('situationId'),
          onChoose: (code) => {
            // Who does not practise there is not its author.
            const stays = !authors || authorsIn(authors, code).some((one) => one.code === authorId);
            this.choose({ situationId: code, ...(!stays && { authorId: '' }) });
          },
        })}
      </div>
    </fieldset>`;
  }

  /** The staff of a structure names for whom it adds the document. */
  private professional(choices: readonly AuthorChoice[], authorId: string, situationId: string): TemplateResult {
    const field = selectField({
      path: 'authorId',
      label: t('add.author'),
      value: authorId,
      groups: [{ choices }],
      none: t('add.author.choose'),
      isRequired: true,
      isReadOnly: this.isSending,
      fault: this.shown.at('authorId'),
      hint: t(choices.length ? 'add.author.hint' : 'add.author.none'),
      onChoose: (code) => this.choose({ authorId: code }),
    });
    // Another list is another element: a browser keeps the place of what was chosen, not its name.
    return html`${keyed(situationId, field)}`;
  }

  private foot(): TemplateResult {
    const { isSending, isTyped } = this;
    const wrong = Object.keys(this.faults).filter((path) => this.shown.at(path)).length;
    const said = isSending ? html`${icon('loader-circle')}${t('add.checking')}` : wrong ? faultCount(wrong) : nothing;
    return html`<div class="end">
      <span class="hint push" role="status">${said}</span>
      ${isTyped && !isSending && !wrong ? html`<span class="hint">${icon('pencil')}${t('add.kept')}</span>` : nothing}
      <button class="b p" type="button" title=${t('add.add.shortcut')} aria-disabled=${isSending} @click=${this.add}>${icon('check')}${t('add.add')}</button>
      <button class="b" type="button" aria-disabled=${isSending} @click=${this.handleCancel}>${icon('x')}${t('action.cancel')}</button>
    </div>`;
  }

  private day(path: (typeof DAYS)[number], look: Pick<TextField, 'isRequired' | 'hint'> = {}): TemplateResult {
    return textField({
      ...look,
      ...this.leaving(path),
      label: t(`add.${path}`),
      placeholder: t('add.day'),
      value: this.days[path],
      onInput: (text) => (this.days = { ...this.days, [path]: text }),
    });
  }

  private leaving(path: string): Pick<TextField, 'path' | 'isReadOnly' | 'fault' | 'onLeave'> {
    return { path, isReadOnly: this.isSending, fault: this.shown.at(path), onLeave: () => this.leave(path) };
  }

  private leave(path: string): Promise<void> {
    return this.shown.leave(path, () => this.typed && fire(this, 'dmp-check-document', { form: this.typed.form }));
  }

  private fill(change: Partial<DocumentForm>): void {
    if (this.form) this.form = { ...this.form, ...change };
  }

  /** What is chosen is checked at once: it is not left. */
  private choose(change: Partial<DocumentForm>): void {
    this.fill(change);
    for (const path of Object.keys(change)) void this.leave(path);
  }

  private fillWith({ form, text, way }: Typed): void {
    this.form = form;
    this.days = {
      writtenOn: dayOf(form.writtenOn) || form.writtenOn,
      actStart: dayOf(form.actStart) || form.actStart,
      actEnd: dayOf(form.actEnd) || form.actEnd,
    };
    this.way = way;
    this.text = text;
  }

  /** What would be sent: not what was joined the other way. */
  get content(): JoinedBody | undefined {
    return (this.joinedText === undefined) === (this.way === 'file') ? this.body : undefined;
  }

  private readonly add = (): void => {
    const { typed } = this;
    if (typed && !this.isSending) fire(this, 'dmp-add-document', { form: typed.form });
  };

  private readonly handleCancel = (): void => {
    if (this.isSending) return;
    if (this.isTyped) this.isAsking = true;
    else fire(this, 'dmp-drop-draft');
  };

  private readonly handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    this.add();
  };
}

const authorsIn = (authors: readonly AuthorChoice[], situationId: string): readonly AuthorChoice[] =>
  authors.filter(({ situationIds }) => situationIds.includes(situationId));

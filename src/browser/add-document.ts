import type { DocumentCheck, DocumentDraft, DocumentForm, DocumentOutcome, JoinedBody } from '../api/documents.js';
import type { FormFaults } from '../api/form-faults.js';
import type { BrowserContext } from '../api/host.js';
import type { DmpTabState } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { defineAddElements } from '../views/add-elements.js';
import { cardOf } from '../views/card-look.js';
import { DmpAddDocumentView } from '../views/dmp-add-document-view.js';
import type { Preview } from '../views/dmp-preview-view.js';
import type { DmpTabView } from '../views/dmp-tab-view.js';
import type { ViewEvents } from '../views/fire.js';
import { t } from '../views/l10n.js';
import { CARD_COMMANDS } from './card-commands.js';
import type { DocumentDialogs } from './document-dialogs.js';
import { type DocumentSource, keepDraft, takeDraft, type Wanted } from './document-drafts.js';
import { errorOf } from './error-of.js';
import { guardPage } from './page-guard.js';

defineAddElements();
const COMMANDS = [...CARD_COMMANDS, ['dmp-acknowledge-traces', 'dmp.acknowledgeTraces']] as const satisfies readonly (readonly [keyof ViewEvents, string])[];

/** Where the form stands, and what it needs of the tab whose place it takes. */
export interface Place {
  readonly element: HTMLElement;
  readonly patientId: string;
  readonly tab: DmpTabView;
  /** The dialog that confirms stands over the form. */
  confirm(ask: (documents: DocumentDialogs) => void): Promise<void>;
}

/** One form *Ajouter un document* on screen, and what it is for. */
interface Shown {
  readonly view: DmpAddDocumentView;
  readonly source: DocumentSource;
  /** Whose card was there when it was filled. */
  readonly professionalId: string;
  /** What was joined last: an answer to what came before is late. */
  joins: number;
}

/** What is joined: a file, or a text. `make`: what `main` makes of it. */
interface Joined {
  readonly name: string;
  readonly text?: string;
  readonly make: () => Promise<JoinedBody>;
}

/** The forms *Ajouter un document* of one patient's tab, one after the other. What comes late for a form that has gone is dropped. */
export class AddDocument {
  private isGone = false;
  private tab: DmpTabState | undefined;
  private shown: Shown | undefined;
  /** What is being read and prepared. */
  private joining: Promise<void> = Promise.resolve();
  private waiting: readonly Wanted[] = [];
  private readonly guard = guardPage(() => this.shown?.view.isTyped ?? false);

  constructor(
    private readonly host: BrowserContext,
    private readonly place: Place,
  ) {}

  /**
   * Opens a form for each, in turn. Where one is open and has no content yet, or replaces a document, the first file is joined to it; the others wait, where
   * anything new may be added.
   */
  open(wanted: readonly Wanted[]): void {
    if (this.isGone) return;
    const { shown } = this;
    const [first, ...others] = wanted;
    const { content, draft, reading } = shown?.view ?? {};
    if (shown && first?.file && draft && (draft.replaces || (!content && reading === undefined))) {
      if (this.tab?.feeding?.mayAdd) this.wait([...this.waiting, ...others]);
      shown.view.chooseFile();
      void this.joinFile(shown, first.file);
      return;
    }
    // A second click on the button opens no second form.
    this.wait([...this.waiting, ...wanted.filter(({ file, source }) => !shown || file || Object.keys(source).length)]);
    if (!shown) this.next('');
  }

  /** The tab has changed: the card, the opposition, the record. */
  follow(tab: DmpTabState): void {
    this.tab = tab;
    const { shown } = this;
    if (!shown) return;
    const isBack = shown.view.card !== undefined && cardOf(tab.status) === undefined;
    this.tell(shown.view);
    const holder = this.holderId;
    if (holder && shown.professionalId && holder !== shown.professionalId) {
      // Nothing is sent in the name of who has not filled it in: it waits for him.
      this.leave();
      this.place.tab.refusal = { code: 'card.changed' };
    } else if (isBack && !shown.view.draft) void this.load(shown);
  }

  /** The form has gone, or shows another patient: what was typed waits for this one. */
  dispose(): void {
    this.isGone = true;
    this.keep();
    this.guard.dispose();
    this.shown?.view.remove();
    this.shown = undefined;
  }

  private next(message: string): void {
    const [wanted, ...others] = this.waiting;
    this.shown?.view.remove();
    this.shown = undefined;
    this.waiting = others;
    if (wanted) this.show(wanted, message);
    else this.showTab();
  }

  private show(wanted: Wanted, message: string): void {
    const view = new DmpAddDocumentView();
    const shown: Shown = { view, source: wanted.source, professionalId: this.holderId ?? '', joins: 0 };
    this.shown = shown;
    view.message = message;
    this.tell(view);
    this.wait(this.waiting);
    this.listen(shown);
    this.place.tab.hidden = true;
    this.place.element.append(view);
    void view.takeFocus();
    void this.load(shown, wanted.file);
  }

  private showTab(): void {
    this.place.tab.hidden = false;
    void this.place.tab.updateComplete.then(() => this.place.tab.takeFocusBack());
  }

  private listen(shown: Shown): void {
    const { view } = shown;
    for (const [event, command] of COMMANDS)
      view.addEventListener(event, ({ detail }) => this.run(command, detail ?? {}).catch((rejection: unknown) => (view.error = errorOf(rejection))));
    view.addEventListener('dmp-leave-form', () => this.leave());
    view.addEventListener('dmp-drop-draft', () => this.next(''));
    view.addEventListener('dmp-retry', () => void this.load(shown));
    view.addEventListener('dmp-join-files', ({ detail: { files } }) => {
      const [first, ...others] = files;
      this.wait([...this.waiting, ...others.map((file) => ({ source: {}, file }))]);
      if (first) void this.joinFile(shown, first);
    });
    view.addEventListener('dmp-join-text', ({ detail: { text } }) => void this.joinText(shown, text));
    view.addEventListener('dmp-remove-body', () => this.setBody(shown, undefined));
    view.addEventListener('dmp-check-document', async ({ detail: { form } }) => {
      view.faults = await this.check(shown, form)
        .then((check): FormFaults => (check.kind === 'invalid' ? check.faults : {}))
        .catch(() => view.faults);
    });
    view.addEventListener('dmp-add-document', ({ detail: { form } }) => void this.add(shown, form));
  }

  /** Fills the form: as it was left, or anew. */
  private async load(shown: Shown, file?: File): Promise<void> {
    const { source, view } = shown;
    view.error = undefined;
    const kept = takeDraft(this.owner(shown), source);
    if (kept) {
      Object.assign(view, { draft: kept.draft, kept: kept.typed, body: kept.body, joinedText: kept.joinedText, preview: kept.preview });
      // What was joined before stays: the file has a form of its own.
      const own = file && kept.body ? [{ source: {}, file }] : [];
      this.wait([...own, ...kept.waiting, ...this.waiting]);
      if (own.length) return;
    } else {
      try {
        const draft = await this.run<DocumentDraft>('dmp.documentDraft', source);
        if (this.shown !== shown) return;
        view.draft = draft;
        if (draft.bodyError) this.setBody(shown, undefined, { error: draft.bodyError });
        if (draft.body) await this.join(shown, { name: draft.body.name, make: async () => draft.body as JoinedBody });
      } catch (rejection) {
        view.error = errorOf(rejection);
        return;
      }
    }
    if (file && this.shown === shown) await this.joinFile(shown, file);
  }

  /** A file that is too large is refused before it is posted. */
  private async joinFile(shown: Shown, file: File): Promise<void> {
    const { view } = shown;
    const isTooLarge = view.draft !== undefined && file.size > view.draft.maxBytes;
    if (isTooLarge) {
      Object.assign(view, { refusedSize: file.size, bodyError: { code: 'document.tooLarge' } satisfies ErrorDto });
      return;
    }
    await this.join(shown, { name: file.name, make: async () => this.run<JoinedBody>('dmp.joinFile', { fileId: (await this.host.files.post(file)).id }) });
  }

  private async joinText(shown: Shown, text: string): Promise<void> {
    if (shown.view.joinedText !== text) await this.join(shown, { name: '', text, make: () => this.run<JoinedBody>('dmp.joinText', { text }) });
  }

  private join(shown: Shown, joined: Joined): Promise<void> {
    this.joining = this.joinNow(shown, joined);
    return this.joining;
  }

  /** Answers once it is joined, refused, or too late. */
  private async joinNow(shown: Shown, { name, text, make }: Joined): Promise<void> {
    const turn = this.setBody(shown, undefined);
    const { view } = shown;
    view.reading = name;
    try {
      const body = await make();
      const preview = await this.preview(body);
      if (shown.joins !== turn) return;
      this.setBody(shown, body, { text, preview });
      if (view.faults['body']) view.faults = Object.fromEntries(Object.entries(view.faults).filter(([path]) => path !== 'body'));
    } catch (rejection) {
      if (shown.joins !== turn) return;
      this.setBody(shown, undefined, { error: errorOf(rejection) });
    }
  }

  /** Sets what is joined, in place of what was. Answers its turn. */
  private setBody(
    shown: Shown,
    body: JoinedBody | undefined,
    { error, preview, text }: { readonly error?: ErrorDto; readonly preview?: Preview | undefined; readonly text?: string | undefined } = {},
  ): number {
    Object.assign(shown.view, { body, preview, joinedText: text, bodyError: error, refusedSize: undefined, reading: undefined });
    return ++shown.joins;
  }

  /** Its images can be fetched once: they stay with the form. A page that cannot be had ends them. */
  private async preview({ pages: total, preview }: JoinedBody): Promise<Preview> {
    if (preview.kind === 'text') return preview;
    const fetched = await Promise.allSettled(preview.files.map((file) => this.host.files.fetch(file)));
    const missing = fetched.findIndex(({ status }) => status === 'rejected');
    const pages = fetched.slice(0, missing < 0 ? undefined : missing).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return { kind: 'pages', pages, total };
  }

  private check({ source, view }: Shown, form: DocumentForm): Promise<DocumentCheck> {
    const { content } = view;
    return this.run<DocumentCheck>('dmp.checkDocument', { ...source, form, ...(content && { bodyId: content.bodyId }) });
  }

  private async add(shown: Shown, form: DocumentForm): Promise<void> {
    const { source, view } = shown;
    if (view.isSending) return;
    view.isSending = true;
    view.error = undefined;
    try {
      // What is still being prepared is waited for: no click is lost.
      await this.joining;
      const { text, way } = view.typed ?? {};
      if (way === 'text' && text?.trim()) await this.joinText(shown, text);
      const check = await this.check(shown, form);
      if (this.shown !== shown) return;
      const { content, preview } = view;
      if (check.kind === 'invalid') view.refuse(check.faults);
      else if (content) {
        const added = { ...source, form, bodyId: content.bodyId };
        await this.place.confirm((documents) => documents.confirm({ check, preview, added, finish: (outcome) => this.finish(shown, outcome) }));
      }
    } catch (rejection) {
      const error = errorOf(rejection);
      if (error.code === 'document.bodyGone') this.setBody(shown, undefined, { error });
      else view.error = error;
    } finally {
      view.isSending = false;
    }
  }

  private finish(shown: Shown, outcome: DocumentOutcome): void {
    if (outcome.kind === 'invalid') shown.view.refuse(outcome.faults);
    else if (this.shown === shown) this.next(t('done.addDocument'));
    // The form was left meanwhile: what is sent is no draft any more.
    else takeDraft(this.owner(shown), shown.source);
  }

  /** Back to the tab; from a form that could not be filled, on to the next: nothing is kept that would wait with it. */
  private leave(): void {
    this.keep();
    const { draft, error } = this.shown?.view ?? {};
    if (draft || error?.code === 'feeding.opposed' || error?.code === 'card.absent') this.waiting = [];
    this.next('');
  }

  private keep(): void {
    const { shown, waiting } = this;
    const { body, draft, isTyped, joinedText, preview, typed } = shown?.view ?? {};
    if (shown && draft && typed && (isTyped || waiting.length))
      keepDraft(this.owner(shown), shown.source, { draft, typed, body, joinedText, preview, waiting });
  }

  private wait(waiting: readonly Wanted[]): void {
    this.waiting = waiting;
    if (this.shown) this.shown.view.waiting = waiting.length;
  }

  private tell(view: DmpAddDocumentView): void {
    const { tab } = this;
    if (!tab) return;
    const { feeding, patient, session, status, tracesNoticeDue } = tab;
    Object.assign(view, { feeding, session, patientName: patient?.name ?? '', birthDate: patient?.birthDate ?? '' });
    view.card = cardOf(status);
    view.tracesNoticeDue = session !== undefined && tracesNoticeDue;
  }

  private owner({ professionalId }: Shown) {
    return { patientId: this.place.patientId, professionalId };
  }

  private get holderId(): string | undefined {
    return this.tab?.session?.holder.id;
  }

  /** The answer names its patient wherever it has one: never another's. */
  private async run<Answer>(command: string, args: object = {}): Promise<Answer> {
    const { patientId } = this.place;
    const answer = (await this.host.commands.run(command, { ...args, patientId })) as Answer & { readonly patientId?: string };
    if (answer?.patientId !== undefined && answer.patientId !== patientId) throw new Error("another patient's answer");
    return answer;
  }
}

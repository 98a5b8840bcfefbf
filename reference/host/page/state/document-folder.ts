import { BehaviorSubject, skip } from 'rxjs';
import { DisposableStore } from '../../../../src/api/disposable.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import { addDocument, changeDocument, type DocumentWords, documentsChanged, listDocuments, validateDocuments } from '../../page-protocol.js';
import type { PageServer } from '../connection/page-server.js';
import type { PracticeStore } from './practice-store.js';

/** The documents of one patient, kept in step with the server from `open` on. */
export class DocumentFolder {
  /** Undefined: not read yet. */
  readonly documents$ = new BehaviorSubject<readonly LocalDocument[] | undefined>(undefined);
  readonly #own = new DisposableStore();
  /** An older answer never overtakes a newer one. */
  #turn = 0;

  constructor(
    private readonly server: PageServer,
    readonly patientId: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  open(store: PracticeStore): void {
    this.#own.add(this.server.on(documentsChanged, ({ patientId }) => patientId === this.patientId && void this.#read()));
    // Nobody told this window of changes while its connection was lost.
    this.#own.add(store.epoch$.pipe(skip(1)).subscribe(() => void this.#read()));
    void this.#read();
  }

  dispose(): void {
    this.#turn = -1;
    this.#own.dispose();
  }

  /** A draft with this file; or, for a document there is, its next content. */
  async keep(words: DocumentWords, file: File | undefined, documentId?: string): Promise<LocalDocument | undefined> {
    const posted = file && (await this.server.files.post(file));
    const about = { ...words, patientId: this.patientId };
    if (documentId !== undefined) return this.server.request(changeDocument, { ...about, documentId, ...(posted && { fileId: posted.id }) });
    return posted && this.server.request(addDocument, { ...about, fileId: posted.id });
  }

  validate(documentIds: readonly string[]): Promise<void> {
    return this.server.request(validateDocuments, { patientId: this.patientId, documentIds });
  }

  async #read(): Promise<void> {
    if (this.#turn < 0) return;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const documents = await this.server.request(listDocuments, { patientId: this.patientId });
      if (turn === this.#turn) this.documents$.next(documents);
    } catch (error) {
      if (turn === this.#turn) this.onError(error);
    }
  }
}

import { defer, type Observable } from 'rxjs';
import type { Visibility } from '../../src/api/documents.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { type ErrorCode, PluginError } from '../../src/api/plugin-error.js';
import type { Holder } from '../../src/api/professional.js';
import { documentType } from '../../src/services/dmp/coded.js';
import type { DocumentEntry, DocumentGateway, DocumentQuery, StatusChange, Submission, SubmissionProgress } from '../../src/services/document-gateway.js';
import { checkIns } from '../../src/services/ins.js';

/** How a submission ends. `lost`: the record has it, the answer did not come back; `cut`: nothing arrived, and nobody knows; `notSent`: nobody was there. */
export type SubmissionEnd = 'done' | 'lost' | 'cut' | 'notSent' | { readonly refused: ErrorCode } | Promise<unknown>;

/** One document of a record, and whose. */
interface Stored extends DocumentEntry {
  readonly patientId: string;
  readonly authorId: string;
  readonly bytes: Buffer;
}

/** Records that hold what was submitted, as the DMP does: each uniqueId once. */
export class FakeDocumentGateway implements DocumentGateway {
  /** What has reached the DMP, in this order: `submit`, `findOwn`… with the title or the uniqueId. */
  readonly asked: string[] = [];
  readonly #stored = new Map<string, Stored>();
  readonly #ends: SubmissionEnd[] = [];
  readonly #updateEnds: ('done' | 'lost' | 'cut' | Promise<unknown>)[] = [];
  #searchesRefused: ErrorCode | undefined;
  #readersRefused: ErrorCode | undefined;
  #count = 0;

  /** Whose card is in; absent: that of whoever signs. */
  constructor(private readonly holderId?: string) {}

  /** The next submissions end so; then all are done. */
  next(...ends: readonly SubmissionEnd[]): void {
    this.#ends.push(...ends);
  }

  /** The next updates end so; then all are done. */
  nextUpdate(...ends: readonly ('done' | 'lost' | 'cut' | Promise<unknown>)[]): void {
    this.#updateEnds.push(...ends);
  }

  /** From now on nobody may read the record; without a code, everybody may. */
  refuseReaders(code?: ErrorCode): void {
    this.#readersRefused = code;
  }

  /** From now on no search is answered otherwise; without a code, all are. */
  refuseSearches(code?: ErrorCode): void {
    this.#searchesRefused = code;
  }

  /** What the record of this patient holds, the oldest first. */
  record(patientId: string): readonly Stored[] {
    return [...this.#stored.values()].filter((one) => one.patientId === patientId);
  }

  async submit(patient: QualifiedPatient, submission: Submission, signerId: Holder['id'], progress?: SubmissionProgress): Promise<void> {
    const { document, replaces, visibility, written } = submission;
    needIns(patient);
    if (this.holderId !== undefined && signerId !== this.holderId) throw new PluginError('card.changed');
    const isStaff = signerId.includes('/');
    if (isStaff ? document.author.cardKind === 'CPE' : document.author.id !== signerId) throw new PluginError('dmp.rightsRefused');
    this.asked.push(`submit ${document.title}`);
    const end = this.#ends.shift() ?? 'done';
    if (end === 'notSent') throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } });
    if (end instanceof Promise) await end;
    const chunks: Uint8Array[] = [];
    for await (const chunk of submission.bytes()) chunks.push(chunk);
    progress?.sent(written.size);
    if (end === 'cut') throw new PluginError('dmp.answerLost', { detail: { layer: 'http', code: 'ECONNRESET' } });
    if (typeof end === 'object' && 'refused' in end) throw new PluginError(end.refused, { detail: { layer: 'xds', code: 'X' } });
    if (this.#stored.has(document.uniqueId))
      throw new PluginError('dmp.documentDuplicate', { detail: { layer: 'xds', code: 'XDSDuplicateUniqueIdInRegistry' } });
    for (const [uniqueId, old] of this.#stored) if (replaces && old.entryUuid === replaces) this.#stored.set(uniqueId, { ...old, status: 'deprecated' });
    const { hash, size } = written;
    const { typeCode, title } = document;
    const entryUuid = this.#newId();
    const names = { entryUuid, logicalId: entryUuid, uniqueId: document.uniqueId, version: '1', repositoryId: '1.2.250.1.213.4.1.1.1.2' };
    const { classCode } = documentType(typeCode);
    const stored = { ...names, status: 'approved' as const, title, typeCode, classCode, visibility, hash, size };
    this.#stored.set(document.uniqueId, { ...stored, patientId: patient.id, authorId: signerId, bytes: Buffer.concat(chunks) });
    if (end === 'lost') throw new PluginError('dmp.answerLost', { detail: { layer: 'http', code: 'ECONNRESET' } });
  }

  findOwn(patient: QualifiedPatient, uniqueId: string): Observable<string | undefined> {
    return this.#search(`findOwn ${uniqueId}`, patient, () => this.#of(patient, uniqueId)?.entryUuid);
  }

  findEntry(patient: QualifiedPatient, uniqueId: string): Observable<DocumentEntry | undefined> {
    return this.#search(`findEntry ${uniqueId}`, patient, () => {
      if (this.#readersRefused) throw new PluginError(this.#readersRefused);
      const stored = this.#stored.get(uniqueId);
      return stored?.patientId === patient.id ? entryOf(stored) : undefined;
    });
  }

  search(patient: QualifiedPatient, { classCodes, statuses = ['approved'] }: DocumentQuery): Observable<readonly DocumentEntry[]> {
    const fits = (one: Stored) => statuses.includes(one.status) && (classCodes?.includes(one.classCode) ?? true);
    return this.#search('search', patient, () => this.record(patient.id).filter(fits).map(entryOf));
  }

  retrieve(patient: QualifiedPatient, { uniqueId }: Pick<DocumentEntry, 'uniqueId'>): Observable<Uint8Array> {
    return this.#search(`retrieve ${uniqueId}`, patient, () => {
      const stored = this.#of(patient, uniqueId);
      if (!stored) throw new PluginError('dmp.documentUnknown');
      return stored.bytes;
    });
  }

  async changeVisibility(patient: QualifiedPatient, uniqueId: string, visibility: readonly Visibility[]): Promise<void> {
    this.asked.push(`changeVisibility ${visibility.join('+') || 'all'}`);
    const before = this.#of(patient, uniqueId)?.visibility ?? visibility;
    // As long as the parameter of §14.1 does not say otherwise.
    if (visibility.includes('MASQUE_PS') && visibility.includes('INVISIBLE_PATIENT')) throw new PluginError('dmp.documentRefused');
    if (visibility.some((one) => one !== 'MASQUE_PS' && !before.includes(one))) throw new PluginError('dmp.documentRefused');
    await this.#change(patient, uniqueId, { visibility });
  }

  async changeStatus(patient: QualifiedPatient, uniqueId: string, { from, to }: StatusChange): Promise<void> {
    this.asked.push(`changeStatus ${from} ${to}`);
    const { status } = this.#of(patient, uniqueId) ?? {};
    if (status && status !== from) throw new PluginError('dmp.documentRefused', { detail: { layer: 'xds', code: 'XDSMetadataUpdateError' } });
    await this.#change(patient, uniqueId, { status: to });
  }

  async #change(patient: QualifiedPatient, uniqueId: string, change: Partial<Stored>): Promise<void> {
    const stored = this.#of(patient, uniqueId);
    if (!stored) throw new PluginError('dmp.documentUnknown');
    const end = this.#updateEnds.shift() ?? 'done';
    if (end instanceof Promise) await end;
    if (end !== 'cut') this.#stored.set(uniqueId, { ...stored, ...change, entryUuid: this.#newId() });
    if (end === 'cut' || end === 'lost') throw new PluginError('dmp.answerLost', { detail: { layer: 'http', code: 'ECONNRESET' } });
  }

  #of(patient: QualifiedPatient, uniqueId: string): Stored | undefined {
    const stored = this.#stored.get(uniqueId);
    return stored?.patientId === patient.id && stored.status !== 'deleted' ? stored : undefined;
  }

  #search<T>(name: string, patient: QualifiedPatient, answer: () => T): Observable<T> {
    return defer(async () => {
      needIns(patient);
      this.asked.push(name);
      if (this.#searchesRefused) throw new PluginError(this.#searchesRefused);
      return answer();
    });
  }

  #newId(): string {
    this.#count += 1;
    return `urn:uuid:00000000-0000-4000-8000-${String(this.#count).padStart(12, '0')}`;
  }
}

function needIns({ identity }: QualifiedPatient): void {
  const refusal = checkIns(identity, 'simulator');
  if (refusal) throw new PluginError(refusal);
}

const entryOf = ({ authorId: _, bytes: __, patientId: ___, ...entry }: Stored): DocumentEntry => entry;

import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Selectable } from 'kysely';
import type { ValidatedDocument } from '../../../../src/api/host.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { DocumentWords } from '../../page-protocol.js';
import type { HeldFile } from '../held-files.js';
import type { PracticeDocuments } from '../plugins/plugin-documents.js';
import type { PatientStore } from './patient-store.js';
import type { PracticeDatabase, PracticeTables } from './practice-database.js';

export type NewDocument = DocumentWords & Pick<LocalDocument, 'patientId' | 'act'>;

type Row = Selectable<PracticeTables['documents']>;

/** The documents of the practice: what is known of them in the database, their bytes in a folder beside it. */
export class DocumentStore implements PracticeDocuments {
  constructor(
    private readonly database: PracticeDatabase,
    private readonly patients: PatientStore,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** The newest first. Undefined: there is no such patient. */
  async list(patientId: string): Promise<readonly LocalDocument[] | undefined> {
    if (!(await this.patients.ref(patientId))) return undefined;
    const rows = await this.database
      .selectFrom('documents')
      .selectAll()
      .where('patient_id', '=', patientId)
      .orderBy('written_on', 'desc')
      .orderBy('title')
      .orderBy('id')
      .execute();
    return rows.map(documentOf);
  }

  async validatedSince(time: number): Promise<readonly ValidatedDocument[]> {
    const rows = await this.database.selectFrom('documents').selectAll().where('validated_at', '>=', Math.max(1, time)).orderBy('validated_at').execute();
    return Promise.all(rows.map(async (row) => this.withPatient(documentOf(row))));
  }

  async read(documentId: string): Promise<Buffer | undefined> {
    const row = await this.row(documentId);
    return row && readFile(join(this.folder, row.content));
  }

  async find(documentId: string): Promise<LocalDocument | undefined> {
    const row = await this.row(documentId);
    return row && documentOf(row);
  }

  /** A draft. */
  async add({ patientId, act, ...words }: NewDocument, file: HeldFile): Promise<LocalDocument> {
    const content = await this.keep(file);
    const row: Row = {
      ...{ id: randomUUID(), patient_id: patientId, content, validated_at: 0, version: 1, act: act ? JSON.stringify(act) : '' },
      ...columnsOf(words),
      ...columnsOfFile(file),
    };
    await this.database.insertInto('documents').values(row).execute();
    return documentOf(row);
  }

  /** What was validated becomes the draft of its next version. Undefined: there is no such document. */
  async change(documentId: string, words: DocumentWords, file?: HeldFile): Promise<LocalDocument | undefined> {
    const before = await this.row(documentId);
    if (!before) return undefined;
    const content = file ? await this.keep(file) : before.content;
    const version = before.validated_at ? before.version + 1 : before.version;
    const columns = { ...columnsOf(words), ...(file && columnsOfFile(file)), content, version, validated_at: 0 };
    await this.database.updateTable('documents').set(columns).where('id', '=', documentId).execute();
    if (content !== before.content) await rm(join(this.folder, before.content), { force: true });
    return documentOf({ ...before, ...columns });
  }

  /** Undefined: there is no such draft. */
  async validate(documentId: string, at: number): Promise<ValidatedDocument | undefined> {
    const { numUpdatedRows } = await this.database
      .updateTable('documents')
      .set({ validated_at: at })
      .where('id', '=', documentId)
      .where('validated_at', '=', 0)
      .executeTakeFirst();
    const row = numUpdatedRows > 0n ? await this.row(documentId) : undefined;
    return row && this.withPatient(documentOf(row));
  }

  private row(documentId: string): Promise<Row | undefined> {
    return this.database.selectFrom('documents').selectAll().where('id', '=', documentId).executeTakeFirst();
  }

  /** A new file each time: the row of the document says which one counts. */
  private async keep({ bytes }: HeldFile): Promise<string> {
    const content = randomUUID();
    await writeFile(join(this.folder, content), bytes, { mode: 0o600, flag: 'wx' });
    return content;
  }

  private async withPatient(document: LocalDocument): Promise<ValidatedDocument> {
    const patient = await this.patients.ref(document.patientId);
    if (!patient) throw new Error('a document without a patient');
    return { patient, document };
  }
}

const columnsOf = ({ title, kind, writtenOn }: DocumentWords) => ({ title, kind, written_on: writtenOn });
const columnsOfFile = ({ name, mediaType, bytes }: HeldFile) => ({ file_name: name, media_type: mediaType, size: bytes.length });

const documentOf = (row: Row): LocalDocument => ({
  id: row.id,
  patientId: row.patient_id,
  title: row.title,
  kind: row.kind,
  fileName: row.file_name,
  mediaType: row.media_type,
  size: row.size,
  writtenOn: row.written_on,
  version: row.version,
  ...(row.act && { act: JSON.parse(row.act) as NonNullable<LocalDocument['act']> }),
  ...(row.validated_at && { validatedAt: row.validated_at }),
});

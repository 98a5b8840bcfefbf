import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { HeldFile } from '../offered-files.js';
import type { PracticeDatabase, PracticeTables } from './practice-database.js';

/** What a user writes about a document; a file with it is another content. */
export interface DocumentEdit extends Pick<LocalDocument, 'title' | 'kind' | 'writtenOn'> {
  readonly file?: HeldFile;
}

/** The practice's own documents, patient by patient. A validated one that is changed is a draft again, and its next validation is a new version. */
export class DocumentStore {
  constructor(
    private readonly database: PracticeDatabase,
    private readonly now: () => number,
  ) {}

  /** The newest first. */
  async list(patientId: string): Promise<readonly LocalDocument[]> {
    const rows = await this.database
      .selectFrom('documents')
      .selectAll()
      .where('patient_id', '=', patientId)
      .orderBy('written_on', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(documentOf);
  }

  async find(id: string): Promise<LocalDocument | undefined> {
    const row = await this.database.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst();
    return row && documentOf(row);
  }

  async content(id: string): Promise<HeldFile | undefined> {
    const row = await this.database.selectFrom('documents').select(['file_name', 'media_type', 'content']).where('id', '=', id).executeTakeFirst();
    return row && { name: row.file_name, mediaType: row.media_type, bytes: Buffer.from(row.content, 'base64') };
  }

  /** A draft. */
  async add(
    patientId: string,
    { file, kind, title, writtenOn }: DocumentEdit & { readonly file: HeldFile },
    act?: LocalDocument['act'],
  ): Promise<LocalDocument> {
    const id = randomUUID();
    await this.database
      .insertInto('documents')
      .values({
        ...{ id, patient_id: patientId, title, kind, written_on: writtenOn, version: 0 },
        ...{ act: act ? JSON.stringify(act) : '', validated_at: null },
        ...fileColumns(file),
      })
      .execute();
    return this.needed(id);
  }

  /** Undefined: there is no such document. */
  async edit(id: string, { file, kind, title, writtenOn }: DocumentEdit): Promise<LocalDocument | undefined> {
    await this.database
      .updateTable('documents')
      .set({ title, kind, written_on: writtenOn, validated_at: null, ...(file && fileColumns(file)) })
      .where('id', '=', id)
      .execute();
    return this.find(id);
  }

  /** Undefined: there is no such draft. */
  async validate(id: string): Promise<LocalDocument | undefined> {
    const { numUpdatedRows } = await this.database
      .updateTable('documents')
      .set(({ eb }) => ({ validated_at: this.now(), version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('validated_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? this.find(id) : undefined;
  }

  /** The one it was; undefined: there is none. */
  async remove(id: string): Promise<LocalDocument | undefined> {
    const document = await this.find(id);
    await this.database.deleteFrom('documents').where('id', '=', id).execute();
    return document;
  }

  async validatedSince(time: number): Promise<readonly LocalDocument[]> {
    const rows = await this.database.selectFrom('documents').selectAll().where('validated_at', '>', time).orderBy('validated_at').execute();
    return rows.map(documentOf);
  }

  private async needed(id: string): Promise<LocalDocument> {
    const document = await this.find(id);
    if (!document) throw new Error('the document was not kept');
    return document;
  }
}

const fileColumns = ({ bytes, mediaType, name }: HeldFile) => ({
  file_name: name,
  media_type: mediaType,
  size: bytes.length,
  content: bytes.toString('base64'),
});

const documentOf = (row: Selectable<PracticeTables['documents']>): LocalDocument => ({
  id: row.id,
  patientId: row.patient_id,
  title: row.title,
  kind: row.kind,
  fileName: row.file_name,
  mediaType: row.media_type,
  size: row.size,
  writtenOn: row.written_on,
  ...(row.act && { act: JSON.parse(row.act) as NonNullable<LocalDocument['act']> }),
  ...(row.validated_at !== null && { validatedAt: row.validated_at }),
  version: row.version,
});

import { inject, injectable } from 'inversify';
import type { Kysely, RawBuilder, Selectable, Updateable } from 'kysely';
import { type Observable, Subject } from 'rxjs';
import { PluginError } from '../../api/plugin-error.js';
import { Clock } from '../clock.js';
import { CommitPoints } from '../commit-points.js';
import type { NewOutboxRow, Outbox, OutboxChange, OutboxCounts, OutboxRow, OutboxSigner, OutboxStatus } from '../outbox.js';
import { Sealing } from './sealing.js';
import { Store } from './store.js';
import type { Tables } from './tables.js';

/** The outbox in the plugin's SQLite file. */
@injectable()
export class SqliteOutbox implements Outbox {
  private readonly changes$ = new Subject<string>();
  readonly changed$: Observable<string> = this.changes$.asObservable();

  constructor(
    @inject(Store) private readonly store: Store,
    @inject(Sealing) private readonly sealing: Sealing,
    @inject(Clock) private readonly now: Clock,
    @inject(CommitPoints) private readonly points: CommitPoints,
  ) {}

  async add({ content, corrects, local, ...row }: NewOutboxRow, bytes: Iterable<Uint8Array>): Promise<void> {
    const { documentId } = row;
    const values = {
      document_id: documentId,
      patient_id: row.patientId,
      local_document_id: local?.documentId ?? null,
      local_version: local?.version ?? null,
      by_rule: row.byRule ? 1 : 0,
      signer_id: row.signerId,
      situation_id: row.situationId,
      environment: row.environment,
      accepted_at: this.now(),
      status: row.status,
      status_at: this.now(),
      may_have_left: 0,
      tries: 0,
      next_try: null,
      availability: 'current' as const,
      forgotten: null,
      error: null,
    };
    const isAdded = await this.attempt('outbox.notAdded', (db) =>
      db.transaction().execute(async (one) => {
        if (corrects && !(await taken(one, corrects.documentId, corrects.from))) return false;
        let part = 0;
        for (const { piece, isLast } of inParts(bytes)) {
          const sealed = await this.sealing.seal(partOf(documentId, part, isLast), piece);
          await one.insertInto('outbox_bytes').values({ document_id: documentId, part, bytes: sealed }).execute();
          part += 1;
        }
        const kept = await this.sealed(contentOf(documentId), content());
        await one
          .insertInto('outbox')
          .values({ ...values, content: kept })
          .execute();
        await this.points.reached('acceptance.before');
        return true;
      }),
    );
    if (!isAdded) throw new PluginError('document.moved');
    await this.points.reached('acceptance.after');
    this.changes$.next(row.patientId);
  }

  async get(documentId: string): Promise<OutboxRow | undefined> {
    return this.one(await this.attempt('outbox.notRead', (db) => db.selectFrom('outbox').selectAll().where('document_id', '=', documentId).executeTakeFirst()));
  }

  async ofPatient(patientId: string): Promise<readonly OutboxRow[]> {
    return this.all(
      await this.attempt('outbox.notRead', (db) =>
        db.selectFrom('outbox').selectAll().where('patient_id', '=', patientId).orderBy('sequence', 'desc').execute(),
      ),
    );
  }

  async ofLocal(localDocumentId: string): Promise<OutboxRow | undefined> {
    const row = await this.attempt('outbox.notRead', (db) =>
      db.selectFrom('outbox').selectAll().where('local_document_id', '=', localDocumentId).orderBy('sequence', 'desc').executeTakeFirst(),
    );
    return this.one(row);
  }

  async list(most: number): Promise<readonly OutboxRow[]> {
    const rows = await this.attempt('outbox.notRead', async (db) => {
      const unsent = await db.selectFrom('outbox').selectAll().where('status', 'in', UNSENT).orderBy('sequence').limit(most).execute();
      const sent = db.selectFrom('outbox').selectAll().where('status', '=', 'sent').where('forgotten', 'is', null).orderBy('status_at', 'desc');
      return [...unsent, ...(await sent.limit(most - unsent.length).execute())];
    });
    return this.all(rows);
  }

  async counts(): Promise<OutboxCounts> {
    // Both from an index alone: however much there is, no row is looked at.
    const { rows, forgotten } = await this.attempt('outbox.notRead', async (db) => {
      const byStatus = db.selectFrom('outbox').select(['status', ({ fn }) => fn.countAll<number>().as('count')]);
      const unseen = db.selectFrom('outbox').select(({ fn }) => fn.countAll<number>().as('count'));
      return { rows: await byStatus.groupBy('status').execute(), forgotten: Number((await unseen.where('forgotten', '=', 1).executeTakeFirst())?.count ?? 0) };
    });
    const none: OutboxCounts = { held: 0, queued: 0, sending: 0, sent: 0, failed: 0, refused: 0 };
    const counts = { ...none, ...Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)])) };
    return { ...counts, sent: counts.sent - forgotten };
  }

  async sentSince(time: number): Promise<number> {
    const row = await this.attempt('outbox.notRead', (db) =>
      db
        .selectFrom('outbox')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('status', '=', 'sent')
        .where('status_at', '>=', time)
        .executeTakeFirst(),
    );
    return Number(row?.count ?? 0);
  }

  async next(signer: OutboxSigner, now: number): Promise<OutboxRow | undefined> {
    const { sql } = await import('kysely');
    const { rows } = await this.attempt('outbox.notRead', async (db) =>
      sql<
        Selectable<Tables['outbox']>
      >`${await firstOfEach(signer)} AND (next_try IS NULL OR next_try <= ${now} OR status_at > ${now}) ORDER BY sequence LIMIT 1`.execute(db),
    );
    return this.one(rows[0]);
  }

  lostAt(): Promise<number | undefined> {
    return this.store.lastSetAside().catch(() => undefined);
  }

  async nextTry({ environment, signerId, situationId }: OutboxSigner): Promise<number | undefined> {
    const { sql } = await import('kysely');
    // From the soonest on: what has failed and may not leave is few.
    const { rows } = await this.attempt('outbox.notRead', (db) =>
      sql<Pick<Selectable<Tables['outbox']>, 'next_try'>>`
        SELECT next_try FROM outbox AS one
        WHERE status = 'failed' AND next_try IS NOT NULL AND environment = ${environment} AND signer_id = ${signerId} AND situation_id = ${situationId}
          AND NOT EXISTS (
            SELECT 1 FROM outbox WHERE status IN ('queued', 'sending', 'failed') AND environment = ${environment} AND signer_id = ${signerId}
              AND patient_id = one.patient_id AND sequence < one.sequence)
        ORDER BY next_try LIMIT 1`.execute(db),
    );
    const due = rows[0]?.next_try ?? undefined;
    return due === undefined ? undefined : Number(due);
  }

  async failed(): Promise<readonly string[]> {
    const rows = await this.attempt('outbox.notRead', (db) =>
      db.selectFrom('outbox').select('document_id').where('status', '=', 'failed').orderBy('sequence').execute(),
    );
    return rows.map((row) => row.document_id);
  }

  async change(documentId: string, from: readonly OutboxStatus[], change: OutboxChange): Promise<boolean> {
    const { availability, content, mayHaveLeft, status, tries } = change;
    const values: Updateable<Tables['outbox']> = {
      next_try: change.nextTry ?? null,
      error: change.error ? await this.sealed(errorOf(documentId), change.error) : null,
      ...(status && { status, status_at: this.now() }),
      ...(mayHaveLeft !== undefined && { may_have_left: mayHaveLeft ? 1 : 0 }),
      ...(tries !== undefined && { tries }),
      ...(availability && { availability }),
      ...(content && { content: await this.sealed(contentOf(documentId), content) }),
    };
    const patientId = await this.attempt('outbox.notChanged', (db) =>
      db.transaction().execute(async (one) => {
        const row = await one
          .updateTable('outbox')
          .set(values)
          .where('document_id', '=', documentId)
          .where('status', 'in', from)
          .returning('patient_id')
          .executeTakeFirst();
        if (row && status === 'sent') await one.deleteFrom('outbox_bytes').where('document_id', '=', documentId).execute();
        if (row && change.replaces) {
          const old = one.updateTable('outbox').set({ availability: 'replaced' }).where('document_id', '=', change.replaces);
          await old.where('status', '=', 'sent').execute();
        }
        return row?.patient_id ?? null;
      }),
    );
    if (patientId !== null) this.changes$.next(patientId);
    return patientId !== null;
  }

  async bytes(documentId: string): Promise<(() => AsyncIterable<Uint8Array>) | undefined> {
    const parts = await this.attempt('outbox.notRead', async (db) => {
      const counted = db.selectFrom('outbox_bytes').select(({ fn }) => fn.countAll<number>().as('count'));
      return Number((await counted.where('document_id', '=', documentId).executeTakeFirst())?.count ?? 0);
    });
    // Before the first byte leaves: half a document helps nobody.
    for (let part = 0; part < parts; part += 1) if (!(await this.part(documentId, part, parts))) return undefined;
    if (parts === 0) return undefined;
    const read = (part: number) => this.part(documentId, part, parts);
    return async function* () {
      for (let part = 0; part < parts; part += 1) {
        const piece = await read(part);
        if (!piece) throw new PluginError('document.locked');
        yield piece;
      }
    };
  }

  async remove(documentId: string, from: readonly OutboxStatus[]): Promise<boolean> {
    const patientId = await this.attempt('outbox.notRemoved', (db) =>
      db.transaction().execute(async (one) => {
        const row = await one.deleteFrom('outbox').where('document_id', '=', documentId).where('status', 'in', from).returning('patient_id').executeTakeFirst();
        if (row) await one.deleteFrom('outbox_bytes').where('document_id', '=', documentId).execute();
        return row?.patient_id ?? null;
      }),
    );
    if (patientId !== null) this.changes$.next(patientId);
    return patientId !== null;
  }

  async forgetSent(before: number): Promise<void> {
    const { sql } = await import('kysely');
    const isOld = sql<boolean>`status = 'sent' AND status_at < ${before}`;
    const isOfLocal = sql<boolean>`availability = 'current' AND local_document_id IS NOT NULL
      AND sequence = (SELECT max(sequence) FROM outbox AS other WHERE other.local_document_id = outbox.local_document_id)`;
    const rows = await this.attempt('outbox.notForgotten', (db) =>
      db.transaction().execute(async (one) => {
        const kept = await one
          .updateTable('outbox')
          .set({ forgotten: 1 })
          .where(isOld)
          .where(isOfLocal)
          .where('forgotten', 'is', null)
          .returning('patient_id')
          .execute();
        const gone = await one.deleteFrom('outbox').where(isOld).where(sql<boolean>`NOT (${isOfLocal})`).returning('patient_id').execute();
        return [...kept, ...gone];
      }),
    );
    for (const patientId of new Set(rows.map((row) => row.patient_id))) this.changes$.next(patientId);
  }

  private async all(rows: readonly Selectable<Tables['outbox']>[]): Promise<readonly OutboxRow[]> {
    return Promise.all(rows.map((row) => this.read(row)));
  }

  private async one(row: Selectable<Tables['outbox']> | undefined): Promise<OutboxRow | undefined> {
    return row && this.read(row);
  }

  private async read(row: Selectable<Tables['outbox']>): Promise<OutboxRow> {
    const content = await this.opened<OutboxRow['content']>(contentOf(row.document_id), row.content);
    const error = row.error && (await this.opened<OutboxRow['error']>(errorOf(row.document_id), row.error));
    return {
      documentId: row.document_id,
      patientId: row.patient_id,
      ...(row.local_document_id !== null && { local: { documentId: row.local_document_id, version: row.local_version ?? 0 } }),
      byRule: row.by_rule === 1,
      signerId: row.signer_id,
      situationId: row.situation_id,
      environment: row.environment,
      acceptedAt: Number(row.accepted_at),
      status: row.status,
      statusAt: Number(row.status_at),
      mayHaveLeft: row.may_have_left === 1,
      tries: row.tries,
      ...(row.next_try !== null && { nextTry: Number(row.next_try) }),
      ...(error && { error }),
      availability: row.availability,
      ...(row.forgotten === 1 && { isForgotten: true }),
      ...(content && { content }),
    };
  }

  private async part(documentId: string, part: number, parts: number): Promise<Buffer | undefined> {
    const row = await this.attempt('outbox.notRead', async (db) => {
      const found = db.selectFrom('outbox_bytes').select('bytes').where('document_id', '=', documentId);
      return (await found.where('part', '=', part).executeTakeFirst()) ?? null;
    });
    return row ? this.sealing.open(partOf(documentId, part, part === parts - 1), row.bytes) : undefined;
  }

  private sealed(name: string, value: object): Promise<Buffer> {
    return this.sealing.seal(name, Buffer.from(JSON.stringify(value)));
  }

  private async opened<T>(name: string, sealed: ArrayBuffer): Promise<T | undefined> {
    const bytes = await this.sealing.open(name, sealed);
    return bytes && (JSON.parse(bytes.toString()) as T);
  }

  /** @throws PluginError `document.notKept` */
  private async attempt<T>(event: string, work: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    const done = await this.store.attempt(event, async (db) => ({ value: await work(db) }));
    if (!done) throw new PluginError('document.notKept');
    return done.value;
  }
}

/** Takes a row that has not left out of the outbox. Answers whether it was there. */
async function taken(db: Kysely<Tables>, documentId: string, from: readonly OutboxStatus[]): Promise<boolean> {
  const gone = db.deleteFrom('outbox').where('document_id', '=', documentId).where('status', 'in', from);
  if (!(await gone.where('may_have_left', '=', 0).returning('patient_id').executeTakeFirst())) return false;
  await db.deleteFrom('outbox_bytes').where('document_id', '=', documentId).execute();
  return true;
}

/** Rows of this signer in his situation that are the first of their patient among all of his that are still to leave. */
async function firstOfEach({ environment, signerId, situationId }: OutboxSigner): Promise<RawBuilder<unknown>> {
  const { sql } = await import('kysely');
  // Word for word the condition of the index `outbox_waiting`.
  const isHis = sql`status IN ('queued', 'sending', 'failed') AND environment = ${environment} AND signer_id = ${signerId}`;
  // From patient to patient, each in one step of the index: what waits behind the first document of a patient is not looked at, however much it is.
  return sql`
    WITH RECURSIVE patient (id) AS (
      SELECT min(patient_id) FROM outbox WHERE ${isHis}
      UNION ALL
      SELECT (SELECT min(patient_id) FROM outbox WHERE ${isHis} AND patient_id > patient.id) FROM patient WHERE patient.id IS NOT NULL
    )
    SELECT * FROM outbox
    WHERE sequence IN (SELECT (SELECT min(sequence) FROM outbox WHERE ${isHis} AND patient_id = patient.id) FROM patient WHERE patient.id IS NOT NULL)
      AND situation_id = ${situationId}`;
}

const UNSENT = ['held', 'queued', 'sending', 'failed', 'refused'] as const;

/** What a sealed field is bound to. */
const partOf = (documentId: string, part: number, isLast: boolean): string => `${documentId}.bytes.${part}${isLast ? '.last' : ''}`;
const contentOf = (documentId: string): string => `${documentId}.content`;
const errorOf = (documentId: string): string => `${documentId}.error`;

/** As large as what is held of a document at once. */
const PART_BYTES = 256 * 1024;

/** The pieces of a document in parts of one size. All share one piece of memory: each is gone when the next one is asked for. */
function* inParts(pieces: Iterable<Uint8Array>): Generator<{ readonly piece: Uint8Array; readonly isLast: boolean }> {
  const held = Buffer.allocUnsafeSlow(PART_BYTES);
  let size = 0;
  for (const piece of pieces)
    for (let at = 0; at < piece.byteLength; ) {
      if (size === PART_BYTES) {
        yield { piece: held, isLast: false };
        size = 0;
      }
      const taken = piece.subarray(at, at + PART_BYTES - size);
      held.set(taken, size);
      at += taken.byteLength;
      size += taken.byteLength;
    }
  yield { piece: held.subarray(0, size), isLast: true };
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { expect, test } from 'vitest';
import { UNWATCHED } from '../../../src/services/commit-points.js';
import type { NewOutboxRow, OutboxStatus } from '../../../src/services/outbox.js';
import { Sealing } from '../../../src/services/store/sealing.js';
import { SqliteOutbox } from '../../../src/services/store/sqlite-outbox.js';
import { Store } from '../../../src/services/store/store.js';
import { FakeHost } from '../../fakes/fake-host.js';
import { temporaryFolders } from '../../fakes/temporary-folders.js';
import { ALICE } from '../../fakes/world.js';
import { NOTE } from '../dmp/note.js';
import { FORM } from '../outbox-world.js';

const NURSE = { signerId: 'nurse', situationId: 'cabinet', environment: 'simulator' } as const;
const NOW = 1_800_000_000_000;

async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-outbox-'));
  temporaryFolders.push(folder);
  class KeptHost extends FakeHost {
    override get storage() {
      return { folder };
    }
  }
  const host = new KeptHost();
  const store = new Store(host);
  const outbox = new SqliteOutbox(store, new Sealing(host), () => NOW, UNWATCHED);
  const add = async (
    patientId: string,
    {
      bytes = Buffer.from('CDA'),
      status = 'queued',
      signer = {},
      corrects,
    }: Partial<Pick<NewOutboxRow, 'status' | 'corrects'>> & { bytes?: Buffer; signer?: object } = {},
  ): Promise<string> => {
    const documentId = randomUUID();
    const written = { hash: '', digest: '', size: bytes.length };
    const content = () => ({ patient: ALICE, document: NOTE, written, bodyDigest: '', form: FORM, visibility: [] });
    await outbox.add({ documentId, patientId, byRule: false, ...NURSE, ...signer, status, content, ...(corrects && { corrects }) }, piecesOf(bytes));
    return documentId;
  };
  const isNext = async (now = NOW): Promise<string | undefined> => (await outbox.next(NURSE, now))?.documentId;
  const read = async (documentId: string): Promise<Buffer | undefined> => {
    const bytes = await outbox.bytes(documentId);
    if (!bytes) return undefined;
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes()) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  /** Somebody changes the file behind our back. */
  const tamper = async (statement: string): Promise<void> => {
    const file = new Libsql(join(folder, 'passerelle.sqlite'));
    file.exec(statement);
    file.close();
  };
  return { outbox, add, isNext, read, tamper };
}

function* piecesOf(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
const sha = (bytes: Uint8Array | undefined): string => (bytes ? createHash('sha256').update(bytes).digest('hex') : 'nothing');

test.each([0, 1, 65_536, 262_144, 262_145, 1_000_003])('a document of %i bytes comes back as it was', async (size) => {
  const { add, read } = await setUp();
  const bytes = randomBytes(size);
  expect(sha(await read(await add('alice', { bytes })))).toBe(sha(bytes));
});

test.each([
  ['its end is missing', 'DELETE FROM outbox_bytes WHERE part = 3'],
  ['its beginning is missing', 'DELETE FROM outbox_bytes WHERE part = 0'],
  [
    'two parts have changed places',
    'UPDATE outbox_bytes SET part = CASE part WHEN 0 THEN -1 ELSE 0 END WHERE part < 2; UPDATE outbox_bytes SET part = 1 WHERE part = -1',
  ],
  ['a byte is another one', "UPDATE outbox_bytes SET bytes = CAST(X'00' || substr(bytes, 2) AS BLOB) WHERE part = 1"],
])('a document is locked, not sent, where %s', async (_, statement) => {
  const { add, read, tamper } = await setUp();
  const documentId = await add('alice', { bytes: randomBytes(1_000_003) });
  await tamper(statement);
  expect(await read(documentId)).toBeUndefined();
});

test('the oldest leaves first, one patient after the other', async () => {
  const { add, isNext, outbox } = await setUp();
  const [first, second, third] = [await add('bob'), await add('alice'), await add('bob')];
  const sent = (id: string) => outbox.change(id, ['queued'], { status: 'sent' });
  expect(await isNext()).toBe(first);
  await sent(first);
  expect(await isNext()).toBe(second);
  await sent(second);
  expect(await isNext()).toBe(third);
  await sent(third);
  expect(await isNext()).toBeUndefined();
});

test('what waits for its next try holds back its patient, and nobody else, until it is due', async () => {
  const { add, isNext, outbox } = await setUp();
  const failed = await add('alice');
  await add('alice');
  const others = await add('bob');
  await outbox.change(failed, ['queued'], { status: 'failed', nextTry: NOW + 1_000 });
  expect(await isNext()).toBe(others);
  expect(await isNext(NOW + 1_000)).toBe(failed);
});

test('the next try is that of the first document of a patient, of one’s own card, in one’s own situation', async () => {
  const { add, outbox } = await setUp();
  const failsUntil = (id: string, nextTry: number) => outbox.change(id, ['queued'], { status: 'failed', nextTry });
  const due = (): Promise<number | undefined> => outbox.nextTry(NURSE);
  expect(await due()).toBeUndefined();
  const first = await add('alice');
  const behind = await add('alice');
  await failsUntil(behind, NOW + 1_000);
  await failsUntil(await add('bob', { signer: { signerId: 'another' } }), NOW + 1_000);
  await failsUntil(await add('carol', { signer: { situationId: 'hospital' } }), NOW + 1_000);
  expect(await due()).toBeUndefined();
  await failsUntil(first, NOW + 9_000);
  expect(await due()).toBe(NOW + 9_000);
  await failsUntil(await add('dave'), NOW + 5_000);
  expect(await due()).toBe(NOW + 5_000);
});

test('a correction takes the place of what it corrects, unless that may have left, or is not what it was', async () => {
  const { add, outbox, read } = await setUp();
  const places = async () => (await outbox.ofPatient('alice')).map(({ documentId }) => documentId);
  const first = await add('alice', { status: 'held' });
  const second = await add('alice', { corrects: { documentId: first, from: ['held', 'refused'] } });
  expect([await places(), await read(first)]).toEqual([[second], undefined]);
  const moved = { code: 'document.moved' };
  await expect(add('alice', { corrects: { documentId: second, from: ['held', 'refused'] } })).rejects.toMatchObject(moved);
  await outbox.change(second, ['queued'], { status: 'refused', mayHaveLeft: true });
  await expect(add('alice', { corrects: { documentId: second, from: ['held', 'refused'] } })).rejects.toMatchObject(moved);
  expect(await places()).toEqual([second]);
});

test('what takes the place of another is told with it', async () => {
  const { add, outbox } = await setUp();
  const first = await add('alice');
  await outbox.change(first, ['queued'], { status: 'sent' });
  const second = await add('alice');
  await outbox.change(second, ['queued'], { status: 'sent', replaces: first });
  expect([(await outbox.get(first))?.availability, (await outbox.get(second))?.availability]).toEqual(['replaced', 'current']);
});

test.each<[string, OutboxStatus]>([
  ['held back', 'held'],
  ['refused', 'refused'],
  ['sent', 'sent'],
])('one that is %s holds back nobody', async (_, status) => {
  const { add, isNext, outbox } = await setUp();
  const first = await add('alice');
  const second = await add('alice');
  await outbox.change(first, ['queued'], { status });
  expect(await isNext()).toBe(second);
});

test('only what one’s own card confirmed leaves; in another of his situations, it holds back what follows', async () => {
  const { add, isNext } = await setUp();
  await add('alice', { signer: { signerId: 'another' } });
  await add('bob', { signer: { situationId: 'hospital' } });
  await add('bob');
  const own = await add('alice');
  expect(await isNext()).toBe(own);
});

import { fork } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { Known } from '../../../src/api/messages.js';
import type { Asker } from '../../../src/services/asker.js';
import { KeyedHash } from '../../../src/services/store/keyed-hash.js';
import { SqliteJournal } from '../../../src/services/store/sqlite-journal.js';
import { SqliteStatusCache } from '../../../src/services/store/sqlite-status-cache.js';
import { SqliteUserMemory } from '../../../src/services/store/sqlite-user-memory.js';
import { Store } from '../../../src/services/store/store.js';
import { journalContract } from '../../contract/journal.contract.js';
import { statusCacheContract } from '../../contract/status-cache.contract.js';
import { userMemoryContract } from '../../contract/user-memory.contract.js';
import { FakeHost } from '../../fakes/fake-host.js';
import { FakeJournal } from '../../fakes/fake-journal.js';
import { OPEN } from '../../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../../fakes/fake-user-memory.js';
import { ALICE, BOB } from '../../fakes/world.js';

const NURSE: Asker = { environment: 'simulator', holderId: '899900021212' };
const LINE = { professionalId: NURSE.holderId, patient: BOB, transaction: 'TD1.1' };
const KNOWN: Known = { kind: 'known', ...OPEN, checkedAt: 7 };

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

/** The store as one run of the plugin has it. */
function openStore(host = new FakeHost()) {
  const store = new Store(host);
  stores.push(store);
  const file = join(host.storage.folder, 'passerelle.sqlite');
  return {
    host,
    store,
    file,
    cache: new SqliteStatusCache(store, new KeyedHash(host)),
    memory: new SqliteUserMemory(store),
    journal: new SqliteJournal(store, new KeyedHash(host), host, () => 7),
  };
}

statusCacheContract('the fake', () => new FakeStatusCache());
statusCacheContract('SQLite', () => openStore().cache);
userMemoryContract('the fake', () => new FakeUserMemory());
userMemoryContract('SQLite', () => openStore().memory);
journalContract('the fake', () => new FakeJournal(() => 7));
journalContract('SQLite', () => openStore().journal);

describe('the store', () => {
  test('makes no file before something is read or written', async () => {
    const { host } = openStore();
    expect(readdirSync(host.storage.folder)).toEqual([]);
  });

  test('finds after a restart what was written before', async () => {
    const { host, store, cache, memory } = openStore();
    await cache.write(ALICE, NURSE, KNOWN);
    await memory.note('user-1', { holderId: NURSE.holderId });
    await store.close();
    const next = openStore(host);
    expect(await next.cache.read(ALICE, NURSE)).toEqual(KNOWN);
    expect(await next.memory.read('user-1')).toEqual({ holderId: NURSE.holderId });
  });

  test('holds neither a matricule nor a name nor a patient id', async () => {
    const { host, store, cache } = openStore();
    await cache.write(ALICE, NURSE, KNOWN);
    await store.close();
    const bytes = Buffer.concat(readdirSync(host.storage.folder).map((name) => readFileSync(join(host.storage.folder, name)))).toString('latin1');
    expect(bytes).toContain('status_cache');
    for (const datum of [ALICE.identity.matricule, ALICE.identity.matricule.slice(0, 13), ALICE.identity.birthName, ALICE.id])
      expect(bytes).not.toContain(datum);
  });

  test('without the key of the host, an answer is nobody’s', async () => {
    const { host, store, cache } = openStore();
    await cache.write(ALICE, NURSE, KNOWN);
    await store.close();
    await host.secrets.delete('statusCacheKey');
    expect(await openStore(host).cache.read(ALICE, NURSE)).toBeUndefined();
  });

  test('sets a file aside that is no database, says so, and goes on with a new one', async () => {
    const { host, file, cache, store } = openStore();
    writeFileSync(file, 'this is no database. '.repeat(500));
    expect(await cache.read(ALICE, NURSE)).toBeUndefined();
    await cache.write(ALICE, NURSE, KNOWN);
    expect(await cache.read(ALICE, NURSE)).toEqual(KNOWN);
    expect(readdirSync(host.storage.folder).filter((name) => name.endsWith('.unreadable'))).toHaveLength(1);
    expect(await store.lastSetAside()).toBeGreaterThan(Date.now() - 60_000);
    expect(host.logged).toContainEqual({ level: 'error', source: 'Store', event: 'store.setAside', facts: {} });
  });

  test('the same for a file that lost its end', async () => {
    const { host, store, file, cache } = openStore();
    for (let index = 0; index < 100; index += 1) await cache.write({ ...BOB, id: `patient-${index}` }, NURSE, KNOWN);
    await store.close();
    truncateSync(file, 8192);
    const next = openStore(host);
    expect(await next.cache.read(ALICE, NURSE)).toBeUndefined();
    await next.cache.write(ALICE, NURSE, KNOWN);
    await next.cache.write(ALICE, NURSE, KNOWN);
    expect(await next.cache.read(ALICE, NURSE)).toEqual(KNOWN);
  });

  test('a row of another version is absent, not an error', async () => {
    const { cache, store, host } = openStore();
    await cache.write(ALICE, NURSE, KNOWN);
    await store.attempt('test', (db) => db.updateTable('status_cache').set({ answer: '{"record":"gone"}' }).execute());
    expect(await cache.read(ALICE, NURSE)).toBeUndefined();
    expect(host.logged.at(-1)?.event).toBe('statusCache.notRead');
  });

  test('a folder that cannot be written keeps nobody from working', async () => {
    const host = new FakeHost();
    const { cache, memory } = openStore(host);
    rmSync(host.storage.folder, { recursive: true });
    await cache.write(ALICE, NURSE, KNOWN);
    await memory.note('user-1', { holderId: NURSE.holderId });
    expect(await cache.read(ALICE, NURSE)).toBeUndefined();
    expect(await memory.read('user-1')).toEqual({});
  });

  test('once closed, it answers nothing and opens nothing', async () => {
    const { host, store, cache } = openStore();
    await store.close();
    await cache.write(ALICE, NURSE, KNOWN);
    expect(await cache.read(ALICE, NURSE)).toBeUndefined();
    expect(readdirSync(host.storage.folder)).toEqual([]);
  });

  test('a line of the journal outlives the process that wrote it, whatever its end', async () => {
    const { host, store, journal } = openStore();
    await journal.begin({ ...LINE, messageId: 'urn:uuid:1' });
    await journal.begin({ ...LINE, messageId: 'urn:uuid:2' });
    await journal.end('urn:uuid:2', 'unknown', 'dmp.answerLost');
    await store.close();
    expect((await openStore(host).journal.list(10, LINE)).map(({ result }) => result)).toEqual(['unknown', 'sent']);
  });

  test('a line that cannot be kept is a failure, of its beginning as of its end', async () => {
    const host = new FakeHost();
    const { journal } = openStore(host);
    rmSync(host.storage.folder, { recursive: true });
    await expect(journal.begin({ ...LINE, messageId: 'urn:uuid:1' })).rejects.toThrow();
    await expect(journal.end('urn:uuid:1', 'done')).rejects.toThrow();
    expect([await journal.last(LINE), await journal.list(10)]).toEqual([undefined, []]);
  });

  test('a line of an older version, and one begun without the secrets of the host, is kept and explains nothing', async () => {
    const { host, journal } = openStore();
    host.secrets.get = () => Promise.reject(new Error('no key ring'));
    await journal.begin({ ...LINE, messageId: 'urn:uuid:1' });
    expect([await journal.list(10), await journal.last(LINE)]).toEqual([[expect.objectContaining({ patientId: BOB.id })], undefined]);
  });

  test('one message has one line', async () => {
    const { journal } = openStore();
    await journal.begin({ ...LINE, messageId: 'urn:uuid:1' });
    await expect(journal.begin({ ...LINE, messageId: 'urn:uuid:1' })).rejects.toThrow();
    expect(await journal.list(10)).toHaveLength(1);
  });

  test('two processes may begin and write one file at the same time', async () => {
    const host = new FakeHost();
    const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
    const exits = ['a', 'b', 'c'].map(
      (name) =>
        new Promise((resolve) => {
          fork(writer, [host.storage.folder, name], { execArgv: ['--import', 'tsx'] }).once('exit', resolve);
        }),
    );
    expect(await Promise.all(exits)).toEqual([0, 0, 0]);
    const { store } = openStore(host);
    const rows = await store.attempt('test', (db) => db.selectFrom('user_memory').select('user_id').execute());
    expect(rows).toHaveLength(3 * 50);
    expect(readdirSync(host.storage.folder).filter((name) => name.endsWith('.unreadable'))).toEqual([]);
  });
});

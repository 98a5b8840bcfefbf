import 'reflect-metadata';
import { SqliteUserMemory } from '../../../src/services/store/sqlite-user-memory.js';
import { Store } from '../../../src/services/store/store.js';

/** One of several processes on one file: writes fifty users, and ends with an error if the store refused one. */
const [folder = '', name = ''] = process.argv.slice(2);
const refuse = () => {
  process.exitCode = 1;
};
const store = new Store({ storage: { folder }, log: () => ({ info: () => {}, warn: refuse, error: refuse }) });
const memory = new SqliteUserMemory(store);
for (let index = 0; index < 50; index += 1) await memory.note(`${name}-${index}`, { holderId: name });
await store.close();
process.disconnect?.();

import { describe, expect, test } from 'vitest';
import type { UserMemory } from '../../src/services/user-memory.js';

/** What every user memory does. `make` starts with an empty one. */
export function userMemoryContract(name: string, make: () => UserMemory): void {
  describe(`${name} as a user memory`, () => {
    test('has no notes on a user at first', async () => {
      expect(await make().read('user-1')).toEqual({});
    });

    test('keeps a note beside those already there', async () => {
      const memory = make();
      await memory.note('user-1', { holderId: '899900021212' });
      await memory.note('user-1', { hidesWebDmpNotice: true });
      expect(await memory.read('user-1')).toEqual({ holderId: '899900021212', hidesWebDmpNotice: true });
    });

    test('lets the later note count', async () => {
      const memory = make();
      await memory.note('user-1', { holderId: '899900021212', hidesWebDmpNotice: true });
      await memory.note('user-1', { holderId: '899900003100', hidesWebDmpNotice: false });
      expect(await memory.read('user-1')).toEqual({ holderId: '899900003100', hidesWebDmpNotice: false });
    });

    test('keeps users apart', async () => {
      const memory = make();
      await memory.note('user-1', { holderId: '899900021212' });
      expect(await memory.read('user-2')).toEqual({});
    });
  });
}

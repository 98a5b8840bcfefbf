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

    test('knows of nobody at first that he was told of traces', async () => {
      expect(await make().tracesAcknowledgedAt('899900021212')).toBeUndefined();
    });

    test('keeps of each professional when he last acknowledged the notice on traces', async () => {
      const memory = make();
      await memory.noteTracesAcknowledged('899900021212', 1_794_000_000_000);
      await memory.noteTracesAcknowledged('899900003100', 5);
      await memory.noteTracesAcknowledged('899900003100', 7);
      expect([await memory.tracesAcknowledgedAt('899900021212'), await memory.tracesAcknowledgedAt('899900003100')]).toEqual([1_794_000_000_000, 7]);
      expect(await memory.read('899900021212')).toEqual({});
    });
  });
}

import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/services/journal.js';
import { ALICE, BOB } from '../fakes/world.js';

const CREATION = { professionalId: '899900021212', patient: ALICE, transaction: 'TD1.1' };
/** As a line tells it. */
const TOLD = { professionalId: '899900021212', patientId: ALICE.id, transaction: 'TD1.1' };
const ACCOUNT = { ...CREATION, transaction: 'TD1.5a' };

/** What every journal does. `make` starts with an empty one, of the user `user-1`, whose clock is at 7. */
export function journalContract(name: string, make: () => Journal): void {
  describe(`${name} as a journal`, () => {
    test('has nothing to tell at first', async () => {
      const journal = make();
      expect([await journal.list(10), await journal.last(CREATION)]).toEqual([[], undefined]);
    });

    test('a line says who, for whom, what and when; its answer is awaited', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      expect(await journal.list(10)).toEqual([{ at: 7, userId: 'user-1', ...TOLD, messageId: 'urn:uuid:1', result: 'sent' }]);
    });

    test.each(['done', 'refused', 'notSent', 'unknown'] as const)('a line that ended says how: %s', async (result) => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      await journal.end('urn:uuid:1', result);
      expect(await journal.last(CREATION)).toEqual({ at: 7, userId: 'user-1', ...TOLD, messageId: 'urn:uuid:1', result });
    });

    test('a failure has its code', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      await journal.end('urn:uuid:1', 'refused', 'dmp.recordExists');
      expect(await journal.last(CREATION)).toMatchObject({ result: 'refused', code: 'dmp.recordExists' });
    });

    test('an end belongs to its own line; one of nobody changes nothing', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:2' });
      await journal.end('urn:uuid:1', 'done');
      await journal.end('urn:uuid:9', 'refused');
      expect((await journal.list(10)).map(({ messageId, result }) => [messageId, result])).toEqual([
        ['urn:uuid:2', 'sent'],
        ['urn:uuid:1', 'done'],
      ]);
    });

    test('the last one is that of the professional, the patient and the transaction', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:2' });
      await journal.begin({ ...ACCOUNT, messageId: 'urn:uuid:3' });
      await journal.begin({ ...CREATION, patient: BOB, messageId: 'urn:uuid:4' });
      await journal.begin({ ...CREATION, professionalId: '899900003100', messageId: 'urn:uuid:5' });
      expect((await journal.last(CREATION))?.messageId).toBe('urn:uuid:2');
      expect((await journal.last(ACCOUNT))?.messageId).toBe('urn:uuid:3');
      expect(await journal.last({ ...ACCOUNT, patient: BOB })).toBeUndefined();
    });

    test('a line about a form whose INS was corrected since is about somebody else', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      const patient = { ...ALICE, identity: { ...ALICE.identity, matricule: '255069999999934' } };
      expect([await journal.last({ ...CREATION, patient }), await journal.list(10, { ...CREATION, patient })]).toEqual([undefined, []]);
    });

    test('the newest comes first, and no more than were asked for', async () => {
      const journal = make();
      for (const messageId of ['urn:uuid:1', 'urn:uuid:2', 'urn:uuid:3']) await journal.begin({ ...CREATION, messageId });
      expect((await journal.list(2)).map(({ messageId }) => messageId)).toEqual(['urn:uuid:3', 'urn:uuid:2']);
    });

    test('a list about one transaction has no other', async () => {
      const journal = make();
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:1' });
      await journal.begin({ ...ACCOUNT, messageId: 'urn:uuid:2' });
      await journal.begin({ ...CREATION, messageId: 'urn:uuid:3' });
      await journal.begin({ ...CREATION, patient: BOB, messageId: 'urn:uuid:4' });
      expect((await journal.list(1, CREATION)).map(({ messageId }) => messageId)).toEqual(['urn:uuid:3']);
      expect((await journal.list(10, CREATION)).map(({ messageId }) => messageId)).toEqual(['urn:uuid:3', 'urn:uuid:1']);
    });
  });
}

import { describe, expect, test } from 'vitest';
import type { Known } from '../../src/api/messages.js';
import type { Asker } from '../../src/services/asker.js';
import type { StatusCache } from '../../src/services/status-cache.js';
import { ALICE, BOB } from '../fakes/world.js';

const NURSE: Asker = { environment: 'simulator', holderId: '899900021212' };
const PHYSIOTHERAPIST: Asker = { ...NURSE, holderId: '899900003100' };
const OPEN: Known = {
  kind: 'known',
  record: 'open',
  authorisation: 'valid',
  internetAccount: 'created',
  attachedToMes: true,
  treatingPhysician: false,
  traitsThatDiffer: ['birthDate', 'sex'],
  checkedAt: 1_795_000_000_123,
};
const CLOSED: Known = {
  ...OPEN,
  record: 'closed',
  authorisation: 'none',
  closing: { date: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' },
  traitsThatDiffer: [],
};

/** What every status cache does. `make` starts with an empty one. */
export function statusCacheContract(name: string, make: () => StatusCache): void {
  describe(`${name} as a status cache`, () => {
    test('knows nothing of a patient at first', async () => {
      expect(await make().read(ALICE, NURSE)).toBeUndefined();
    });

    test('gives back what was written, to the last field', async () => {
      const cache = make();
      await cache.write(ALICE, NURSE, OPEN);
      await cache.write(BOB, NURSE, CLOSED);
      expect(await cache.read(ALICE, NURSE)).toEqual(OPEN);
      expect(await cache.read(BOB, NURSE)).toEqual(CLOSED);
    });

    test('keeps the last answer only', async () => {
      const cache = make();
      await cache.write(ALICE, NURSE, OPEN);
      await cache.write(ALICE, NURSE, { ...CLOSED, checkedAt: OPEN.checkedAt + 1 });
      expect(await cache.read(ALICE, NURSE)).toEqual({ ...CLOSED, checkedAt: OPEN.checkedAt + 1 });
    });

    test('finds at once what is being written', async () => {
      const cache = make();
      const written = cache.write(ALICE, NURSE, OPEN);
      expect(await cache.read(ALICE, NURSE)).toEqual(OPEN);
      await written;
    });

    test("tells nobody another professional's answer, nor another environment's", async () => {
      const cache = make();
      await cache.write(ALICE, NURSE, OPEN);
      expect(await cache.read(ALICE, PHYSIOTHERAPIST)).toBeUndefined();
      expect(await cache.read(ALICE, { ...NURSE, environment: 'production' })).toBeUndefined();
    });

    test.each([
      { matricule: BOB.identity.matricule },
      { insOid: '1.2.250.1.213.1.4.8' },
      { birthName: 'INS-FAMILLE-ONZE' },
      { birthGivenNames: 'LUCIE ANNE' },
      { sex: 'M' },
      { birthDate: '1978-08-29' },
    ] as const)('says of a changed identity nothing it learnt of the one before: %j', async (change) => {
      const cache = make();
      await cache.write(ALICE, NURSE, OPEN);
      expect(await cache.read({ ...ALICE, identity: { ...ALICE.identity, ...change } }, NURSE)).toBeUndefined();
    });

    test('forgets a patient for every professional, and no other patient', async () => {
      const cache = make();
      await cache.write(ALICE, NURSE, OPEN);
      await cache.write(ALICE, PHYSIOTHERAPIST, CLOSED);
      await cache.write(BOB, NURSE, CLOSED);
      await cache.forget(ALICE);
      expect(await cache.read(ALICE, NURSE)).toBeUndefined();
      expect(await cache.read(ALICE, PHYSIOTHERAPIST)).toBeUndefined();
      expect(await cache.read(BOB, NURSE)).toEqual(CLOSED);
    });
  });
}

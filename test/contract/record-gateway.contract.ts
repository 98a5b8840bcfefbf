import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecordStatus } from '../../src/api/messages.js';
import type { PatientIdentity, QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import type { RecordGateway } from '../../src/services/record-gateway.js';

/** What the DMP holds about a patient of the contract. */
export type Situation = 'open' | 'notAuthorised' | 'expired' | 'blocked' | 'closed' | 'missing' | 'otherTraits' | 'refused';

export interface RecordGatewayWorld {
  readonly gateway: RecordGateway;
  /** From now on this is so, for one question at least. Does nothing where the DMP holds it already. */
  prepare(situation: Situation, patient: QualifiedPatient): void;
  /** How many questions have reached the DMP. */
  asked(): Promise<number>;
  dispose(): Promise<void>;
}

function patient(id: string, birthName: string, birthGivenNames: string, sex: 'F' | 'M', birthDate: string, matricule: string): QualifiedPatient {
  const identity: PatientIdentity & { readonly insStatus: 'qualifiée' } = {
    matricule,
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName,
    birthGivenNames,
    sex,
    birthDate,
    birthPlaceCode: matricule.slice(5, 10),
  };
  return { id, identity };
}

/** Of the test patients, as the simulator knows them. `refused` is nobody's state. */
export const PATIENTS: Readonly<Record<Exclude<Situation, 'refused'>, QualifiedPatient>> = {
  open: patient('p10', 'INS-FAMILLE-UN', 'LÉO', 'M', '2015-04-12', '115049999900695'),
  notAuthorised: patient('p04', 'INS-FAMILLE-UN', 'JEAN-MICHEL', 'M', '1973-08-07', '173089999900138'),
  expired: patient('p08', 'INS-FAMILLE-CINQ', 'ODETTE', 'F', '1936-05-30', '236059999900404'),
  blocked: patient('p06', 'INS-FAMILLE-DEUX', 'ROSA', 'F', '1948-03-21', '248039999900265'),
  closed: patient('p05', 'DESMAUX', 'ARTHUR', 'M', '1967-11-09', '167112622170459'),
  missing: patient('p02', 'INS-FAMILLE-ONZE', 'PAUL JEAN MARC', 'M', '1970-08-07', '170082622170161'),
  otherTraits: patient('p09', 'INS-FAMILLE-SIX', 'KARIM', 'M', '1985-01-17', '185019935200523'),
};

/** What holds of every `RecordGateway`, a fake's like a real one's. */
export function recordGatewayContract(name: string, setUp: () => Promise<RecordGatewayWorld>): void {
  describe(`record gateway: ${name}`, () => {
    let world: RecordGatewayWorld;
    beforeEach(async () => {
      world = await setUp();
    });
    afterEach(() => world.dispose());

    const ask = (situation: Exclude<Situation, 'refused'>): Promise<RecordStatus> => {
      world.prepare(situation, PATIENTS[situation]);
      return firstValueFrom(world.gateway.findRecord(PATIENTS[situation]));
    };

    test.each([
      ['open', { record: 'open', authorisation: 'valid' }],
      ['notAuthorised', { record: 'open', authorisation: 'none', internetAccount: 'none' }],
      ['expired', { record: 'open', authorisation: 'expired' }],
      ['blocked', { record: 'open', authorisation: 'blocked' }],
      ['missing', { record: 'missing', authorisation: 'none', internetAccount: 'unknown' }],
    ] as const)('%s is a normal answer, without closing and without a trait that differs', async (situation, status) => {
      const answer = await ask(situation);
      expect(answer).toMatchObject({ ...status, traitsThatDiffer: [] });
      expect(answer.closing).toBeUndefined();
    });

    test('a closed record has its date and its reason, and no authorisation', async () => {
      const { record, authorisation, closing } = await ask('closed');
      expect([record, authorisation, closing?.date.slice(0, 8), closing?.reason]).toEqual(['closed', 'none', '20250918', 'FERMETURE_DEMANDE_PATIENT']);
    });

    test('the traits for which the DMP disagrees are named', async () => expect((await ask('otherTraits')).traitsThatDiffer).toContain('birthName'));

    test('one question has one answer, and ends', async () => {
      world.prepare('open', PATIENTS.open);
      expect(await lastValueFrom(world.gateway.findRecord(PATIENTS.open).pipe(toArray()))).toHaveLength(1);
    });

    test('each look asks again: nothing is remembered', async () => {
      const before = await world.asked();
      await ask('open');
      await ask('open');
      expect(await world.asked()).toBe(before + 2);
    });

    test('answers do not change patients', async () => {
      const answers = await Promise.all([ask('missing'), ask('open'), ask('closed')]);
      expect(answers.map(({ record }) => record)).toEqual(['missing', 'open', 'closed']);
    });

    test('nothing is asked before somebody looks', async () => {
      const before = await world.asked();
      world.gateway.findRecord(PATIENTS.blocked);
      expect(await world.asked()).toBe(before);
    });

    test.each([
      ['a wrong key', { matricule: '251109999900825' }, 'ins.wrongKey'],
      ['a waiting number', { matricule: '890129935000750', insOid: '1.2.250.1.213.1.4.9' }, 'ins.isNia'],
      ['a matricule of another domain', { insOid: '1.2.250.1.213.1.4.8' }, 'ins.wrongDomain'],
    ] as const)('%s is refused before any call', async (_, changes, code) => {
      const before = await world.asked();
      const { id, identity } = PATIENTS.open;
      await expect(firstValueFrom(world.gateway.findRecord({ id, identity: { ...identity, ...changes } }))).rejects.toMatchObject({ code });
      expect(await world.asked()).toBe(before);
    });

    test('a look that is given up says nothing more', async () => {
      const said: unknown[] = [];
      const subscription = world.gateway
        .findRecord(PATIENTS.expired)
        .subscribe({ next: (status) => said.push(status), error: (error: unknown) => said.push(error) });
      subscription.unsubscribe();
      expect((await ask('open')).record).toBe('open');
      expect(said).toEqual([]);
    });

    test('a refusal is a PluginError whose message is its code', async () => {
      const somebody = patient('p16', 'CORSE', 'FIGATELLIX', 'M', '1988-10-12', '188102B17295165');
      world.prepare('refused', somebody);
      const error = await firstValueFrom(world.gateway.findRecord(somebody)).catch((refusal: unknown) => refusal);
      if (!(error instanceof PluginError)) throw new Error('not refused');
      expect([error.code, error.message]).toEqual(['dmp.thresholdExceeded', 'dmp.thresholdExceeded']);
      expect(JSON.stringify([error.message, error.about.reference])).not.toContain('188102B17295165');
    });
  });
}

import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KnownRepresentative, RecordStatus } from '../../src/api/messages.js';
import type { PatientIdentity, QualifiedPatient } from '../../src/api/patient.js';
import { type ErrorCode, PluginError } from '../../src/api/plugin-error.js';
import type { Channel, RecordCreation, RecordGateway, RecordModification } from '../../src/services/record-gateway.js';
import { ADMINISTRATIVE, type Call, PHYSICIAN, type ResultOf, SECRETS, type WriteCall } from '../fakes/fake-record-gateway.js';

/** What the DMP holds about a patient of the contract. */
export type Situation = 'open' | 'notAuthorised' | 'expired' | 'blocked' | 'closed' | 'missing' | 'otherTraits' | 'attached' | 'refused';

/** How a call ends. `lost`: it left, and the line dropped before its answer; `notSent`: nobody was there. */
export type End<C extends Call> = { readonly result: ResultOf<C> } | { readonly refused: ErrorCode } | 'lost' | 'notSent';

export interface RecordGatewayWorld {
  readonly gateway: RecordGateway;
  /** From now on this is so, for one question at least. Does nothing where the DMP holds it already. */
  prepare(situation: Situation, patient: QualifiedPatient): void;
  /** The next call of this name about this patient ends so. Where the DMP comes to a result or a refusal by itself, nothing has to be done for it. */
  next<C extends Call>(call: C, patient: QualifiedPatient, end: End<C>): void;
  /** How many calls have reached the DMP, or have tried to. */
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
  attached: patient('p14', 'INS-FAMILLE-DIX', 'LUCIE', 'F', '1978-08-28', '278089999901025'),
};

const ADDRESS = { line: "5 BD ALEXANDRE D'OYON", complement: 'BÂT. A & B', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' };
const WISHES = { refusesBreakGlass: true, refusesEmergency: false, address: ADDRESS };
/** For a minor somebody answers. */
const modificationOf = ({ identity }: QualifiedPatient): RecordModification => ({
  ...WISHES,
  email: 'leo@exemple.fr',
  homePhone: '+33243000000',
  mobilePhone: '+33611111111',
  ...(identity.birthDate > '2010' && { legalRepresentative: GUARDIAN }),
});
/** Somebody of whom the DMP knows more than any form asks. */
const GUARDIAN: KnownRepresentative = {
  relation: 'UNCLE',
  familyName: 'INS-FAMILLE-UN',
  givenName: 'JEAN-MICHEL',
  address: { line: '3 RUE HAUTE', complement: 'BÂT. C', postalCode: '75001', city: 'PARIS', country: 'FRANCE' },
  telecoms: [{ value: 'tel:+33622222222', use: 'MC' }, { value: 'mailto:jm@exemple.fr' }],
};
const E_MAIL: Channel = { type: 'EMAIL', address: 'leo@exemple.fr' };
const SMS: Channel = { type: 'SMS', address: '+33611111111' };

/** With a card that says what the identity says. */
export const creationOf = ({ identity }: QualifiedPatient): RecordCreation => ({
  ...WISHES,
  consentAt: Date.now() - 60_000,
  email: 'patient@exemple.fr',
  mobile: '+33611111111',
  vitale: {
    readAt: Date.now() - 120_000,
    beneficiary: {
      birthName: identity.birthName,
      usedName: '',
      givenName: identity.birthGivenNames.split(' ')[0] ?? '',
      birthDate: identity.birthDate.replaceAll('-', ''),
      birthRank: 1,
      nir: identity.matricule,
      certificationDate: '20260102',
      insuredNir: identity.matricule,
      quality: '0',
      address: [],
    },
  },
});

/** Every write, with arguments a DMP accepts, about somebody for whom it can be done. */
const WRITES: Readonly<
  Record<WriteCall, { readonly about: QualifiedPatient; readonly send: (gateway: RecordGateway, patient: QualifiedPatient) => Promise<unknown> }>
> = {
  addAuthorisation: { about: PATIENTS.notAuthorised, send: (gateway, patient) => gateway.addAuthorisation(patient) },
  removeAuthorisation: { about: PATIENTS.open, send: (gateway, patient) => gateway.removeAuthorisation(patient) },
  createRecord: { about: PATIENTS.missing, send: (gateway, patient) => gateway.createRecord(patient, creationOf(patient)) },
  reactivateRecord: { about: PATIENTS.closed, send: (gateway, patient) => gateway.reactivateRecord(patient, creationOf(patient)) },
  changeAdministrativeData: { about: PATIENTS.open, send: (gateway, patient) => gateway.changeAdministrativeData(patient, modificationOf(patient)) },
  closeRecord: { about: PATIENTS.open, send: (gateway, patient) => gateway.closeRecord(patient) },
  createAccount: { about: PATIENTS.open, send: (gateway, patient) => gateway.createAccount(patient, E_MAIL) },
  changeChannel: { about: PATIENTS.open, send: (gateway, patient) => gateway.changeChannel(patient, 'AJOUT', SMS) },
  renewSecrets: { about: PATIENTS.open, send: (gateway, patient) => gateway.renewSecrets(patient) },
};
const EVERY_WRITE = Object.entries(WRITES).map(([call, write]) => ({ call: call as WriteCall, ...write }));

/** Every call, as a promise. */
const EVERY_CALL: readonly (readonly [Call, (gateway: RecordGateway, patient: QualifiedPatient) => Promise<unknown>])[] = [
  ['findRecord', (gateway, patient) => firstValueFrom(gateway.findRecord(patient))],
  ['readAdministrativeData', (gateway, patient) => firstValueFrom(gateway.readAdministrativeData(patient))],
  ['listAuthorisations', (gateway, patient) => firstValueFrom(gateway.listAuthorisations(patient))],
  ...EVERY_WRITE.map(({ call, send }) => [call, send] as const),
];

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

    describe.each(EVERY_CALL)('%s', (_, send) => {
      test.each([
        ['a wrong key', { matricule: '251109999900825' }, 'ins.wrongKey'],
        ['a waiting number', { matricule: '890129935000750', insOid: '1.2.250.1.213.1.4.9' }, 'ins.isNia'],
        ['a matricule of another domain', { insOid: '1.2.250.1.213.1.4.8' }, 'ins.wrongDomain'],
      ] as const)('%s is refused before any call', async (_, changes, code) => {
        const before = await world.asked();
        const { id, identity } = PATIENTS.open;
        await expect(send(world.gateway, { id, identity: { ...identity, ...changes } })).rejects.toMatchObject({ code });
        expect(await world.asked()).toBe(before);
      });
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

    /** Prepares the end of a call, then makes it. */
    const call = <C extends Call>(name: C, about: QualifiedPatient, end: End<C>): Promise<unknown> => {
      const [, send] = EVERY_CALL.find(([one]) => one === name) ?? [];
      if (!send) throw new Error(`no such call: ${name}`);
      world.next(name, about, end);
      return send(world.gateway, about);
    };

    test('an authorisation is declared once: the second time nothing is done, and the DMP says so', async () => {
      expect(await call('addAuthorisation', PATIENTS.notAuthorised, { result: { alreadyThere: false } })).toEqual({ alreadyThere: false });
      expect(await call('addAuthorisation', PATIENTS.notAuthorised, { result: { alreadyThere: true } })).toEqual({ alreadyThere: true });
    });

    test('an expired authorisation is declared anew', async () =>
      expect(await call('addAuthorisation', PATIENTS.expired, { result: { alreadyThere: false } })).toEqual({ alreadyThere: false }));

    test('an authorisation is given up', async () => expect(await call('removeAuthorisation', PATIENTS.open, { result: undefined })).toBeUndefined());

    test('whom the patient has blocked cannot declare himself authorised', async () =>
      expect(call('addAuthorisation', PATIENTS.blocked, { refused: 'dmp.accessForbidden' })).rejects.toMatchObject({ code: 'dmp.accessForbidden' }));

    test('a record is created once', async () => {
      expect(await call('createRecord', PATIENTS.missing, { result: undefined })).toBeUndefined();
      await expect(call('createRecord', PATIENTS.missing, { refused: 'dmp.recordExists' })).rejects.toMatchObject({ code: 'dmp.recordExists' });
    });

    test('a closed record is opened again, once', async () => {
      expect(await call('reactivateRecord', PATIENTS.closed, { result: undefined })).toBeUndefined();
      await expect(call('reactivateRecord', PATIENTS.closed, { refused: 'dmp.recordExists' })).rejects.toMatchObject({ code: 'dmp.recordExists' });
    });

    test('a record is closed once', async () => {
      expect(await call('closeRecord', PATIENTS.open, { result: undefined })).toBeUndefined();
      await expect(call('closeRecord', PATIENTS.open, { refused: 'dmp.recordClosed' })).rejects.toMatchObject({ code: 'dmp.recordClosed' });
    });

    test('administrative data are read, and changed as a whole', async () => {
      const read = await call('readAdministrativeData', PATIENTS.open, { result: ADMINISTRATIVE });
      expect(read).toMatchObject({ birthName: 'INS-FAMILLE-UN', givenNames: 'LÉO', sex: 'M', birthDate: '20150412' });
      expect(await call('changeAdministrativeData', PATIENTS.open, { result: undefined })).toBeUndefined();
      const changed = modificationOf(PATIENTS.open);
      expect(await call('readAdministrativeData', PATIENTS.open, { result: { ...ADMINISTRATIVE, ...changed } })).toMatchObject(changed);
    });

    test('nothing is managed about somebody who has no record', async () =>
      expect(call('readAdministrativeData', PATIENTS.missing, { refused: 'dmp.recordMissing' })).rejects.toMatchObject({ code: 'dmp.recordMissing' }));

    test.each(['changeAdministrativeData', 'closeRecord', 'createAccount', 'changeChannel', 'renewSecrets'] as const)(
      '%s is not for a record attached to Mon espace santé',
      async (name) => expect(call(name, PATIENTS.attached, { refused: 'dmp.attachedToMes' })).rejects.toMatchObject({ code: 'dmp.attachedToMes' }),
    );

    test('an internet account is created once; its secrets are renewed, its channels changed', async () => {
      const created = await call('createAccount', PATIENTS.open, { result: SECRETS });
      expect(created).toEqual({ login: expect.stringMatching(/./), password: expect.stringMatching(/./) });
      await expect(call('createAccount', PATIENTS.open, { refused: 'dmp.accountExists' })).rejects.toMatchObject({ code: 'dmp.accountExists' });
      expect(await call('changeChannel', PATIENTS.open, { result: undefined })).toBeUndefined();
      await expect(call('changeChannel', PATIENTS.open, { refused: 'dmp.channelExists' })).rejects.toMatchObject({ code: 'dmp.channelExists' });
      const renewed = await call('renewSecrets', PATIENTS.open, { result: { login: 'PATIENT-42', password: 'Autre-1-Mot' } });
      expect(renewed).toEqual({ login: expect.stringMatching(/./), password: expect.stringMatching(/./) });
      expect(renewed).not.toEqual(created);
    });

    test('a channel is changed, and removed without its address', async () => {
      const { gateway, next } = world;
      next('createAccount', PATIENTS.open, { result: SECRETS });
      await gateway.createAccount(PATIENTS.open, E_MAIL);
      next('changeChannel', PATIENTS.open, { result: undefined });
      await expect(gateway.changeChannel(PATIENTS.open, 'AJOUT', SMS)).resolves.toBeUndefined();
      next('changeChannel', PATIENTS.open, { result: undefined });
      await expect(gateway.changeChannel(PATIENTS.open, 'MODIFICATION', { type: 'EMAIL', address: 'zoe@exemple.fr' })).resolves.toBeUndefined();
      next('changeChannel', PATIENTS.open, { result: undefined });
      await expect(gateway.changeChannel(PATIENTS.open, 'SUPPRESSION', { type: 'SMS', address: '' })).resolves.toBeUndefined();
    });

    test('whom a record is open to is a list, in which who was just authorised is found', async () => {
      await call('addAuthorisation', PATIENTS.notAuthorised, { result: { alreadyThere: false } });
      const list = await call('listAuthorisations', PATIENTS.notAuthorised, {
        result: [PHYSICIAN, { ...PHYSICIAN, id: '899900021212', treatingPhysician: false }],
      });
      expect(list).toContainEqual(expect.objectContaining({ id: '899900021212', mode: 'authorised', treatingPhysician: false }));
    });

    test.each(EVERY_WRITE)('$call whose answer is lost has perhaps been done, and is not sent again', async ({ call: name, about }) => {
      const before = await world.asked();
      const error = await call(name, about, 'lost').catch((lost: unknown) => lost);
      if (!(error instanceof PluginError)) throw new Error('not lost');
      expect([error.code, error.about.detail?.code]).toEqual(['dmp.answerLost', 'ECONNRESET']);
      expect(await world.asked()).toBe(before + 1);
      expect(JSON.stringify(error.toDto())).not.toContain(about.identity.matricule);
    });

    test.each(EVERY_WRITE)('$call that never left says what stopped it', async ({ call: name, about }) =>
      expect(call(name, about, 'notSent')).rejects.toMatchObject({ code: 'dmp.unreachable', about: { detail: { code: 'ECONNREFUSED' } } }),
    );

    test('a record whose creation was lost on the way back is found to exist', async () => {
      await expect(call('createRecord', PATIENTS.missing, 'lost')).rejects.toMatchObject({ code: 'dmp.answerLost' });
      await expect(call('createRecord', PATIENTS.missing, { refused: 'dmp.recordExists' })).rejects.toMatchObject({ code: 'dmp.recordExists' });
    });

    test('nothing is read before somebody looks; a write begins at once', async () => {
      const before = await world.asked();
      world.gateway.readAdministrativeData(PATIENTS.open);
      world.gateway.listAuthorisations(PATIENTS.open);
      expect(await world.asked()).toBe(before);
      world.next('closeRecord', PATIENTS.open, { result: undefined });
      await world.gateway.closeRecord(PATIENTS.open);
      expect(await world.asked()).toBe(before + 1);
    });
  });
}

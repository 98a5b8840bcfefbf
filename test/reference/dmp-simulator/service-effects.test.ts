import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { authorisation as authorised } from '../../../reference/dmp-simulator/data/records.js';
import { digestOf } from '../../../reference/dmp-simulator/digest.js';
import { startSimulator } from '../../../reference/dmp-simulator/simulator.js';
import type { SimulatedRecord } from '../../../reference/dmp-simulator/state.js';
import { CALLS, contextOf, faultOf, statusOf } from './calls.js';
import { OPEN, type Other, type SimulatorBench, startBench } from './simulator-bench.js';
import type { Call } from './td02-request.js';

const OID = '1.2.250.1.213.1.4.10';
const NURSE = '899900021212';
const PHYSICIAN = '899900001230';
const SECRETARY = '699900021212001/0001';
const STRUCTURE = '499900021212001';
const NOT_AUTHORISED = '173089999900138';
const EXPIRED = '236059999900404';
const BLOCKED = '248039999900265';
const WITH_PHYSICIAN = '279035121518989';

let bench: SimulatorBench;
beforeAll(async () => {
  bench = await startBench({ withData: true });
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

const ask = async (matricule: string, call?: Call): Promise<string> => (await bench.ask({ question: { matricule, ...(call && { call }) } })).body;
const askAs = async (who: Other, matricule: string, call?: Call): Promise<string> =>
  (await bench.askAs(who, { question: { matricule, ...(call && { call }) } })).body;
const askAsPhysician = async (matricule: string, call?: Call): Promise<string> =>
  (await bench.askAsPhysician({ question: { matricule, ...(call && { call }) } })).body;
const saidBy = (body: string): string | undefined => /code="AUTORISATION".*?<value xsi:type="CV" code="([A-Z_]+)"/.exec(body)?.[1];
function recordOf(matricule: string): SimulatedRecord {
  const record = bench.simulator.state.findRecord(matricule, OID);
  if (!record) throw new Error('no record');
  return record;
}

describe('TD0.3', () => {
  it.each([NOT_AUTHORISED, EXPIRED])('authorises who asks and nobody else, from now on (%s)', async (matricule) => {
    const others = saidBy(await askAs('kine', matricule));
    const body = await ask(matricule, CALLS.add);
    expect([statusOf(body), contextOf(body)]).toEqual(['DMPOk', '']);
    expect(saidBy(await ask(matricule))).toBe('VALIDE');
    expect(saidBy(await askAs('kine', matricule))).toBe(others);
    const { lastAction, since } = recordOf(matricule).authorisations[NURSE] ?? authorised('NON_EXISTE');
    expect([since, since.slice(0, 8)]).toEqual([lastAction, new Date().toISOString().slice(0, 10).replaceAll('-', '')]);
  });

  it('does nothing twice, and says so', async () => {
    await ask(NOT_AUTHORISED, CALLS.add);
    const before = JSON.stringify(recordOf(NOT_AUTHORISED));
    const body = await ask(NOT_AUTHORISED, CALLS.add);
    expect([statusOf(body), contextOf(body)]).toEqual(['DMPOk', expect.stringMatching(/existe déjà.*aucune action/)]);
    expect(JSON.stringify(recordOf(NOT_AUTHORISED))).toBe(before);
  });

  it('takes the authorisation away, also one that everybody has', async () => {
    expect(statusOf(await ask(OPEN, CALLS.remove))).toBe('DMPOk');
    expect([saidBy(await ask(OPEN)), saidBy(await askAs('kine', OPEN))]).toEqual(['NON_EXISTE', 'VALIDE']);
    expect(contextOf(await ask(OPEN, CALLS.remove))).toMatch(/n'existe pas.*aucune action/);
  });

  it('makes a physician the treating one, though he was authorised, and unmakes him with his authorisation', async () => {
    expect(recordOf(OPEN).treatingPhysicians).toEqual([]);
    const body = await askAsPhysician(OPEN, CALLS.addTreating);
    expect([statusOf(body), contextOf(body), recordOf(OPEN).treatingPhysicians]).toEqual(['DMPOk', '', [PHYSICIAN]]);
    expect(await askAsPhysician(WITH_PHYSICIAN, CALLS.remove)).toContain('<status>DMPOk</status>');
    expect([recordOf(WITH_PHYSICIAN).treatingPhysicians, recordOf(WITH_PHYSICIAN).authorisations[PHYSICIAN]?.status]).toEqual([[], 'NON_EXISTE']);
  });

  it('asked by the staff, authorises the structure and all who practise in it', async () => {
    expect(statusOf(await askAs('secretary', NOT_AUTHORISED, CALLS.add))).toBe('DMPOk');
    expect(Object.keys(recordOf(NOT_AUTHORISED).authorisations)).toEqual([STRUCTURE]);
    const seen = [await askAs('secretary', NOT_AUTHORISED), await ask(NOT_AUTHORISED), await askAs('replacement', NOT_AUTHORISED)].map(saidBy);
    expect([...seen, saidBy(await askAs('kine', NOT_AUTHORISED))]).toEqual(['VALIDE', 'VALIDE', 'VALIDE', 'NON_EXISTE']);
  });

  it('is for those in training and for replacements too', async () => {
    for (const who of ['trainee', 'replacement'] as const) expect(statusOf(await askAs(who, NOT_AUTHORISED, CALLS.add))).toBe('DMPOk');
    expect(Object.keys(recordOf(NOT_AUTHORISED).authorisations)).toEqual(['899900007770', '899900008880']);
  });

  it('is kept through a restart', async () => {
    await ask(NOT_AUTHORISED, CALLS.add);
    const again = await startSimulator({ pkiFolder: bench.pki.folder, dataFolder: join(bench.folder, 'data') });
    const record = again.state.findRecord(NOT_AUTHORISED, OID);
    expect(record && again.state.authorisationOf(record, NURSE)).toBe('VALIDE');
    expect(again.state.traces).toEqual(bench.simulator.state.traces);
    expect(again.state.traces).toHaveLength(1);
    await again.close();
  });
});

describe('TD1.6', () => {
  const entries = (body: string): readonly string[] =>
    [...body.matchAll(/<listOfAuthorizationByPatient>(.*?)<\/listOfAuthorizationByPatient>/g)].map(([, entry = '']) => entry);
  const idOf = (entry: string): string | undefined => /<nationalId>([^<]*)</.exec(entry)?.[1];

  it('lists professionals with their names, professions, dates and mode, never the staff', async () => {
    const body = await ask(WITH_PHYSICIAN, CALLS.list());
    expect(statusOf(body)).toBe('DMPOk');
    const listed = entries(body);
    expect(listed.map(idOf)).toEqual(expect.arrayContaining([NURSE, PHYSICIAN, '899900007770']));
    expect(listed.map(idOf)).not.toContain(SECRETARY);
    expect(listed.find((entry) => idOf(entry) === PHYSICIAN)).toBe(
      `<nationalId>${PHYSICIAN}</nationalId><nationalIdType>1.2.250.1.71.4.2.1</nationalIdType><firstName>Fabrice</firstName><lastName>ALONSO0123</lastName>` +
        '<codeSpeciality>G15_10/SM26</codeSpeciality><libSpeciality>Médecin</libSpeciality><startOfAuthorization>20260105083000</startOfAuthorization>' +
        '<lastActionDate>20260105083000</lastActionDate><mode>ACTIVE</mode><specificRight>MEDECIN_TRAITANT</specificRight>',
    );
    expect(listed.find((entry) => idOf(entry) === '899900007770')).toContain('<codeSpeciality>G16_60</codeSpeciality>');
  });

  it('tells the authorised from the blocked, and leaves out the others', async () => {
    const { state } = bench.simulator;
    const authorisations = { [NURSE]: authorised('VALIDE'), [PHYSICIAN]: authorised('INTERDIT'), '899900003100': authorised('EXPIRE') };
    state.putRecord({ ...recordOf(NOT_AUTHORISED), authorisations: { ...authorisations, [STRUCTURE]: authorised('VALIDE') } });
    const ids = async (mode: string) => entries(await ask(NOT_AUTHORISED, CALLS.list(mode))).map(idOf);
    expect([await ids('TOUTE'), await ids('ACTIVE'), await ids('INTERDITE')]).toEqual([[NURSE, PHYSICIAN, STRUCTURE], [NURSE, STRUCTURE], [PHYSICIAN]]);
  });
});

describe('TD1.5', () => {
  const secretsOf = (body: string): readonly string[] => /<login>([^<]+)<\/login><password>([^<]+)<\/password>/.exec(body)?.slice(1) ?? [];

  it('a: an account with its channel, of which only digests are kept', async () => {
    const [login = '', password = ''] = secretsOf(await ask(NOT_AUTHORISED, CALLS.create('SMS', '+33611111111')));
    expect([login.length, password.length]).toEqual([10, 12]);
    expect(recordOf(NOT_AUTHORISED).account).toEqual({ loginHash: digestOf(login), passwordHash: digestOf(password), channels: { SMS: '+33611111111' } });
    const kept = JSON.stringify([bench.simulator.state.records, bench.simulator.state.traces]);
    expect([kept.includes(login), kept.includes(password)]).toEqual([false, false]);
    expect(await ask(NOT_AUTHORISED)).toMatch(/code="COMPTE_INTERNET_OUVERT" codeSystem="[\d.]+"\/><value xsi:type="BL" value="true"/);
  });

  it('b: channels come, change and go; the address that goes need not be known', async () => {
    const matricule = '101072B99900114';
    const channels = () => recordOf(matricule).account?.channels;
    const secrets = recordOf(matricule).account?.passwordHash;
    await ask(matricule, CALLS.channel('AJOUT'));
    expect(channels()).toEqual({ EMAIL: 'corse.onze@exemple.fr', SMS: '+33611111111' });
    await ask(matricule, CALLS.channel('MODIFICATION', 'SMS', '+33722222222'));
    expect(channels()).toEqual({ EMAIL: 'corse.onze@exemple.fr', SMS: '+33722222222' });
    await ask(matricule, CALLS.channel('SUPPRESSION', 'SMS', '+33722222222'));
    expect(channels()).toEqual({ EMAIL: 'corse.onze@exemple.fr' });
    expect(statusOf(await ask(matricule, CALLS.forget('EMAIL')))).toBe('DMPOk');
    expect([channels(), recordOf(matricule).account?.passwordHash]).toEqual([{}, secrets]);
  });

  it('d: new secrets each time, the same channels', async () => {
    const { channels } = recordOf(OPEN).account ?? {};
    const first = secretsOf(await ask(OPEN, CALLS.renew));
    const second = secretsOf(await ask(OPEN, CALLS.renew));
    expect(new Set([...first, ...second]).size).toBe(4);
    expect(recordOf(OPEN).account).toEqual({ loginHash: digestOf(second[0] ?? ''), passwordHash: digestOf(second[1] ?? ''), channels });
  });
});

describe('the access history', () => {
  const history = () => bench.simulator.state.traces.map(({ by, granted, psId, what }) => [psId, what, granted, by]);

  it('holds every access, granted or refused for rights, in words', async () => {
    await ask(OPEN);
    await ask(OPEN, CALLS.add);
    await ask(OPEN, CALLS.list());
    await askAs('secretary', OPEN, CALLS.renew);
    await ask(BLOCKED, CALLS.add);
    await ask(OPEN, CALLS.remove);
    expect(history()).toEqual([
      [NURSE, "Test d'existence et vérification de l'autorisation", true, 'LPS'],
      [NURSE, "Ajout de l'autorisation", true, 'LPS'],
      [NURSE, 'Consultation de la liste des professionnels autorisés ou bloqués', true, 'LPS'],
      [SECRETARY, "Renouvellement de l'accès du patient à son DMP", false, 'LPS'],
      [NURSE, "Ajout de l'autorisation", false, 'LPS'],
      [NURSE, "Suppression de l'autorisation", true, 'LPS'],
    ]);
  });

  it('holds nothing of a request that is badly written, of a record that is not there, or that a fault refused', async () => {
    await ask(OPEN, { ...CALLS.add, body: CALLS.add.body.replace('AJOUT', 'JOUET') });
    await ask('170082622170161', CALLS.add);
    bench.simulator.state.controls.fault = 'threshold';
    await ask(OPEN, CALLS.list());
    expect(history()).toEqual([]);
  });
});

describe('faults of the services', () => {
  it('unknownHl7 and threshold speak the words of the service, soapFault those of SOAP, and nothing is done', async () => {
    const { controls } = bench.simulator.state;
    for (const [fault, status] of [
      ['unknownHl7', 'DMPCodeInconnu'],
      ['threshold', 'DMPAccessDeniedByExcededThreshold'],
    ] as const) {
      controls.fault = fault;
      expect(statusOf(await ask(NOT_AUTHORISED, CALLS.add))).toBe(status);
    }
    controls.fault = 'soapFault';
    expect(faultOf(await ask(NOT_AUTHORISED, CALLS.add))).toBe('DMPErreurInconnue');
    expect(recordOf(NOT_AUTHORISED).authorisations).toEqual({});
  });

  it('cutBeforeAnswer: it is done and nobody is told; cutBeforeWork: it is not done', async () => {
    const { controls } = bench.simulator.state;
    controls.fault = 'cutBeforeWork';
    await expect(ask(NOT_AUTHORISED, CALLS.add)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(recordOf(NOT_AUTHORISED).authorisations).toEqual({});
    controls.fault = 'cutBeforeAnswer';
    await expect(ask(NOT_AUTHORISED, CALLS.add)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(recordOf(NOT_AUTHORISED).authorisations).toHaveProperty(NURSE);
    controls.fault = 'none';
    expect(contextOf(await ask(NOT_AUTHORISED, CALLS.add))).toMatch(/existe déjà/);
  });
});

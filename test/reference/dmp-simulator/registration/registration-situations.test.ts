import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DmpState } from '../../../../reference/dmp-simulator/dmp-state.js';
import type { SimulatedRecord } from '../../../../reference/dmp-simulator/state.js';
import { type SimulatorBench, startBench } from '../simulator-bench.js';
import { type HttpAnswer, openCard, role } from '../td02-request.js';
import {
  ARTHUR,
  LUCIE,
  NATHALIE,
  PAUL,
  type Registrant,
  register,
  type TestPatient,
  type Transaction,
  type Variation,
  writeBody,
  ZOE,
} from './registration-request.js';

const TEST_DOMAIN = '1.2.250.1.213.1.4.10';

let bench: SimulatorBench;
let nurse: Registrant;
beforeAll(async () => {
  bench = await startBench({ withData: true });
  nurse = { question: bench.question, card: bench.nurse, trusted: bench.trusted };
});
beforeEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

const send = (transaction: Transaction, patient: TestPatient, variation: Variation = {}, by: Registrant = nurse): Promise<HttpAnswer> =>
  register(transaction, patient, by, variation);
async function accepted(transaction: Transaction, patient: TestPatient, variation?: Variation, by?: Registrant): Promise<string> {
  const { body, status } = await send(transaction, patient, variation, by);
  expect(body).toContain('<acknowledgement typeCode="AA">');
  expect(status).toBe(200);
  return body;
}
function recordOf({ matricule }: TestPatient): SimulatedRecord {
  const record = bench.simulator.state.findRecord(matricule, TEST_DOMAIN);
  if (!record) throw new Error('no record');
  return record;
}
const traces = () => bench.simulator.state.traces.map(({ granted, matricule, psId, what }) => ({ granted, matricule, psId, what }));
const swap = (from: string | RegExp, to: string) => (xml: string) => xml.replace(from, to);
/** `yyyyMMddHHmmss`, UTC. */
const stampOf = (at: number): string => new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');

describe('a record is created (TD1.1)', () => {
  it('open, with who created it authorised, without account, with what the patient wants and where he lives', async () => {
    const before = stampOf(Date.now());
    const body = await accepted('TD1.1', PAUL);
    const createdAt = recordOf(PAUL).authorisations['899900021212']?.since ?? '';
    expect(createdAt >= before && createdAt <= stampOf(Date.now())).toBe(true);
    expect(body).toMatch(/<soap:Body><PRPA_IN201311UV02_Response xmlns="asip:ci-sis:gdp:2010"><PRPA_IN201312UV02 xmlns="urn:hl7-org:v3"/);
    expect(body).toContain(`<id root="${TEST_DOMAIN}" extension="${PAUL.matricule}"/><statusCode code="active"/>`);
    expect(recordOf(PAUL)).toEqual({
      matricule: PAUL.matricule,
      insOid: TEST_DOMAIN,
      traits: { birthName: 'INS-FAMILLE-ONZE', givenNames: 'PAUL JEAN MARC', sex: 'M', birthDate: '1970-08-07' },
      status: 'active',
      authorisations: { '899900021212': { status: 'VALIDE', since: createdAt, lastAction: createdAt } },
      treatingPhysicians: [],
      attachedToMes: false,
      administrative: {
        address: { line: "12 RUE DE L'ÉGLISE", complement: 'BÂT B', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
        homePhone: '+33243000099',
        mobilePhone: '+33600000099',
        email: 'patient@exemple.fr',
        refusesBreakGlass: true,
        refusesEmergency: false,
      },
    });
    expect(traces()).toEqual([{ granted: true, matricule: PAUL.matricule, psId: '899900021212', what: 'Création du DMP' }]);
  });

  it('for a minor, with the legal representative', async () => {
    await accepted('TD1.1', ZOE);
    expect(recordOf(ZOE).administrative.legalRepresentative).toEqual({ relation: 'FTH', familyName: 'INS-FAMILLE-ONZE', givenName: 'PAUL' });
  });

  it('once: the second time it is there already, open or closed', async () => {
    await accepted('TD1.1', PAUL);
    const before = recordOf(PAUL);
    for (const patient of [PAUL, ARTHUR]) {
      const { body, status } = await send('TD1.1', patient);
      expect(status).toBe(200);
      expect(body).toMatch(/<PRPA_IN201313UV02 .*<acknowledgement typeCode="AE">.*<code code="DMPFound"\/>/);
    }
    expect(recordOf(PAUL)).toBe(before);
  });

  it('when the line drops before the answer, and not when it drops before the work', async () => {
    const { controls } = bench.simulator.state;
    controls.fault = 'cutBeforeWork';
    await expect(send('TD1.1', PAUL)).rejects.toThrow();
    expect(bench.simulator.state.findRecord(PAUL.matricule, TEST_DOMAIN)).toBeUndefined();
    controls.fault = 'cutBeforeAnswer';
    await expect(send('TD1.1', PAUL)).rejects.toThrow();
    controls.fault = 'none';
    expect((await send('TD1.1', PAUL)).body).toContain('<code code="DMPFound"/>');
  });

  it('for good: it is there when the simulator starts again', async () => {
    await accepted('TD1.1', PAUL);
    const again = new DmpState(join(bench.folder, 'data'));
    expect(again.findRecord(PAUL.matricule, TEST_DOMAIN)).toEqual(recordOf(PAUL));
  });

  it('by a physician and by a trainee, whose professions are written otherwise', async () => {
    const physician: Registrant = { question: bench.physicianQuestion, card: bench.physician, trusted: bench.trusted };
    await accepted('TD1.1', PAUL, { profession: 'G15_10/SM26' }, physician);
    expect(Object.keys(recordOf(PAUL).authorisations)).toEqual(['899900001230']);
    await accepted('TD1.1', ZOE, {
      card: openCard(`${bench.folder}/reader/cards/cpf-infirmiere`),
      profession: 'G16_60',
      question: {
        psId: '899900007770',
        issuer: 'CN=899900007770+SN=ETUDIANTE0777+GN=Zélie,title=Infirmier en formation,C=FR',
        structureId: '10B0127189',
        roles: [role('60', '1.2.250.1.71.1.2.8')],
      },
    });
    expect(Object.keys(recordOf(ZOE).authorisations)).toEqual(['899900007770']);
  });

  it.each([
    ['a lunar birth date', swap('"19700807"/><addr', '"19701345"/><addr'), { birthDate: '1970-13-45' }],
    ['a used name', swap('<family qualifier="BR">', '<family qualifier="SP">D’ÎLE &amp; FILS</family><family qualifier="BR">'), { usedName: 'D’ÎLE & FILS' }],
    ['the birth name for a used name', swap('<family qualifier="BR">', '<family qualifier="SP">INS-FAMILLE-ONZE</family><family qualifier="BR">'), {}],
    ['a given name each', swap('PAUL JEAN MARC</given>', 'PAUL</given><given>JEAN MARC</given>'), { givenNames: 'PAUL JEAN MARC' }],
  ] as const)('with %s', async (_, body, traits) => {
    await accepted('TD1.1', PAUL, { body });
    expect(recordOf(PAUL).traits).toEqual({ birthName: 'INS-FAMILLE-ONZE', givenNames: 'PAUL JEAN MARC', sex: 'M', birthDate: '1970-08-07', ...traits });
  });

  it.each([
    ['a card that writes names without accents', swap(/(<contactPerson>.*?<given>)ZOÉ/, '$1Zoe'), ZOE],
    ['a card that writes names without hyphens', swap(/(<contactPerson><name><family qualifier="BR">)INS-FAMILLE-ONZE/, '$1INS FAMILLE ONZE'), PAUL],
    [
      'a card with a used name and six figures of a birth date',
      swap(
        /(<contactPerson>.*?)<given>PAUL<\/given><\/name><birthTime value="19/,
        '$1<family qualifier="SP">AUTRE</family><given>PAUL</given></name><birthTime value="',
      ),
      PAUL,
    ],
    ['a consent of today, without its time', swap(/<effectiveTime value="(\d{8})\d+"/, '<effectiveTime value="$1"'), PAUL],
    ['no telecom at all', swap(/(<\/name>)(<telecom value="[^>]*>)+/, '$1'), PAUL],
    ['an address abroad without postal code', swap(/<postalCode>.*<country>FRANCE/, '<city>LIÈGE</city><country>BELGIQUE'), PAUL],
    ['no attention line', swap('<attentionLine xsi:nil="true"/>', ''), PAUL],
    ['a majority of today', swap('"19700807"/><addr', `"${eighteenToday()}"/><addr`), PAUL],
  ] as const)('with %s', async (_, body, patient) => {
    await accepted('TD1.1', patient, { body });
  });
});

/** `yyyyMMdd`, where the server stands. */
function eighteenToday(): string {
  return String(Number(new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now()).replaceAll('-', '')) - 180_000);
}

describe('a closed record is opened again (TD1.2)', () => {
  it('with what is written now, and for who asks alone', async () => {
    const body = await accepted('TD1.2', ARTHUR);
    expect(body).toMatch(/<PRPA_IN201314UV02_Response xmlns="asip:ci-sis:gdp:2010"><PRPA_IN201315UV02 .*<statusCode code="active"\/><patientPerson/);
    const record = recordOf(ARTHUR);
    expect(record.status).toBe('active');
    expect(record.closing).toBeUndefined();
    expect(Object.entries(record.authorisations)).toMatchObject([['899900021212', { status: 'VALIDE' }]]);
    expect(record.administrative).toMatchObject({ email: 'patient@exemple.fr', refusesBreakGlass: true });
    expect(traces()).toMatchObject([{ what: 'Réactivation du DMP', granted: true }]);
    expect((await send('TD1.2', ARTHUR)).body).toMatch(/<PRPA_IN201316UV02 .*<code code="DMPFound"\/>/);
  });
});

describe('administrative data are changed (TD1.3b)', () => {
  it('as a whole: what is left out is not known any more, and the rest of the record stays', async () => {
    const before = recordOf(NATHALIE);
    await accepted('TD1.3b', NATHALIE, {
      body: swap(/<telecom value="tel[^>]*MC"\/>|<additionalLocator>.*<\/additionalLocator>/g, ''),
    });
    const { administrative, traits, ...others } = recordOf(NATHALIE);
    expect(administrative).toEqual({
      address: { line: "12 RUE DE L'ÉGLISE", complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
      homePhone: '+33243000099',
      mobilePhone: '',
      email: 'patient@exemple.fr',
      refusesBreakGlass: true,
      refusesEmergency: false,
    });
    expect(traits).toEqual({ ...before.traits, usedName: "D'ÎLE" });
    const { administrative: _, traits: __, ...same } = before;
    expect(others).toEqual(same);
    expect(traces()).toMatchObject([{ what: 'Modification des données administratives', granted: true }]);
  });

  it('not for a record attached to Mon espace santé, and the attempt is in the access history', async () => {
    for (const transaction of ['TD1.3b', 'TD1.4'] as const) {
      const { body, status } = await send(transaction, LUCIE);
      expect(status).toBe(500);
      expect(body).toContain('<soap:Value>soap:DMPAccessDeniedByRightsService</soap:Value>');
    }
    expect(traces()).toMatchObject([
      { what: 'Modification des données administratives', granted: false },
      { what: 'Fermeture du DMP', granted: false },
    ]);
    expect(recordOf(LUCIE).status).toBe('active');
  });
});

describe('a record is closed (TD1.4)', () => {
  it('today, at the patient’s demand; nobody is authorised any more, and the account is gone', async () => {
    const body = await accepted('TD1.4', NATHALIE);
    expect(body).toMatch(/<PRPA_IN201315UV02 .*<statusCode code="terminated"\/><patientPerson/);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(Date.now());
    const record = recordOf(NATHALIE);
    expect(record).toMatchObject({ status: 'terminated', closing: { date: today, reason: 'FERMETURE_DEMANDE_PATIENT' }, authorisations: {} });
    expect(record.account).toBeUndefined();
    expect(traces()).toMatchObject([{ what: 'Fermeture du DMP', granted: true }]);
    for (const transaction of ['TD1.3b', 'TD1.4'] as const)
      expect((await send(transaction, NATHALIE)).body).toMatch(/typeCode="AE">.*<code code="DMPClosed"\/>/);
  });
});

describe('management data are told (TD1.3a)', () => {
  it('the address, the telecoms and both oppositions', async () => {
    const body = await accepted('TD1.3a', NATHALIE);
    expect(body).toContain(
      '<telecom value="tel:+33243000001" use="HP"/><telecom value="tel:+33611111111" use="MC"/><telecom value="mailto:nathalie.desmaux@exemple.fr"/>',
    );
    expect(body).toContain(
      '<addr><streetAddressLine>5 BD ALEXANDRE OYON</streetAddressLine><postalCode>72019</postalCode><city>LE MANS CEDEX 2</city><country>FRANCE</country></addr><birthPlace classCode="BIRTHPL"/>',
    );
    expect(opposition(body, 'BRIS_DE_GLACE')).toBe('false');
    expect(opposition(body, 'ACCES_URGENCE')).toBe('false');
    expect(body).toContain('<reasonCode code="CNSLT_DATA"');
    expect(body).toContain('<queryResponseCode code="OK"/>');
    expect(traces()).toMatchObject([{ what: 'Consultation des données administratives', granted: true }]);
  });

  it('what was written by a creation', async () => {
    await accepted('TD1.1', ZOE);
    const body = await accepted('TD1.3a', ZOE);
    expect(body).toContain('<additionalLocator>BÂT B</additionalLocator>');
    expect(body).toMatch(
      /<personalRelationship classCode="PRS"><code code="FTH" codeSystem="2\.16\.840\.1\.113883\.1\.11\.19579"\/>.*<family>INS-FAMILLE-ONZE<\/family><given>PAUL<\/given>/,
    );
    expect(opposition(body, 'BRIS_DE_GLACE')).toBe('true');
    expect(opposition(body, 'ACCES_URGENCE')).toBe('false');
  });

  it('NF when there is no record, and nothing about anybody', async () => {
    const body = await accepted('TD1.3a', PAUL);
    expect(body).toContain('<queryResponseCode code="NF"/>');
    expect(body).not.toMatch(/<subject|<telecom|<addr/);
    expect(traces()).toEqual([]);
  });

  it('to who is not authorised, or blocked, too: it is no consultation of the record', async () => {
    for (const matricule of ['173089999900138', '248039999900265']) expect(await accepted('TD1.3a', { ...PAUL, matricule })).toContain('<addr>');
  });

  it('of a closed record, with its reason', async () => {
    expect(await accepted('TD1.3a', ARTHUR)).toMatch(/<addr>.*<code code="FERMETURE_DEMANDE_PATIENT"/);
  });

  it('to the staff', async () => {
    const body = await accepted('TD1.3a', NATHALIE, {
      card: openCard(`${bench.folder}/reader/cards/cpe-secretaire`),
      question: {
        psId: '699900021212001/0001',
        issuer: 'CN=699900021212001/0001+SN=SECRETAIRE0212+GN=Sylvie,OU=499900021212001,L=Sarthe (72),O=CABINET MME INFIRMIER0212,C=FR',
        roles: [role('SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6')],
      },
      assertion: swap(
        '</saml2:AttributeStatement>',
        '<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:subject-id"><saml2:AttributeValue>Sylvie SECRETAIRE0212</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
      ),
    });
    expect(body).toContain('<addr>');
  });
});

const opposition = (body: string, name: string): string | undefined =>
  new RegExp(`<code code="OPPOSITION_${name}" codeSystem="1\\.2\\.250\\.1\\.213\\.4\\.1\\.2\\.3"/><value xsi:type="BL" value="(\\w+)"`).exec(body)?.[1];

const GOOD: readonly (readonly [Transaction, TestPatient, refusedIn: string])[] = [
  ['TD1.1', PAUL, 'PRPA_IN201313UV02'],
  ['TD1.2', ARTHUR, 'PRPA_IN201316UV02'],
  ['TD1.3a', NATHALIE, 'PRPA_IN201308UV02'],
  ['TD1.3b', NATHALIE, 'PRPA_IN201316UV02'],
  ['TD1.4', NATHALIE, 'PRPA_IN201316UV02'],
];

describe.each(GOOD)('the faults of %s', (transaction, patient, refusedIn) => {
  it.each([
    ['unknownHl7', 'DMPCodeInconnu'],
    ['threshold', 'DMPAccessDeniedByExcededThreshold'],
  ] as const)('%s: AE, and nothing is done', async (fault, code) => {
    const { state } = bench.simulator;
    const before = JSON.stringify(state.records);
    state.controls.fault = fault;
    const { body, status } = await send(transaction, patient);
    expect(status).toBe(200);
    expect(body).toMatch(new RegExp(`<${refusedIn} .*<acknowledgement typeCode="AE">.*<code code="${code}"/>`));
    expect(JSON.stringify(state.records)).toBe(before);
  });

  it('soapFault: an unknown fault, and nothing is done', async () => {
    const { state } = bench.simulator;
    const before = JSON.stringify(state.records);
    state.controls.fault = 'soapFault';
    const { body, status } = await send(transaction, patient);
    expect(status).toBe(500);
    expect(body).toContain('<soap:Value>soap:DMPErreurInconnue</soap:Value>');
    expect(JSON.stringify(state.records)).toBe(before);
  });
});

describe('an answer', () => {
  it.each(GOOD)('of %s names the request it answers, and its action is that of the answer', async (transaction, patient) => {
    let sent = '';
    const { body, headers } = await send(transaction, patient, {
      body: (xml) => {
        sent = /<id root="1\.2\.250\.1\.999\.1\.1\.1\.1" extension="([^"]+)"/.exec(xml)?.[1] ?? '';
        return xml;
      },
    });
    expect(body).toContain(`extension="${sent}"/></targetMessage>`);
    const action = { 'TD1.1': 'PRPA_IN201311ResponseUV02', 'TD1.3a': 'PRPA_IN201308UV02' }[transaction as string] ?? 'PRPA_IN201314ResponseUV02';
    expect(headers['content-type']).toContain(`action="urn:hl7-org:v3:${action}"`);
  });
});

/** Folder of the HL7 schemas NE2009 (`multicacheschemas`), which are not ours to distribute. */
const SCHEMAS = process.env['HL7_SCHEMAS'];
// By hand alone: without the folder there is no such test, and none is told as skipped.
if (SCHEMAS)
  describe('against the schemas of HL7', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'registration-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    function problemsOf(message: string): string {
      const [, name = ''] = /<(PRPA_IN\d+UV02) /.exec(message) ?? [];
      const file = join(folder, 'message.xml');
      writeFileSync(file, message);
      const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', join(SCHEMAS ?? '', `${name}.xsd`), file], { encoding: 'utf8' });
      return status === 0 ? '' : stderr;
    }
    const messageIn = (body: string): string => /<(PRPA_IN\d+UV02) .*<\/\1>/.exec(body)?.[0] ?? '';

    it.each(GOOD)('the request of %s of these tests, its answer and its refusals are valid', async (transaction, patient) => {
      expect(problemsOf(writeBody(transaction, patient, nurse.question))).toBe('');
      expect(problemsOf(messageIn(await accepted(transaction, patient)))).toBe('');
      const rejected = await send(transaction, patient, { body: swap('<processingModeCode code="T"', '<processingModeCode code="A"') });
      expect(problemsOf(messageIn(rejected.body))).toBe('');
      bench.simulator.state.controls.fault = 'unknownHl7';
      expect(problemsOf(messageIn((await send(transaction, patient)).body))).toBe('');
    });

    it('the data of a minor and those of a closed record are valid', async () => {
      expect(problemsOf(writeBody('TD1.1', ZOE, nurse.question))).toBe('');
      await accepted('TD1.1', ZOE);
      expect(problemsOf(messageIn(await accepted('TD1.3a', ZOE)))).toBe('');
      expect(problemsOf(messageIn(await accepted('TD1.3a', ARTHUR)))).toBe('');
      expect(problemsOf(messageIn(await accepted('TD1.3a', PAUL)))).toBe('');
    });

    it('a message that is not valid is told apart', () => {
      expect(problemsOf(writeBody('TD1.1', PAUL, nurse.question).replace('<telecom nullFlavor="NI"/>', ''))).toContain('contactPerson');
    });
  });

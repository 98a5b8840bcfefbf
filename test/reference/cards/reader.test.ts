import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CARDS } from '../../../reference/cards/card-catalogue.js';
import { type Pki, preparePki, YEAR } from '../../../reference/cards/pki.js';
import {
  insertCard,
  listCards,
  plugReader,
  prepareReader,
  ReaderRefusal,
  removeCard,
  repairCard,
  swapCard,
  unplugReader,
} from '../../../reference/cards/reader.js';
import { seedPatients } from '../../../reference/host/server/store/seed-patients.js';

// Keys and processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let root: string;
let pki: Pki;
let folder: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'reader-'));
  pki = await preparePki(join(root, 'pki'));
  folder = join(root, 'reader');
  await prepareReader(folder, pki);
});
afterEach(() => {
  for (const name of ['unplugged.json', 'last-card.json']) rmSync(join(folder, name), { force: true });
  readers('cps-infirmiere', 'vitale');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What is in « Lecteur virtuel 1 », and in those that follow. */
const readers = (...cards: readonly (string | null)[]): void =>
  writeFileSync(join(folder, 'reader.json'), JSON.stringify({ readers: cards.map((card, index) => ({ name: `Lecteur virtuel ${index + 1}`, card })) }));
const contents = (): unknown => (json('reader.json') as { readers: { card: string | null }[] }).readers.map(({ card }) => card);
const json = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const file = (name: string, card = 'cps-infirmiere'): Buffer => readFileSync(join(folder, 'cards', card, name));
const opens = (name: string, passphrase: string) => () => createSecureContext({ pfx: file(name), passphrase });

describe('a virtual reader that is prepared', () => {
  it('has two readers, with the nurse and a Carte Vitale, and the other cards beside them', () => {
    expect(json('reader.json')).toEqual({
      readers: [
        { name: 'Lecteur virtuel 1', card: 'cps-infirmiere' },
        { name: 'Lecteur virtuel 2', card: 'vitale' },
      ],
    });
    expect(readdirSync(join(folder, 'cards')).sort()).toEqual([
      'cpe-secretaire',
      'cpf-infirmiere',
      'cps-deux-situations',
      'cps-infirmiere',
      'cps-kine',
      'cps-medecin',
      'cps-remplacant',
      'vitale',
      'vitale-desmaux',
      'vitale-figatellix',
      'vitale-un',
    ]);
    expect(json('cards', 'cps-infirmiere', 'card.json')).toEqual({
      kind: 'cps',
      name: 'CPS de Léa INFIRMIER0212',
      holder: { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' },
      situations: [{ id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' }],
    });
    expect(json('cards', 'cps-medecin', 'card.json')).toMatchObject({ holder: { professionCode: '10', specialityCode: 'SM26' } });
    expect(json('cards', 'cps-deux-situations', 'card.json')).toMatchObject({
      situations: [{ structureId: '499900004550001' }, { structureId: '10B0127189' }],
    });
    expect(json('cards', 'cps-remplacant', 'card.json')).toMatchObject({ situations: [{ structureId: '499900021212001', isReplacement: true }] });
    expect(json('cards', 'cpf-infirmiere', 'card.json')).toMatchObject({
      kind: 'cps',
      name: 'CPF de Zélie ETUDIANTE0777',
      holder: { cardKind: 'CPF', professionCode: '60' },
    });
    expect(json('cards', 'cpe-secretaire', 'card.json')).toMatchObject({
      kind: 'cps',
      holder: { id: '699900021212001/0001', cardKind: 'CPE', professionCode: 'SECRETARIAT_MEDICAL' },
      situations: [{ structureId: '499900021212001', sectorCode: 'SA07' }],
    });
    expect(readdirSync(join(folder, 'cards', 'vitale'))).toEqual(['card.json']);
  });

  it('has Cartes Vitale whose beneficiaries are patients of the practice', () => {
    const address = ['18 RUE GAMBETTA', '72000 LE MANS'];
    const family = { birthName: 'INS-FAMILLE-ONZE', usedName: '', birthRank: 1, insuredNir: '170082622170161', address };
    expect(json('cards', 'vitale', 'card.json')).toEqual({
      kind: 'vitale',
      name: 'carte Vitale',
      cardKind: 'test',
      beneficiaries: [
        { ...family, givenName: 'PAUL', birthDate: '19700807', nir: '170082622170161', certificationDate: '20260105', quality: '0' },
        { ...family, givenName: 'CORSE', birthDate: '20010714', nir: '101072B99900114', certificationDate: '20260105', quality: '6' },
        { ...family, givenName: 'ZOÉ', birthDate: '20160503', nir: '', certificationDate: '', quality: '6' },
      ],
    });
    expect(json('cards', 'vitale-figatellix', 'card.json')).toMatchObject({ cardKind: 'demonstration', beneficiaries: [{ givenName: 'FIGATELLIX' }] });
    const patients = new Map(seedPatients().map(({ identity, contact }) => [identity.matricule, { identity, contact }]));
    const cards = Object.values(CARDS).flatMap((card) => (card.kind === 'vitale' ? card.beneficiaries : []));
    for (const { nir, birthName, givenName, birthDate, address: lines } of cards.filter((beneficiary) => beneficiary.nir)) {
      const patient = patients.get(nir);
      expect([patient?.identity.birthName, patient?.identity.birthDate.replaceAll('-', '')]).toEqual([birthName, birthDate]);
      expect(patient?.identity.birthGivenNames.split(' ')[0]).toBe(givenName);
      expect(lines).toEqual([patient?.contact.address, `${patient?.contact.postalCode} ${patient?.contact.city}`]);
    }
  });

  it('has cards that open with the code and with no other, two keys each', () => {
    for (const name of ['signature.p12', 'authentication.p12']) {
      expect(opens(name, '1234')).not.toThrow();
      expect(opens(name, '1235')).toThrow();
      expect(statSync(join(folder, 'cards/cps-infirmiere', name)).mode & 0o077).toBe(0);
    }
    expect(file('signature.crt.pem')).not.toEqual(file('authentication.crt.pem'));
    expect(json('cards', 'cps-infirmiere', 'tries.json')).toEqual({ left: 3 });
  });

  it('stays as it is when it is prepared again: tries, contents, certificates', async () => {
    removeCard(folder);
    writeFileSync(join(folder, 'cards/cps-kine/tries.json'), '{"left":1}');
    const before = file('signature.p12');
    await prepareReader(folder, pki);
    expect(contents()).toEqual([null, 'vitale']);
    expect(json('cards', 'cps-kine', 'tries.json')).toEqual({ left: 1 });
    expect(file('signature.p12')).toEqual(before);
    repairCard(folder, 'cps-kine');
  });

  it('of an earlier version gets the new cards, and a reader for the Carte Vitale; nothing of the user is lost', async () => {
    for (const name of ['cpf-infirmiere', 'vitale-un']) rmSync(join(folder, 'cards', name), { recursive: true });
    writeFileSync(join(folder, 'cards/vitale/card.json'), '{"kind":"other","name":"carte Vitale"}');
    writeFileSync(join(folder, 'cards/cps-kine/tries.json'), '{"left":1}');
    writeFileSync(join(folder, 'last-card.json'), '{"card":"cps-medecin"}');
    writeFileSync(join(folder, 'reader.json'), '{"readers":[{"name":"Mon lecteur","card":"cps-kine"}]}');
    const before = file('signature.p12', 'cps-kine');
    await prepareReader(folder, pki);
    expect(json('reader.json')).toEqual({
      readers: [
        { name: 'Mon lecteur', card: 'cps-kine' },
        { name: 'Lecteur virtuel 2', card: 'vitale' },
      ],
    });
    expect(json('cards', 'vitale', 'card.json')).toMatchObject({ kind: 'vitale', beneficiaries: [{ givenName: 'PAUL' }, {}, {}] });
    expect(json('cards', 'cpf-infirmiere', 'tries.json')).toEqual({ left: 3 });
    expect(json('cards', 'vitale-un', 'card.json')).toMatchObject({ kind: 'vitale' });
    expect([json('cards', 'cps-kine', 'tries.json'), file('signature.p12', 'cps-kine')]).toEqual([{ left: 1 }, before]);
    removeCard(folder, { card: 'vitale' });
    await prepareReader(folder, pki);
    expect(contents()).toEqual(['cps-kine', null]);
    expect(insertCard(folder, 'cps-medecin')).toEqual({ name: 'Mon lecteur', card: 'cps-medecin' });
    repairCard(folder, 'cps-kine');
  });

  it('of an earlier version that is unplugged, or has the Carte Vitale in its reader, keeps it so', async () => {
    const old = () => writeFileSync(join(folder, 'cards/vitale/card.json'), '{"kind":"other","name":"carte Vitale"}');
    old();
    readers('vitale');
    await prepareReader(folder, pki);
    expect(contents()).toEqual(['vitale', null]);
    old();
    readers('cps-kine');
    unplugReader(folder);
    await prepareReader(folder, pki);
    expect(contents()).toEqual([]);
    plugReader(folder);
    expect(contents()).toEqual(['cps-kine', 'vitale']);
  });

  it('keeps a card that somebody spoilt, and says so', async () => {
    const path = join(folder, 'cards/vitale-un/card.json');
    const good = readFileSync(path);
    writeFileSync(path, '{"kind":');
    await prepareReader(folder, pki);
    expect(readFileSync(path, 'utf8')).toBe('{"kind":');
    expect(listCards(folder).find(({ name }) => name === 'vitale-un')?.label).toBe('carte illisible');
    expect(insertCard(folder, 'vitale-un').name).toBe('Lecteur virtuel 2');
    writeFileSync(path, good);
  });

  it('issues a card again when its certificates are about to end, or come from another PKI; its tries stay', async () => {
    writeFileSync(join(folder, 'cards/cps-infirmiere/tries.json'), '{"left":2}');
    const first = file('authentication.crt.pem');
    await prepareReader(folder, pki, () => Date.now() + 3 * YEAR - 6 * 24 * 3_600_000);
    const second = file('authentication.crt.pem');
    expect(second).not.toEqual(first);
    const other = await preparePki(join(root, 'other'));
    await prepareReader(folder, other);
    const third = new X509Certificate(file('authentication.crt.pem'));
    expect(third.verify(new X509Certificate(other.persons.certificatePem).publicKey)).toBe(true);
    expect(opens('signature.p12', '1234')).not.toThrow();
    expect(json('cards', 'cps-infirmiere', 'tries.json')).toEqual({ left: 2 });
    repairCard(folder, 'cps-infirmiere');
  });

  it('leaves no temporary file behind', () => {
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('the hand at the reader', () => {
  it('takes the card out and puts the same one back', () => {
    insertCard(folder, 'cps-kine');
    expect(removeCard(folder)).toBe('cps-kine');
    expect(contents()).toEqual([null, 'vitale']);
    expect(removeCard(folder)).toBeNull();
    expect(insertCard(folder)).toEqual({ name: 'Lecteur virtuel 1', card: 'cps-kine' });
  });

  it('knows what an earlier version took out', () => {
    removeCard(folder);
    writeFileSync(join(folder, 'last-card.json'), '{"card":"cps-medecin"}');
    expect(insertCard(folder)).toEqual({ name: 'Lecteur virtuel 1', card: 'cps-medecin' });
  });

  it('goes through the professional cards, never the Vitale', () => {
    const all = ['cps-kine', 'cps-deux-situations', 'cps-medecin', 'cps-remplacant', 'cpf-infirmiere', 'cpe-secretaire', 'cps-infirmiere'];
    expect(all.map(() => swapCard(folder).card)).toEqual(all);
    expect(contents()).toEqual(['cps-infirmiere', 'vitale']);
    readers('vitale');
    expect(swapCard(folder).card).toBe('cps-infirmiere');
  });

  it('puts a Carte Vitale where one is or was, and a professional card where his is or was', () => {
    expect(insertCard(folder, 'vitale-un')).toEqual({ name: 'Lecteur virtuel 2', card: 'vitale-un' });
    expect(removeCard(folder, { card: 'vitale-un' })).toBe('vitale-un');
    expect(contents()).toEqual(['cps-infirmiere', null]);
    expect(insertCard(folder, 'cps-kine').name).toBe('Lecteur virtuel 1');
    expect(insertCard(folder, 'vitale-desmaux').name).toBe('Lecteur virtuel 2');
    removeCard(folder);
    expect(insertCard(folder, 'vitale').name).toBe('Lecteur virtuel 2');
    expect(insertCard(folder).card).toBe('cps-kine');
    expect(contents()).toEqual(['cps-kine', 'vitale']);
  });

  it('follows a user who has them the other way round', () => {
    readers('vitale', 'cps-infirmiere');
    removeCard(folder);
    expect(contents()).toEqual(['vitale', null]);
    removeCard(folder, { card: 'vitale' });
    expect([insertCard(folder, 'vitale-un').name, insertCard(folder).name]).toEqual(['Lecteur virtuel 1', 'Lecteur virtuel 2']);
    expect(swapCard(folder).name).toBe('Lecteur virtuel 2');
  });

  it('takes a free reader before one that holds the other kind', () => {
    readers('vitale', null);
    expect(insertCard(folder, 'cps-kine').name).toBe('Lecteur virtuel 2');
    readers('cps-infirmiere', null);
    expect(insertCard(folder, 'vitale').name).toBe('Lecteur virtuel 2');
  });

  it('has one reader for both kinds where there is no other', () => {
    readers('cps-infirmiere');
    expect(insertCard(folder, 'vitale')).toEqual({ name: 'Lecteur virtuel 1', card: 'vitale' });
    expect(insertCard(folder)).toEqual({ name: 'Lecteur virtuel 1', card: 'cps-infirmiere' });
  });

  it('does what it does in the reader that is named; a card is in one reader at a time', () => {
    insertCard(folder, 'cps-kine', 'Lecteur virtuel 2');
    expect(contents()).toEqual(['cps-infirmiere', 'cps-kine']);
    expect(swapCard(folder).card).toBe('cps-deux-situations');
    expect(swapCard(folder, 'Lecteur virtuel 2').card).toBe('cps-medecin');
    insertCard(folder, 'cps-medecin', 'Lecteur virtuel 1');
    expect(contents()).toEqual(['cps-medecin', null]);
    expect(removeCard(folder, { reader: 'Lecteur virtuel 1' })).toBe('cps-medecin');
  });

  it('writes nothing where there is nothing to take out', () => {
    readers('cps-infirmiere', null);
    const { ino } = statSync(join(folder, 'reader.json'));
    expect(removeCard(folder, { reader: 'Lecteur virtuel 2' })).toBeNull();
    expect(statSync(join(folder, 'reader.json')).ino).toBe(ino);
  });

  it('unplugs the readers with their cards in them', () => {
    unplugReader(folder);
    unplugReader(folder);
    expect(json('reader.json')).toEqual({ readers: [] });
    for (const attempt of [() => insertCard(folder), () => removeCard(folder), () => swapCard(folder)]) expect(attempt).toThrow(/Aucun lecteur n'est branché/);
    expect(plugReader(folder)).toEqual([
      { name: 'Lecteur virtuel 1', card: 'cps-infirmiere' },
      { name: 'Lecteur virtuel 2', card: 'vitale' },
    ]);
    expect(existsSync(join(folder, 'unplugged.json'))).toBe(false);
  });

  it('gives its tries back to a blocked card', () => {
    writeFileSync(join(folder, 'cards/cps-infirmiere/tries.json'), '{"left":0}');
    expect(listCards(folder)[0]).toEqual({ name: 'cps-infirmiere', label: 'CPS de Léa INFIRMIER0212', triesLeft: 0, reader: 'Lecteur virtuel 1' });
    expect(repairCard(folder)).toBe('cps-infirmiere');
    expect(json('cards', 'cps-infirmiere', 'tries.json')).toEqual({ left: 3 });
  });

  it('refuses what it does not find, in words', () => {
    for (const attempt of [
      () => insertCard(folder, 'inconnue'),
      () => insertCard(folder, 'cps-kine', 'Lecteur 9'),
      () => removeCard(folder, { reader: 'Lecteur 9' }),
      () => removeCard(folder, { card: 'inconnue' }),
      () => removeCard(folder, { card: 'cps-kine' }),
      () => removeCard(folder, { card: 'vitale', reader: 'Lecteur virtuel 1' }),
      () => repairCard(folder, 'inconnue'),
      () => swapCard(folder, 'Lecteur 9'),
      () => repairCard(folder, 'vitale'),
    ]) {
      expect(attempt).toThrow(ReaderRefusal);
    }
    expect(() => insertCard(folder, 'cps-kine', 'Lecteur 9')).toThrow(/« Lecteur 9 ».*« Lecteur virtuel 1 », « Lecteur virtuel 2 »/);
    expect(contents()).toEqual(['cps-infirmiere', 'vitale']);
  });
});

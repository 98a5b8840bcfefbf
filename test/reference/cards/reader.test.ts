import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
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
  writeFileSync(join(folder, 'reader.json'), JSON.stringify({ readers: [{ name: 'Lecteur virtuel 1', card: 'cps-infirmiere' }] }));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const json = (...path: readonly string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const file = (name: string, card = 'cps-infirmiere'): Buffer => readFileSync(join(folder, 'cards', card, name));
const opens = (name: string, passphrase: string) => () => createSecureContext({ pfx: file(name), passphrase });

describe('a virtual reader that is prepared', () => {
  it('holds the nurse and has the five cards beside it', () => {
    expect(json('reader.json')).toEqual({ readers: [{ name: 'Lecteur virtuel 1', card: 'cps-infirmiere' }] });
    expect(readdirSync(join(folder, 'cards')).sort()).toEqual(['cps-deux-situations', 'cps-infirmiere', 'cps-kine', 'cps-medecin', 'vitale']);
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
    expect(json('cards', 'vitale', 'card.json')).toEqual({ kind: 'other', name: 'carte Vitale' });
    expect(readdirSync(join(folder, 'cards', 'vitale'))).toEqual(['card.json']);
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
    expect(json('reader.json')).toEqual({ readers: [{ name: 'Lecteur virtuel 1', card: null }] });
    expect(json('cards', 'cps-kine', 'tries.json')).toEqual({ left: 1 });
    expect(file('signature.p12')).toEqual(before);
    repairCard(folder, 'cps-kine');
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
    expect(json('reader.json')).toEqual({ readers: [{ name: 'Lecteur virtuel 1', card: null }] });
    expect(removeCard(folder)).toBeNull();
    expect(insertCard(folder)).toEqual({ name: 'Lecteur virtuel 1', card: 'cps-kine' });
  });

  it('goes through the professional cards, never the Vitale', () => {
    expect([1, 2, 3, 4].map(() => swapCard(folder).card)).toEqual(['cps-kine', 'cps-deux-situations', 'cps-medecin', 'cps-infirmiere']);
    insertCard(folder, 'vitale');
    expect(swapCard(folder).card).toBe('cps-infirmiere');
  });

  it('plugs a second reader by its name; a card is in one reader at a time', () => {
    insertCard(folder, 'cps-kine', 'Lecteur virtuel 2');
    expect(json('reader.json')).toEqual({
      readers: [
        { name: 'Lecteur virtuel 1', card: 'cps-infirmiere' },
        { name: 'Lecteur virtuel 2', card: 'cps-kine' },
      ],
    });
    expect(swapCard(folder).card).toBe('cps-deux-situations');
    insertCard(folder, 'cps-kine');
    expect(json('reader.json')).toEqual({
      readers: [
        { name: 'Lecteur virtuel 1', card: 'cps-kine' },
        { name: 'Lecteur virtuel 2', card: null },
      ],
    });
  });

  it('unplugs the reader with its card in it', () => {
    unplugReader(folder);
    unplugReader(folder);
    expect(json('reader.json')).toEqual({ readers: [] });
    expect(() => insertCard(folder)).toThrow(/Aucun lecteur n'est branché|npm run card -- plug/);
    expect(plugReader(folder)).toEqual([{ name: 'Lecteur virtuel 1', card: 'cps-infirmiere' }]);
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
      () => removeCard(folder, 'Lecteur 9'),
      () => swapCard(folder, 'Lecteur 9'),
      () => repairCard(folder, 'vitale'),
    ]) {
      expect(attempt).toThrow(ReaderRefusal);
    }
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type CardCredentials, issueCardCredentials } from '../../../../reference/cards/card-credentials.js';
import { preparePki } from '../../../../reference/cards/pki.js';
import { tlv } from '../../../../reference/cards/virtual/apdu-card.js';
import { areReadable, type Readers } from '../../../../src/hardware/agent/card-readers.js';
import { CardModule } from '../../../../src/hardware/agent/pkcs11/card-module.js';
import { CpsReaders } from '../../../../src/hardware/agent/pkcs11/cps-readers.js';
import type { ProfessionalCard } from '../../../../src/hardware/agent/professional-card.js';
import type { TlsKeyProvider } from '../../../../src/hardware/agent/tls/tls-key-provider.js';
import { FakePkcs11Library, FakeToken } from '../../../fakes/fake-pkcs11-library.js';

const PIN = '1234';
const NO_TLS: TlsKeyProvider = { kind: 'memory', open: () => expect.unreachable(), failureOf: async () => undefined, close: () => {} };
const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value));
const SITUATION = tlv(0xee, text(0x84, 'CABINET'), text(0x85, '499900021212001'), text(0x86, 'SA07'));

let folder: string;
let credentials: readonly CardCredentials[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cps-readers-'));
  const { persons } = await preparePki(join(folder, 'pki'));
  const holders = [
    { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' },
    { id: '899900031012', familyName: 'KINE0310', givenName: 'Paul', professionCode: '70' },
  ];
  credentials = await Promise.all(holders.map((holder) => issueCardCredentials(persons, holder, Date.now())));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let readers: CpsReaders;
afterEach(() => readers.dispose());

/** The first holder's card in the first reader; the second's beside it. */
async function setUp() {
  const library = new FakePkcs11Library();
  const [nurse, physiotherapist] = credentials.map((keys) => new FakeToken(keys, PIN, { CPS_ACTIVITY_01_PS: SITUATION }));
  if (!nurse || !physiotherapist) throw new Error('no cards');
  library.slots[0] = nurse;
  let told: Readers = [];
  const openModule = () => CardModule.open(library, 'fake');
  readers = new CpsReaders({ openModule, presence: () => undefined, settings: { softwareSignature: '', tls: () => NO_TLS } }, (now) => {
    told = now;
  });
  await readers.start();
  const cards = (): readonly ProfessionalCard[] => (areReadable(told) ? told.flatMap(({ card }) => (card?.kind === 'cps' ? [card] : [])) : []);
  const look = (): readonly ProfessionalCard[] => {
    readers.look();
    return cards();
  };
  const [card] = cards();
  if (!card) throw new Error('no card was told');
  return { card, library, look, nurse, physiotherapist };
}

test('a card is the same as long as it stays in, and another once it was out', async () => {
  const { card, library, look, nurse } = await setUp();
  expect(look()).toEqual([card]);
  library.slots[0] = undefined;
  expect(look()).toEqual([]);
  library.slots[0] = nurse;
  expect(look()[0]).not.toBe(card);
});

test('a card in another reader that fails while it is read ends no session, and is told once it can be read', async () => {
  const { card, library, look, physiotherapist } = await setUp();
  const open = await card.open(Buffer.from(PIN));
  physiotherapist.isBroken = true;
  library.slots[1] = physiotherapist;
  expect(look()).toEqual([card]);
  expect(look()).toEqual([card]);
  expect([library.starts, library.sessions.size]).toEqual([1, 1]);
  expect(await open?.sign(Buffer.from('<SignedInfo/>'))).toHaveLength(256);
  physiotherapist.isBroken = false;
  expect(look().map(({ holder }) => holder.familyName)).toEqual(['INFIRMIER0212', 'KINE0310']);
});

test('a card whose code somebody else has taken back is told as another: it has to be opened anew', async () => {
  const { card, library, look, nurse } = await setUp();
  const open = await card.open(Buffer.from(PIN));
  expect(look()[0]).toBe(card);
  nurse.isLoggedIn = false;
  await expect(open?.sign(Buffer.from('<SignedInfo/>'))).rejects.toMatchObject({ code: 'card.absent' });
  const [again] = look();
  expect(again).not.toBe(card);
  expect(library.sessions.size).toBe(1);
  expect(await (await again?.open(Buffer.from(PIN)))?.sign(Buffer.from('<SignedInfo/>'))).toHaveLength(256);
});

test('a card that was closed by us stays what it was', async () => {
  const { card, look } = await setUp();
  (await card.open(Buffer.from(PIN)))?.close();
  expect(look()).toEqual([card]);
});

test('tries that another program has spent are seen first: a code typed before the last one was told is not spent on it', async () => {
  const { card, nurse } = await setUp();
  nurse.tries = 1;
  await expect(card.open(Buffer.from('0000'))).rejects.toMatchObject({ code: 'card.codeNotTried' });
  expect([card.triesLeft, nurse.tries]).toEqual(['last', 1]);
  expect(await card.open(Buffer.from(PIN))).toBeDefined();
  nurse.tries = 0;
  expect(await card.open(Buffer.from(PIN))).toBeUndefined();
  expect(card.triesLeft).toBe('none');
});

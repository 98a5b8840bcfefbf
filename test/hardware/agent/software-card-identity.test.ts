import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { insertCard, plugReader, removeCard, repairCard, swapCard, unplugReader } from '../../../reference/cards/reader.js';
import { SoftwareCardIdentity } from '../../../src/hardware/agent/software-card-identity.js';
import { becomes, CardDesk, enter, optionsFor, seal, stateOf } from '../card-desk.js';

let desk: CardDesk;
beforeAll(async () => {
  desk = await CardDesk.open();
});
afterAll(() => desk.close());

const running: SoftwareCardIdentity[] = [];
afterEach(() => {
  for (const identity of running.splice(0)) identity.dispose();
  vi.useRealTimers();
});

async function setUp(reader = desk.newReader()): Promise<{ reader: string; identity: SoftwareCardIdentity }> {
  const identity = await SoftwareCardIdentity.start(optionsFor(desk, reader));
  running.push(identity);
  return { reader, identity };
}
const triesOf = (reader: string, card = 'cps-infirmiere'): number => JSON.parse(readFileSync(join(reader, 'cards', card, 'tries.json'), 'utf8')).left;

test.each(['', '/not/there'])('without a folder ("%s") there is no reader', async (folder) => {
  const { identity } = await setUp(folder);
  expect(await stateOf(identity)).toEqual({ kind: 'noReader' });
});

test('a reader that is plugged in later is seen, and its folder too', async () => {
  const reader = desk.newReader();
  const later = join(desk.newFolder(), 'later');
  const { identity } = await setUp(later);
  renameSync(reader, later);
  expect(await becomes(identity, 'locked')).toMatchObject({ lastTry: false });
  unplugReader(later);
  await becomes(identity, 'noReader');
  plugReader(later);
  await becomes(identity, 'locked');
});

test.each(['123', '12345', 'abcd', '12a4', '１２３４'])('the code "%s" never reaches the card', async (pin) => {
  const { reader, identity } = await setUp();
  await expect(enter(identity, pin)).rejects.toMatchObject({ code: 'card.pinFormat' });
  expect([triesOf(reader), (await stateOf(identity)).kind]).toEqual([3, 'locked']);
});

test('three wrong codes block the card, also after a restart, and the right one no longer helps', async () => {
  const { reader, identity } = await setUp();
  const told: boolean[] = [];
  identity.state$.subscribe((state) => {
    if (state.kind === 'wrongPin') told.push(state.lastTry);
  });
  for (const pin of ['0000', '0001', '0002']) await enter(identity, pin);
  expect([told, triesOf(reader), await stateOf(identity)]).toEqual([[false, true], 0, { kind: 'blocked' }]);
  identity.dispose();
  const again = await setUp(reader);
  expect(await stateOf(again.identity)).toEqual({ kind: 'blocked' });
  await again.identity.unlock('whatever');
  expect([triesOf(reader), await stateOf(again.identity)]).toEqual([0, { kind: 'blocked' }]);
});

test('the last try is told when the card is put in, and the right code gives all tries back', async () => {
  const reader = desk.newReader();
  writeFileSync(join(reader, 'cards/cps-infirmiere/tries.json'), '{"left":1}');
  const { identity } = await setUp(reader);
  expect(await becomes(identity, 'locked')).toMatchObject({ lastTry: true });
  await enter(identity, '1234');
  expect([(await stateOf(identity)).kind, triesOf(reader)]).toEqual(['unlocked', 3]);
});

test('a blocked card that was repaired is locked again', async () => {
  const { reader, identity } = await setUp();
  for (const pin of ['0000', '0001', '0002']) await enter(identity, pin);
  repairCard(reader);
  expect(await becomes(identity, 'locked')).toMatchObject({ lastTry: false });
});

test('a code sealed before a failed try, or for another card, is not tried', async () => {
  const { reader, identity } = await setUp();
  const { pinKey } = await becomes(identity, 'locked');
  const [wrong, alsoWrong] = [await seal('0000', pinKey), await seal('0000', pinKey)];
  await identity.unlock(wrong);
  await expect(identity.unlock(alsoWrong)).rejects.toMatchObject({ code: 'card.pinUnreadable' });
  expect(triesOf(reader)).toBe(2);
  const shown = await becomes(identity, 'wrongPin');
  swapCard(reader);
  const other = await becomes(identity, 'locked');
  expect(other.holder.familyName).toBe('KINE0310');
  await expect(identity.unlock(await seal('0000', shown.pinKey))).rejects.toMatchObject({ code: 'card.pinUnreadable' });
  expect(triesOf(reader, 'cps-kine')).toBe(3);
});

test('two windows that give the code at once cost one try', async () => {
  const { reader, identity } = await setUp();
  const { pinKey } = await becomes(identity, 'locked');
  await Promise.all([identity.unlock(await seal('0000', pinKey)), identity.unlock(await seal('0000', pinKey))].map((unlock) => unlock.catch(() => {})));
  expect(triesOf(reader)).toBe(2);
});

test('a code is not looked at unless the try was counted', async () => {
  const { reader, identity } = await setUp();
  mkdirSync(join(reader, 'cards/cps-infirmiere/tries.json.new'));
  await expect(enter(identity, '1234')).rejects.toMatchObject({ code: 'card.unreadable' });
  expect((await stateOf(identity)).kind).toBe('locked');
});

test('a card that cannot be read costs no try', async () => {
  const { reader, identity } = await setUp();
  writeFileSync(join(reader, 'cards/cps-infirmiere/signature.p12'), 'no PKCS#12');
  await expect(enter(identity, '1234')).rejects.toMatchObject({ code: 'card.unreadable' });
  expect([triesOf(reader), (await stateOf(identity)).kind]).toEqual([3, 'locked']);
});

test('a card with two situations asks which', async () => {
  const { reader, identity } = await setUp();
  insertCard(reader, 'cps-deux-situations');
  await becomesHolder(identity, 'INFIRMIER0455');
  await enter(identity, '1234');
  const { situations } = await becomes(identity, 'chooseSituation');
  expect(situations.map(({ structureId }) => structureId)).toEqual(['499900004550001', '10B0127189']);
  await expect(identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
  await expect(identity.chooseSituation('other')).rejects.toMatchObject({ code: 'plugin.unexpected' });
  await identity.chooseSituation('10B0127189');
  expect(await becomes(identity, 'unlocked')).toMatchObject({ situation: { structureName: 'MAISON DE SANTE DES JACOBINS' } });
});

/** One reader, as most have. */
function oneReader(card: string | null): string {
  const reader = desk.newReader();
  writeFileSync(join(reader, 'reader.json'), JSON.stringify({ readers: [{ name: 'Lecteur virtuel 1', card }] }));
  return reader;
}

test('a Carte Vitale in the only reader is named', async () => {
  const { reader, identity } = await setUp(oneReader('cps-infirmiere'));
  insertCard(reader, 'vitale');
  expect(await becomes(identity, 'unknownCard')).toEqual({ kind: 'unknownCard', name: 'carte Vitale' });
  insertCard(reader);
  await becomesHolder(identity, 'INFIRMIER0212');
});

test('Cartes Vitale in every reader are in the way, in one of two they are not', async () => {
  const { reader, identity } = await setUp();
  removeCard(reader);
  expect(await becomes(identity, 'absent')).toMatchObject({ removedAt: expect.any(Number) });
  insertCard(reader, 'vitale-un', 'Lecteur virtuel 1');
  expect(await becomes(identity, 'unknownCard')).toEqual({ kind: 'unknownCard', name: 'carte Vitale' });
  removeCard(reader, { card: 'vitale' });
  await becomes(identity, 'absent');
  insertCard(reader, 'cps-infirmiere');
  await becomesHolder(identity, 'INFIRMIER0212');
});

test('a card that is nothing we know is named, whatever reader is free', async () => {
  const reader = desk.newReader();
  writeFileSync(join(reader, 'cards/vitale/card.json'), '{"kind":"other","name":"carte de transport"}');
  removeCard(reader);
  const { identity } = await setUp(reader);
  expect(await stateOf(identity)).toEqual({ kind: 'unknownCard', name: 'carte de transport' });
});

test('a Carte Vitale that comes and goes does not disturb the session', async () => {
  const { reader, identity } = await setUp();
  await enter(identity, '1234');
  const kinds: string[] = [];
  identity.state$.subscribe(({ kind }) => kinds.push(kind));
  for (const step of [() => removeCard(reader, { card: 'vitale' }), () => insertCard(reader, 'vitale-un'), () => insertCard(reader, 'vitale')]) {
    step();
    await identity.reader.now();
  }
  expect(kinds).toEqual(['unlocked']);
  await identity.certificate('signature');
});

test('a Carte Vitale that is removed is no removal of the CPS, and does not end the telling of one', async () => {
  const { reader, identity } = await setUp();
  removeCard(reader);
  const { removedAt } = await becomes(identity, 'absent');
  expect(removedAt).toEqual(expect.any(Number));
  removeCard(reader, { card: 'vitale' });
  await identity.reader.now();
  expect(await stateOf(identity)).toEqual({ kind: 'absent', removedAt });
  identity.dispose();
  const again = await setUp(reader);
  insertCard(reader, 'vitale');
  removeCard(reader, { card: 'vitale' });
  await again.identity.reader.now();
  expect(await stateOf(again.identity)).toEqual({ kind: 'absent' });
});

test('a card that says nothing is told where the CPS is missing, and leaves an open session alone', async () => {
  const { reader, identity } = await setUp();
  await enter(identity, '1234');
  writeFileSync(join(reader, 'cards/vitale-un/card.json'), '');
  insertCard(reader, 'vitale-un');
  await identity.reader.now();
  expect((await stateOf(identity)).kind).toBe('unlocked');
  removeCard(reader);
  expect(await becomes(identity, 'unavailable')).toEqual({ kind: 'unavailable', reason: { code: 'card.unreadable' } });
  removeCard(reader, { card: 'vitale-un' });
  await becomes(identity, 'absent');
});

test.each([
  ['cpf-infirmiere', { cardKind: 'CPF', professionCode: '60' }, { structureId: '10B0127189' }],
  ['cpe-secretaire', { cardKind: 'CPE', id: '699900021212001/0001' }, { structureId: '499900021212001' }],
  ['cps-remplacant', { familyName: 'REMPLACANT0888' }, { structureId: '499900021212001', isReplacement: true }],
])('the session of %s is that of its holder', async (card, holder, situation) => {
  const reader = desk.newReader();
  insertCard(reader, card);
  const { identity } = await setUp(reader);
  await enter(identity, '1234');
  expect(await becomes(identity, 'unlocked')).toMatchObject({ holder, situation });
  const { subject } = new X509Certificate(await identity.certificate('signature'));
  expect(subject).toContain(`CN=${(await becomes(identity, 'unlocked')).holder.id}`);
});

test('with two professional cards the user chooses, and another choice ends the session', async () => {
  const { reader, identity } = await setUp();
  insertCard(reader, 'cps-kine', 'Lecteur virtuel 2');
  const { cards } = await becomes(identity, 'chooseReader');
  expect(cards.map((card) => [card.reader, card.holder.familyName])).toEqual([
    ['Lecteur virtuel 1', 'INFIRMIER0212'],
    ['Lecteur virtuel 2', 'KINE0310'],
  ]);
  await expect(identity.chooseReader('Lecteur virtuel 3')).rejects.toMatchObject({ code: 'card.absent' });
  await identity.chooseReader('Lecteur virtuel 2');
  expect(await becomes(identity, 'locked')).toMatchObject({ holder: { familyName: 'KINE0310' } });
  await enter(identity, '1234');
  expect(await becomes(identity, 'unlocked')).toMatchObject({ holder: { familyName: 'KINE0310' } });
  await identity.chooseReader('Lecteur virtuel 1');
  expect(await becomes(identity, 'locked')).toMatchObject({ holder: { familyName: 'INFIRMIER0212' } });
  await expect(identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
});

test('a removed card is told for a minute', async () => {
  const { reader, identity } = await setUp();
  await becomes(identity, 'locked');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  removeCard(reader);
  await vi.waitUntil(async () => (await stateOf(identity)).kind === 'absent', 10_000);
  expect(await stateOf(identity)).toEqual({ kind: 'absent', removedAt: expect.any(Number) });
  vi.advanceTimersByTime(60_000);
  expect(await stateOf(identity)).toEqual({ kind: 'absent' });
});

test('a card taken out and put back at once has to be opened again', async () => {
  const { reader, identity } = await setUp();
  await enter(identity, '1234');
  expect((await stateOf(identity)).kind).toBe('unlocked');
  removeCard(reader);
  insertCard(reader, 'cps-infirmiere');
  await becomes(identity, 'locked');
  await expect(identity.exchange({ url: 'https://127.0.0.1:1/', headers: {}, body: Readable.from([]) })).rejects.toBeDefined();
});

test('a reader file that cannot be read is a state, until it can', async () => {
  const { reader, identity } = await setUp();
  const good = readFileSync(join(reader, 'reader.json'));
  writeFileSync(join(reader, 'reader.json'), '{"readers":[{"name":"Lecteur virtuel 1","card":"not-a-card"}]}');
  expect(await becomes(identity, 'unavailable')).toEqual({ kind: 'unavailable', reason: { code: 'card.unreadable' } });
  writeFileSync(join(reader, 'reader.json'), good);
  await becomes(identity, 'locked');
});

async function becomesHolder(identity: SoftwareCardIdentity, familyName: string): Promise<void> {
  await vi.waitUntil(async () => {
    const state = await stateOf(identity);
    return state.kind === 'locked' && state.holder.familyName === familyName;
  }, 10_000);
}

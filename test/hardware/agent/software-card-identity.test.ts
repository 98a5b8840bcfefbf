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

test('a card of another kind is named', async () => {
  const { reader, identity } = await setUp();
  insertCard(reader, 'vitale');
  expect(await becomes(identity, 'unknownCard')).toEqual({ kind: 'unknownCard', name: 'carte Vitale' });
});

test('a Carte Vitale in the second reader does not disturb the session', async () => {
  const { reader, identity } = await setUp();
  await enter(identity, '1234');
  insertCard(reader, 'vitale', 'Lecteur virtuel 2');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await stateOf(identity)).kind).toBe('unlocked');
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

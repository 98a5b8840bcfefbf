import { Subject } from 'rxjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import { FakeHost } from '../fakes/fake-host.js';
import { ABSENT, FakeIdentity, HOLDER, LOCKED, sealed, UNLOCKED } from '../fakes/fake-identity.js';
import { settled, watch } from '../fakes/world.js';
import { makeServices, nothingKept } from './make-services.js';

const MINE = { environment: 'simulator', holderId: HOLDER.id };
const OTHER = { ...HOLDER, id: '899900003100' };
const OTHERS_CARD = { ...LOCKED, holder: OTHER } as CardState;

function setUp(...given: Parameters<typeof makeServices>) {
  const made = makeServices(...given);
  return { ...made, session: watch(made.cards.session$) };
}

/** The store after this user has unlocked his card once. */
async function keptFromBefore() {
  const { kept, session } = setUp();
  await settled();
  session.stop();
  return kept;
}

test('the holder of the open session sees what he was told', () => {
  const { session } = setUp();
  expect(session.last).toEqual({ card: UNLOCKED, environment: 'simulator', asker: MINE });
});

test('without a card, the holder this user last unlocked', async () => {
  const { session } = setUp(ABSENT, await keptFromBefore());
  await settled();
  expect(session.last?.asker).toEqual(MINE);
});

test('an access to the card that does not speak is told as one that is opening', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { settings, agent, kept, host } = makeServices();
  const silent = new Subject<CardState>();
  class SilentIdentity extends FakeIdentity {
    override readonly state$ = silent;
  }
  const session = watch(new CardSessionService(new SilentIdentity(), agent, kept.memory, settings, host).session$);
  await vi.advanceTimersByTimeAsync(900);
  expect(session.all).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(session.last?.card).toEqual({ kind: 'unlocking' });
  silent.next(ABSENT);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(session.last?.card).toEqual(ABSENT);
  session.stop();
  expect([silent.observed, vi.getTimerCount()]).toEqual([false, 0]);
});

test('nobody, before this user has unlocked a card', async () => {
  const { session } = setUp(ABSENT, nothingKept());
  await settled();
  expect(session.last?.asker).toBeUndefined();
});

test('nobody, for another user of the host', async () => {
  const { session } = setUp(ABSENT, await keptFromBefore(), new FakeHost({ id: 'user-2' }));
  await settled();
  expect(session.last?.asker).toBeUndefined();
});

const choose = (holders: (typeof HOLDER)[]): CardState => ({ kind: 'chooseReader', cards: holders.map((holder, index) => ({ reader: `R${index}`, holder })) });
test.each<[string, CardState[], boolean]>([
  ['his own card, locked', [LOCKED], true],
  ["another's card, locked", [OTHERS_CARD], false],
  ["another's card while its code is checked", [OTHERS_CARD, { kind: 'unlocking' }], false],
  ['his own card while its code is checked', [LOCKED, { kind: 'unlocking' }], true],
  ['a card that was blocked from the start: it does not say whose it is', [{ kind: 'blocked' }], false],
  ['his own card, blocked by a third wrong code', [LOCKED, { kind: 'blocked' }], true],
  ['two cards, his among them', [choose([OTHER, HOLDER])], true],
  ["two others' cards", [choose([OTHER, { ...OTHER, id: '899900004550' }])], false],
  ['a Carte Vitale', [{ kind: 'unknownCard', name: 'carte Vitale' }], true],
  ["another's card, taken out again", [OTHERS_CARD, ABSENT], true],
])('what he was told, in view of %s', async (_, cards, isShown) => {
  const { identity, session } = setUp(ABSENT, await keptFromBefore());
  await settled();
  for (const card of cards) identity.become(card);
  expect(session.last?.asker).toEqual(isShown ? MINE : undefined);
});

test('a card unlocked while the store is being read is the later word', async () => {
  const kept = await keptFromBefore();
  const { identity, session } = setUp(OTHERS_CARD, kept);
  identity.become({ ...UNLOCKED, holder: OTHER } as CardState);
  identity.become(ABSENT);
  await settled();
  expect(session.last?.asker).toEqual({ ...MINE, holderId: OTHER.id });
  expect(await kept.memory.read('user-1')).toEqual({ holderId: OTHER.id });
});

test('the same card said twice is one session', () => {
  const { identity, session } = setUp();
  identity.become({ ...UNLOCKED });
  expect(session.all).toHaveLength(1);
});

test('ciphertext goes to the card as it is', async () => {
  const { cards, identity } = setUp(LOCKED);
  await cards.unlock(sealed('1234'));
  expect(identity.unlocks).toEqual([sealed('1234')]);
});

test.each(['', 'not base64!', 'A'.repeat(1028)])('what is no ciphertext never reaches the card: %#', async (text) => {
  const { cards, identity } = setUp(LOCKED);
  await expect(cards.unlock(text)).rejects.toMatchObject({ code: 'card.pinUnreadable' });
  expect(identity.unlocks).toEqual([]);
});

test('the choices and the restart go where they belong', async () => {
  const { cards, identity, agent } = setUp();
  await cards.chooseReader('Lecteur virtuel 1');
  await cards.chooseSituation('10B0127189');
  await cards.restartAgent();
  await cards.configureAgent();
  expect([identity.chosenReaders, identity.chosenSituations, agent.restarts, agent.configurations]).toEqual([['Lecteur virtuel 1'], ['10B0127189'], 1, 1]);
});

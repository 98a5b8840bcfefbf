import { createVerify, X509Certificate } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import type { Answer, ProfessionalIdentity } from '../../src/hardware/professional-identity.js';

/** By the names of the card catalogue. */
export type ContractCard = 'cps-infirmiere' | 'cps-deux-situations' | 'cpf-infirmiere' | 'cpe-secretaire';

/** A card in a reader, or the certificates of a structure, and a server that answers when told to. */
export interface IdentityWorld {
  readonly identity: ProfessionalIdentity;
  /** The code of the card, or the passphrase. */
  readonly code: string;
  /** What the state is without the card or the files. */
  readonly gone: CardState['kind'];
  readonly url: string;
  /** What the page makes of a code for the state it shows. */
  seal(pin: string, state: CardState): string | Promise<string>;
  /** What the next exchange gets; without it, it waits. */
  answerNext(status: number, body: string): void;
  /** What the exchange that waits gets. */
  answerWaiting(status: number, body: string): void;
  /** The card, or the files. */
  takeAway(): void;
  dispose(): Promise<void>;
}

/** What every `ProfessionalIdentity` does. */
export function professionalIdentityContract(name: string, open: () => Promise<IdentityWorld>): void {
  describe(`${name} is a professional identity`, () => {
    let world: IdentityWorld;
    afterEach(() => world.dispose());
    const state = (...kinds: CardState['kind'][]): Promise<CardState> => stateOf(world, ...kinds);
    const enter = (code: string): Promise<void> => enterIn(world, code);
    const post = (text: string, signal?: AbortSignal): Promise<Answer> => postIn(world, text, signal);

    test('locked, it names its holder, and opens with its code', async () => {
      world = await open();
      expect(await state('locked')).toMatchObject({ kind: 'locked', lastTry: false, holder: { familyName: 'INFIRMIER0212' } });
      await enter(world.code);
      expect(await state('unlocked')).toMatchObject({ holder: { id: '899900021212' }, situation: { structureId: '499900021212001', sectorCode: 'SA07' } });
    });

    test('a wrong code is a state, and the right one still opens', async () => {
      world = await open();
      await enter('0000');
      expect(await state('wrongPin')).toMatchObject({ lastTry: false, holder: { familyName: 'INFIRMIER0212' } });
      await expect(world.identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
      await enter(world.code);
      await state('unlocked');
    });

    test('what was not encrypted for its key is refused', async () => {
      world = await open();
      await state('locked');
      await expect(world.identity.unlock(Buffer.alloc(256, 7).toString('base64'))).rejects.toMatchObject({ code: 'card.pinUnreadable' });
      expect(await state('locked')).toMatchObject({ lastTry: false });
    });

    test('signs with the key of the certificate it shows, once unlocked', async () => {
      world = await open();
      await state('locked');
      await expect(world.identity.certificate('signature')).rejects.toMatchObject({ code: 'card.absent' });
      await enter(world.code);
      await state('unlocked');
      const certificate = new X509Certificate(await world.identity.certificate('signature'));
      const bytes = Buffer.from('<SignedInfo/>');
      const signature = await world.identity.sign(bytes, 'signature');
      expect(createVerify('sha256').update(bytes).verify(certificate.publicKey, signature)).toBe(true);
      expect(createVerify('sha256').update('<Other/>').verify(certificate.publicKey, signature)).toBe(false);
    });

    test.each([200, 500])('an HTTP %i is an answer', async (status) => {
      world = await open();
      await enter(world.code);
      await state('unlocked');
      world.answerNext(status, 'réponse');
      const answer = await post('demande');
      expect([answer.status, (await buffer(answer.body)).toString('utf8')]).toEqual([status, 'réponse']);
    });

    test('without a session nothing is sent', async () => {
      world = await open();
      await state('locked');
      await expect(post('demande')).rejects.toMatchObject({ code: 'card.absent' });
    });

    test('an exchange that is let go rejects with the reason', async () => {
      world = await open();
      await enter(world.code);
      await state('unlocked');
      const reason = new Error('another patient');
      await expect(post('demande', AbortSignal.abort(reason))).rejects.toBe(reason);
      const letGo = new AbortController();
      const waiting = post('demande', letGo.signal);
      setTimeout(() => letGo.abort(reason), 100);
      await expect(waiting).rejects.toBe(reason);
    });

    test('a card or file that is taken away takes its session and its exchanges with it', async () => {
      world = await open();
      await enter(world.code);
      await state('unlocked');
      const waiting = post('demande');
      setTimeout(() => world.takeAway(), 100);
      await expect(waiting).rejects.toMatchObject({ code: 'card.absent' });
      await state(world.gone);
      await expect(world.identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
    });
  });
}

/** What those do that are a professional's card: kinds of cards, four digits, three tries, practice situations. */
export function professionalCardContract(name: string, open: (card?: ContractCard) => Promise<IdentityWorld>): void {
  describe(`${name} is a professional's card`, () => {
    let world: IdentityWorld;
    afterEach(() => world.dispose());
    const state = (...kinds: CardState['kind'][]): Promise<CardState> => stateOf(world, ...kinds);
    const enter = (code: string): Promise<void> => enterIn(world, code);
    const post = (text: string, signal?: AbortSignal): Promise<Answer> => postIn(world, text, signal);

    test.each([
      ['cpf-infirmiere', { familyName: 'ETUDIANTE0777', cardKind: 'CPF', professionCode: '60' }, '10B0127189'],
      ['cpe-secretaire', { id: '699900021212001/0001', cardKind: 'CPE', professionCode: 'SECRETARIAT_MEDICAL' }, '499900021212001'],
    ] as const)('a %s says what it is, locked and open', async (card, holder, structureId) => {
      world = await open(card);
      expect(await state('locked')).toMatchObject({ holder });
      await enter(world.code);
      expect(await state('unlocked')).toMatchObject({ holder, situation: { structureId, sectorCode: 'SA07' } });
    });

    test.each(['cps-infirmiere', 'cpf-infirmiere', 'cpe-secretaire'] as const)(
      'a wrong code for a %s is a state, the last try is told, the third blocks',
      async (card) => {
        world = await open(card);
        await enter('0000');
        expect(await state('wrongPin')).toMatchObject({ lastTry: false });
        await enter('0001');
        expect(
          await firstValueFrom(
            world.identity.state$.pipe(
              filter((card) => card.kind === 'wrongPin' && card.lastTry),
              timeout(10_000),
            ),
          ),
        ).toBeTruthy();
        await enter('0002');
        expect(await state('blocked')).toEqual({ kind: 'blocked' });
        await expect(world.identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
      },
    );

    test('of several situations one is chosen, and changed while the card is open', async () => {
      world = await open('cps-deux-situations');
      await enter(world.code);
      const { situations } = (await state('chooseSituation')) as Extract<CardState, { kind: 'chooseSituation' }>;
      const [first, second] = situations.map(({ id }) => id);
      if (!first || !second) throw new Error('the card has one situation');
      await expect(world.identity.chooseSituation('another')).rejects.toMatchObject({ code: 'plugin.unexpected' });
      await world.identity.chooseSituation(second);
      const opened = await state('unlocked');
      expect(opened).toMatchObject({ situation: { id: second }, situations });
      world.answerNext(200, 'réponse');
      expect((await post('demande')).status).toBe(200);
      await expect(world.identity.chooseSituation('another')).rejects.toMatchObject({ code: 'plugin.unexpected' });
      expect(await state('unlocked')).toEqual(opened);
      await world.identity.chooseSituation(first);
      const changed = await firstValueFrom(
        world.identity.state$.pipe(
          filter((card) => card.kind === 'unlocked' && card.situation.id === first),
          timeout(10_000),
        ),
      );
      expect(changed).toEqual({ ...opened, situation: situations[0] });
    });

    test('a change of situation leaves what is under way alone', async () => {
      world = await open('cps-deux-situations');
      await enter(world.code);
      await state('chooseSituation');
      await world.identity.chooseSituation('10B0127189');
      await state('unlocked');
      const waiting = post('demande');
      setTimeout(() => world.answerWaiting(200, 'réponse'), 300);
      await world.identity.chooseSituation('499900004550001');
      expect((await waiting).status).toBe(200);
    });

    test('a card with one situation offers no choice', async () => {
      world = await open();
      await enter(world.code);
      expect(await state('unlocked')).not.toHaveProperty('situations');
    });

    test.each(['123', '12345', '12a4', ''])('the code "%s" is refused before the card sees it', async (pin) => {
      world = await open();
      await expect(enter(pin)).rejects.toMatchObject({ code: 'card.pinFormat' });
      await enter('0000');
      expect(await state('wrongPin')).toMatchObject({ lastTry: false });
    });

    test('a card that is removed is told, with the time', async () => {
      world = await open();
      await state('locked');
      world.takeAway();
      expect(await state('absent')).toMatchObject({ removedAt: expect.any(Number) });
    });
  });
}

const stateOf = ({ identity }: IdentityWorld, ...kinds: CardState['kind'][]): Promise<CardState> =>
  firstValueFrom(
    identity.state$.pipe(
      filter(({ kind }) => kinds.includes(kind)),
      timeout(10_000),
    ),
  );

async function enterIn(world: IdentityWorld, code: string): Promise<void> {
  const shown = await stateOf(world, 'locked', 'wrongPin');
  await world.identity.unlock(await world.seal(code, shown));
}

const postIn = ({ identity, url }: IdentityWorld, text: string, signal?: AbortSignal): Promise<Answer> =>
  identity.exchange({ url, headers: { 'content-type': 'text/plain' }, body: Readable.from([Buffer.from(text)]), signal });

import { createVerify, X509Certificate } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { afterEach, describe, expect, test } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import type { Answer, ProfessionalIdentity } from '../../src/hardware/professional-identity.js';

/** A card with code 1234 in a reader, and a server that answers when told to. */
export interface IdentityWorld {
  readonly identity: ProfessionalIdentity;
  readonly url: string;
  /** What the page makes of a code for the state it shows. */
  seal(pin: string, state: CardState): string | Promise<string>;
  /** What the next exchange gets; without it, it waits. */
  answerNext(status: number, body: string): void;
  removeCard(): void;
  dispose(): Promise<void>;
}

/** What every `ProfessionalIdentity` does. */
export function professionalIdentityContract(name: string, open: () => Promise<IdentityWorld>): void {
  describe(`${name} is a professional identity`, () => {
    let world: IdentityWorld;
    afterEach(() => world.dispose());

    const state = (...kinds: CardState['kind'][]): Promise<CardState> =>
      firstValueFrom(
        world.identity.state$.pipe(
          filter(({ kind }) => kinds.includes(kind)),
          timeout(10_000),
        ),
      );
    const enter = async (pin: string): Promise<void> => {
      const shown = await state('locked', 'wrongPin');
      await world.identity.unlock(await world.seal(pin, shown));
    };
    const post = (text: string, signal?: AbortSignal): Promise<Answer> =>
      world.identity.exchange({ url: world.url, headers: { 'content-type': 'text/plain' }, body: Readable.from([Buffer.from(text)]), signal });

    test('a locked card names its holder, and opens with its code', async () => {
      world = await open();
      expect(await state('locked')).toMatchObject({ kind: 'locked', lastTry: false, holder: { familyName: 'INFIRMIER0212' } });
      await enter('1234');
      expect(await state('unlocked')).toMatchObject({ holder: { id: '899900021212' }, situation: { structureId: '499900021212001', sectorCode: 'SA07' } });
    });

    test('a wrong code is a state, the last try is told, the third blocks', async () => {
      world = await open();
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
    });

    test.each(['123', '12345', '12a4', ''])('the code "%s" is refused before the card sees it', async (pin) => {
      world = await open();
      await expect(enter(pin)).rejects.toMatchObject({ code: 'card.pinFormat' });
      await enter('0000');
      expect(await state('wrongPin')).toMatchObject({ lastTry: false });
    });

    test('what was not encrypted for the key of the card is refused', async () => {
      world = await open();
      await state('locked');
      await expect(world.identity.unlock(Buffer.alloc(256, 7).toString('base64'))).rejects.toMatchObject({ code: 'card.pinUnreadable' });
      expect(await state('locked')).toMatchObject({ lastTry: false });
    });

    test('signs with the key of the certificate it shows, once unlocked', async () => {
      world = await open();
      await state('locked');
      await expect(world.identity.certificate('signature')).rejects.toMatchObject({ code: 'card.absent' });
      await enter('1234');
      await state('unlocked');
      const certificate = new X509Certificate(await world.identity.certificate('signature'));
      const bytes = Buffer.from('<SignedInfo/>');
      const signature = await world.identity.sign(bytes, 'signature');
      expect(createVerify('sha256').update(bytes).verify(certificate.publicKey, signature)).toBe(true);
      expect(createVerify('sha256').update('<Other/>').verify(certificate.publicKey, signature)).toBe(false);
    });

    test.each([200, 500])('an HTTP %i is an answer', async (status) => {
      world = await open();
      await enter('1234');
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
      await enter('1234');
      await state('unlocked');
      const reason = new Error('another patient');
      await expect(post('demande', AbortSignal.abort(reason))).rejects.toBe(reason);
      const letGo = new AbortController();
      const waiting = post('demande', letGo.signal);
      setTimeout(() => letGo.abort(reason), 100);
      await expect(waiting).rejects.toBe(reason);
    });

    test('a card that is removed takes its session and its exchanges with it', async () => {
      world = await open();
      await enter('1234');
      await state('unlocked');
      const waiting = post('demande');
      setTimeout(() => world.removeCard(), 100);
      await expect(waiting).rejects.toMatchObject({ code: 'card.absent' });
      expect(await state('absent')).toMatchObject({ removedAt: expect.any(Number) });
      await expect(world.identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
    });
  });
}

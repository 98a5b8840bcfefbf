import { afterEach, describe, expect, test } from 'vitest';
import type { VitaleReading } from '../../src/api/vitale.js';
import type { VitaleReader } from '../../src/hardware/vitale-reader.js';
import { FAMILY_CARD } from '../fakes/fake-vitale-reader.js';

/** The card `vitale` in a reader. What is done to it was seen when the promise resolves. */
export interface VitaleWorld {
  readonly reader: VitaleReader;
  /** As this reader tells of it; absent: whole. */
  readonly card?: VitaleReading;
  remove(): unknown;
  unplug(): unknown;
  /** What the card says makes no sense any more. */
  spoil(): unknown;
  /** From now on readings wait. */
  hold(): void;
  release(): void;
  dispose(): Promise<void>;
}

/** What every `VitaleReader` does. */
export function vitaleReaderContract(name: string, open: () => Promise<VitaleWorld>): void {
  describe(`${name} reads Cartes Vitale`, () => {
    let world: VitaleWorld;
    afterEach(() => world.dispose());
    const read = (signal = new AbortController().signal) => world.reader.read(signal);

    test('everybody on the card, in its order, without a card or a code of the professional', async () => {
      world = await open();
      expect(await read()).toEqual(world.card ?? FAMILY_CARD);
    });

    test('twice, as it is in the reader', async () => {
      world = await open();
      expect(await read()).toEqual(await read());
    });

    test('no card is said', async () => {
      world = await open();
      await world.remove();
      await expect(read()).rejects.toMatchObject({ code: 'vitale.absent' });
    });

    test('no reader is said', async () => {
      world = await open();
      await world.unplug();
      await expect(read()).rejects.toMatchObject({ code: 'vitale.noReader' });
    });

    test('a card that makes no sense is said, and nothing of it', async () => {
      world = await open();
      await world.spoil();
      const error: Error = await read().then(
        () => new Error('it was read'),
        (refusal: Error) => refusal,
      );
      expect(error).toMatchObject({ code: 'vitale.unreadable', about: {} });
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/ONZE|17008|GAMBETTA/);
    });

    test('a reading nobody wants does not begin', async () => {
      world = await open();
      const reason = new Error('the window was closed');
      await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test('a reading that is given up rejects with the reason, and the next one answers', async () => {
      world = await open();
      world.hold();
      const reason = new Error('the window was closed');
      const giveUp = new AbortController();
      const reading = read(giveUp.signal);
      setTimeout(() => giveUp.abort(reason), 50);
      await expect(reading).rejects.toBe(reason);
      world.release();
      expect(await read()).toEqual(world.card ?? FAMILY_CARD);
    });
  });
}

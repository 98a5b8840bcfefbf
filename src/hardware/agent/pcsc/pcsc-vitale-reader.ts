import { PluginError } from '../../../api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../api/vitale.js';
import type { VitaleReader } from '../../vitale-reader.js';
import type { PcscCardReader } from './pcsc-card-reader.js';
import { readVitale2 } from './vitale2.js';

/**
 * Reads the Carte Vitale of the PC/SC readers; of several, the one put in last. **Not the licensed reading interface** of the GIE SESAM-Vitale: it reads the files that
 * the card shows to everybody, cannot tell a test card from a real one, and so serves outside production alone (EX_GEN-1430).
 */
export class PcscVitaleReader implements VitaleReader {
  readonly source = 'card';
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly readers: PcscCardReader) {}

  /** One reading at a time: they share a connection to the card. @throws PluginError `card.noPcsc` besides */
  async read(signal: AbortSignal): Promise<VitaleReading> {
    signal.throwIfAborted();
    const reading = this.before.then(() => {
      signal.throwIfAborted();
      return this.readCard();
    });
    this.before = reading.catch(() => {});
    const givenUp = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    return Promise.race([reading, givenUp]);
  }

  private async readCard(): Promise<VitaleReading> {
    const reader = this.readerWithCard();
    return { cardKind: 'unknown', source: this.source, reader, beneficiaries: await this.talk(reader) };
  }

  /** The first word to a card that has just been put in may be lost: it is asked once more. */
  private async talk(reader: string): Promise<readonly VitaleBeneficiary[]> {
    try {
      return await this.readers.talk(reader, readVitale2);
    } catch {
      return this.readers.talk(reader, readVitale2).catch(() => {
        throw new PluginError('vitale.unreadable');
      });
    }
  }

  private readerWithCard(): string {
    const { slots } = this.readers;
    if (!slots) throw new PluginError('card.noPcsc');
    if (slots.length === 0) throw new PluginError('vitale.noReader');
    const [last] = slots.filter(({ known }) => known?.kind === 'vitale').sort((left, right) => right.insertion - left.insertion);
    if (last) return last.reader;
    // A card that says nothing may be the one that was asked for.
    throw new PluginError(slots.some(({ isMute }) => isMute) ? 'vitale.unreadable' : 'vitale.absent');
  }
}

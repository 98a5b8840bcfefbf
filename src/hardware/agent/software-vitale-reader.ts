import { PluginError } from '../../api/plugin-error.js';
import type { VitaleReading } from '../../api/vitale.js';
import type { VitaleReader } from '../vitale-reader.js';
import type { FolderSlot, VirtualReader } from './virtual-reader.js';
import { VitaleCardFolder } from './vitale-card-folder.js';

/** Reads the Carte Vitale of the virtual readers; of several, the one put in last. Needs neither a professional's card nor a code. */
export class SoftwareVitaleReader implements VitaleReader {
  readonly source = 'simulated';

  constructor(private readonly readers: VirtualReader) {}

  async read(signal: AbortSignal): Promise<VitaleReading> {
    signal.throwIfAborted();
    const { reader, card } = vitaleIn(await this.readers.now());
    const read = await card.read();
    signal.throwIfAborted();
    return { ...read, source: this.source, reader };
  }
}

function vitaleIn(readers: readonly FolderSlot[] | undefined): { readonly reader: string; readonly card: VitaleCardFolder } {
  if (!readers) throw new PluginError('vitale.unreadable');
  if (readers.length === 0) throw new PluginError('vitale.noReader');
  const [last] = readers
    .flatMap(({ reader, card, insertion }) => (card instanceof VitaleCardFolder ? [{ reader, card, insertion }] : []))
    .sort((left, right) => right.insertion - left.insertion);
  if (last) return last;
  // A card that says nothing may be the one that was asked for.
  throw new PluginError(readers.some(({ card }) => card?.kind === 'unreadable') ? 'vitale.unreadable' : 'vitale.absent');
}

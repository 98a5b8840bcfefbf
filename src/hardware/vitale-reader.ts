import type { VitaleReading } from '../api/vitale.js';

/** Reads a patient's Carte Vitale. */
export interface VitaleReader {
  /** The card that is in a reader now. @throws PluginError `vitale.noReader`, `vitale.absent`, `vitale.unreadable`, `vitale.noProgram`, `card.noPcsc`, `agent.unavailable` */
  read(signal: AbortSignal): Promise<VitaleReading>;
}
export const VitaleReader = Symbol.for('dmp.VitaleReader');

import { inject, injectable } from 'inversify';
import { PluginError } from '../api/plugin-error.js';
import type { VitaleReading } from '../api/vitale.js';
import { VitaleReader } from '../hardware/vitale-reader.js';
import { Settings } from './settings.js';

/** Reads a patient's Carte Vitale. */
@injectable()
export class VitaleService {
  constructor(
    @inject(VitaleReader) private readonly reader: VitaleReader,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  /** Nobody's data come from a test card, or from one that cannot be told from it, into a real practice (EX_GEN-1430). @throws PluginError `vitale.*`, `agent.unavailable` */
  async read(signal: AbortSignal): Promise<VitaleReading> {
    const reading = await this.reader.read(signal);
    if (this.settings.get('dmp.environment') !== 'production' || reading.cardKind === 'real') return reading;
    throw new PluginError(reading.cardKind === 'unknown' ? 'vitale.notLicensed' : 'vitale.testCard');
  }
}

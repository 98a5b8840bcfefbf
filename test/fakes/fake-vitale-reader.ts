import { PluginError } from '../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../src/api/vitale.js';
import type { VitaleReader } from '../../src/hardware/vitale-reader.js';

export const PAUL: VitaleBeneficiary = {
  birthName: 'INS-FAMILLE-ONZE',
  usedName: '',
  givenName: 'PAUL',
  birthDate: '19700807',
  birthRank: 1,
  nir: '170082622170161',
  certificationDate: '20260105',
  insuredNir: '170082622170161',
  quality: '0',
  address: ['18 RUE GAMBETTA', '72000 LE MANS'],
};
export const CORSE: VitaleBeneficiary = {
  ...PAUL,
  givenName: 'CORSE',
  birthDate: '20010714',
  nir: '101072B99900114',
  quality: '6',
};
/** A child without a number of her own. */
export const ZOE: VitaleBeneficiary = { ...PAUL, givenName: 'ZOÉ', birthDate: '20160503', nir: '', certificationDate: '', quality: '6' };
export const FAMILY_CARD: VitaleReading = { cardKind: 'test', source: 'simulated', reader: 'Lecteur virtuel 2', beneficiaries: [PAUL, CORSE, ZOE] };

/** A reader that holds the card we say, or refuses as we say. `hold` keeps readings waiting until `release`. */
export class FakeVitaleReader implements VitaleReader {
  reads = 0;
  private held: Promise<void> | undefined;
  private letGo: () => void = () => {};

  constructor(private card: VitaleReading | PluginError = FAMILY_CARD) {}

  become(card: VitaleReading | PluginError): void {
    this.card = card;
  }

  hold(): void {
    this.held = new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  release(): void {
    this.letGo();
    this.held = undefined;
  }

  async read(signal: AbortSignal): Promise<VitaleReading> {
    signal.throwIfAborted();
    this.reads += 1;
    const givenUp = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
    if (this.held) await Promise.race([this.held, givenUp]);
    if (this.card instanceof PluginError) throw this.card;
    return this.card;
  }
}

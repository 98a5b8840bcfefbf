import type { ChannelType } from '../api/messages.js';
import type { PatientRef, PostalAddress } from '../api/patient.js';
import type { Holder, Situation } from '../api/professional.js';
import type { AccountSecrets } from './record-gateway.js';

/** Who hands a paper over, to whom, when. `at`: epoch milliseconds. `isSimulated`: the paper says that it is worth nothing. */
export interface Paper {
  readonly patient: PatientRef;
  readonly address: PostalAddress;
  readonly holder: Holder;
  readonly situation: Situation;
  readonly at: number;
  readonly isSimulated: boolean;
  /** The line the patient may call, and what a call costs. */
  readonly phone: string;
  readonly phoneCost: string;
}

/** The *accusé de création*. Without secrets it says what is missing: `accountFailed`, an account that was asked for and is not there. */
export interface ReceiptPaper extends Paper {
  readonly about: 'creation' | 'creationAndAccount' | 'account' | 'renewal';
  readonly secrets?: AccountSecrets;
  readonly channel?: ChannelType;
  readonly accountFailed: boolean;
}

/** PDF/A-1b, one A4 page each, in memory alone. @throws PluginError `document.notWritten` */
export interface PaperWriter {
  receipt(paper: ReceiptPaper): Promise<Uint8Array>;
  /** What Mon espace santé is, and what the patient can do there: for a record that cannot be created, reopened or given an account here. */
  leaflet(paper: Omit<Paper, 'patient' | 'address'>): Promise<Uint8Array>;
}
export const PaperWriter = Symbol.for('dmp.PaperWriter');

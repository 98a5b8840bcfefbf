import type { ErrorDto } from './plugin-error.js';
import type { Holder, Situation } from './professional.js';

/** Where the professional's card stands. `pinKey`: the page encrypts the PIN with it (RSA-OAEP, SHA-256), for the card agent alone. */
export type CardState =
  | { readonly kind: 'noReader' | 'unlocking' | 'blocked' }
  /** `removedAt`: epoch milliseconds; present for a minute after a card was taken out. */
  | { readonly kind: 'absent'; readonly removedAt?: number }
  | { readonly kind: 'unknownCard'; readonly name: string }
  | { readonly kind: 'chooseReader'; readonly cards: readonly { readonly reader: string; readonly holder: Holder }[] }
  | { readonly kind: 'locked' | 'wrongPin'; readonly pinKey: JsonWebKey; readonly holder: Holder; readonly lastTry: boolean }
  | { readonly kind: 'chooseSituation'; readonly holder: Holder; readonly situations: readonly Situation[] }
  /** `since`: epoch milliseconds at which the code was accepted. */
  | { readonly kind: 'unlocked'; readonly holder: Holder; readonly situation: Situation; readonly since: number }
  | { readonly kind: 'unavailable'; readonly reason: ErrorDto };

/** An identity trait for which the DMP and the form disagree (REC_0.2-1120). The values are not shown by default (EX_0.2-1020). */
export type Trait = 'birthName' | 'birthGivenNames' | 'birthDate' | 'sex';

/** What TD0.2 says of a record. */
export interface RecordStatus {
  readonly record: 'closed' | 'missing' | 'open';
  readonly authorisation: 'none' | 'valid' | 'expired' | 'blocked';
  readonly internetAccount: 'none' | 'created' | 'unknown';
  readonly attachedToMes: boolean;
  readonly treatingPhysician: boolean;
  /** `date`: as received, `yyyyMMdd[HHmmss]`, or empty. `reason`: a code of `1.2.250.1.213.4.1.2.4`; unknown ones are kept as received. */
  readonly closing?: { readonly date: string; readonly reason: string };
  readonly traitsThatDiffer: readonly Trait[];
}
/** `checkedAt`: epoch milliseconds. */
export type Known = RecordStatus & { readonly kind: 'known'; readonly checkedAt: number };

/** What we hold from the DMP. A failure is one of the answers. `since`: when the question was sent, epoch milliseconds. */
export type DmpAnswer =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading'; readonly since: number; readonly previous?: Known }
  | Known
  | { readonly kind: 'failed'; readonly error: ErrorDto; readonly previous?: Known };

/** The answer, or what the card still lacks. Names its patient. */
export type DmpStatus = { readonly patientId: string } & (
  | DmpAnswer
  | { readonly kind: 'needsCard' | 'needsPin'; readonly card: CardState; readonly previous?: Known }
);

/** Support lines and addresses, from the configuration. */
export interface Support {
  readonly dmpPhone: string;
  readonly productPhone: string;
  readonly productEmail: string;
}

/** `dmp.environment`. Everything but `production` is shown on screen. */
export type DmpEnvironment = 'simulator' | 'dev1' | 'formation' | 'production';

/** State of `dmp.tab`: one per open form. */
export interface DmpTabState {
  readonly patientId: string;
  readonly status: DmpStatus;
  /** The session that serves the status, for the foot of the tab. */
  readonly session?: { readonly holder: Holder; readonly situation: Situation; readonly since: number };
  readonly environment: DmpEnvironment;
  /** Minutes after which a known status is asked for again. */
  readonly maxAgeMinutes: number;
  /** Who helps; shown in the foot. */
  readonly support?: Support;
}

/** State of `dmp.chip` (band and visit column): the last known status of one patient, from the cache alone. `insToQualify`, `insToVerify` (a waiting number, a wrong key, another domain): the DMP cannot be asked. */
export interface DmpChipState {
  readonly patientId: string;
  readonly chip: { readonly kind: 'insToQualify' | 'insToVerify' | 'unknown' | 'loading' } | Known;
}

/** State of the page `dmp.about` (EX_GEN-1180). */
export interface AboutState {
  readonly lpsName: string;
  readonly lpsVersion: string;
  readonly publisher: string;
  readonly environment: DmpEnvironment;
  /** Profiles the product implements; `homologatedOn` is absent until the CNDA has said so. */
  readonly profiles: readonly { readonly id: string; readonly homologatedOn?: string }[];
  readonly support: Support;
}

/** Pages of the Web-PS that an entry of *Accès au WEB DMP* can open (TD0.9). */
export const WEB_DMP_PAGES = [
  'TableauDeBord',
  'DossierPatient',
  'GestionDMPPatient',
  'Documents',
  'ParcoursDeSoins',
  'HistoriqueAcces',
  'VolontesEtDroits',
  'Parametrages',
  'CarnetVaccination',
] as const;
export type WebDmpPage = (typeof WEB_DMP_PAGES)[number];

/** Answer of `dmp.webDmpLink`. `opens` differs from `asked` when the record is closed, missing or blocked. `url` holds the matricule, by protocol: never log it. */
export interface WebDmpLink {
  readonly patientId: string;
  /** For the title of a dialog: another form may be on screen by then. */
  readonly patientName: string;
  readonly url: string;
  readonly asked: WebDmpPage;
  readonly opens: WebDmpPage;
  /** Why another page opens. */
  readonly because?: 'closed' | 'missing' | 'blocked';
  /** False once the user ticked "ne plus afficher". A changed page is always announced. */
  readonly showNotice: boolean;
}

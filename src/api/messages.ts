import type { FeedingState } from './documents.js';
import type { FormFaults } from './form-faults.js';
import type { OfferedFile } from './host.js';
import type { PostalAddress } from './patient.js';
import type { ErrorCode, ErrorDto } from './plugin-error.js';
import type { Holder, Situation } from './professional.js';

/** Where the professional's card stands. `pinKey`: the page encrypts the PIN with it (RSA-OAEP, SHA-256), for the card agent alone. */
export type CardState =
  | { readonly kind: 'noReader' | 'blocked' }
  /** `holder`: who the certificates that are being opened will speak for; no card says it. */
  | { readonly kind: 'unlocking'; readonly holder?: Holder }
  /** `removedAt`: epoch milliseconds; present for a minute after a card was taken out. */
  | { readonly kind: 'absent'; readonly removedAt?: number }
  | { readonly kind: 'unknownCard'; readonly name: string }
  | { readonly kind: 'chooseReader'; readonly cards: readonly { readonly reader: string; readonly holder: Holder }[] }
  | { readonly kind: 'locked' | 'wrongPin'; readonly pinKey: JsonWebKey; readonly holder: Holder; readonly lastTry: boolean }
  | { readonly kind: 'chooseSituation'; readonly holder: Holder; readonly situations: readonly Situation[] }
  /** `since`: epoch milliseconds at which the code was accepted. */
  /** `situations`: all of the card's, when there are several to change between. `hasSoftwareSignature`: the card serves TLS, a key in a file signs. */
  | {
      readonly kind: 'unlocked';
      readonly holder: Holder;
      readonly situation: Situation;
      readonly since: number;
      readonly situations?: readonly Situation[];
      readonly hasSoftwareSignature?: true;
    }
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
  /** For the titles of dialogs: another form may be on screen by then. `birthDate`: `yyyy-MM-dd`. */
  readonly patient: { readonly name: string; readonly birthDate: string };
  readonly status: DmpStatus;
  /** The session that serves the status, for the foot of the tab. */
  readonly session?: {
    readonly holder: Holder;
    readonly situation: Situation;
    readonly since: number;
    readonly situations?: readonly Situation[];
    readonly hasSoftwareSignature?: true;
  };
  readonly environment: DmpEnvironment;
  /** Minutes after which a known status is asked for again. */
  readonly maxAgeMinutes: number;
  /** Who helps; shown in the foot. */
  readonly support?: Support;
  /** What this professional may do to this record now. Empty while anything is missing for it. */
  readonly acts: readonly RecordAct[];
  /** The write under way on this record, or the last one that ended in this session; it outlives the window it was started in. */
  readonly work?: RecordWork;
  /** The professional has to be told that accesses are traced (SC.DMP/CONF.11): nothing else is offered before. */
  readonly tracesNoticeDue: boolean;
  /** What a creation needs, for a missing record. */
  readonly conditions?: CreationConditions;
  /** Absent until the outbox was read. */
  readonly feeding?: FeedingState;
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

/** What a line of *Diagnostic du poste* says: its subject and what is so. */
export type DiagnosticSays =
  | `means.${'card' | 'softwareCard' | 'structure'}`
  | `service.${'running' | 'stopped' | 'unseen'}`
  | `readers.${'card' | 'noCard' | 'noSoftwareCard' | 'none' | 'unreadable' | 'failed'}`
  | `module.${'found' | 'opensc' | 'several' | 'failed'}`
  | 'certificates.unread'
  | `${'authentication' | 'signature'}.${'valid' | 'soon' | 'expired'}`
  | 'signing.file'
  | `situation.${'chosen' | 'choose' | 'unread'}`
  | `key.${'memory' | 'engine' | 'stunnel' | 'none'}`
  | `vitale.${'interface' | 'card' | 'simulated'}`
  | `dmp.${'reached' | 'failed' | 'unread'}`
  | `clock.${'right' | 'ahead' | 'behind' | 'unread'}`
  | 'agent.failed';

/** `watch`: it works, for now. `unchecked`: there was nothing to look at. */
export interface DiagnosticLine {
  readonly says: DiagnosticSays;
  readonly verdict: 'ok' | 'watch' | 'wrong' | 'unchecked';
  /** For the sentence alone: they may name a person. */
  readonly values: readonly string[];
  /** The last word of the sentence: `yyyy-MM-dd`. */
  readonly date?: string;
  /** Its words are the sentence. */
  readonly error?: ErrorCode;
  /** For support. Names nobody. */
  readonly detail?: string;
}

/** State of the page `dmp.diagnostic`. Without `at`, nobody has asked yet. */
export interface DiagnosticState {
  readonly isRunning: boolean;
  readonly lines: readonly DiagnosticLine[];
  readonly at?: number;
  readonly milliseconds?: number;
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

/**
 * `explain…`: the transaction was withdrawn from the national system; the button tells why and what the patient can do.
 * `administrativeData`: TD1.3a and, unless attached to Mon espace santé, TD1.3b. `authorisedProfessionals`: TD1.6.
 */
export const RECORD_ACTS = [
  'askAuthorisation',
  'removeAuthorisation',
  'createRecord',
  'explainCreation',
  'createAccount',
  'changeAccount',
  'explainAccount',
  'administrativeData',
  'changeAdministrativeData',
  'authorisedProfessionals',
  'leaflet',
] as const;
export type RecordAct = (typeof RECORD_ACTS)[number];

/** The acts that write. `account`: TD1.5. */
export type WriteAct = 'askAuthorisation' | 'removeAuthorisation' | 'createRecord' | 'account' | 'changeAdministrativeData';
/** Times in epoch milliseconds. */
export type RecordWork =
  | { readonly kind: 'running'; readonly act: WriteAct; readonly since: number }
  | ({ readonly kind: 'done'; readonly act: WriteAct; readonly at: number } & WorkReport)
  | { readonly kind: 'failed'; readonly act: WriteAct; readonly at: number; readonly error: ErrorDto };

/**
 * What is to be told of a write that was done. `accountMissing`: the record was created, the internet account asked for with it was not. `channelMissing`:
 * the account is there, the second address that was given for it is not. `secretsOnPaper`: login and password are on a receipt, and nowhere else.
 */
export interface WorkReport {
  readonly accountMissing?: ErrorDto;
  readonly channelMissing?: ErrorDto;
  readonly secretsOnPaper?: true;
}

/** What TD1.1 wants beside the consent (chapter 2 of the guide). `vitaleReadAt`: epoch milliseconds; absent: never read. */
export interface CreationConditions {
  readonly card: boolean;
  readonly vitaleReadAt?: number;
}

/** How a one-time password reaches the patient (TD1.5). */
export type ChannelType = 'EMAIL' | 'SMS';

/** What the patient wants for an internet account. Texts as typed. */
export interface AccountWish {
  readonly email: string;
  readonly emailConfirmation: string;
  readonly mobile: string;
  readonly mobileConfirmation: string;
  readonly channel: ChannelType;
}

/** Codes of HL7 `PersonalRelationshipRoleType` that a form offers. */
export const RELATIONS = ['FTH', 'MTH', 'GRFTH', 'GRMTH', 'FAMMEMB'] as const;

/** Who answers for a minor. */
export interface LegalRepresentative {
  readonly relation: (typeof RELATIONS)[number];
  readonly familyName: string;
  readonly givenName: string;
}

/**
 * Who answers for a minor, as the DMP tells it: TD1.3b tells all of it again, since what is left out is gone. `relation`: as received; `telecoms`: each a
 * `tel:` or `mailto:` with its use.
 */
export interface KnownRepresentative extends Omit<LegalRepresentative, 'relation'> {
  readonly relation: string;
  readonly address?: PostalAddress;
  readonly telecoms?: readonly { readonly value: string; readonly use?: string }[];
}

/** The form *Création du DMP*. */
export interface CreationForm {
  readonly consent: boolean;
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly address: PostalAddress;
  readonly account?: AccountWish;
  /** Of a minor; nobody else has one. */
  readonly legalRepresentative?: LegalRepresentative;
}

/** Answer of `dmp.creationDraft`: the form filled from the host's, no box ticked. */
export interface CreationDraft {
  readonly patientId: string;
  readonly patientName: string;
  /** `yyyy-MM-dd`. */
  readonly birthDate: string;
  readonly isMinor: boolean;
  /** When the Carte Vitale was last read, epoch milliseconds. */
  readonly vitaleReadAt: number;
  readonly form: CreationForm;
  /** What the host's form holds, for an account the patient may still ask for. */
  readonly contact: { readonly email: string; readonly mobile: string };
}

/** Answer of `dmp.createRecord`. A refusal of the DMP rejects; the form then stays as it is. */
export type CreationOutcome =
  | { readonly kind: 'invalid'; readonly faults: FormFaults }
  | {
      readonly kind: 'created';
      readonly receipt: Receipt;
      /** The account that was asked for could not be created: the receipt says so. */
      readonly accountMissing?: ErrorDto;
      readonly channelMissing?: ErrorDto;
    };

/** A PDF to hand over. Its secrets are nowhere but in it: it cannot be made again. */
export interface Receipt {
  readonly patientId: string;
  /** PS_IdNat of who made it: nobody else is shown it. */
  readonly professionalId: string;
  readonly patientName: string;
  readonly about: 'creation' | 'creationAndAccount' | 'account' | 'renewal';
  /** How the activation password reaches the patient; absent without account. */
  readonly channel?: ChannelType;
  /** Absent when it could not be written: the secrets, if any, are to be renewed. */
  readonly file?: OfferedFile;
}

/** Answer of `dmp.accountDraft`. */
export interface AccountDraft {
  readonly patientId: string;
  readonly patientName: string;
  readonly hasAccount: boolean;
  readonly contact: { readonly email: string; readonly mobile: string };
}
/** One channel, added, changed or removed (TD1.5b). `value` and its twin as typed; empty for `SUPPRESSION`. */
export interface ChannelChange {
  readonly action: 'AJOUT' | 'MODIFICATION' | 'SUPPRESSION';
  readonly type: ChannelType;
  readonly value: string;
  readonly confirmation: string;
}
/** Answer of `dmp.createAccount`, `dmp.changeChannel` (no receipt) and `dmp.renewSecrets`. */
export type AccountOutcome =
  | { readonly kind: 'invalid'; readonly faults: FormFaults }
  | { readonly kind: 'done'; readonly receipt?: Receipt; readonly channelMissing?: ErrorDto };

/** What the DMP manages about a patient (TD1.3a). Texts as received; phones in E.164 where they can be read as such. */
export interface AdministrativeData {
  readonly birthName: string;
  readonly usedName: string;
  readonly givenNames: string;
  readonly sex: 'F' | 'M' | '';
  /** `yyyyMMdd`. */
  readonly birthDate: string;
  readonly address: PostalAddress;
  readonly homePhone: string;
  readonly mobilePhone: string;
  readonly email: string;
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly legalRepresentative?: KnownRepresentative;
}
/** Answer of `dmp.administrativeData`: both sides, to be compared. `identityDiffers`: name, first name or birth date (EX_GEN-1230). */
export interface AdministrativeComparison {
  readonly patientId: string;
  readonly patientName: string;
  readonly dmp: AdministrativeData;
  /** The same of the host's form. */
  readonly host: Omit<AdministrativeData, 'refusesBreakGlass' | 'refusesEmergency' | 'legalRepresentative'>;
  readonly identityDiffers: readonly Trait[];
  /** TD1.3b is possible. */
  readonly canChange: boolean;
}
/** What `dmp.changeAdministrativeData` sends: the host's address and channels, and both wishes. */
export interface AdministrativeChange {
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
}

/** One line of TD1.6. Times `yyyyMMddHHmmss` in UTC as received, or empty. */
export interface AuthorisedProfessional {
  /** PS_IdNat. */
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** In the DMP's words. */
  readonly specialities: readonly string[];
  readonly since: string;
  readonly lastAction: string;
  readonly mode: 'authorised' | 'blocked';
  readonly treatingPhysician: boolean;
}
/** Answer of `dmp.authorisedProfessionals`. */
export interface AuthorisedProfessionals {
  readonly patientId: string;
  readonly patientName: string;
  readonly professionals: readonly AuthorisedProfessional[];
}
/** Answer of `dmp.askAuthorisation`. */
export interface AuthorisationOutcome {
  /** It was there before: nothing was done. */
  readonly alreadyThere: boolean;
}

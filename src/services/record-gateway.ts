import type { Observable } from 'rxjs';
import type { AdministrativeData, AuthorisedProfessional, ChannelType, KnownRepresentative, LegalRepresentative, RecordStatus } from '../api/messages.js';
import type { PostalAddress, QualifiedPatient, VitaleRead } from '../api/patient.js';

/** Where a one-time password goes. `address`: an e-mail address, or a phone number in E.164. */
export interface Channel {
  readonly type: ChannelType;
  readonly address: string;
}

/** What a record is made of (TD1.1). `consentAt`: when the patient said yes, epoch milliseconds. Phones in E.164. */
export interface RecordCreation {
  readonly consentAt: number;
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly address: PostalAddress;
  readonly email?: string;
  readonly mobile?: string;
  readonly vitale: VitaleRead;
  readonly legalRepresentative?: LegalRepresentative;
}

/** TD1.3b: the traits of the patient go with it; what is absent is removed from the record. Phones in E.164. */
export interface RecordModification {
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly address: PostalAddress;
  readonly email?: string;
  readonly homePhone?: string;
  readonly mobilePhone?: string;
  readonly legalRepresentative?: KnownRepresentative;
}

/** What the patient types at his first connection. Never written anywhere but on the receipt (EX_1.5-1090). */
export interface AccountSecrets {
  readonly login: string;
  readonly password: string;
}

/**
 * TD0.x and TD1.x, named by transaction. A read is an Observable: nothing is sent before somebody subscribes, and unsubscribing gives the exchange up.
 * A write is a promise: nobody gives it up. All fail with a `PluginError`; an INS the DMP would refuse fails before any call. A write whose answer was lost
 * fails with `dmp.answerLost`: it may have been done, and is never sent again by us.
 */
export interface RecordGateway {
  /** TD0.2. */
  findRecord(patient: QualifiedPatient): Observable<RecordStatus>;
  /** TD0.3 AJOUT, of the professional of the session (of the structure, for a CPE). `alreadyThere`: the DMP had it before, and did nothing. */
  addAuthorisation(patient: QualifiedPatient): Promise<{ readonly alreadyThere: boolean }>;
  /** TD0.3 SUPPRESSION. */
  removeAuthorisation(patient: QualifiedPatient): Promise<void>;
  /** TD1.1. `dmp.recordExists`: there is one already. */
  createRecord(patient: QualifiedPatient, creation: RecordCreation): Promise<void>;
  /** TD1.2. `dmp.recordExists`: it is open. */
  reactivateRecord(patient: QualifiedPatient, reactivation: RecordCreation): Promise<void>;
  /** TD1.3a. */
  readAdministrativeData(patient: QualifiedPatient): Observable<AdministrativeData>;
  /** TD1.3b. `dmp.attachedToMes`. */
  changeAdministrativeData(patient: QualifiedPatient, modification: RecordModification): Promise<void>;
  /** TD1.4, at the patient's demand. `dmp.recordClosed`: it is closed already. */
  closeRecord(patient: QualifiedPatient): Promise<void>;
  /** TD1.5a. `dmp.accountExists`. */
  createAccount(patient: QualifiedPatient, channel: Channel): Promise<AccountSecrets>;
  /** TD1.5b. `dmp.channelExists`. For `SUPPRESSION` the address is the one that goes, empty where it is not known. */
  changeChannel(patient: QualifiedPatient, action: 'AJOUT' | 'MODIFICATION' | 'SUPPRESSION', channel: Channel): Promise<void>;
  /** TD1.5d. */
  renewSecrets(patient: QualifiedPatient): Promise<AccountSecrets>;
  /** TD1.6. */
  listAuthorisations(patient: QualifiedPatient): Observable<readonly AuthorisedProfessional[]>;
}
export const RecordGateway = Symbol.for('dmp.RecordGateway');

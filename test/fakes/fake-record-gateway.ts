import { firstValueFrom, Observable, type Subscriber } from 'rxjs';
import type { AdministrativeData, AuthorisedProfessional, RecordStatus } from '../../src/api/messages.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { type ErrorCode, PluginError } from '../../src/api/plugin-error.js';
import { checkIns } from '../../src/services/ins.js';
import type { AccountSecrets, Channel, RecordCreation, RecordGateway, RecordModification } from '../../src/services/record-gateway.js';

/** Open, authorised. */
export const OPEN: RecordStatus = {
  record: 'open',
  authorisation: 'valid',
  internetAccount: 'created',
  attachedToMes: false,
  treatingPhysician: false,
  traitsThatDiffer: [],
};
export const NOT_AUTHORISED: RecordStatus = { ...OPEN, authorisation: 'none', internetAccount: 'none' };
export const EXPIRED: RecordStatus = { ...OPEN, authorisation: 'expired' };
export const BLOCKED: RecordStatus = { ...OPEN, authorisation: 'blocked' };
export const MISSING: RecordStatus = { ...OPEN, record: 'missing', authorisation: 'none', internetAccount: 'unknown' };
export const CLOSED: RecordStatus = {
  ...OPEN,
  record: 'closed',
  authorisation: 'none',
  internetAccount: 'none',
  closing: { date: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' },
};

/** What the DMP manages about somebody who has told it little. */
export const ADMINISTRATIVE: AdministrativeData = {
  birthName: 'INS-FAMILLE-UN',
  usedName: '',
  givenNames: 'LÉO',
  sex: 'M',
  birthDate: '20150412',
  address: { line: '12 RUE DES CORDELIERS', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
  homePhone: '',
  mobilePhone: '+33611111111',
  email: '',
  refusesBreakGlass: false,
  refusesEmergency: false,
};
export const PHYSICIAN: AuthorisedProfessional = {
  id: '899900001230',
  familyName: 'ALONSO0123',
  givenName: 'Fabrice',
  specialities: ['Médecin - Qualifié en Médecine Générale (SM)'],
  since: '20250105083000',
  lastAction: '20260105083000',
  mode: 'authorised',
  treatingPhysician: true,
};
export const SECRETS: AccountSecrets = { login: 'PATIENT-42', password: 'Mot-2-Passe' };

/** A method of the gateway, and what it answers. */
export type Call = keyof RecordGateway;
export type ResultOf<C extends Call> = ReturnType<RecordGateway[C]> extends Observable<infer T> | Promise<infer T> ? T : never;
export type WriteCall = { [C in Call]: ReturnType<RecordGateway[C]> extends Promise<unknown> ? C : never }[Call];

/** A write as it was asked for. `with`: its arguments after the patient. */
export interface Written {
  readonly call: WriteCall;
  readonly patientId: string;
  readonly with: readonly unknown[];
}

interface Question {
  readonly call: Call;
  readonly id: string;
  readonly subscriber: Subscriber<unknown>;
}
type Settle = (subscriber: Subscriber<unknown>) => void;

/** A DMP that answers when the test says so. Of several calls of one name about one patient, the oldest that somebody still waits for is answered first. */
export class FakeRecordGateway implements RecordGateway {
  /** Ids of the patients asked for (TD0.2), in order. */
  readonly asked: string[] = [];
  /** Ids of the patients whose question was given up before its answer. */
  readonly givenUp: string[] = [];
  /** Every write, in order. */
  readonly written: Written[] = [];
  /** Every call that has reached the DMP, reads and writes. */
  calls = 0;
  readonly #open: Question[] = [];
  readonly #waiting: { readonly call: Call; readonly id: string; readonly settle: Settle }[] = [];

  findRecord(patient: QualifiedPatient): Observable<RecordStatus> {
    return this.#read('findRecord', patient);
  }
  addAuthorisation(patient: QualifiedPatient): Promise<{ readonly alreadyThere: boolean }> {
    return this.#write('addAuthorisation', patient);
  }
  removeAuthorisation(patient: QualifiedPatient): Promise<void> {
    return this.#write('removeAuthorisation', patient);
  }
  createRecord(patient: QualifiedPatient, creation: RecordCreation): Promise<void> {
    return this.#write('createRecord', patient, creation);
  }
  reactivateRecord(patient: QualifiedPatient, reactivation: RecordCreation): Promise<void> {
    return this.#write('reactivateRecord', patient, reactivation);
  }
  readAdministrativeData(patient: QualifiedPatient): Observable<AdministrativeData> {
    return this.#read('readAdministrativeData', patient);
  }
  changeAdministrativeData(patient: QualifiedPatient, modification: RecordModification): Promise<void> {
    return this.#write('changeAdministrativeData', patient, modification);
  }
  closeRecord(patient: QualifiedPatient): Promise<void> {
    return this.#write('closeRecord', patient);
  }
  createAccount(patient: QualifiedPatient, channel: Channel): Promise<AccountSecrets> {
    return this.#write('createAccount', patient, channel);
  }
  changeChannel(patient: QualifiedPatient, action: 'AJOUT' | 'MODIFICATION' | 'SUPPRESSION', channel: Channel): Promise<void> {
    return this.#write('changeChannel', patient, action, channel);
  }
  renewSecrets(patient: QualifiedPatient): Promise<AccountSecrets> {
    return this.#write('renewSecrets', patient);
  }
  listAuthorisations(patient: QualifiedPatient): Observable<readonly AuthorisedProfessional[]> {
    return this.#read('listAuthorisations', patient);
  }

  /** TD0.2 questions nobody has answered yet, by patient. */
  get pending(): readonly string[] {
    return this.#open.filter(({ call }) => call === 'findRecord').map(({ id }) => id);
  }

  /** Answers the TD0.2 about this patient, waiting for it if need be. Done when what follows from the answer has happened. */
  answer(patient: { readonly id: string }, status: RecordStatus): Promise<void> {
    return this.done('findRecord', patient, status);
  }

  /** The same, with a failure. */
  fail(patient: { readonly id: string }, error: ErrorCode | Error): Promise<void> {
    return this.refuse('findRecord', patient, error);
  }

  /** Ends the call of this name about this patient well, waiting for it if need be. */
  done<C extends Call>(call: C, patient: { readonly id: string }, result: ResultOf<C>): Promise<void> {
    return this.#settle(call, patient.id, (subscriber) => {
      subscriber.next(result);
      subscriber.complete();
    });
  }

  /** The same, with a failure: an error, or the code of one. */
  refuse(call: Call, patient: { readonly id: string }, reason: ErrorCode | Error): Promise<void> {
    const error = typeof reason === 'string' ? new PluginError(reason) : reason;
    return this.#settle(call, patient.id, (subscriber) => subscriber.error(error));
  }

  /** The write left, and nothing was heard of it. */
  lose(call: WriteCall, patient: { readonly id: string }): Promise<void> {
    return this.refuse(call, patient, new PluginError('dmp.answerLost', { detail: { layer: 'http', code: 'ECONNRESET' } }));
  }

  #read<C extends Call>(call: C, { id, identity }: QualifiedPatient): Observable<ResultOf<C>> {
    return new Observable<ResultOf<C>>((subscriber) => {
      const refusal = checkIns(identity, 'simulator');
      if (refusal) return subscriber.error(new PluginError(refusal));
      if (call === 'findRecord') this.asked.push(id);
      const question = this.#put({ call, id, subscriber: subscriber as Subscriber<unknown> });
      return () => {
        const index = this.#open.indexOf(question);
        if (index < 0) return;
        this.#open.splice(index, 1);
        this.givenUp.push(id);
      };
    });
  }

  async #write<C extends WriteCall>(call: C, { id, identity }: QualifiedPatient, ...with_: readonly unknown[]): Promise<ResultOf<C>> {
    const refusal = checkIns(identity, 'simulator');
    if (refusal) throw new PluginError(refusal);
    this.written.push({ call, patientId: id, with: with_ });
    const answer$ = new Observable<ResultOf<C>>((subscriber) => void this.#put({ call, id, subscriber: subscriber as Subscriber<unknown> }));
    return firstValueFrom(answer$);
  }

  #put(question: Question): Question {
    this.calls += 1;
    const waiting = this.#waiting.findIndex(({ call, id }) => call === question.call && id === question.id);
    const [first] = waiting < 0 ? [] : this.#waiting.splice(waiting, 1);
    if (first) first.settle(question.subscriber);
    else this.#open.push(question);
    return question;
  }

  async #settle(call: Call, id: string, settle: Settle): Promise<void> {
    const index = this.#open.findIndex((question) => question.call === call && question.id === id);
    const [question] = index < 0 ? [] : this.#open.splice(index, 1);
    // A call still to come is answered a turn later, as a DMP would.
    if (question) settle(question.subscriber);
    else {
      const subscriber = await new Promise<Subscriber<unknown>>((resolve) => this.#waiting.push({ call, id, settle: resolve }));
      settle(subscriber);
    }
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

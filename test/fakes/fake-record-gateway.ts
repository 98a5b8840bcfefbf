import { Observable, type Subscriber } from 'rxjs';
import type { RecordStatus } from '../../src/api/messages.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { checkIns } from '../../src/services/ins.js';
import type { RecordGateway } from '../../src/services/record-gateway.js';

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

/** A DMP that answers when the test says so. Of several questions about one patient, the oldest that somebody still waits for is answered first. */
export class FakeRecordGateway implements RecordGateway {
  /** Ids of the patients asked for, in order. */
  readonly asked: string[] = [];
  /** Ids of the patients whose question was given up before its answer. */
  readonly givenUp: string[] = [];
  readonly #open: { readonly id: string; readonly subscriber: Subscriber<RecordStatus> }[] = [];
  readonly #waiting: { readonly id: string; readonly settle: (subscriber: Subscriber<RecordStatus>) => void }[] = [];

  findRecord({ id, identity }: QualifiedPatient): Observable<RecordStatus> {
    return new Observable((subscriber) => {
      const refusal = checkIns(identity, 'simulator');
      if (refusal) return subscriber.error(new PluginError(refusal));
      this.asked.push(id);
      const question = { id, subscriber };
      const waiting = this.#waiting.findIndex((entry) => entry.id === id);
      const [first] = waiting < 0 ? [] : this.#waiting.splice(waiting, 1);
      if (first) first.settle(subscriber);
      else this.#open.push(question);
      return () => {
        const index = this.#open.indexOf(question);
        if (index < 0) return;
        this.#open.splice(index, 1);
        this.givenUp.push(id);
      };
    });
  }

  /** Questions nobody has answered yet, by patient. */
  get pending(): readonly string[] {
    return this.#open.map(({ id }) => id);
  }

  /** Answers the question about this patient, waiting for it if need be. Done when what follows from the answer has happened. */
  answer(patient: { readonly id: string }, status: RecordStatus): Promise<void> {
    return this.#settle(patient.id, (subscriber) => {
      subscriber.next(status);
      subscriber.complete();
    });
  }

  /** The same, with a failure. */
  fail(patient: { readonly id: string }, error: unknown): Promise<void> {
    return this.#settle(patient.id, (subscriber) => subscriber.error(error));
  }

  async #settle(id: string, settle: (subscriber: Subscriber<RecordStatus>) => void): Promise<void> {
    const index = this.#open.findIndex((question) => question.id === id);
    const [question] = index < 0 ? [] : this.#open.splice(index, 1);
    // A question still to come is answered a turn later, as a DMP would.
    if (question) settle(question.subscriber);
    else {
      const subscriber = await new Promise<Subscriber<RecordStatus>>((resolve) => this.#waiting.push({ id, settle: resolve }));
      settle(subscriber);
    }
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

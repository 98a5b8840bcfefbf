import type { Observable, Subscription } from 'rxjs';
import type { PatientRef } from '../../src/api/patient.js';

/** Two patients whose INS opens the DMP, and three whose INS does not. */
export const ALICE: PatientRef = {
  id: 'alice',
  identity: {
    matricule: '278089999901025',
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName: 'INS-FAMILLE-DIX',
    birthGivenNames: 'LUCIE',
    sex: 'F',
    birthDate: '1978-08-28',
    birthPlaceCode: '72181',
  },
};
export const BOB: PatientRef = {
  id: 'bob',
  identity: {
    matricule: '170082622170161',
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName: 'INS-FAMILLE-ONZE',
    birthGivenNames: 'PAUL JEAN MARC',
    sex: 'M',
    birthDate: '1970-08-07',
    birthPlaceCode: '26221',
  },
};
export const NOT_QUALIFIED: PatientRef = { id: 'validated', identity: { ...ALICE.identity, insStatus: 'validée' } };
export const WAITING_NUMBER: PatientRef = { id: 'nia', identity: { ...ALICE.identity, matricule: '890129935000750', insOid: '1.2.250.1.213.1.4.9' } };
export const WRONG_KEY: PatientRef = { id: 'key', identity: { ...ALICE.identity, matricule: '251109999900825' } };

/** What a stream has said so far. */
export interface Watch<T> {
  readonly all: readonly T[];
  readonly last: T | undefined;
  stop(): void;
}

export function watch<T>(stream$: Observable<T>): Watch<T> {
  const all: T[] = [];
  const subscription: Subscription = stream$.subscribe((value) => all.push(value));
  return {
    all,
    get last() {
      return all.at(-1);
    },
    stop: () => subscription.unsubscribe(),
  };
}

/** Lets whatever waits for a promise go on. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
};

import type { AboutState, CardState, DmpStatus, DmpTabState, Known, RecordStatus, WebDmpLink } from '../src/api/messages.js';
import type { Holder, Situation } from '../src/api/professional.js';

const MINUTE = 60_000;
export const ago = (minutes: number): number => Date.now() - minutes * MINUTE;

export const LEA: Holder = { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' };
export const MARC: Holder = { id: '899900003100', familyName: 'KINE0310', givenName: 'Marc', professionCode: '70' };
export const CABINET: Situation = { id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' };
export const MAISON: Situation = { id: '10B0127189', structureName: 'MAISON DE SANTE DES JACOBINS', structureId: '10B0127189', sectorCode: 'SA07' };
/** The session of a secretary. */
export const CPE: NonNullable<DmpTabState['session']> = {
  holder: { id: '699900021212001/0001', familyName: 'SECRETAIRE0212', givenName: 'Sylvie', cardKind: 'CPE', professionCode: 'SECRETARIAT_MEDICAL' },
  situation: CABINET,
  since: ago(5),
};
/** A real public key, made for these pages: nobody holds its other half. */
export const PIN_KEY: JsonWebKey = {
  kty: 'RSA',
  e: 'AQAB',
  n: 'w3UPcBxvckLb__FGysUkznu8d1Psx6gjv6Wv8jJLNjKA8OwAb5TUvOBtepEPNnX7CYvBVtGOPPwqO38TqybBt1KRC0ljkR0yGX_-bQbq2EvzPTry2Qa_CRv-I30O3awpxNz7mfkj8pn4Gjqmx1B-oJPlcjx6NbANWwy4DxU_q09q609QrU9RBDKeMYDG0nSgl2qSU13DWxfddpFsaAsYUs3yohIAd5ymwDXDtVOACFMihW-0c9g0OSh7Du-qyXYI8M-uAS14Kl-J5dvVD_iL0O_4HJg85qctfWhIx4Z-Vj4bsYIn2JzCuhwNxLb1TsaF9PFBVFkEYl3e6gDZgffKvQ',
};
export const LOCKED: CardState = { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: false };

const RECORD: RecordStatus = {
  record: 'open',
  authorisation: 'valid',
  internetAccount: 'created',
  attachedToMes: false,
  treatingPhysician: false,
  traitsThatDiffer: [],
};
/** An open record the professional may read, checked two minutes ago; or what `difference` says. */
export const known = (difference: Partial<Known> = {}): Known => ({ ...RECORD, kind: 'known', checkedAt: ago(2), ...difference });

type Unnamed<Status> = Status extends unknown ? Omit<Status, 'patientId'> : never;
/** The tab of one patient, in the simulator, with an open session. */
export function tab(status: Unnamed<DmpStatus>, difference: Partial<DmpTabState> = {}): DmpTabState {
  const hasCard = status.kind === 'needsCard' || status.kind === 'needsPin';
  return {
    patientId: 'p01',
    status: { ...status, patientId: 'p01' } as DmpStatus,
    ...(!hasCard && { session: { holder: LEA, situation: CABINET, since: ago(95) } }),
    environment: 'simulator',
    maxAgeMinutes: 5,
    support: { dmpPhone: '08 10 33 13 33', productPhone: '', productEmail: '' },
    patient: { name: 'DESMAUX NATHALIE', birthDate: '1955-06-15' },
    acts: [],
    tracesNoticeDue: false,
    ...difference,
  };
}

export const LINK: WebDmpLink = {
  patientId: 'p01',
  patientName: 'DESMAUX NATHALIE',
  url: 'http://127.0.0.1:4190/AccesDirect/Documents/255069999999934/1.2.250.1.213.1.4.10',
  asked: 'Documents',
  opens: 'Documents',
  showNotice: true,
};

export const ABOUT: AboutState = {
  lpsName: 'Passerelle DMP',
  lpsVersion: '1.0.0',
  publisher: 'Passerelle DMP',
  environment: 'simulator',
  profiles: [{ id: 'Consultation', homologatedOn: '2026-06-01' }, { id: 'Alimentation' }],
  support: { dmpPhone: '08 10 33 13 33', productPhone: '02 43 00 00 00', productEmail: 'support@example.org' },
};
/** Dialogs ask for the card too. */
export const TAKEN_OUT: CardState = { kind: 'absent', removedAt: Date.now() - 60_000 };
export const TO_UNLOCK: CardState = { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: false };

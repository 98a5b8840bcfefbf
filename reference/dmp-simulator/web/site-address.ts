import { TEST_INS_OID } from '../data/records.js';
import { hasValidKey, isWaitingNumber } from '../ins.js';

export interface PatientKey {
  readonly matricule: string;
  readonly insOid: string;
}

/** Pages on one record, by the name they have in an address, with their title. Those of `/Dossier/` are reached from inside the site alone. */
export const RECORD_PAGES = {
  DossierPatient: 'Récapitulatif',
  Documents: 'Documents',
  ParcoursDeSoins: 'Parcours de soins',
  Miniatures: 'Miniatures',
  InformationsPatient: 'Informations Patient',
  GestionDMPPatient: 'Gestion DMP',
  HistoriqueAcces: 'Historique des accès',
  VolontesEtDroits: 'Volontés et droits',
  CarnetVaccination: 'Carnet de vaccination',
} as const;
export type RecordPage = keyof typeof RECORD_PAGES;

const DASHBOARD = 'TableauDeBord';
const SETTINGS = 'Parametrages';
/** Had a page once. */
const CREATION = 'CreationDMP';
const INNER: readonly string[] = ['InformationsPatient', 'Miniatures'] satisfies readonly RecordPage[];

/** Why an address opens nothing, whoever asks. */
export type AddressFault =
  | { readonly kind: 'creation' | 'patientMissing' | 'patientIncomplete' | 'patientUnwanted' }
  | { readonly kind: 'unknownPage'; readonly meant?: string }
  | { readonly kind: 'insFormat' | 'insKey' | 'insWaiting' | 'insProduction' | 'insDomain' };

export type SiteAddress =
  | { readonly kind: 'dashboard'; readonly patient?: PatientKey }
  | { readonly kind: 'settings' }
  | { readonly kind: 'record'; readonly page: RecordPage; readonly patient: PatientKey }
  | { readonly kind: 'refused'; readonly fault: AddressFault };

/** Reads the path of `/AccesDirect/…` or `/Dossier/…`, without its query. Names have exact capitals (TD0.9). */
export function readAddress(path: string): SiteAddress {
  const [start, folder, page = '', ...patient] = path.split('/');
  if (start !== '' || (folder !== 'AccesDirect' && folder !== 'Dossier')) return refused({ kind: 'unknownPage' });
  if (folder === 'AccesDirect' && page.startsWith(CREATION)) return refused({ kind: 'creation' });
  const names: readonly string[] = folder === 'Dossier' ? INNER : [DASHBOARD, SETTINGS, ...Object.keys(RECORD_PAGES).filter((name) => !INNER.includes(name))];
  if (!names.includes(page)) {
    const meant = names.find((name) => name.toLowerCase() === page.toLowerCase());
    return refused({ kind: 'unknownPage', ...(meant && { meant }) });
  }
  if (page === SETTINGS) return patient.length ? refused({ kind: 'patientUnwanted' }) : { kind: 'settings' };
  if (!patient.length) return page === DASHBOARD ? { kind: 'dashboard' } : refused({ kind: 'patientMissing' });
  const [matricule, insOid, ...others] = patient;
  if (!matricule || !insOid || others.length) return refused({ kind: 'patientIncomplete' });
  const fault = faultOf(matricule, insOid);
  if (fault) return refused({ kind: fault });
  const key = { matricule, insOid };
  return page === DASHBOARD ? { kind: 'dashboard', patient: key } : { kind: 'record', page: page as RecordPage, patient: key };
}

/** The address as it is written; a refused one has none but the dashboard. */
export function hrefOf(address: SiteAddress): string {
  switch (address.kind) {
    case 'dashboard':
      return address.patient ? `/AccesDirect/${DASHBOARD}${patientPath(address.patient)}` : `/AccesDirect/${DASHBOARD}`;
    case 'settings':
      return `/AccesDirect/${SETTINGS}`;
    case 'record':
      return `/${INNER.includes(address.page) ? 'Dossier' : 'AccesDirect'}/${address.page}${patientPath(address.patient)}`;
    case 'refused':
      return `/AccesDirect/${DASHBOARD}`;
  }
}

export const DASHBOARD_HREF = hrefOf({ kind: 'dashboard' });
export const SETTINGS_HREF = hrefOf({ kind: 'settings' });

const patientPath = ({ insOid, matricule }: PatientKey): string => `/${encodeURIComponent(matricule)}/${encodeURIComponent(insOid)}`;
const refused = (fault: AddressFault): SiteAddress => ({ kind: 'refused', fault });

function faultOf(matricule: string, insOid: string): 'insFormat' | 'insKey' | 'insWaiting' | 'insProduction' | 'insDomain' | undefined {
  if (insOid === '1.2.250.1.213.1.4.9') return 'insWaiting';
  if (insOid === '1.2.250.1.213.1.4.8') return 'insProduction';
  if (insOid !== TEST_INS_OID) return 'insDomain';
  if (!/^\d{5}(\d{2}|2A|2B)\d{8}$/.test(matricule)) return 'insFormat';
  if (isWaitingNumber(matricule)) return 'insWaiting';
  return hasValidKey(matricule) ? undefined : 'insKey';
}

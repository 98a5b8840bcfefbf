import { TEST_INS_OID } from '../data/records.js';
import { hasValidKey, isWaitingNumber } from '../ins.js';

const NIA_OID = '1.2.250.1.213.1.4.9';
const NIR_OID = '1.2.250.1.213.1.4.8';

/** A page of the site. `label`: its place among the sub-tabs of a record. */
export interface SitePage {
  readonly path: string;
  readonly label: string;
  readonly patient: 'required' | 'optional' | 'none';
}

const ofRecord = (path: string, label: string): SitePage => ({ path, label, patient: 'required' });

export const DASHBOARD: SitePage = { path: '/AccesDirect/TableauDeBord', label: 'Tableau de bord', patient: 'optional' };
export const SETTINGS: SitePage = { path: '/AccesDirect/Parametrages', label: 'Paramétrages', patient: 'none' };

/** In the order of the sub-tabs. The patient's traits have no direct access from outside. */
export const RECORD_PAGES = {
  summary: ofRecord('/AccesDirect/DossierPatient', 'Récapitulatif'),
  documents: ofRecord('/AccesDirect/Documents', 'Documents'),
  traits: ofRecord('/DMP/InformationsPatient', 'Informations Patient'),
  management: ofRecord('/AccesDirect/GestionDMPPatient', 'Gestion DMP'),
  accesses: ofRecord('/AccesDirect/HistoriqueAcces', 'Historique des accès'),
  carePath: ofRecord('/AccesDirect/ParcoursDeSoins', 'Parcours de soins'),
  wishes: ofRecord('/AccesDirect/VolontesEtDroits', 'Volontés et droits'),
  vaccinations: ofRecord('/AccesDirect/CarnetVaccination', 'Carnet de vaccination'),
} as const;
export type RecordPage = keyof typeof RECORD_PAGES;

const PAGES: readonly SitePage[] = [DASHBOARD, SETTINGS, ...Object.values(RECORD_PAGES)];
const REMOVED = /^\/AccesDirect\/CreationDMP/;

export interface PatientAddress {
  readonly matricule: string;
  readonly insOid: string;
}

export type Address =
  | { readonly kind: 'page'; readonly page: SitePage; readonly patient?: PatientAddress | undefined }
  | { readonly kind: 'unknown' | 'removed' }
  | { readonly kind: 'refused'; readonly reason: string };

export const addressOf = ({ path }: SitePage, patient?: PatientAddress): string => (patient ? `${path}/${patient.matricule}/${patient.insOid}` : path);

/** Reads the path of an address, to the letter. */
export function readAddress(path: string): Address {
  if (REMOVED.test(path)) return { kind: 'removed' };
  const page = PAGES.find((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`));
  if (!page) return { kind: 'unknown' };
  const rest = path.slice(page.path.length + 1);
  if (!rest)
    return page.patient === 'required' ? refused('Cette page est celle d’un patient\u00a0: son adresse doit porter un matricule INS.') : { kind: 'page', page };
  if (page.patient === 'none') return { kind: 'unknown' };
  const [matricule = '', insOid = '', ...others] = rest.split('/');
  if (others.length) return { kind: 'unknown' };
  const reason = whyRefused({ matricule, insOid });
  return reason ? refused(reason) : { kind: 'page', page, patient: { matricule, insOid } };
}

const refused = (reason: string): Address => ({ kind: 'refused', reason });

function whyRefused({ matricule, insOid }: PatientAddress): string | undefined {
  if (!insOid) return 'L’OID de l’INS manque après le matricule.';
  if (!/^\d{5}(\d{2}|2A|2B)\d{8}$/.test(matricule)) return 'Le matricule n’a pas la forme d’un matricule INS\u00a0: 15 caractères sont attendus, clé comprise.';
  if (insOid === NIA_OID || isWaitingNumber(matricule)) return 'Ce matricule est un NIA, un numéro d’attente\u00a0: il ne donne pas accès au DMP.';
  if (insOid === NIR_OID) return 'Cet OID est celui de la production\u00a0: le simulateur ne connaît que des matricules de test.';
  if (insOid !== TEST_INS_OID) return `Cet OID n’est pas celui d’un matricule INS. Le simulateur attend ${TEST_INS_OID}.`;
  return hasValidKey(matricule) ? undefined : 'La clé du matricule est fausse.';
}

import type { PluginInfo } from '../../../../reference/host/page-protocol.js';
import type { PatientRecord, PatientSummary, Visit } from '../../../../reference/host/practice.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { Manifest } from '../../../../src/api/manifest.js';

/** A practice in small, for the tests of the page. */

export const NATHALIE: PatientRecord = {
  id: 'p01',
  identity: {
    matricule: '255069999999934',
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName: 'DESMAUX',
    birthGivenNames: 'NATHALIE',
    sex: 'F',
    birthDate: '1955-06-15',
    birthPlaceCode: '72181',
  },
  beneficiary: {
    name: 'DESMAUX',
    givenName: 'NATHALIE',
    quality: 'Assuré',
    birthDate: '1955-06-15',
    twinRank: 1,
    socialSecurityNumber: '2 55 06 99 999 999 34',
    certificationDate: '2026-01-02',
  },
  insured: { name: 'DESMAUX', givenName: 'NATHALIE', socialSecurityNumber: '2 55 06 99 999 999 34' },
  complementary: { name: 'DRE OCT', from: '2015-04-01', to: '2020-04-30', rule: 'Sélection automatique à la facturation' },
  contact: {
    address: '5 BD ALEXANDRE OYON',
    addressComplement: '',
    postalCode: '72019',
    city: 'LE MANS CEDEX 2',
    phones: ['02 43 00 00 01', '', '', ''],
    email: '',
  },
  treatingPhysician: { name: 'Dr ALONSO Fabrice', declared: true },
  mileage: { plain: 0, mountain: 0, foot: 0 },
  rights: [{ label: 'Régime général, droits de base', from: '2026-01-01', to: '2026-12-31' }],
  absences: [],
  notes: '',
};

/** Insured in his own name; father of `CORSE`. */
export const PAUL: PatientRecord = {
  ...NATHALIE,
  id: 'p02',
  identity: {
    ...NATHALIE.identity,
    matricule: '170082622170161',
    birthName: 'INS-FAMILLE-ONZE',
    birthGivenNames: 'PAUL JEAN MARC',
    sex: 'M',
    birthDate: '1970-08-07',
    birthPlaceCode: '26221',
  },
  beneficiary: {
    name: 'INS-FAMILLE-ONZE',
    givenName: 'PAUL JEAN MARC',
    quality: 'Assuré',
    birthDate: '1970-08-07',
    twinRank: 1,
    socialSecurityNumber: '1 70 08 26 221 701 61',
    certificationDate: '2001-05-07',
  },
  insured: { name: 'INS-FAMILLE-ONZE', givenName: 'PAUL JEAN MARC', socialSecurityNumber: '1 70 08 26 221 701 61' },
  contact: {
    address: '18 RUE GAMBETTA',
    addressComplement: '',
    postalCode: '72000',
    city: 'LE MANS',
    phones: ['02 43 00 00 11', '06 00 00 00 11', '', ''],
    email: 'famille.onze@exemple.fr',
  },
  treatingPhysician: { name: '', declared: false },
};

export const CORSE: PatientRecord = {
  ...PAUL,
  id: 'p03',
  identity: {
    ...PAUL.identity,
    matricule: '101072B99900114',
    birthGivenNames: 'CORSE',
    birthDate: '2001-07-14',
    birthPlaceCode: '2B033',
    insStatus: 'validée',
  },
  beneficiary: { ...PAUL.beneficiary, givenName: 'CORSE', quality: 'Enfant', birthDate: '2001-07-14' },
  contact: { address: '', addressComplement: '', postalCode: '', city: '', phones: ['', '', '', ''], email: '' },
};

export const summaryOf = ({ id, beneficiary, contact }: PatientRecord): PatientSummary => ({
  id,
  name: beneficiary.name,
  givenName: beneficiary.givenName,
  birthDate: beneficiary.birthDate,
  city: contact.city,
});

const visit = (id: string, time: string, record: PatientRecord, change: Partial<Visit> = {}): Visit => ({
  id,
  time,
  patient: summaryOf(record),
  done: false,
  current: false,
  place: '5 bd Alexandre Oyon',
  placeDetail: 'Le Mans',
  act: 'AMI 1 + 1',
  actDetail: 'domicile',
  ...change,
});
export const VISITS: readonly Visit[] = [
  visit('v1', '07:00', NATHALIE, { done: true, actDetail: 'domicile, nuit' }),
  visit('v2', '07:30', PAUL, { current: true, place: 'Cabinet', placeDetail: '', act: 'AMI 2', actDetail: 'pansement' }),
  visit('v3', '14:00', CORSE, { place: '18 rue Gambetta', act: 'AMI 1', actDetail: 'injection' }),
];

const pdf = (id: string, patientId: string, title: string, change: Partial<LocalDocument> = {}): LocalDocument => ({
  ...{
    id,
    patientId,
    title,
    kind: 'prescription',
    fileName: 'ordonnance.pdf',
    mediaType: 'application/pdf',
    size: 24_300,
    writtenOn: '2026-11-20',
    version: 1,
  },
  ...change,
});
export const DOCUMENTS: readonly LocalDocument[] = [
  pdf('d1', 'p01', 'Ordonnance kiné', { validatedAt: Date.parse('2026-11-20T10:00:00') }),
  pdf('d2', 'p01', 'Surveillance du pansement, J+6', {
    kind: 'careReport',
    fileName: 'surveillance.txt',
    mediaType: 'text/plain',
    size: 812,
    writtenOn: '2026-11-19',
  }),
  pdf('d3', 'p02', 'Certificat de Paul', { kind: 'certificate' }),
];

export const DMP_CONTRIBUTIONS: Manifest['contributes'] = {
  views: {
    patientForm: [{ id: 'dmp.tab', title: 'DMP', when: 'patient.open' }],
    patientBand: [{ id: 'dmp.bandChip', title: 'DMP' }],
    visitColumn: [{ id: 'dmp.visitChip', title: 'DMP' }],
    localDocument: [{ id: 'dmp.documentMark', title: 'DMP' }],
    page: [{ id: 'dmp.about', title: 'À propos du DMP', icon: 'info' }],
  },
  patientReaders: [],
  commands: [
    { id: 'dmp.showStatus', title: 'Afficher le statut', in: 'main' },
    { id: 'dmp.openDashboard', title: 'Tableau de bord', icon: 'layout-dashboard', in: 'browser' },
    { id: 'dmp.openRecordHome', title: 'Accueil DMP Patient', icon: 'house', in: 'browser' },
    { id: 'dmp.sendDocument', title: 'Alimenter le DMP', icon: 'folder-up', in: 'browser' },
    { id: 'dmp.neverSend', title: 'Ne pas envoyer', icon: 'ban', in: 'main' },
  ],
  menus: {
    'patientForm/otherAction': [
      { reveal: 'dmp.tab', title: 'DMP', icon: 'folder-check', when: 'patient.open' },
      {
        submenu: 'Accès au WEB DMP',
        icon: 'globe',
        when: 'patient.open',
        items: [
          { command: 'dmp.openDashboard', external: true },
          { command: 'dmp.openRecordHome', external: true, enabled: 'patient.insQualified', disabledReason: 'L’INS de ce patient n’est pas qualifiée.' },
          {
            reveal: 'dmp.tab',
            title: 'Création du DMP',
            icon: 'folder-plus',
            enabled: "dmp.record != 'open'",
            disabledReason: 'Le DMP de ce patient existe déjà.',
          },
        ],
      },
    ],
    'patientForm/tabStrip': [],
    'localDocument/context': [
      { command: 'dmp.sendDocument', enabled: 'patient.insQualified', disabledReason: 'L’INS de ce patient n’est pas qualifiée.' },
      { command: 'dmp.neverSend' },
    ],
  },
  contextKeys: { 'dmp.record': ['unknown', 'missing', 'open', 'closed'] },
  configuration: {
    'dmp.environment': {
      type: 'enum',
      title: 'Environnement',
      values: ['simulator', 'production'],
      labels: ['Simulateur', 'Production'],
      default: 'simulator',
    },
    'dmp.statusMaxAgeMinutes': { type: 'integer', title: 'Âge maximal du statut, en minutes', minimum: 1, maximum: 1440, default: 5 },
    'dmp.showWebDmpNotice': { type: 'boolean', title: 'Prévenir avant d’ouvrir le navigateur', default: true },
    'dmp.baseUrl': { type: 'string', title: 'Adresse du DMP', description: 'Vide : celle de l’environnement.', default: '' },
    'dmp.homologationNumber': { type: 'string', title: 'Numéro d’homologation', default: 'TEST-0000', hidden: true },
  },
};

export const DMP: PluginInfo = {
  id: 'dmp',
  folderName: 'passerelle-dmp',
  title: 'DMP',
  description: 'Le Dossier Médical Partagé dans la fiche du patient : statut et accès au WEB DMP.',
  icon: 'folder-check',
  publisher: 'Passerelle DMP',
  version: '1.0.0',
  hostRange: '^1.2.0',
  state: 'running',
  enabled: true,
  faults: [],
  contributes: DMP_CONTRIBUTIONS,
  capabilities: { network: ['dmp'], cardReader: true, documents: 'read', patient: 'read', practice: 'read' },
  browserModule: '/plugins/dmp/browser.js?1',
  activation: { milliseconds: 84.2, event: 'patient.open', at: Date.parse('2026-11-24T06:50:00') },
  memoryMegabytes: 61.3,
  restarts: 0,
  pageCounts: {},
};

export const INVALID: PluginInfo = {
  id: 'teletransmission',
  folderName: 'teletransmission',
  title: 'Télétransmission',
  description: '',
  icon: 'puzzle',
  publisher: 'Essai local',
  version: '0.1.0',
  hostRange: '12',
  state: 'invalid',
  enabled: false,
  faults: [
    { path: '$.engines.host', message: 'a range whose major version is fixed, ^1.2.0' },
    { path: "$.contributes.menus['patientForm/otherAction'][0]", message: 'has either command or reveal' },
  ],
  restarts: 0,
  pageCounts: {},
};

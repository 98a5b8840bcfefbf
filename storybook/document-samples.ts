import type { FedDocument, FeedingState, OutboxRow, OutboxState, RulesState } from '../src/api/documents.js';
import { ago } from './samples.js';

const HOUR = 60;
const REPORT = { typeCode: '24', typeLabel: 'CR ou fiche de suivi de soins par auxiliaire médical', category: 'treatments' } as const;

/** A document that was sent today and that everybody sees; or what `difference` says. */
export const fed = (difference: Partial<FedDocument> = {}): FedDocument => ({
  documentId: 'd01',
  patientId: 'p01',
  title: 'Surveillance du pansement, J+6',
  ...REPORT,
  comment: '',
  writtenOn: '2026-11-24',
  actStart: '2026-11-24',
  author: 'Léa INFIRMIER0212',
  mediaType: 'application/pdf',
  size: 412_000,
  version: 1,
  visibility: [],
  state: { kind: 'sent', at: ago(2) },
  availability: 'current',
  byRule: false,
  acts: ['replace', 'changeVisibility', 'archive', 'delete'],
  ...difference,
});

const row = (documentId: string, patient: readonly [id: string, name: string], title: string, difference: Partial<FedDocument>): OutboxRow => ({
  ...fed({ documentId, title, ...difference }),
  patientId: patient[0],
  patientName: patient[1],
});
const NATHALIE = ['p01', 'DESMAUX Nathalie'] as const;
const CORSE = ['p02', 'INS-FAMILLE-ONZE Corse'] as const;
const JEAN_MICHEL = ['p03', 'INS-FAMILLE-UN Jean-Michel'] as const;

export const REFUSED = row('r1', JEAN_MICHEL, 'Bilan de plaie, semaine 47', {
  typeLabel: 'CR de bilan fonctionnel',
  state: {
    kind: 'refused',
    error: { code: 'dmp.documentRefused', reference: '7f3a-19c2', detail: { layer: 'xds', code: 'XDSRegistryMetadataError', transaction: 'TD2.1' } },
  },
  acts: ['correct', 'withdraw'],
});
export const FAILED = row('f1', CORSE, 'Injection du 24/11', {
  state: { kind: 'failed', error: { code: 'dmp.timeout' }, nextTry: ago(-8) },
  acts: ['retry', 'hold', 'withdraw'],
});
export const SENDING = row('s1', NATHALIE, 'Cicatrice du genou, J+6', {
  typeLabel: "Document encapsulant une image d'illustration non DICOM",
  state: { kind: 'sending', sentBytes: 2_900_000, totalBytes: 4_700_000 },
  acts: [],
});
export const BEFORE = row('q1', NATHALIE, 'Ordonnance kiné', { state: { kind: 'queued', waitsFor: 'before' }, acts: ['hold', 'withdraw'] });
export const CARD = row('q2', ['p06', 'INS-FAMILLE-SIX Karim'], 'Glycémies de novembre', {
  state: { kind: 'queued', waitsFor: 'card' },
  acts: ['hold', 'withdraw'],
});
export const HELD = row('h1', ['p07', 'INS-FAMILLE-DEUX Rosa'], 'Suivi des plaies, novembre', {
  state: { kind: 'held', since: ago(26 * HOUR) },
  acts: ['release', 'withdraw'],
});
export const PROPOSED = row('p1', NATHALIE, 'Ordonnance de pansements', {
  typeLabel: 'Prescription de soins',
  state: { kind: 'proposed', since: ago(20) },
  byRule: true,
  acts: ['confirm', 'decline'],
});
export const UNREADABLE = row('l1', CORSE, '', { typeLabel: '', writtenOn: '', author: '', state: { kind: 'locked' }, acts: ['withdraw'] });
export const SENT = row('e1', NATHALIE, 'Surveillance du pansement, J+6', {});
export const ARCHIVED = row('e2', CORSE, 'Bilan initial', {
  state: { kind: 'sent', at: ago(30 * HOUR) },
  availability: 'archived',
  visibility: ['MASQUE_PS'],
  acts: ['unarchive', 'delete'],
});

/** A full outbox; or what `difference` says. */
export const outbox = (difference: Partial<OutboxState> = {}): OutboxState => ({
  rows: [SENT, HELD, CARD, BEFORE, SENDING, FAILED, REFUSED, ARCHIVED],
  suspended: false,
  sentToday: 12,
  more: 0,
  ...difference,
});

export const feeding = (documents: readonly FedDocument[], difference: Partial<FeedingState> = {}): FeedingState => ({
  documents,
  mayAdd: true,
  conditions: { card: true, record: true },
  ...difference,
});

export const RULES: RulesState = {
  isOn: true,
  rules: [
    {
      ruleId: 'a',
      documentKind: 'careReport',
      actCode: 'any',
      does: 'queue',
      typeCode: '24',
      practiceSetting: 'SAD',
      visibility: [],
      signedBy: 'Léa INFIRMIER0212',
    },
    {
      ruleId: 'b',
      documentKind: 'prescription',
      actCode: 'AMI 4',
      does: 'propose',
      typeCode: '57133-1',
      practiceSetting: 'AMBULATOIRE',
      visibility: ['MASQUE_PS'],
    },
  ],
  types: [
    { code: '24', label: REPORT.typeLabel, category: 'treatments', usual: true },
    { code: '57133-1', label: 'Prescription de soins', category: 'treatments', usual: false },
    { code: 'CERT_DECL', label: 'Certificat, déclaration', category: 'certificates', usual: false },
  ],
  practiceSettings: [
    { code: 'AMBULATOIRE', label: 'Ambulatoire' },
    { code: 'SAD', label: 'Soins à domicile' },
  ],
  exceptions: [{ patientId: 'p07', patientName: 'INS-FAMILLE-DEUX Rosa' }],
};

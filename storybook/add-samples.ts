import type { DocumentCheck, DocumentDraft, DocumentForm, JoinedBody } from '../src/api/documents.js';
import { RULES } from './document-samples.js';

const FORM: DocumentForm = {
  typeCode: '57133-1',
  title: '',
  comment: '',
  writtenOn: '2026-11-20',
  actStart: '2026-11-20',
  actEnd: '',
  practiceSetting: 'AMBULATOIRE',
  situationId: '499900021212001',
  authorId: '',
  visibility: [],
};

/** The form of an adult, nothing joined; or what `difference` says. */
export const draftOf = (difference: Partial<DocumentDraft> = {}): DocumentDraft => ({
  patientId: 'p01',
  patientName: 'DESMAUX NATHALIE',
  birthDate: '1955-06-15',
  form: FORM,
  types: RULES.types,
  practiceSettings: RULES.practiceSettings,
  situations: [{ code: '499900021212001', label: 'CABINET MME INFIRMIER0212 / Cabinet individuel' }],
  forbidden: { INVISIBLE_REPRESENTANTS_LEGAUX: 'adult' },
  mayCumulate: false,
  conditionsRead: false,
  maxBytes: 5 * 1024 * 1024,
  ...difference,
});
export const filledIn = (difference: Partial<DocumentForm> = {}): DocumentForm => ({ ...FORM, title: 'Ordonnance kiné', ...difference });

/** A file of one page that was converted; or what `difference` says. */
export const joined = (difference: Partial<JoinedBody> = {}): JoinedBody => ({
  patientId: 'p01',
  bodyId: 'b1',
  name: 'Ordonnance kiné.pdf',
  mediaType: 'application/pdf',
  size: 312_000,
  pages: 1,
  warnings: ['pdfaRepaired'],
  preview: { kind: 'pages', files: [{ id: 'page-1', name: 'page-1.jpg', mediaType: 'image/jpeg' }] },
  ...difference,
});

/** What is asked to be confirmed. */
export const CHECK: Extract<DocumentCheck, { kind: 'valid' }> = {
  kind: 'valid',
  patientId: 'p01',
  structure: 'CABINET MME INFIRMIER0212',
  typeLabel: 'Prescription de soins',
  title: 'Ordonnance kiné',
  writtenOn: '2026-11-20',
  addedOn: '2026-11-24',
  visibility: [],
};

/** A page of a document, drawn here. */
export async function drawnPage(words: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(420, 594);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('nothing to draw on');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, 420, 594);
  context.fillStyle = '#15222d';
  context.font = '18px sans-serif';
  context.fillText(words, 40, 80);
  return canvas.convertToBlob({ type: 'image/png' });
}

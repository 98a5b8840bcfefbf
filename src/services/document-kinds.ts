import type { Category, Choice, TypeChoice } from '../api/documents.js';
import type { Holder } from '../api/professional.js';
import types from '../terminology/document-types.json' with { type: 'json' };
import facilityTypes from '../terminology/healthcare-facility-types.json' with { type: 'json' };
import settings from '../terminology/practice-settings.json' with { type: 'json' };

/** Headings of the web record, by their words in the official list. */
const HEADINGS: Readonly<Record<string, Category>> = {
  Synthèses: 'syntheses',
  'Traitements et soins': 'treatments',
  'Comptes-rendus': 'reports',
  'Imagerie médicale': 'imaging',
  Biologie: 'biology',
  Prévention: 'prevention',
  'Certificats, déclarations': 'certificates',
  'Données de remboursement': 'reimbursements',
  'Documents ajoutés par le patient': 'patient',
  'Documents administratifs et de gestion': 'administrative',
};
/** Only the patient and the DMP itself feed these (§10.4): headings, and the history of vaccinations. */
const NOT_FED: ReadonlySet<Category> = new Set(['patient', 'reimbursements']);
const HISTORY_OF_VACCINATIONS = '11369-6';
/** Of documents that are no medical text of their own. */
const TECHNICAL = new Set(['E1762', 'IMG-KOS']);
/** The note of a vaccination is a structured volet (EX_2.1-2000); what is sent here has a file for its body. */
const STRUCTURED = new Set(['87273-9']);
const NOT_OF_CARE = new Set(['EXP_PATIENT', 'SNR']);

/** What each profession (table G15) writes most, in this order. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  '10': ['11488-4', '57833-6', '57832-8', 'PRESC-KINE', 'PRESC-INF', 'PRESC-BIO', '96349-6', '60591-5', 'CERT_DECL'],
  '50': ['11488-4', '57833-6', 'PRESC-BIO', 'CERT_DECL'],
  '60': ['11506-3', 'BIL_AUTO', '80565-5', '57832-8', '52040-3'],
  '70': ['11506-3', '47420-5', '34120-6', '57832-8', 'PRESC-KINE'],
  '91': ['11506-3', '34120-6', '47420-5', 'PRESC-ORTHOPHO'],
};
const ANYBODY = ['11506-3', '34120-6', '57832-8'] as const;
/** What the host calls a document, and what it most likely is. */
const OF_KIND: Readonly<Record<string, string>> = {
  prescription: '57832-8',
  careReport: '11506-3',
  assessment: '34120-6',
  certificate: 'CERT_DECL',
  letter: '96349-6',
  photo: '52040-3',
};

/** Types a professional may feed (JDV_J66), the usual ones first; `used`: what this user chose last, before all others. */
export function documentTypes({ professionCode }: Pick<Holder, 'professionCode'>, used: readonly string[] = []): readonly TypeChoice[] {
  const usual = [...new Set([...used, ...(USUAL[professionCode] ?? ANYBODY)])];
  const rank = ({ code }: Choice) => (usual.includes(code) ? usual.indexOf(code) : usual.length);
  const choices = types.concepts.flatMap(({ code, display }): TypeChoice[] => {
    const category = categoryOf(code);
    const isFed = !NOT_FED.has(category) && code !== HISTORY_OF_VACCINATIONS && !TECHNICAL.has(code) && !STRUCTURED.has(code);
    return isFed ? [{ code, label: display, category, usual: usual.includes(code) }] : [];
  });
  return choices.sort((one, other) => rank(one) - rank(other) || one.label.localeCompare(other.label, 'fr'));
}

/** Of an unknown code: a report. */
export function categoryOf(typeCode: string): Category {
  const heading = types.concepts.find(({ code }) => code === typeCode)?.category;
  return (heading && HEADINGS[heading]) || 'reports';
}
export const typeLabel = (typeCode: string): string => types.concepts.find(({ code }) => code === typeCode)?.display ?? typeCode;

/** *Cadre d'exercice* (JDV_J62). */
export const practiceSettings: readonly Choice[] = settings.concepts
  .filter(({ code }) => !NOT_OF_CARE.has(code))
  .map(({ code, display }) => ({ code, label: display }));

/** A kind of structure (JDV_J61), in words. */
export const facilityLabel = (code: string): string => facilityTypes.concepts.find((concept) => concept.code === code)?.display ?? code;

/** Empty where a word of the host says nothing. */
export const typeOfKind = (kind: string): string => OF_KIND[kind] ?? '';

import type { VitaleBeneficiary } from '../../../../src/api/vitale.js';
import { folded, storedCardDate } from '../../card-holder.js';
import type { PatientRecord } from '../../practice.js';
import { frenchDate, frenchDateWithDay } from './dates.js';
import type { FieldPath, PatientDraft } from './patient-draft.js';
import { compact, grouped } from './social-security-number.js';

/** What a Carte Vitale says of a patient, beside what his form says. */

export interface CardDifference {
  readonly path: FieldPath;
  readonly label: string;
  /** As the form reads now. */
  readonly typed: string;
  /** As the form would read. */
  readonly onCard: string;
}
export interface CardComparison {
  /** Fields of the form that are empty, with what the card says. */
  readonly missing: Partial<Readonly<Record<FieldPath, string>>>;
  readonly differences: readonly CardDifference[];
}

const QUALITIES: Readonly<Record<string, string>> = { '0': 'Assuré', '2': 'Conjoint', '6': 'Enfant' };
/** `amo/qualBenef` in the words of the form. */
export const qualityWords = (quality: string): string => (quality ? (QUALITIES[quality] ?? 'Autre ayant droit') : '');
/** Without a century where the card keeps none. */
export const cardDate = (date: string): string => frenchDate(storedCardDate(date)) || (/^\d{6}$/.test(date) ? date.replace(/^(..)(..)(..)$/, '$3/$2/$1') : '');

/** What a qualified INS rests on is not offered: it comes from INSi, not from the card. */
const STRICT: readonly FieldPath[] = ['beneficiary.name', 'beneficiary.givenName', 'beneficiary.birthDate', 'beneficiary.socialSecurityNumber'];
const LABELS = {
  'beneficiary.name': 'Nom',
  'beneficiary.givenName': 'Prénom',
  'beneficiary.birthDate': 'Né(e) le',
  'beneficiary.quality': 'Qualité',
  'beneficiary.twinRank': 'Rang gémellaire',
  'beneficiary.certificationDate': 'Date certification',
  'beneficiary.socialSecurityNumber': 'N° sécurité sociale',
  'insured.socialSecurityNumber': 'N° de sécurité sociale de l’assuré',
} as const satisfies Partial<Record<FieldPath, string>>;
type ComparedPath = keyof typeof LABELS;

export function comparedWithCard(draft: PatientDraft, card: VitaleBeneficiary, insStatus: PatientRecord['identity']['insStatus']): CardComparison {
  const missing: Partial<Record<FieldPath, string>> = {};
  const differences: CardDifference[] = [];
  for (const [path, onCard] of Object.entries(fieldsOf(card)) as [ComparedPath, string][]) {
    const typed = draft[path].trim();
    if (!onCard) continue;
    if (!typed) missing[path] = onCard;
    else if (!agree(path, typed, onCard, card) && !(insStatus === 'qualifiée' && STRICT.includes(path)))
      differences.push({ path, label: LABELS[path], typed, onCard });
  }
  return { missing, differences };
}

const fieldsOf = (card: VitaleBeneficiary): Record<ComparedPath, string> => ({
  'beneficiary.name': card.usedName || card.birthName,
  'beneficiary.givenName': card.givenName,
  'beneficiary.birthDate': frenchDate(storedCardDate(card.birthDate)),
  'beneficiary.quality': qualityWords(card.quality),
  'beneficiary.twinRank': /^[1-9]$/.test(String(card.birthRank)) ? String(card.birthRank) : '',
  'beneficiary.certificationDate': frenchDateWithDay(storedCardDate(card.certificationDate)),
  'beneficiary.socialSecurityNumber': card.nir && grouped(card.nir),
  'insured.socialSecurityNumber': card.insuredNir && grouped(card.insuredNir),
});

/** A card knows one given name and no accents; a form may have all of them. */
function agree(path: ComparedPath, typed: string, onCard: string, { birthName }: VitaleBeneficiary): boolean {
  if (path === 'beneficiary.name') return [onCard, birthName].some((name) => folded(name) === folded(typed));
  if (path === 'beneficiary.givenName')
    return folded(onCard)
      .split(' ')
      .every((word) => folded(typed).split(' ').includes(word));
  return compact(typed) === compact(onCard);
}

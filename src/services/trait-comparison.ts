import type { Trait } from '../api/messages.js';
import type { PatientIdentity } from '../api/patient.js';

/** Traits as the DMP tells them. Empty, or *non renseigné*: not told. */
export interface ToldTraits {
  readonly birthName: string;
  /** Once per name that was told. */
  readonly givenNames: readonly string[];
  /** `yyyyMMdd` or its beginning; what follows does not count. */
  readonly birthDate: string;
  readonly sex: string;
}

/** The traits for which the DMP and the identity disagree (REC_0.2-1120). What the DMP does not tell is no difference. */
export function differingTraits(told: ToldTraits, identity: PatientIdentity): readonly Trait[] {
  const birthName = known(told.birthName);
  const birthDate = known(told.birthDate)?.slice(0, 8);
  const sex = known(told.sex);
  const givenNames = told.givenNames.map(known).filter((names) => names !== undefined);
  const differs: Record<Trait, boolean> = {
    birthName: birthName !== undefined && birthName !== plain(identity.birthName),
    birthGivenNames: !givenNames.every((names) => leadingGivenNames(identity.birthGivenNames).includes(names)),
    birthDate: birthDate !== undefined && !identity.birthDate.replaceAll('-', '').startsWith(birthDate),
    sex: sex !== undefined && sex !== identity.sex,
  };
  return TRAITS.filter((trait) => differs[trait]);
}
const TRAITS: readonly Trait[] = ['birthName', 'birthGivenNames', 'birthDate', 'sex'];

/** `undefined` when the DMP does not know. */
function known(text: string): string | undefined {
  const value = plain(text);
  return value === '' || /^NON RENSEIGNEE?$/.test(value) ? undefined : value;
}

/** Of PAUL JEAN MARC: `PAUL`, `PAUL JEAN`, `PAUL JEAN MARC`. The DMP may tell the first one only, never a later one alone. */
function leadingGivenNames(givenNames: string): readonly string[] {
  const names = givenNames.trim().split(/\s+/);
  return names.map((_, index) => plain(names.slice(0, index + 1).join(' ')));
}

/** Capitals, without accents; hyphens and apostrophes are spaces. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replaceAll('Œ', 'OE')
    .replaceAll('Æ', 'AE')
    .replace(/[\s'’‘\u{2010}-\u{2015}-]+/gu, ' ')
    .trim();

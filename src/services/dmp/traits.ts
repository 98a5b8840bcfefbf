import type { Trait } from '../../api/messages.js';
import type { PatientIdentity } from '../../api/patient.js';
import type { XmlNode } from './xml-node.js';

/** The traits for which a `patientPerson` of the DMP and the identity we sent disagree (REC_0.2-1120). What the DMP does not tell is no difference. */
export function traitsThatDiffer(person: XmlNode | undefined, identity: PatientIdentity): readonly Trait[] {
  if (!person) return [];
  const birthName = told(
    person
      .all('name/family')
      .filter((family) => isBirthName(family.attr('qualifier')))
      .map(({ text }) => text),
  );
  // The used name and the birth name may stand apart, each with the given names.
  const givenNames = person
    .all('name')
    .map((name) => told(name.all('given').map(({ text }) => text)))
    .filter((names) => names !== undefined);
  const sex = told([person.at('administrativeGenderCode')?.attr('code') ?? '']);
  const birthDate = told([person.at('birthTime')?.attr('value') ?? ''])?.slice(0, 8);
  const differs: Record<Trait, boolean> = {
    birthName: birthName !== undefined && birthName !== plain(identity.birthName),
    birthGivenNames: !givenNames.every((names) => leadingGivenNames(identity.birthGivenNames).includes(names)),
    birthDate: birthDate !== undefined && !identity.birthDate.replaceAll('-', '').startsWith(birthDate),
    sex: sex !== undefined && sex !== identity.sex,
  };
  return TRAITS.filter((trait) => differs[trait]);
}
const TRAITS: readonly Trait[] = ['birthName', 'birthGivenNames', 'birthDate', 'sex'];

/** A qualifier is a list of words. A name without any is the only one there is. */
const isBirthName = (qualifier = 'BR'): boolean => qualifier.split(/\s+/).includes('BR');

/** `undefined` when the DMP does not know. */
function told(values: readonly string[]): string | undefined {
  const value = plain(values.join(' '));
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

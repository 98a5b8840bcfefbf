import type { Trait } from '../../api/messages.js';
import type { PatientIdentity } from '../../api/patient.js';
import { differingTraits } from '../trait-comparison.js';
import type { XmlNode } from './xml-node.js';

/** The traits for which a `patientPerson` of the DMP and the identity we sent disagree (REC_0.2-1120). What the DMP does not tell is no difference. */
export function traitsThatDiffer(person: XmlNode | undefined, identity: PatientIdentity): readonly Trait[] {
  if (!person) return [];
  const told = {
    birthName: joined(person.all('name/family').filter((family) => isBirthName(family.attr('qualifier')))),
    // The used name and the birth name may stand apart, each with the given names.
    givenNames: person.all('name').map((name) => joined(name.all('given'))),
    birthDate: person.at('birthTime')?.attr('value') ?? '',
    sex: person.at('administrativeGenderCode')?.attr('code') ?? '',
  };
  return differingTraits(told, identity);
}

/** A qualifier is a list of words. A name without any is the only one there is. */
export const isBirthName = (qualifier = 'BR'): boolean => qualifier.split(/\s+/).includes('BR');

const joined = (nodes: readonly XmlNode[]): string => nodes.map(({ text }) => text).join(' ');

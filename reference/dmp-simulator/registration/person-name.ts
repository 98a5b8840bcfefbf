import { attribute, children, text } from '../xml-reading.js';

/** A name of HL7. Parts that are not there are empty; so is one that is there twice. */
export interface PersonName {
  readonly prefix: string;
  /** `qualifier="BR"`. */
  readonly birthName: string;
  /** `qualifier="SP"`. */
  readonly usedName: string;
  /** All of them, separated by a space. */
  readonly givenNames: string;
}

export function nameIn(name: Element | undefined): PersonName {
  const families = children(name, 'hl7', 'family');
  const family = (qualifier: string): string => alone(families.filter((one) => attribute(one, 'qualifier') === qualifier));
  return {
    prefix: alone(children(name, 'hl7', 'prefix')),
    birthName: family('BR'),
    usedName: family('SP'),
    givenNames: children(name, 'hl7', 'given')
      .map((given) => text(given) ?? '')
      .join(' ')
      .trim(),
  };
}

const alone = ([element, ...others]: readonly Element[]): string => (others.length ? '' : (text(element) ?? ''));

/** Without what one source of names writes and another does not: case, accents, hyphens, apostrophes. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase()
    .replace(/Œ/g, 'OE')
    .replace(/Æ/g, 'AE')
    .replace(/[^A-Z]+/g, ' ')
    .trim();

/** A card has the usual given name alone, which is one of those of birth, and may know no used name. */
export function isSamePerson(card: PersonName, patient: PersonName): boolean {
  const given = ` ${plain(card.givenNames)} `;
  return plain(card.birthName) === plain(patient.birthName) && given.trim() !== '' && ` ${plain(patient.givenNames)} `.includes(given);
}

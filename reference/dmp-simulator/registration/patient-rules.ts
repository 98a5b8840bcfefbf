import { rejected, WRONG_RESOURCE_ID } from '../refusal.js';
import { children, only, text } from '../xml-reading.js';
import { ageAt } from './paris-date.js';
import { isSamePerson, nameIn } from './person-name.js';
import type { RegistrationKind } from './registration-kind.js';
import type { RegistrationMessage, Telecom } from './registration-message.js';
import { must, type RegistrationRule, says } from './registration-rule.js';

const CARDS = '1.2.250.1.213.4.1.2.5';
const RELATIONSHIPS = '2.16.840.1.113883.1.11.19579';
const MAJORITY = 18;

/** Who it is about. Sources say what is written; the refusals, codes and words, are ours [A]. */
export function patientRules(kind: RegistrationKind): readonly RegistrationRule[] {
  return [
    says('registration active', (message) => message.code(...message.request('statusCode')) === 'active', 'Le statut de la demande doit être active'),
    says(
      `patient ${kind.status}`,
      (message) => message.code(...message.patient('statusCode')) === kind.status,
      `Le statut du patient doit être ${kind.status}`,
    ),
    {
      name: 'resource-id is the patient of the body',
      refuse: must((message) => {
        const { extension, root } = message.id(...message.patient('id'));
        return message.vihf.resource?.matricule === extension && message.vihf.resource?.insOid === root;
      }, WRONG_RESOURCE_ID),
    },
    says('birth name and given name', ({ name }) => name.birthName !== '' && name.givenNames !== '', 'Le nom de naissance (BR) et le prénom sont obligatoires'),
    says(
      'names qualified BR or SP',
      (message) => hasKnownFamilies(message.at(...message.person('name'))),
      'Les noms de famille sont ceux de naissance (BR) et utilisé (SP)',
    ),
    ...(kind.patient === 'complete' ? completeRules : []),
    ...(kind.consent === undefined ? [] : cardRules),
  ];
}

const completeRules: readonly RegistrationRule[] = [
  says('prefix M or Mme', ({ name }) => ['M', 'Mme'].includes(name.prefix), 'La civilité doit être M ou Mme'),
  says('sex M or F', ({ sex }) => ['M', 'F'].includes(sex), 'Le sexe doit être M ou F'),
  says('birth date', ({ birthTime }) => /^\d{8}$/.test(birthTime), 'La date de naissance doit être de la forme aaaammjj'),
  says('form of the telecoms', ({ telecoms }) => telecoms.every((telecom) => kindOf(telecom)), 'Un téléphone ou une adresse e-mail est mal formé'),
  says(
    'one telecom of a kind',
    ({ telecoms }) => new Set(telecoms.map(kindOf)).size === telecoms.length,
    "Il y a plus d'un téléphone fixe, d'un mobile ou d'une adresse e-mail",
  ),
  says('complete address', isAddressComplete, "L'adresse est incomplète"),
  says('birth place present', (message) => message.at(...message.person('birthPlace')) !== undefined, 'Le lieu de naissance est absent'),
  {
    name: 'legal representative of a minor',
    refuse: (message, world) =>
      ageAt(message.birthTime, world.now()) >= MAJORITY || message.relationship ? undefined : rejected('Le représentant légal du patient mineur est absent'),
  },
  {
    name: 'no legal representative of an adult',
    refuse: (message, world) =>
      ageAt(message.birthTime, world.now()) < MAJORITY || !message.relationship ? undefined : rejected("Un patient majeur n'a pas de représentant légal"),
  },
  says(
    'relation of the legal representative',
    ({ relationship }) => !relationship || (/^[A-Z]+$/.test(relationship.representative.relation) && relationship.system === RELATIONSHIPS),
    'Le lien du représentant légal avec le patient est incorrect',
  ),
  says(
    'name of the legal representative',
    ({ relationship }) => !relationship || (relationship.representative.familyName !== '' && relationship.representative.givenName !== ''),
    'Le nom du représentant légal est incomplet',
  ),
];

const cardRules: readonly RegistrationRule[] = [
  says(
    'Carte Vitale was read',
    (message) => {
      const code = message.person('contactParty', 'code');
      return message.code(...code) === 'CARTE_SESAM_VITALE' && message.at(...code)?.getAttribute('codeSystem') === CARDS;
    },
    'La Carte Vitale du patient doit avoir été lue',
  ),
  says(
    'name on the card',
    (message) => {
      const { birthName, givenNames } = cardName(message);
      return birthName !== '' && givenNames !== '';
    },
    'Le nom lu sur la Carte Vitale est incomplet',
  ),
  says(
    'birth date on the card',
    (message) => /^(\d{6}|\d{8})$/.test(message.value(...message.person('contactParty', 'contactPerson', 'birthTime')) ?? ''),
    'La date de naissance lue sur la Carte Vitale est incorrecte',
  ),
  says('card of the patient', (message) => isSamePerson(cardName(message), message.name), "La Carte Vitale lue n'est pas celle du patient"),
];

const cardName = (message: RegistrationMessage) => nameIn(message.at(...message.person('contactParty', 'contactPerson', 'name')));

function hasKnownFamilies(name: Element | undefined): boolean {
  const qualifiers = children(name, 'hl7', 'family').map((family) => family.getAttribute('qualifier') ?? '');
  const parts = [...children(name, 'hl7', 'family'), ...children(name, 'hl7', 'given')];
  return (
    qualifiers.every((qualifier) => ['BR', 'SP'].includes(qualifier)) &&
    new Set(qualifiers).size === qualifiers.length &&
    parts.every((part) => Boolean(text(part)))
  );
}

/** Undefined: not one the DMP knows. */
function kindOf({ use, value }: Telecom): 'HP' | 'MC' | 'mailto' | undefined {
  if (/^tel:\+[1-9]\d{4,14}$/.test(value) && (use === 'HP' || use === 'MC')) return use;
  return /^mailto:[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) && use === undefined ? 'mailto' : undefined;
}

/** Abroad there may be no postal code. */
function isAddressComplete(message: RegistrationMessage): boolean {
  const addr = message.at(...message.person('addr'));
  const part = (name: string): string | undefined => text(only(addr, 'hl7', name));
  const country = part('country');
  return Boolean(part('streetAddressLine') && part('city') && country && (part('postalCode') || country.toUpperCase() !== 'FRANCE'));
}

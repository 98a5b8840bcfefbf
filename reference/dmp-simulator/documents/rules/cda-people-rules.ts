import { attribute, children, only, text } from '../../xml-reading.js';
import { identifierIn, partsOf } from '../clinical-document.js';
import { birthNameIn, institutionIn, namesIn, patientIn, patientInfo, personIn } from '../hl7-strings.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import type { SubmissionRule } from '../submission-rule.js';
import { agrees, cdaRule, hasText, isCodeOf } from './cda-header-rules.js';

const PROFESSIONALS = '1.2.250.1.71.4.2.1';
const STRUCTURES = '1.2.250.1.71.4.2.2';
/** Keeps what patients bring. */
const PATIENT_HOST = '1.2.250.1.213.4.1';
/** The domains of the INS, the test ones too, begin so. */
const INS_DOMAINS = '1.2.250.1.213.1.4.';
/** CX. */
const SOURCE_ID = /^([^^]+)\^{3}&([0-9.]+)&ISO/;
const MOST_TIMES = /^\d{8,14}([+-]\d{4})?$/;

/** Patient, authors and all who answer for a CDA. Codes and words of the refusals are ours [A]. */
export const cdaPeopleRules: readonly SubmissionRule[] = [
  agrees('INS of the CDA', "L'INS du CDA n'est pas celle des métadonnées", (cda, entry) => {
    const patient = patientIn(entry.identifier('XDSDocumentEntry.patientId'));
    const ids = children(cda.at('recordTarget', 'patientRole'), 'hl7', 'id').map(identifierIn);
    const all = ids.filter((id) => id === undefined || id.root.startsWith(INS_DOMAINS));
    return all.length > 0 && all.every((id) => id?.root === patient?.insOid && id?.extension === patient?.matricule);
  }),
  agrees('source patient id of the CDA', "sourcePatientId n'est pas un identifiant du patient du CDA", (cda, entry) => {
    const [, extension, root] = SOURCE_ID.exec(entry.value('sourcePatientId') ?? '') ?? [];
    const ids = children(cda.at('recordTarget', 'patientRole'), 'hl7', 'id').map(identifierIn);
    return ids.some((id) => id?.root === root && id?.extension === extension);
  }),
  cdaRule(
    'five traits',
    'Les cinq traits du patient sont incomplets (nom, prénoms et premier prénom de naissance, sexe, date et lieu de naissance)',
    ({ patient }) => {
      const name = only(patient, 'hl7', 'name');
      const [births, lists, firsts] = [partsOf(name, 'family', 'BR'), partsOf(name, 'given', ''), partsOf(name, 'given', 'BR')];
      return (
        [births, lists, firsts].every((parts) => parts.length === 1 && Boolean(parts[0])) &&
        /^(F|M|UN)$/.test(attribute(only(patient, 'hl7', 'administrativeGenderCode'), 'code') ?? '') &&
        attribute(only(patient, 'hl7', 'administrativeGenderCode'), 'codeSystem') === '2.16.840.1.113883.5.1' &&
        /^\d{8}$/.test(attribute(only(patient, 'hl7', 'birthTime'), 'value') ?? '') &&
        hasText(patient, 'birthplace', 'place', 'addr', 'county')
      );
    },
  ),
  cdaRule('used name as CL', 'Le nom utilisé doit porter le qualificatif CL', ({ patient }) =>
    ['family', 'given'].every((part) =>
      children(only(patient, 'hl7', 'name'), 'hl7', part).every((element) => [undefined, 'BR', 'CL'].includes(attribute(element, 'qualifier'))),
    ),
  ),
  agrees('traits of the metadata', 'Les traits du CDA ne sont pas ceux de sourcePatientInfo', ({ patient }, entry) => {
    const values = entry.slot('sourcePatientInfo');
    const [name, told] = [only(patient, 'hl7', 'name'), birthNameIn(values)];
    const sex = attribute(only(patient, 'hl7', 'administrativeGenderCode'), 'code');
    return (
      told?.family === partsOf(name, 'family', 'BR')[0] &&
      told?.given === partsOf(name, 'given', 'BR')[0] &&
      told?.givens === partsOf(name, 'given', '')[0] &&
      namesIn(values, 'D').every(({ family }) => partsOf(name, 'family', 'CL').includes(family)) &&
      patientInfo(values, 'PID-7') === attribute(only(patient, 'hl7', 'birthTime'), 'value') &&
      patientInfo(values, 'PID-8') === (sex === 'UN' ? 'U' : sex)
    );
  }),
  cdaRule('authors of the CDA', "Un auteur n'a pas de date ou d'identifiant", (cda) => {
    const times = cda.all('author').map((author) => attribute(only(author, 'hl7', 'time'), 'value'));
    const ids = cda.authors.map((author) => identifierIn(only(author, 'hl7', 'id')));
    return times.length > 0 && ids.length === times.length && times.every((time) => MOST_TIMES.test(time ?? '')) && ids.every((id) => id !== undefined);
  }),
  cdaRule('profession of each author', "La profession d'un auteur n'est pas un code de JDV_J01", (cda) =>
    cda.authors.every((author) => isCodeOf('speciality', only(author, 'hl7', 'code'))),
  ),
  cdaRule('function of authors and participants', "La fonction (functionCode) d'un auteur ou d'un participant n'est pas un code de JDV_J47", (cda) =>
    ['author', 'participant']
      .flatMap((name) => cda.all(name))
      .every((person) => children(person, 'hl7', 'functionCode').every((code) => isCodeOf('function', code))),
  ),
  cdaRule('name of each author', "Le nom d'un auteur est absent ou mal écrit", (cda) =>
    cda.authors.every((author) => {
      const name = only(author, 'hl7', 'assignedPerson', 'name');
      return name === undefined ? only(author, 'hl7', 'assignedAuthoringDevice') !== undefined : isName(name);
    }),
  ),
  cdaRule('structure of each author', "La structure d'un auteur est absente ou incomplète", (cda) =>
    cda.authors.every((author) => {
      const structure = only(author, 'hl7', 'representedOrganization');
      return identifierIn(only(structure, 'hl7', 'id'))?.root === STRUCTURES && hasText(structure, 'name');
    }),
  ),
  agrees('authors are those of the metadata', 'Les auteurs des métadonnées ne sont pas ceux du CDA', (cda, entry) => {
    const said = cda.authors.map((author) => [...idsOf(author), attribute(only(author, 'hl7', 'code'), 'code')].join(' '));
    const again = entry
      .authors(ENTRY_SCHEMES.author)
      .map(({ institutions, persons, specialities }) =>
        [personIn(persons[0] ?? '')?.id, institutionIn(institutions[0] ?? '')?.id, specialities[0]?.split('^')[0]].join(' '),
      );
    return isSame(said, again);
  }),
  agrees('names of the authors', 'Le nom ou la structure des auteurs des métadonnées ne sont pas ceux du CDA', (cda, entry) => {
    const said = cda.authors.map((author) => {
      const [name, structure] = [only(author, 'hl7', 'assignedPerson', 'name'), only(author, 'hl7', 'representedOrganization', 'name')];
      // A device has none.
      return [...(name ? [only(name, 'hl7', 'family'), only(name, 'hl7', 'given')].map(wordsOf) : []), wordsOf(structure)].join('^');
    });
    return entry.authors(ENTRY_SCHEMES.author).every(({ institutions, persons }, index) => {
      const [person, structure] = [personIn(persons[0] ?? ''), institutionIn(institutions[0] ?? '')?.name];
      return [[person?.family, person?.given, structure].join('^'), structure].includes(said[index]);
    });
  }),
  cdaRule('custodian', "Le conservateur (custodian) n'est pas identifié", (cda) => {
    const ids = children(cda.at('custodian', 'assignedCustodian', 'representedCustodianOrganization'), 'hl7', 'id').map(identifierIn);
    return ids.length === 1 && [STRUCTURES, PATIENT_HOST].includes(ids[0]?.root ?? '');
  }),
  cdaRule('legal authenticator of the CDA', 'Le responsable (legalAuthenticator) est absent ou incomplet', (cda) => {
    const responsible = cda.at('legalAuthenticator');
    const entity = only(responsible, 'hl7', 'assignedEntity');
    return (
      MOST_TIMES.test(attribute(only(responsible, 'hl7', 'time'), 'value') ?? '') &&
      attribute(only(responsible, 'hl7', 'signatureCode'), 'code') === 'S' &&
      identifierIn(only(entity, 'hl7', 'id')) !== undefined &&
      isName(only(entity, 'hl7', 'assignedPerson', 'name'))
    );
  }),
  agrees('legal authenticator is the one of the metadata', "legalAuthenticator des métadonnées n'est pas celui du CDA", (cda, entry) => {
    const id = identifierIn(cda.at('legalAuthenticator', 'assignedEntity', 'id'));
    const name = cda.at('legalAuthenticator', 'assignedEntity', 'assignedPerson', 'name');
    const person = personIn(entry.value('legalAuthenticator') ?? '');
    const isNamed = wordsOf(only(name, 'hl7', 'family')) === person?.family && wordsOf(only(name, 'hl7', 'given')) === person.given;
    return id?.root === PROFESSIONALS && id.extension === person?.id && isNamed;
  }),
  cdaRule('performer', "L'exécutant de l'acte doit être identifié, avec sa structure et son cadre d'exercice", ({ act }) => {
    const entity = only(act, 'hl7', 'performer', 'assignedEntity');
    return (
      identifierIn(only(entity, 'hl7', 'id')) !== undefined && isCodeOf('practice', only(entity, 'hl7', 'representedOrganization', 'standardIndustryClassCode'))
    );
  }),
];

const idsOf = (author: Element): readonly (string | undefined)[] =>
  [only(author, 'hl7', 'id'), only(author, 'hl7', 'representedOrganization', 'id')].map((id) => identifierIn(id)?.extension);

const wordsOf = (element: Element | undefined): string => text(element)?.trim() ?? '';

const isSame = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  one.length === other.length && one.every((each, index) => each === other[index]);

function isName(name: Element | undefined): boolean {
  const parts = (part: string): readonly Element[] => children(name, 'hl7', part);
  const isPlain = ['family', 'given'].every((part) => parts(part).every((element) => attribute(element, 'qualifier') === undefined));
  return isPlain && hasText(name, 'family') && parts('given').length <= 1 && parts('prefix').length <= 1 && parts('suffix').length <= 1;
}

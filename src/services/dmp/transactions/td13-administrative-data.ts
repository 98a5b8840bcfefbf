import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { AdministrativeData, KnownRepresentative } from '../../../api/messages.js';
import type { PostalAddress, QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import { accepted, codedValue, hl7Message } from '../hl7.js';
import { patientOf } from '../patient-of.js';
import { patientQuery } from '../patient-query.js';
import { isBirthName } from '../traits.js';
import type { Transaction } from '../transaction.js';
import type { XmlNode } from '../xml-node.js';

/** TD1.3a: what the DMP manages about a patient, to be compared with what the host holds. */
export const td13AdministrativeData: Transaction<{ readonly patient: QualifiedPatient }, AdministrativeData> = {
  td: 'TD1.3a',
  action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
  path: '/patients',
  kind: 'read',

  build: ({ patient: { identity } }, context) =>
    hl7Message(
      'PRPA_IN201307UV02',
      context,
      patientQuery({ code: 'CNSLT_DATA', displayName: 'Consultation des données de gestion de dossier' }, identity, context),
    ),

  parse(answer, { patient: asked }) {
    const patient = patientOf(accepted(answer, 'PRPA_IN201308UV02'), asked);
    if (!patient) throw new PluginError('dmp.recordMissing', { detail: { layer: 'hl7', code: 'NF' } });
    const person = patient.at('patientPerson');
    if (!person) throw new PluginError('dmp.unreadable');
    const observed = (code: string) => codedValue(patient.all('subjectOf/administrativeObservation'), 'code', code) === 'true';
    const families = person.all('name/family');
    const sex = person.at('administrativeGenderCode')?.attr('code');
    const representative = legalRepresentative(person.at('personalRelationship'));
    return {
      birthName: textOf(families.find((family) => isBirthName(family.attr('qualifier')))),
      usedName: textOf(families.find((family) => !isBirthName(family.attr('qualifier')))),
      givenNames: texts(person.at('name'), 'given').join(' '),
      sex: sex === 'F' || sex === 'M' ? sex : '',
      birthDate: person.at('birthTime')?.attr('value')?.slice(0, 8) ?? '',
      address: address(person.at('addr') ?? patient.at('addr')),
      ...channels(person),
      refusesBreakGlass: observed('OPPOSITION_BRIS_DE_GLACE'),
      refusesEmergency: observed('OPPOSITION_ACCES_URGENCE'),
      ...(representative && { legalRepresentative: representative }),
    };
  },
};

const textOf = (node: XmlNode | undefined): string => node?.text ?? '';
const texts = (node: XmlNode | undefined, path: string): readonly string[] => node?.all(path).flatMap(({ text }) => text || []) ?? [];

function address(addr: XmlNode | undefined): PostalAddress {
  const [line = '', ...more] = texts(addr, 'streetAddressLine');
  return {
    line,
    complement: [...more, ...texts(addr, 'additionalLocator')].join(' '),
    postalCode: textOf(addr?.at('postalCode')),
    city: textOf(addr?.at('city')),
    country: textOf(addr?.at('country')),
  };
}

function channels(person: XmlNode): Pick<AdministrativeData, 'homePhone' | 'mobilePhone' | 'email'> {
  const telecoms = telecomsOf(person);
  const phones = telecoms.filter(({ value }) => value.startsWith('tel:')).map(({ value, use }) => ({ number: phone(value.slice('tel:'.length)), use }));
  return {
    homePhone: phones.find(({ use }) => use !== 'MC')?.number ?? '',
    mobilePhone: phones.find(({ use }) => use === 'MC')?.number ?? '',
    email: telecoms.find(({ value }) => value.startsWith('mailto:'))?.value.slice('mailto:'.length) ?? '',
  };
}

const telecomsOf = (node: XmlNode) =>
  node.all('telecom').flatMap((telecom) => {
    const [value, use] = [telecom.attr('value'), telecom.attr('use')];
    return value ? { value, ...(use && { use }) } : [];
  });

/** Older records hold `06 11 11 11 11`. */
const phone = (text: string): string => {
  const number = parsePhoneNumberFromString(text, 'FR');
  return number?.isValid() ? number.number : text;
};

function legalRepresentative(relationship: XmlNode | undefined): KnownRepresentative | undefined {
  const name = relationship?.at('relationshipHolder1/name');
  if (!relationship || !name) return undefined;
  const addr = relationship.at('addr');
  const telecoms = telecomsOf(relationship);
  return {
    // The one that says least: TD1.3b cannot leave it out.
    relation: relationship.at('code')?.attr('code') || 'FAMMEMB',
    familyName: textOf(name.at('family')),
    givenName: texts(name, 'given').join(' '),
    ...(addr && { address: address(addr) }),
    ...(telecoms.length > 0 && { telecoms }),
  };
}

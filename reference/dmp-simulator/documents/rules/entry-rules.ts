import { declined } from '../../refusal.js';
import { children } from '../../xml-reading.js';
import { classOfType, FORMATS, isIn } from '../code-lists.js';
import { birthNameIn, institutionIn, patientInfo, personIn } from '../hl7-strings.js';
import type { RegistryObject } from '../registry-object.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import { isSignatureEntry } from '../submission.js';
import { eachDocument, eachEntry, isOid, isUtc, type SubmissionRule } from '../submission-rule.js';
import { VACCINATION_NOTE } from './hiding-rules.js';

const METADATA = 'XDSRegistryMetadataError';
const LONGEST_TITLE = 128;
/** [A] */
const LONGEST_COMMENTS = 255;
const PATIENTS_CLASS = '90';
const REIMBURSEMENT = 'REMB';
/** The DMP makes it itself. */
const VACCINATION_HISTORY = '11369-6';

/** What §10.2 wants of every entry, that of the signature too. Codes by the standard, words ours [A]. */
export const entryRules: readonly SubmissionRule[] = [
  eachEntry('uniqueId is an OID', METADATA, "L'identifiant unique n'est pas un OID sans extension, de 128 caractères au plus", (entry) =>
    isOid(entry.identifier('XDSDocumentEntry.uniqueId')),
  ),
  eachEntry('title', METADATA, 'Le titre est absent, ou a plus de 128 caractères', (entry) => isLong(entry.words('Name'), 1, LONGEST_TITLE)),
  eachEntry('comments', METADATA, 'Le commentaire est vide, ou a plus de 255 caractères', (entry) => {
    const comments = entry.words('Description');
    return comments === undefined || isLong(comments, 1, LONGEST_COMMENTS);
  }),
  eachEntry('language', METADATA, 'languageCode est absent ou mal écrit', (entry) => /^[a-z]{2}-[A-Z]{2}$|^art$/.test(entry.value('languageCode') ?? '')),
  eachEntry('creation time in UTC', METADATA, "creationTime n'est pas une date UTC yyyyMMddHHmmss", (entry) => {
    const at = entry.value('creationTime');
    return isUtc(at) && at?.length === 14;
  }),
  eachEntry('times of the act in UTC', METADATA, 'serviceStartTime ou serviceStopTime est absent ou mal écrit', (entry) => {
    const [start, stop] = [entry.value('serviceStartTime'), entry.value('serviceStopTime')];
    return isUtc(start) && (stop === undefined ? entry.slot('serviceStopTime').length === 0 : isUtc(stop) && stop >= (start ?? ''));
  }),
  eachEntry('legal authenticator', METADATA, "legalAuthenticator est absent ou n'est pas au format XCN", (entry) =>
    Boolean(personIn(entry.value('legalAuthenticator') ?? '')),
  ),
  eachEntry('source patient id', METADATA, "sourcePatientId est absent ou n'est pas au format CX", (entry) =>
    /^[^^]+\^{3}&[0-9.]+&ISO\^(NH|PI)$/.test(entry.value('sourcePatientId') ?? ''),
  ),
  eachEntry('source patient info', METADATA, 'sourcePatientInfo doit porter PID-5 (nom de naissance), PID-7 et PID-8', (entry) => {
    const values = entry.slot('sourcePatientInfo');
    return birthNameIn(values) !== undefined && /^\d{8}$/.test(patientInfo(values, 'PID-7') ?? '') && /^[MFU]$/.test(patientInfo(values, 'PID-8') ?? '');
  }),
  eachEntry('authors', METADATA, 'Un auteur est absent ou incomplet', hasAuthors),
  eachEntry('speciality of the authors', METADATA, "authorSpecialty n'est pas un code de JDV_J01", (entry) =>
    entry.authors(ENTRY_SCHEMES.author).every(({ specialities }) => specialities.length === 1 && specialities.every(isSpeciality)),
  ),
  eachEntry('media type', METADATA, 'mimeType doit être text/xml', (entry) => entry.attribute('mimeType') === 'text/xml'),
  ofList('class', 'classCode', 'JDV_J57'),
  ofList('type', 'typeCode', 'JDV_J66'),
  ofList('format', 'formatCode', 'JDV_J60'),
  ofList('facility', 'healthcareFacilityTypeCode', 'JDV_J61'),
  ofList('practice', 'practiceSettingCode', 'JDV_J62'),
  eachEntry('events are codes', METADATA, 'Un code de eventCodeList est incomplet', (entry) =>
    entry.codes(ENTRY_SCHEMES.event).every(({ code, display, system }) => code && display && system),
  ),
  eachEntry('confidentialities of the list', METADATA, "confidentialityCode n'est pas un code du DMP (JDV_J58), ou est répété", (entry) => {
    const codes = entry.codes(ENTRY_SCHEMES.confidentiality);
    return codes.every((code, index) => isIn('confidentiality', code) && codes.findIndex((other) => other.code === code.code) === index);
  }),
  eachEntry('confidentiality N always', METADATA, 'confidentialityCode N est absent', (entry) =>
    entry.codes(ENTRY_SCHEMES.confidentiality).some(({ code }) => ['N', 'R', 'V'].includes(code)),
  ),
  eachEntry('class of the type', METADATA, "classCode n'est pas celui de typeCode", (entry) => {
    return classOfType(entry.code(ENTRY_SCHEMES.type)?.code ?? '') === entry.code(ENTRY_SCHEMES.class)?.code;
  }),
  {
    name: 'type a software may feed',
    refuse({ entries }) {
      const wrong = entries.find(
        (entry) =>
          entry.code(ENTRY_SCHEMES.class)?.code === PATIENTS_CLASS || [REIMBURSEMENT, VACCINATION_HISTORY].includes(entry.code(ENTRY_SCHEMES.type)?.code ?? ''),
      );
      return wrong && declined('DMPAccessForbidden', `Ce type de document n'est pas alimenté par les logiciels (${wrong.id})`);
    },
  },
];

/** Bodies of level 1 alone are read by this simulator. [A] */
export const levelOne: SubmissionRule = eachDocument(
  'format of level 1',
  METADATA,
  "formatCode n'est pas celui d'un document à corps non structuré",
  ({ entry }) => Object.values(FORMATS).includes(entry.code(ENTRY_SCHEMES.format)?.code ?? ''),
);

/** TD2.1: the DMP counts the versions of metadata, and none is sent with a new document (§10.2). The code of the refusal is assumed [A]. */
export const unnumbered: SubmissionRule = eachEntry(
  'no version of new metadata',
  METADATA,
  "VersionInfo est donné par le serveur, et n'est pas envoyé avec un nouveau document",
  ({ element }) => children(element, 'rim', 'VersionInfo').length === 0,
);

/** A vaccination is told in its own structured volet (2023.01 or later), never in a body of level 1 (§11.6, EX_2.1-2000). The code of the refusal is assumed [A]. */
export const vaccinationVolet: SubmissionRule = eachDocument(
  'vaccination note is structured',
  METADATA,
  'Une note de vaccination est un volet structuré : son corps ne peut pas être un fichier',
  ({ entry }) => entry.code(ENTRY_SCHEMES.type)?.code !== VACCINATION_NOTE || !Object.values(FORMATS).includes(entry.code(ENTRY_SCHEMES.format)?.code ?? ''),
);

function ofList(list: 'class' | 'type' | 'format' | 'facility' | 'practice', field: string, set: string): SubmissionRule {
  return eachEntry(`${list} of the list`, METADATA, `${field} est absent, répété ou n'est pas un code du DMP (${set})`, (entry) => {
    const code = entry.code(ENTRY_SCHEMES[list]);
    return code !== undefined && code.display !== '' && isIn(list, code);
  });
}

function hasAuthors(entry: RegistryObject): boolean {
  const authors = entry.authors(ENTRY_SCHEMES.author);
  const isWhole = ({ institutions, persons }: (typeof authors)[number]): boolean =>
    persons.length === 1 &&
    persons.every((person) => personIn(person)) &&
    institutions.length > 0 &&
    institutions.every((structure) => institutionIn(structure));
  return authors.length > 0 && authors.every(isWhole) && (!isSignatureEntry(entry) || authors.length === 1);
}

function isSpeciality(written: string): boolean {
  const [code, label, system, ...others] = written.split('^');
  return !others.length && Boolean(label) && isIn('speciality', { code: code ?? '', system: system ?? '' });
}

const isLong = (value: string | undefined, least: number, most: number): boolean => {
  const length = [...(value?.trim() ?? '')].length;
  return least <= length && length <= most;
};

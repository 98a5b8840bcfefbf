import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesOf } from '../../../../reference/dmp-simulator/dmp-service.js';
import { td21Submission } from '../../../../reference/dmp-simulator/documents/td21-submission.js';
import { packageRules } from '../../../../reference/dmp-simulator/rules/package-rules.js';
import type { Controls } from '../../../../reference/dmp-simulator/state.js';
import { faultOf } from '../calls.js';
import type { Asker } from '../simulator-bench.js';
import type { Breaks, Question } from '../td02-request.js';
import { type DocumentBench, registryAnswer, startDocumentBench } from './document-bench.js';
import { association, classification, type Draft, KINE, NURSE, newOid, type SubmissionBreaks } from './submission-request.js';

/** For every rule of a submission one that is good but for one thing, and the refusal it meets. */

const CLOSED = '167112622170459';
const MISSING = '170082622170161';
const OTHER = '101072B99900114';

/** Must change something: a break that breaks nothing proves nothing. */
const swap = (from: string | RegExp, to: string) => (xml: string) => {
  const changed = xml.replace(from, to);
  if (changed === xml) throw new Error(`nothing to break: ${from}`);
  return changed;
};
const swapAll = (from: string, to: string) => (xml: string) => swap(from, to)(xml).replaceAll(from, to);
const drop = (part: string | RegExp) => swap(part, '');
const code = (scheme: string, value: string) => swap(new RegExp(`(classificationScheme="urn:uuid:${scheme}[^>]*nodeRepresentation=")[^"]*`), `$1${value}`);
const CLASS = '41a5887f';
const TYPE = 'f0306f51';
const FORMAT = 'a09d5840';
const FACILITY = 'f33fb8ac';
const PRACTICE = 'cccf5598';
const slotOf = (name: string, value: string) => swap(new RegExp(`(<Slot name="${name}"><ValueList><Value>)[^<]*`), `$1${value}`);
const secret = swap(
  '</saml2:AttributeStatement>',
  '<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code"><saml2:AttributeValue>INVISIBLE_REPRESENTANTS_LEGAUX</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
);

interface Case extends SubmissionBreaks {
  readonly code: string;
  readonly as?: Asker;
  readonly question?: Partial<Question>;
  readonly envelope?: Breaks;
  readonly controls?: Partial<Controls>;
  readonly status?: number;
  /** What was sent before, and accepted. */
  readonly after?: (bench: DocumentBench) => Promise<Partial<Draft>>;
}

const BROKEN = 'DMPInvalidMessage';
const METADATA = 'XDSRegistryMetadataError';
const DOCUMENT = 'XDSRepositoryError';
const DISAGREES = 'XDSRepositoryMetadataError';
const REPLACE = 'XDSReplaceFailed';
const HTTP = '';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench();
});
afterAll(() => bench.close());

const uuidOf = (uniqueId: string): string => bench.simulator.state.documents.entryByUniqueId(uniqueId)?.entryUuid ?? '';
/** The next version of one that was sent. */
const replacing = (sent: Draft): Partial<Draft> => ({
  version: 2,
  versionsId: sent.versionsId,
  replaces: { uniqueId: sent.uniqueId, entryUuid: uuidOf(sent.uniqueId) },
});
const inStatus = async (status: 'Deprecated' | 'Archived'): Promise<Partial<Draft>> => {
  const { documents } = bench.simulator.state;
  const sent = await bench.submitted();
  const [entry, [set]] = [documents.entryByUniqueId(sent.uniqueId), documents.setsOf({ matricule: sent.matricule, insOid: '1.2.250.1.213.1.4.10' })];
  if (!entry || !set) throw new Error('nothing was kept');
  documents.commit({ set, entries: [{ ...entry, status }], associations: [], bytes: new Map() });
  return replacing(sent);
};

const CASES: Readonly<Record<string, Case>> = {
  'request of ITI-41': { payload: swapAll('ProvideAndRegisterDocumentSetRequest', 'ProvideAndRegister'), code: BROKEN },
  'one list of objects': { payload: swapAll('RegistryObjectList', 'ObjectList'), code: BROKEN },
  'kinds of objects': { list: (xml) => `${xml}<Federation id="f"/>`, code: BROKEN },
  'order in each object': {
    entry: swap(/(<Name>.*?<\/Name>)(<Classification )/, '$2'),
    signatureEntry: swap(/^(<ExtrinsicObject [^>]*>)(.*)(<Name>.*?<\/Name>)/, '$1$3$2'),
    code: BROKEN,
  },
  'slots with values': { entry: swap(/(<Slot name="languageCode"><ValueList>).*?(<\/ValueList>)/, '$1$2'), code: BROKEN },
  'slot values of 256 characters': { entry: slotOf('sourcePatientId', `${'1'.repeat(257)}^^^&amp;1.2.3&amp;ISO^PI`), code: BROKEN },
  'ids of their own': { associations: swap('id="as2"', 'id="as1"'), code: BROKEN },
  'parts belong to their object': { entry: swap('classifiedObject="Document01"', 'classifiedObject="Signature01"'), code: BROKEN },
  'one submission set': { set: () => '', code: METADATA },
  'entries are documents': { entry: swap('urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1', 'urn:uuid:34268e47-fdf5-41a6-ba33-82133c465248'), code: METADATA },
  'known slots, once': {
    entry: swap('<Slot name="hash">', '<Slot name="URI"><ValueList><Value>1.xml</Value></ValueList></Slot><Slot name="hash">'),
    code: METADATA,
  },
  'identifiers by their names': { entry: swap('XDSDocumentEntry.patientId', 'XDSDocumentEntry.patient'), code: METADATA },
  'known associations': { associations: swap('AssociationType:signs', 'AssociationType:XFRM'), code: METADATA },

  'patient of the set is the one of the VIHF': { set: swap(/255069999999934\^/, `${OTHER}^`), code: 'XDSPatientIdDoesNotMatch' },
  'patient of each entry is the one of the set': { signatureEntry: swap(/(value=")255069999999934\^/, `$1${OTHER}^`), code: 'XDSPatientIdDoesNotMatch' },
  'patient with a record': { draft: { matricule: MISSING }, question: { matricule: MISSING }, code: 'XDSUnknownPatientId' },
  'record is open': { draft: { matricule: CLOSED }, question: { matricule: CLOSED }, code: 'DMPClosed' },

  'set is marked as one': { set: drop(/<Classification [^>]*classificationNode[^>]*\/>/), code: METADATA },
  'identifiers of the set': { draft: { setId: '1.2.03' }, code: METADATA },
  'submission time in UTC': { set: slotOf('submissionTime', '20260105083005+0100'), code: METADATA },
  'content type of the list': { set: code('aa543740', 'SA99'), code: METADATA },
  'author of the set': { set: slotOf('authorPerson', '899900021212^INFIRMIER0212^Léa'), code: METADATA },

  'uniqueId is an OID': { draft: { uniqueId: '1.2.3^4' }, code: METADATA },
  title: { entry: swap(/(<Name><LocalizedString [^>]*value=")Fiche de suivi/, `$1${'x'.repeat(129)}`), code: METADATA },
  comments: {
    entry: swap('</Name><Classification', `</Name><Description><LocalizedString value="${'x'.repeat(256)}"/></Description><Classification`),
    code: METADATA,
  },
  language: { entry: slotOf('languageCode', 'fr'), code: METADATA },
  'creation time in UTC': { entry: slotOf('creationTime', '20260230083000'), code: METADATA },
  'times of the act in UTC': { entry: slotOf('serviceStartTime', '20260105080000Z'), code: METADATA },
  'legal authenticator': { entry: slotOf('legalAuthenticator', '899900021212'), code: METADATA },
  'source patient id': { entry: slotOf('sourcePatientId', '255069999999934'), code: METADATA },
  'source patient info': { entry: drop('<Value>PID-8|F</Value>'), code: METADATA },
  authors: { entry: swap(/\^IDNST/, ''), code: METADATA },
  'speciality of the authors': { entry: swap('G15_60^Infirmier^', 'G15_99^Infirmier^'), code: METADATA },
  'media type': { entry: swap('mimeType="text/xml"', 'mimeType="application/pdf"'), code: METADATA },
  'class of the list': { entry: swap('1.2.250.1.213.1.1.4.1<', '1.2.250.1.213.1.1.4.2<'), code: METADATA },
  'type of the list': { entry: code(TYPE, 'PIECE-IDENTITE'), code: METADATA },
  'format of the list': { entry: code(FORMAT, 'urn:ihe:iti:xds-sd:pdf:2009'), code: METADATA },
  'facility of the list': { entry: code(FACILITY, 'SA99'), code: METADATA },
  'practice of the list': { entry: code(PRACTICE, 'CABINET'), code: METADATA },
  'events are codes': {
    entry: swap(
      '<ExternalIdentifier',
      `${classification('Document01', '2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4', 'Z00', '2.16.840.1.113883.6.3', '')}<ExternalIdentifier`,
    ),
    code: METADATA,
  },
  'confidentialities of the list': { draft: { confidentialities: ['N', 'SECRET'] }, code: METADATA },
  'confidentiality N always': { draft: { confidentialities: ['MASQUE_PS'] }, code: METADATA },
  'class of the type': { entry: code(CLASS, '11'), code: METADATA },
  'type a software may feed': { draft: { classCode: '60', type: ['REMB', '1.2.250.1.213.1.1.4.12', 'Remboursement'] }, code: 'DMPAccessForbidden' },

  'no version of new metadata': { entry: swap('</Name><Classification', '</Name><VersionInfo versionName="1"/><Classification'), code: METADATA },

  'documents as parts': {
    contentType: () => 'application/soap+xml; charset=UTF-8; action="urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b"',
    packed: (bytes) => bytes.subarray(bytes.indexOf('<?xml'), bytes.indexOf('</soap:Envelope>') + '</soap:Envelope>'.length),
    code: DOCUMENT,
  },
  'a document at least': {
    entry: () => '',
    associations: drop(/<Association id="as1".*?<\/Association>/),
    payload: drop(/<xdsb:Document id="Document01">.*?<\/xdsb:Document>/),
    code: METADATA,
  },
  'each entry a member of the set': { associations: drop(/<Association id="as2".*?<\/Association>/), code: METADATA },
  'members as originals': { associations: swap('>Original<', '>Reference<'), code: METADATA },
  'bytes of each entry': { parts: ([, ...others]) => others, code: 'XDSMissingDocument' },
  'an entry for all bytes': {
    payload: swap(
      '</xdsb:ProvideAndRegisterDocumentSetRequest>',
      '<xdsb:Document id="Document02"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:sig@lps"/></xdsb:Document></xdsb:ProvideAndRegisterDocumentSetRequest>',
    ),
    code: 'XDSMissingDocumentMetadata',
  },
  'size of the bytes': { entry: slotOf('size', '12'), code: DISAGREES },
  'hash of the bytes': {
    parts: ([document, ...others]) => (document ? [{ ...document, bytes: Buffer.from(document.bytes.toString().replace('Fiche', 'Ficha')) }, ...others] : []),
    code: DISAGREES,
  },
  'document is XML': { cda: swap('<ClinicalDocument ', '<!DOCTYPE ClinicalDocument><ClinicalDocument '), code: DOCUMENT },
  'same bytes under a known name': { after: async (on) => ({ uniqueId: (await on.submitted()).uniqueId, versionsId: newOid() }), code: 'XDSNonIdenticalHash' },
  'document is new': { after: (on) => on.submitted(), draft: {}, code: 'XDSDuplicateUniqueIdInRegistry' },
  'set is new': { after: async (on) => ({ setId: (await on.submitted()).setId }), code: 'XDSDuplicateUniqueIdInRegistry' },

  'who sends is the author': {
    set: swap('899900021212^', '899900003100^'),
    draft: {
      author: KINE,
    },
    code: METADATA,
  },
  'staff sends for a professional': { as: 'secretary', code: METADATA },
  'staff sends for its structure': { as: 'secretary', draft: { author: { ...KINE, structureId: NURSE.structureId } }, code: METADATA },
  'professional answers for what the staff sends': {
    as: 'secretary',
    draft: { author: NURSE },
    entry: swap(/(<Slot name="legalAuthenticator"><ValueList><Value>)899900021212/, '$1699900021212001/0001'),
    code: METADATA,
  },
  'vaccination notes are hidden from nobody': {
    draft: { classCode: '52', type: ['87273-9', '2.16.840.1.113883.6.1', 'Note de vaccination'], confidentialities: ['N', 'MASQUE_PS'] },
    code: METADATA,
  },
  'not hidden from patient and professionals at once': { draft: { confidentialities: ['N', 'MASQUE_PS', 'INVISIBLE_PATIENT'] }, code: METADATA },
  'hidden from representatives of minors alone': { draft: { confidentialities: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] }, code: METADATA },
  'secret connection of minors alone': { envelope: { assertion: secret }, code: METADATA },
  'all is secret in a secret connection': { envelope: { assertion: secret }, controls: { ageOfMajority: 150 }, code: METADATA },
  'vaccination note is structured': { draft: { classCode: '52', type: ['87273-9', '2.16.840.1.113883.6.1', 'Note de vaccination'] }, code: METADATA },
  'format of level 1': {
    entry: (xml) =>
      swap(/(classificationScheme="urn:uuid:a09d5840.*?<Value>)[^<]*/, '$11.2.250.1.213.1.1.4.2.282')(code(FORMAT, 'urn:asip:ci-sis:vsm:2012')(xml)),
    code: METADATA,
  },

  'document is a CDA': { cda: () => '<Document xmlns="urn:hl7-org:v3"></Document>', code: DOCUMENT },
  'order of the CDA': { cda: swap(/(<title>.*?<\/title>)(<effectiveTime [^>]*><\/effectiveTime>)/, '$2$1'), code: DOCUMENT },
  'realm FR': { cda: swap('<realmCode code="FR">', '<realmCode code="BE">'), code: DOCUMENT },
  'type of a CDA': { cda: swap('POCD_HD000040', 'POCD_HD000041'), code: DOCUMENT },
  'templates of level 1': { cda: swap('1.3.6.1.4.1.19376.1.2.20', '1.3.6.1.4.1.19376.1.2.24'), code: DOCUMENT },
  'id is the uniqueId': { cda: swap('<id root="', '<id extension="1" root="'), code: DISAGREES },
  'code is the type': { cda: swap('<code code="11506-3"', '<code code="11488-4"'), code: DISAGREES },
  'title of the CDA': { cda: swap('<title>Fiche de suivi', '<title>Fiche'), code: DISAGREES },
  'effective time is the creation time': { cda: swap('20260105093000+0100', '20260105093000'), code: DISAGREES },
  'confidentiality of the CDA': { cda: swap('<confidentialityCode code="N"', '<confidentialityCode code="R"'), code: DISAGREES },
  'language of the CDA': { cda: swap('<languageCode code="fr-FR"', '<languageCode code="fr"'), code: DISAGREES },
  'set of versions': { cda: swap(/<setId root="[^"]*"/, '<setId extension="1"'), code: DOCUMENT },
  'number of the version': { cda: swap('<versionNumber value="1"', '<versionNumber value="un"'), code: DOCUMENT },
  'main act': { cda: swap('typeCode="PRF"', 'typeCode="SPRF"'), code: DOCUMENT },
  'times of the act': { cda: swap('<low value="20260105090000+0100">', '<low value="20260104090000+0100">'), code: DISAGREES },
  'act codes are the events': { cda: swap('<serviceEvent>', '<serviceEvent><code code="AMI" codeSystem="1.2.3" displayName="Soin"></code>'), code: DISAGREES },
  'practice setting of the act': { cda: swap('code="AMBULATOIRE"', 'code="SAD"'), code: DISAGREES },
  encounter: { cda: swap(/(<encompassingEncounter><effectiveTime>)<low [^>]*><\/low>/, '$1'), code: DOCUMENT },
  'facility of the encounter': { cda: swap('code="SA07"', 'code="SA08"'), code: DISAGREES },
  'replaced version': {
    cda: swap('<componentOf>', '<relatedDocument typeCode="APND"><parentDocument><id root="1.2.3"></id></parentDocument></relatedDocument><componentOf>'),
    code: DOCUMENT,
  },
  addresses: { cda: swap('<county>72181</county>', '<county>72181</county><streetAddressLine>1 RUE</streetAddressLine>'), code: DOCUMENT },
  telecoms: { cda: swap('<telecom nullFlavor="NASK">', '<telecom value="0243000000">'), code: DOCUMENT },

  'INS of the CDA': { cda: swap('extension="255069999999934"', `extension="${OTHER}"`), code: DISAGREES },
  'source patient id of the CDA': { entry: swap(/(<Slot name="sourcePatientId"><ValueList><Value>)[^<^]*/, `$1${OTHER}`), code: DISAGREES },
  'five traits': { cda: drop('<given qualifier="BR">NATHALIE</given>'), code: DOCUMENT },
  'used name as CL': { cda: swap('qualifier="CL"', 'qualifier="SP"'), code: DOCUMENT },
  'traits of the metadata': { cda: swap('<birthTime value="19550615"', '<birthTime value="19550616"'), code: DISAGREES },
  'authors of the CDA': { cda: drop(/<time value="[^"]*"><\/time>(?=<assignedAuthor>)/), code: DOCUMENT },
  'profession of each author': { cda: swap('<code code="G15_60"', '<code code="G15_99"'), code: DOCUMENT },
  'function of authors and participants': {
    cda: swap('<author><time', '<author><functionCode code="PCP" codeSystem="1.2.250.1.213.1.1.4.2.280" displayName="Médecin traitant"></functionCode><time'),
    code: DOCUMENT,
  },
  'name of each author': { cda: swap('<family>INFIRMIER0212</family>', '<family></family>'), code: DOCUMENT },
  'structure of each author': { cda: swap(/(<representedOrganization><id [^>]*><\/id>)<name>[^<]*<\/name>/, '$1'), code: DOCUMENT },
  'authors are those of the metadata': { cda: swap(/(<assignedAuthor><id extension=")899900021212/, '$1899900003100'), code: DISAGREES },
  'names of the authors': { entry: (xml) => xml.replaceAll('899900021212^INFIRMIER0212^Léa', '899900021212^DUPONT^Jean'), code: DISAGREES },
  custodian: { cda: swap(/(<representedCustodianOrganization><id [^>]*root=")[^"]*/, '$11.2.3'), code: DOCUMENT },
  'legal authenticator of the CDA': { cda: swap('<signatureCode code="S">', '<signatureCode code="X">'), code: DOCUMENT },
  'legal authenticator is the one of the metadata': {
    cda: swap(/(<signatureCode code="S"><\/signatureCode><assignedEntity><id extension=")899900021212/, '$1899900003100'),
    code: DISAGREES,
  },
  performer: { cda: swap(/(<performer typeCode="PRF"><assignedEntity>)<id [^>]*><\/id>/, '$1'), code: DOCUMENT },

  'order in the parts of the CDA': { cda: swap(/(<assignedAuthor>)(<id [^>]*><\/id>)(<code [^>]*><\/code>)/, '$1$3$2'), code: DOCUMENT },
  'values that are never null': { cda: swap('<languageCode code="fr-FR"', '<languageCode code="fr-FR" nullFlavor="UNK"'), code: DOCUMENT },
  'confidentiality of a CDA': {
    draft: { confidentialities: ['N', 'MASQUE_PS'] },
    cda: swap('code="N" codeSystem="2.16.840.1.113883.5.25"', 'code="MASQUE_PS" codeSystem="1.2.250.1.213.1.1.4.13"'),
    code: DOCUMENT,
  },
  'prefix and suffix of the patient': {
    cda: swap('<name><family qualifier="BR">', '<name><prefix>M</prefix><prefix>MME</prefix><family qualifier="BR">'),
    code: DOCUMENT,
  },
  'civility and title of professionals': { cda: swap('<name><family>INFIRMIER0212', '<name><prefix>Madame</prefix><family>INFIRMIER0212'), code: DOCUMENT },
  'author that is a device': {
    cda: swap(
      /(<assignedAuthor>.*?)<assignedPerson>.*?<\/assignedPerson>/,
      '$1<assignedAuthoringDevice><softwareName>LOGICIEL</softwareName></assignedAuthoringDevice>',
    ),
    code: DOCUMENT,
  },
  'ids of professionals': {
    cda: swap(
      '<location><healthCareFacility>',
      '<responsibleParty><assignedEntity><id extension="899900021212" root="1.2.3"></id></assignedEntity></responsibleParty><location><healthCareFacility>',
    ),
    code: DOCUMENT,
  },
  'codes of the acts': { cda: swap('<serviceEvent>', '<serviceEvent><code code="AMI" displayName="Soin"></code>'), code: DOCUMENT },
  'type of the encounter': {
    cda: swap('<encompassingEncounter>', '<encompassingEncounter><code code="HOME" codeSystem="2.16.840.1.113883.5.4" displayName="Domicile"></code>'),
    code: DOCUMENT,
  },
  'uses of addresses': { cda: swap('<addr nullFlavor="NASK">', '<addr nullFlavor="NASK" use="HOME">'), code: DOCUMENT },

  'body that is no XML': { cda: (xml) => xml.replaceAll('nonXMLBody', 'structuredBody'), code: DOCUMENT },
  'format of the body': { cda: swap('mediaType="application/pdf"', 'mediaType="application/msword"'), code: DISAGREES },
  'body in base64': { cda: swap('representation="B64">', 'representation="B64">*'), code: DOCUMENT },
  'body of its kind': { draft: { body: Buffer.from('not a PDF') }, code: DOCUMENT },
  'PDF/A-1': { draft: { body: Buffer.from('%PDF-1.4\n<pdfaid:part>3</pdfaid:part>\n%%EOF') }, code: DOCUMENT },

  'one signature of the set': {
    signatureEntry: () => '',
    associations: drop(/<Association id="as2".*$/),
    payload: drop(/<xdsb:Document id="Signature01">.*?<\/xdsb:Document>/),
    code: DOCUMENT,
  },
  'signature signs the set': { associations: swap(/(:signs" sourceObject="Signature01" targetObject=")SubmissionSet01/, '$1Document01'), code: METADATA },
  'metadata of the signature': { signatureEntry: swap(/(<Name><LocalizedString [^>]*value=")Source/, '$1Signature'), code: METADATA },
  'patient of the signature': { signatureEntry: slotOf('sourcePatientId', '42^^^&amp;1.2.250.1.999.1.1.2&amp;ISO^PI'), code: METADATA },
  'signature stands where the documents do': { signatureEntry: code(PRACTICE, 'SAD'), code: METADATA },
  'author of the signature is who sends': {
    signatureEntry: swap(/(<Slot name="authorPerson"><ValueList><Value>)899900021212/, '$1899900003100'),
    code: METADATA,
  },
  'signature of its uniqueId': { signature: swap(/(<ds:Signature [^>]*Id=")[^"]*/, '$1sig-1'), code: DOCUMENT },
  'times of the signature': { signatureEntry: slotOf('creationTime', '20260105083000'), code: DOCUMENT },
  'algorithms of the signature': { signedInfo: swap('more#rsa-sha256', 'more#rsa-sha512'), code: DOCUMENT },
  'manifest and properties are signed': { signedInfo: swap(/<ds:Reference Type="http:\/\/uri.etsi.org.*?<\/ds:Reference>/, ''), code: DOCUMENT },
  'certificate of who sends': { draft: { card: { signatureKeyPem: '', signatureCertificatePem: '' } }, code: DOCUMENT },
  'certificate is the one of the properties': { properties: swap('CN=AC SIMULEE PERSONNES', 'CN=AC SIMULEE'), code: DOCUMENT },
  'properties of this signature': { signature: swap(/(<QualifyingProperties [^>]*Target="#)[^"]*/, '$11.2.3'), code: DOCUMENT },
  'purpose of the signature': { signature: swap('>1.2.840.10065.1.12.1.14<', '>1.2.840.10065.1.12.1.5<'), code: DOCUMENT },
  'signature of the set verifies': { signature: swap('<SigningTime>', '<SigningTime> '), code: DOCUMENT },
  'manifest lists the set and its documents': {
    manifest: drop(/<ds:Reference URI="urn:oid:[^"]*"><ds:DigestMethod [^>]*><\/ds:DigestMethod><ds:DigestValue>AA==<\/ds:DigestValue><\/ds:Reference>/),
    code: DOCUMENT,
  },
  'manifest is of these documents': { manifest: swap(/(<\/ds:Transforms>.*<ds:DigestValue>)[^<]*/, '$1AAAA'), code: DOCUMENT },

  'one version replaces one': {
    associations: (xml) => xml + association('as9', 'ihe:iti:2007:AssociationType:RPLC', 'Signature01', 'urn:uuid:1'),
    code: REPLACE,
  },
  'replaced document is known': {
    draft: { replaces: { uniqueId: '1.2.3', entryUuid: 'urn:uuid:00000000-0000-4000-8000-000000000000' }, version: 2 },
    code: REPLACE,
  },
  'replaced document is not replaced yet': { after: () => inStatus('Deprecated'), code: 'XDSRegistryDeprecatedDocumentError' },
  'replaced document is approved': { after: () => inStatus('Archived'), code: REPLACE },
  'replaced by its author': { after: async (on) => replacing(await on.submitted({}, 'physician')), code: 'DMPAccessForbidden' },
  'CDA and association tell the same replacement': {
    after: async (on) => replacing(await on.submitted()),
    cda: swap(/(<parentDocument><id root=")[^"]*/, '$11.2.3'),
    code: REPLACE,
  },
  'next version of the same set': { after: async (on) => ({ ...replacing(await on.submitted()), version: 3 }), code: REPLACE },
};

const PACKAGES: Readonly<Record<string, Case>> = {
  'XOP package': { contentType: drop('start="<root.message@lps>"; '), code: HTTP, status: 415 },
  'readable parts': { packed: (bytes) => bytes.subarray(0, bytes.length - 20), code: HTTP, status: 400 },
  'root named by start': { contentType: swap('root.message', 'root.massage'), code: HTTP, status: 400 },
  'root is SOAP in XOP': {
    packed: (bytes) => Buffer.from(bytes.toString('latin1').replace('charset=UTF-8', 'charset=ISO-8859-1'), 'latin1'),
    code: HTTP,
    status: 415,
  },
  'parts with an id of their own': { parts: ([one, two]) => (one && two ? [one, { ...two, id: one.id }] : []), code: HTTP, status: 400 },
  'binary parts': { parts: (parts) => parts.map((part) => ({ ...part, headers: part.headers.replace('binary', 'base64') })), code: HTTP, status: 415 },
};

async function send({ after, as = 'nurse', controls, envelope, question, ...breaks }: Case) {
  const changes = { ...(await after?.(bench)), ...breaks.draft };
  Object.assign(bench.simulator.state.controls, controls);
  const { card: odd, ...others } = changes;
  const card = odd && (odd.signatureCertificatePem ? odd : bench.asker('kine').card);
  const sending = { as, breaks: { ...breaks, draft: {} }, ...(envelope && { envelope }), ...(question && { question }) };
  return bench.submit(bench.draft({ ...others, ...(card && { card }) }, as), sending);
}

describe('the rules of TD2.1', () => {
  it('are all broken below, each under its name', () => {
    expect(Object.keys(CASES)).toEqual([...td21Submission.rules]);
    expect(Object.keys(PACKAGES)).toEqual(packageRules.map(({ name }) => name));
    expect(new Set(rulesOf(td21Submission)).size).toBe(rulesOf(td21Submission).length);
  });

  it.each(Object.entries({ ...PACKAGES, ...CASES }))('%s', async (rule, broken) => {
    try {
      const before = bench.simulator.state.documents.entriesOf({ matricule: '255069999999934', insOid: '1.2.250.1.213.1.4.10' }).length;
      const answer = await send(broken);
      expect(bench.simulator.refusals.at(-1), answer.body).toBe(rule);
      if (broken.status) expect(answer.status).toBe(broken.status);
      else if (broken.code === BROKEN) expect([answer.status, faultOf(answer.body)]).toEqual([500, BROKEN]);
      else expect([answer.status, registryAnswer(answer.body)]).toEqual([200, { status: 'Failure', codes: [broken.code] }]);
      if (!broken.after) {
        const { length } = bench.simulator.state.documents.entriesOf({ matricule: '255069999999934', insOid: '1.2.250.1.213.1.4.10' });
        expect(length).toBe(before);
      }
    } finally {
      bench.simulator.state.reset();
    }
  });

  it.each<readonly [string, string, Case]>([
    [
      'legal authenticator is the one of the metadata',
      'another name of his',
      { entry: swap(/(<Slot name="legalAuthenticator"><ValueList><Value>899900021212\^)INFIRMIER0212/, '$1DUPONT'), code: DISAGREES },
    ],
    [
      'INS of the CDA',
      'a second INS, of another patient',
      { cda: swap(/(<patientRole>)/, `$1<id extension="${OTHER}" root="1.2.250.1.213.1.4.10"></id>`), code: DISAGREES },
    ],
    [
      'traits of the metadata',
      'another used name',
      { entry: swap('<Value>PID-7|', '<Value>PID-5|AUTRE^NATHALIE^NATHALIE MARIE^^^^D</Value><Value>PID-7|'), code: DISAGREES },
    ],
    ['traits of the metadata', 'other given names', { entry: swap('NATHALIE^NATHALIE MARIE', 'NATHALIE^PAULINE'), code: DISAGREES }],
    ['source patient info', 'two names at birth', { entry: swap('<Value>PID-7|', '<Value>PID-5|AUTRE^NOM^NOM^^^^L</Value><Value>PID-7|'), code: METADATA }],
    ['names of the authors', 'another name of the structure', { entry: swap('CABINET MME INFIRMIER0212^', 'HOPITAL X^'), code: DISAGREES }],
    [
      'PDF/A-1',
      'a PDF with a key',
      { draft: { body: Buffer.from('%PDF-1.4 <pdfaid:part>1</pdfaid:part> trailer << /Encrypt 5 0 R >>\n%%EOF') }, code: DOCUMENT },
    ],
    ['PDF/A-1', 'a PDF with a script', { draft: { body: Buffer.from('%PDF-1.4 <pdfaid:part>1</pdfaid:part> /S /JavaScript\n%%EOF') }, code: DOCUMENT }],
    ['PDF/A-1', 'a PDF that has no end', { draft: { body: Buffer.from('%PDF-1.4 <pdfaid:part>1</pdfaid:part>') }, code: DOCUMENT }],
  ])('"%s" also refuses %s', async (rule, _, broken) => {
    const answer = await send(broken);
    expect(bench.simulator.refusals.at(-1), answer.body).toBe(rule);
    expect(registryAnswer(answer.body)).toEqual({ status: 'Failure', codes: [broken.code] });
    bench.simulator.state.reset();
  });
});

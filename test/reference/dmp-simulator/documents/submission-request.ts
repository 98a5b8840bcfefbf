import { createHash, createSign, randomUUID, X509Certificate } from 'node:crypto';
import type { TestCard } from '../td02-request.js';

/** A submission of documents (ITI-41), written by hand: the client's code has no part in it. */

export interface Person {
  readonly psId: string;
  readonly family: string;
  readonly given: string;
  readonly speciality: readonly [code: string, label: string];
  readonly structureId: string;
  readonly structureName: string;
}

export const NURSE: Person = {
  psId: '899900021212',
  family: 'INFIRMIER0212',
  given: 'Léa',
  speciality: ['G15_60', 'Infirmier'],
  structureId: '499900021212001',
  structureName: 'CABINET MME INFIRMIER0212',
};
export const PHYSICIAN: Person = {
  psId: '899900001230',
  family: 'ALONSO0123',
  given: 'Fabrice',
  speciality: ['G15_10/SM26', 'Médecin - Qualifié en médecine générale (SM)'],
  structureId: '499900001230001',
  structureName: 'CABINET M ALONSO0123',
};

export const KINE: Person = {
  psId: '899900003100',
  family: 'KINE0310',
  given: 'Marc',
  speciality: ['G15_70', 'Masseur-Kinésithérapeute'],
  structureId: '499900003100001',
  structureName: 'CABINET M KINE0310',
};

/** What is sent, and by whom. */
export interface Draft {
  readonly matricule: string;
  readonly person: Person;
  /** Of the documents; the set's author is `person` anyway. */
  readonly author?: Person;
  readonly card: Pick<TestCard, 'signatureKeyPem' | 'signatureCertificatePem'>;
  readonly issuer: string;
  readonly uniqueId: string;
  readonly setId: string;
  readonly versionsId: string;
  readonly version: number;
  readonly replaces?: { readonly uniqueId: string; readonly entryUuid: string };
  readonly confidentialities: readonly string[];
  readonly body: Buffer;
  readonly mediaType: string;
  readonly format: string;
  readonly type: readonly [code: string, system: string, label: string];
  readonly classCode: string;
}

type Change = (xml: string) => string;

/** What a broken submission changes; each step sees what the one before has made. */
export interface SubmissionBreaks {
  readonly draft?: Partial<Draft>;
  /** Before it is digested and hashed. */
  readonly cda?: Change;
  /** Before it is digested. */
  readonly manifest?: Change;
  readonly properties?: Change;
  /** Before it is signed. */
  readonly signedInfo?: Change;
  /** Once it is signed, before it is hashed. */
  readonly signature?: Change;
  readonly set?: Change;
  /** Metadata of the document, and of the signature. */
  readonly entry?: Change;
  readonly signatureEntry?: Change;
  readonly associations?: Change;
  readonly list?: Change;
  readonly payload?: Change;
  /** The documents as they go. */
  readonly parts?: (parts: readonly Part[]) => readonly Part[];
  /** The whole package. */
  readonly packed?: (bytes: Buffer) => Buffer;
  readonly contentType?: Change;
}

export interface Part {
  readonly id: string;
  readonly headers: string;
  readonly bytes: Buffer;
}

const OID = 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject';
const SYSTEMS: Readonly<Record<string, string>> = { N: '2.16.840.1.113883.5.25' };
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const ACTION = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';

/** `2.25.<decimal of a uuid>`. */
export const newOid = (): string => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
export const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Metadata>>stream\n<pdfaid:part>1</pdfaid:part>\nendstream\n%%EOF\n', 'latin1');

const sha1 = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('base64');
const same = <T>(value: T): T => value;
const cx = (matricule: string): string => `${matricule}^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH`;
const xcn = ({ family, given, psId }: Person): string => `${psId}^${family}^${given}^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS`;
const xon = ({ structureId, structureName }: Person): string => `${structureName}^^^^^&amp;1.2.250.1.71.4.2.2&amp;ISO^IDNST^^^${structureId}`;

export function draft(changes: Pick<Draft, 'matricule' | 'person' | 'card' | 'issuer'> & Partial<Draft>): Draft {
  return {
    uniqueId: newOid(),
    setId: newOid(),
    versionsId: newOid(),
    version: 1,
    confidentialities: ['N'],
    body: PDF,
    mediaType: 'application/pdf',
    format: 'urn:ihe:iti:xds-sd:pdf:2008',
    type: ['11506-3', '2.16.840.1.113883.6.1', 'CR ou fiche de suivi de soins par auxiliaire médical'],
    classCode: '10',
    ...changes,
  };
}

export function writeCda({ author: ofDocument, body, matricule, mediaType, person, replaces, type, uniqueId, version, versionsId }: Draft): string {
  const author = ofDocument ?? person;
  const id = `<id extension="${author.psId}" root="1.2.250.1.71.4.2.1"></id>`;
  const code = `<code code="${author.speciality[0]}" codeSystem="1.2.250.1.213.1.1.4.5" displayName="${author.speciality[1]}"></code>`;
  const name = `<assignedPerson><name><family>${author.family}</family><given>${author.given}</given></name></assignedPerson>`;
  const structure = `<id extension="${author.structureId}" root="1.2.250.1.71.4.2.2"></id><name>${author.structureName}</name>`;
  const nowhere = '<addr nullFlavor="NASK"></addr><telecom nullFlavor="NASK"></telecom>';
  return [
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><realmCode code="FR"></realmCode><typeId extension="POCD_HD000040" root="2.16.840.1.113883.1.3"></typeId>',
    ...['2.16.840.1.113883.2.8.2.1', '1.2.250.1.213.1.1.1.1', '1.3.6.1.4.1.19376.1.2.20'].map((root) => `<templateId root="${root}"></templateId>`),
    `<id root="${uniqueId}"></id><code code="${type[0]}" codeSystem="${type[1]}" displayName="${type[2]}"></code><title>Fiche de suivi</title>`,
    '<effectiveTime value="20260105093000+0100"></effectiveTime><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"></confidentialityCode>',
    `<languageCode code="fr-FR"></languageCode><setId root="${versionsId}"></setId><versionNumber value="${version}"></versionNumber>`,
    `<recordTarget><patientRole><id extension="${matricule}" root="1.2.250.1.213.1.4.10"></id>${nowhere}<patient>`,
    '<name><family qualifier="BR">DESMAUX</family><family qualifier="CL">MARTIN</family><given>NATHALIE MARIE</given><given qualifier="BR">NATHALIE</given></name>',
    '<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1" displayName="Féminin"></administrativeGenderCode><birthTime value="19550615"></birthTime>',
    '<birthplace><place><addr><county>72181</county></addr></place></birthplace></patient></patientRole></recordTarget>',
    `<author><time value="20260105093000+0100"></time><assignedAuthor>${id}${code}${nowhere}${name}<representedOrganization>${structure}</representedOrganization></assignedAuthor></author>`,
    `<custodian><assignedCustodian><representedCustodianOrganization>${structure}</representedCustodianOrganization></assignedCustodian></custodian>`,
    `<legalAuthenticator><time value="20260105093000+0100"></time><signatureCode code="S"></signatureCode><assignedEntity>${id}${nowhere}${name}</assignedEntity></legalAuthenticator>`,
    '<documentationOf><serviceEvent><effectiveTime><low value="20260105090000+0100"></low></effectiveTime><performer typeCode="PRF"><assignedEntity>',
    `${id}${code}${name}<representedOrganization>${structure}<standardIndustryClassCode code="AMBULATOIRE" codeSystem="1.2.250.1.213.1.1.4.9" displayName="Ambulatoire"></standardIndustryClassCode></representedOrganization>`,
    '</assignedEntity></performer></serviceEvent></documentationOf>',
    replaces ? `<relatedDocument typeCode="RPLC"><parentDocument><id root="${replaces.uniqueId}"></id></parentDocument></relatedDocument>` : '',
    '<componentOf><encompassingEncounter><effectiveTime><low value="20260105090000+0100"></low></effectiveTime><location><healthCareFacility>',
    '<code code="SA07" codeSystem="1.2.250.1.71.4.2.4" displayName="Cabinet individuel"></code></healthCareFacility></location></encompassingEncounter></componentOf>',
    `<component><nonXMLBody><text mediaType="${mediaType}" representation="B64">${body.toString('base64')}</text></nonXMLBody></component></ClinicalDocument>`,
  ].join('');
}

export const slot = (name: string, ...values: readonly string[]): string =>
  `<Slot name="${name}"><ValueList>${values.map((value) => `<Value>${value}</Value>`).join('')}</ValueList></Slot>`;
const words = (element: string, value: string): string => `<${element}><LocalizedString xml:lang="FR" charset="UTF-8" value="${value}"/></${element}>`;

let count = 0;
function nextId(): string {
  count += 1;
  return `x${count}`;
}
export const classification = (object: string, scheme: string, code: string, system: string, label: string): string =>
  `<Classification id="${nextId()}" classificationScheme="urn:uuid:${scheme}" classifiedObject="${object}" nodeRepresentation="${code}" objectType="${OID}:Classification">${slot('codingScheme', system)}${words('Name', label)}</Classification>`;
const authorOf = (object: string, scheme: string, author: Person): string =>
  `<Classification id="${nextId()}" classificationScheme="urn:uuid:${scheme}" classifiedObject="${object}" nodeRepresentation="" objectType="${OID}:Classification">${slot('authorInstitution', xon(author))}${slot('authorPerson', xcn(author))}${slot('authorSpecialty', `${author.speciality.join('^')}^1.2.250.1.213.1.1.4.5`)}</Classification>`;
const identifier = (object: string, scheme: string, name: string, value: string): string =>
  `<ExternalIdentifier id="${nextId()}" registryObject="${object}" identificationScheme="urn:uuid:${scheme}" value="${value}" objectType="${OID}:ExternalIdentifier">${words('Name', name)}</ExternalIdentifier>`;
export const association = (id: string, type: string, source: string, target: string, ...slots: readonly string[]): string =>
  `<Association id="${id}" objectType="${OID}:Association" associationType="urn:${type}" sourceObject="${source}" targetObject="${target}">${(slots.length ? slots : [slot('SubmissionSetStatus', 'Original')]).join('')}</Association>`;

export function writeSet({ matricule, person, setId }: Pick<Draft, 'matricule' | 'person' | 'setId'>): string {
  const id = 'SubmissionSet01';
  return [
    `<RegistryPackage id="${id}">${slot('submissionTime', '20260105083005')}${words('Name', 'Envoi')}`,
    `<Classification id="${nextId()}" classificationNode="urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd" classifiedObject="${id}" objectType="${OID}:Classification"/>`,
    authorOf(id, 'a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d', person),
    classification(id, 'aa543740-bdda-424e-8c96-df4873be8500', '07', '1.2.250.1.213.2.2', 'Consultations'),
    identifier(id, '6b5aea1a-874d-4603-a4bc-96a0a7b38446', 'XDSSubmissionSet.patientId', cx(matricule)),
    identifier(id, '554ac39e-e3fe-47fe-b233-965d2a147832', 'XDSSubmissionSet.sourceId', '1.2.250.1.999.1.1'),
    identifier(id, '96fdda7c-d067-4183-912e-bf5ee74998a8', 'XDSSubmissionSet.uniqueId', setId),
    '</RegistryPackage>',
  ].join('');
}

interface EntryParts {
  readonly id: string;
  readonly author: Person;
  readonly matricule: string;
  readonly bytes: Buffer;
  readonly uniqueId: string;
  readonly title: string;
  readonly language: string;
  readonly times: readonly string[];
  readonly codes: readonly (readonly [scheme: string, code: string, system: string, label: string])[];
  readonly confidentialities: readonly string[];
}

function writeEntry({ author, bytes, codes, confidentialities, id, language, matricule, times, title, uniqueId }: EntryParts): string {
  return [
    `<ExtrinsicObject id="${id}" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">`,
    slot('creationTime', times[0] ?? ''),
    slot('hash', sha1(bytes)),
    slot('languageCode', language),
    slot('legalAuthenticator', xcn(author)),
    slot('serviceStartTime', times[1] ?? ''),
    times[2] ? slot('serviceStopTime', times[2]) : '',
    slot('size', String(bytes.length)),
    slot('sourcePatientId', cx(matricule)),
    slot('sourcePatientInfo', 'PID-5|DESMAUX^NATHALIE^NATHALIE MARIE^^^^L', 'PID-7|19550615', 'PID-8|F'),
    words('Name', title),
    authorOf(id, '93606bcf-9494-43ec-9b4e-a7748d1a838d', author),
    ...codes.map(([scheme, code, system, label]) => classification(id, scheme, code, system, label)),
    ...confidentialities.map((code) => classification(id, 'f4f85eac-e6cb-4883-b524-f2705394840f', code, SYSTEMS[code] ?? '1.2.250.1.213.1.1.4.13', code)),
    classification(id, 'f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1', 'SA07', '1.2.250.1.71.4.2.4', 'Cabinet individuel'),
    classification(id, 'cccf5598-8b07-4b77-a05e-ae952c785ead', 'AMBULATOIRE', '1.2.250.1.213.1.1.4.9', 'Ambulatoire'),
    identifier(id, '58a6f841-87b3-4a3e-92fd-a8ffeff98427', 'XDSDocumentEntry.patientId', cx(matricule)),
    identifier(id, '2e82c1f6-a085-4c72-9da3-8640a32e42ab', 'XDSDocumentEntry.uniqueId', uniqueId),
    '</ExtrinsicObject>',
  ].join('');
}

const digestOf = (value: string): string => `<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${value}</ds:DigestValue>`;

/** Manifest, properties and SignedInfo declare their prefixes themselves: each is its own canonical form. */
function writeSignature({ card, issuer, setId, uniqueId }: Draft, signatureId: string, cda: Buffer, signedAt: string, breaks: SubmissionBreaks): Buffer {
  const certificate = new X509Certificate(card.signatureCertificatePem);
  const manifest = (breaks.manifest ?? same)(
    [
      `<ds:Manifest xmlns:ds="${DS}" Id="IHEManifest"><ds:Reference URI="urn:oid:${setId}">${digestOf('AA==')}</ds:Reference>`,
      `<ds:Reference URI="urn:oid:${uniqueId}"><ds:Transforms><ds:Transform Algorithm="${C14N}"></ds:Transform></ds:Transforms>${digestOf(sha256(cda))}</ds:Reference></ds:Manifest>`,
    ].join(''),
  );
  const properties = (breaks.properties ?? same)(
    [
      `<SignedProperties xmlns="${XADES}" xmlns:ds="${DS}" Id="S0-SignedProperties"><SignedSignatureProperties><SigningTime>${signedAt}</SigningTime><SigningCertificate><Cert>`,
      `<CertDigest><DigestMethod Algorithm="${SHA256}"></DigestMethod><DigestValue>${sha256(certificate.raw)}</DigestValue></CertDigest>`,
      `<IssuerSerial><ds:X509IssuerName>${issuer}</ds:X509IssuerName><ds:X509SerialNumber>${BigInt(`0x${certificate.serialNumber}`)}</ds:X509SerialNumber></IssuerSerial></Cert></SigningCertificate>`,
      '<SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier></SignedSignatureProperties><SignedDataObjectProperties></SignedDataObjectProperties></SignedProperties>',
    ].join(''),
  );
  const reference = (type: string, id: string, signed: string): string =>
    `<ds:Reference Type="${type}" URI="#${id}">${digestOf(sha256(signed))}</ds:Reference>`;
  const signedInfo = (breaks.signedInfo ?? same)(
    [
      `<ds:SignedInfo xmlns:ds="${DS}"><ds:CanonicalizationMethod Algorithm="${C14N}"></ds:CanonicalizationMethod>`,
      '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>',
      `${reference(`${DS}Manifest`, 'IHEManifest', manifest)}${reference(`${XADES}SignedProperties`, 'S0-SignedProperties', properties)}</ds:SignedInfo>`,
    ].join(''),
  );
  const value = createSign('RSA-SHA256').update(signedInfo).sign(card.signatureKeyPem, 'base64');
  const written = [
    `<?xml version="1.0" encoding="UTF-8"?><ds:Signature xmlns:ds="${DS}" Id="${signatureId}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue>`,
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate.raw.toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>${manifest}</ds:Object>`,
    `<ds:Object><ds:SignatureProperties><ds:SignatureProperty Id="purposeOfSignature" Target="#${signatureId}">1.2.840.10065.1.12.1.14</ds:SignatureProperty></ds:SignatureProperties></ds:Object>`,
    `<ds:Object><QualifyingProperties xmlns="${XADES}" Target="#${signatureId}">${properties}</QualifyingProperties></ds:Object></ds:Signature>`,
  ].join('');
  return Buffer.from((breaks.signature ?? same)(written));
}

/** The body of the envelope, and what turns the envelope into the package that is sent. */
export function writeSubmission(good: Draft, breaks: SubmissionBreaks = {}) {
  const sent = { ...good, ...breaks.draft };
  const { classCode, confidentialities, format, matricule, person, replaces, type, uniqueId } = sent;
  const cda = Buffer.from((breaks.cda ?? same)(writeCda(sent)));
  const signatureId = newOid();
  const now = new Date().toISOString();
  const signedAt = now.replace(/\D/g, '').slice(0, 14);
  const signature = writeSignature(sent, signatureId, cda, now, breaks);
  const entry = writeEntry({
    ...{ id: 'Document01', author: sent.author ?? person, matricule, bytes: cda, uniqueId, title: 'Fiche de suivi', language: 'fr-FR', confidentialities },
    times: ['20260105083000', '20260105080000'],
    codes: [
      ['41a5887f-8865-4c09-adf7-e362475b143a', classCode, '1.2.250.1.213.1.1.4.1', 'Classe'],
      ['f0306f51-975f-434e-a61c-c59651d33983', ...type],
      ['a09d5840-386c-46f2-b5ad-9c3699a4309d', format, '1.3.6.1.4.1.19376.1.2.3', 'Format'],
    ],
  });
  const signatureEntry = writeEntry({
    ...{ id: 'Signature01', author: person, matricule, bytes: signature, uniqueId: signatureId, title: 'Source', language: 'art' },
    times: [signedAt, signedAt, signedAt],
    confidentialities: ['N', 'MASQUE_PS', 'INVISIBLE_PATIENT'],
    codes: [
      ['41a5887f-8865-4c09-adf7-e362475b143a', 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', 'URN', 'Digital Signature'],
      ['f0306f51-975f-434e-a61c-c59651d33983', 'E1762', 'ASTM', 'Full Document'],
      ['a09d5840-386c-46f2-b5ad-9c3699a4309d', DS, 'URN', 'Default Signature Style'],
      ['2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4', '1.2.840.10065.1.12.1.14', '1.2.840.10065.1.12', 'Source'],
    ],
  });
  const member = 'oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
  const associations = [
    association('as1', member, 'SubmissionSet01', 'Document01'),
    association('as2', member, 'SubmissionSet01', 'Signature01'),
    association('as3', 'ihe:iti:2007:AssociationType:signs', 'Signature01', 'SubmissionSet01'),
    ...(replaces ? [association('as4', 'ihe:iti:2007:AssociationType:RPLC', 'Document01', replaces.entryUuid)] : []),
  ].join('');
  const list = (breaks.list ?? same)(
    [
      (breaks.set ?? same)(writeSet(sent)),
      (breaks.entry ?? same)(entry),
      (breaks.signatureEntry ?? same)(signatureEntry),
      (breaks.associations ?? same)(associations),
    ].join(''),
  );
  const include = (id: string, cid: string): string =>
    `<xdsb:Document id="${id}"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${cid}"/></xdsb:Document>`;
  const payload = (breaks.payload ?? same)(
    [
      '<xdsb:ProvideAndRegisterDocumentSetRequest xmlns:xdsb="urn:ihe:iti:xds-b:2007" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0" xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0">',
      `<lcm:SubmitObjectsRequest><RegistryObjectList>${list}</RegistryObjectList></lcm:SubmitObjectsRequest>`,
      `${include('Document01', 'doc1%40lps')}${include('Signature01', 'sig@lps')}</xdsb:ProvideAndRegisterDocumentSetRequest>`,
    ].join(''),
  );
  const parts = (breaks.parts ?? same<readonly Part[]>)([
    { id: 'doc1@lps', headers: 'Content-Type: text/xml\r\nContent-Transfer-Encoding: binary', bytes: cda },
    { id: 'sig@lps', headers: 'Content-Type: text/xml\r\nContent-Transfer-Encoding: binary', bytes: signature },
  ]);
  return {
    sent,
    payload,
    cda,
    contentType: (breaks.contentType ?? same)(packageType(ACTION)),
    pack: (envelope: Buffer): Buffer => (breaks.packed ?? same<Buffer>)(pack(envelope, parts)),
  };
}

const BOUNDARY = 'uuid:7f0c6d0e-5a55-4bb1-9d3b-1c2f6a3d9e11';
export const packageType = (action: string): string =>
  `multipart/related; type="application/xop+xml"; boundary="${BOUNDARY}"; start="<root.message@lps>"; start-info="application/soap+xml"; action="${action}"`;

export function pack(envelope: Buffer, parts: readonly Part[]): Buffer {
  const root = {
    id: 'root.message@lps',
    headers: `Content-Type: application/xop+xml; charset=UTF-8; type="application/soap+xml; action=\\"${ACTION}\\""\r\nContent-Transfer-Encoding: binary`,
    bytes: envelope,
  };
  const written = [root, ...parts].flatMap(({ bytes, headers, id }) => [
    Buffer.from(`--${BOUNDARY}\r\n${headers}\r\nContent-ID: <${id}>\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...written, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

import { createHash } from 'node:crypto';
import type { Visibility } from '../../../api/documents.js';
import type { PatientIdentity } from '../../../api/patient.js';
import type { Holder } from '../../../api/professional.js';
import formats from '../../../terminology/document-formats.json' with { type: 'json' };
import type { MedicalDocument } from '../../medical-document.js';
import { authorSpeciality, type Coded, confidentiality, documentClass, documentFormat, documentType, facilityType, practiceSetting } from '../coded.js';
import { timestamp } from '../hl7.js';
import { authorSpecialityOf } from '../holder-role.js';
import { type Xml, xml } from '../xml.js';
import { cx, sourcePatientInfo, xcn } from './hl7-strings.js';
import { localized, ObjectParts, slot } from './registry-object.js';

/** The bytes as they are submitted. */
export interface SubmittedBytes {
  /** SHA-1, lower case hex. */
  readonly hash: string;
  readonly size: number;
}

export const ENTRY_SCHEMES = {
  author: '93606bcf-9494-43ec-9b4e-a7748d1a838d',
  class: '41a5887f-8865-4c09-adf7-e362475b143a',
  type: 'f0306f51-975f-434e-a61c-c59651d33983',
  format: 'a09d5840-386c-46f2-b5ad-9c3699a4309d',
  confidentiality: 'f4f85eac-e6cb-4883-b524-f2705394840f',
  facility: 'f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1',
  practice: 'cccf5598-8b07-4b77-a05e-ae952c785ead',
  event: '2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4',
  patient: '58a6f841-87b3-4a3e-92fd-a8ffeff98427',
  unique: '2e82c1f6-a085-4c72-9da3-8640a32e42ab',
} as const;

/** What every entry of a submission says, whatever it is. */
interface Entry extends SubmittedBytes {
  readonly id: string;
  readonly uniqueId: string;
  readonly title: string;
  readonly comment?: string;
  readonly languageCode: string;
  /** `yyyyMMddHHmmss`, UTC. */
  readonly creationTime: string;
  /** Days, or the same as `creationTime`. */
  readonly serviceStartTime: string;
  readonly serviceStopTime?: string;
  readonly author: Holder;
  readonly structure: MedicalDocument['structure'];
  readonly class: Coded;
  readonly type: Coded;
  readonly format: Coded;
  readonly facility: Coded;
  readonly practice: Coded;
  readonly event?: Coded;
  readonly confidentialities: readonly string[];
}

/** DocumentEntry of a document: what its CDA header says, again. */
export function documentEntry(
  id: string,
  document: MedicalDocument,
  bytes: SubmittedBytes,
  { comment, patient, visibility }: { readonly patient: PatientIdentity; readonly visibility: readonly Visibility[]; readonly comment?: string },
): Xml {
  const { act, author, structure, title, uniqueId } = document;
  const type = documentType(document.typeCode);
  return entry(patient, {
    ...bytes,
    id,
    uniqueId,
    title,
    ...(comment && { comment }),
    languageCode: 'fr-FR',
    creationTime: timestamp(document.createdAt),
    serviceStartTime: act.start.replaceAll('-', ''),
    ...(act.end && { serviceStopTime: act.end.replaceAll('-', '') }),
    author,
    structure,
    class: documentClass(type.classCode),
    type,
    format: documentFormat(formats.level1[document.mediaType]),
    facility: facilityType(document.facilityType),
    practice: practiceSetting(document.practiceSetting),
    confidentialities: ['N', ...visibility],
  });
}

const SIGNATURE = {
  class: { code: 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1', system: 'URN', display: 'Digital Signature' },
  type: { code: 'E1762', system: 'ASTM', display: 'Full Document' },
  format: { code: 'http://www.w3.org/2000/09/xmldsig#', system: 'URN', display: 'Default Signature Style' },
  event: { code: '1.2.840.10065.1.12.1.14', system: '1.2.840.10065.1.12', display: 'Source' },
};

/** DocumentEntry of the signature of a submission (IHE DSG): seen by nobody. `signer` answers for the whole set. */
export function signatureEntry(
  id: string,
  {
    signedAt,
    signer,
    uniqueId,
  }: {
    readonly uniqueId: string;
    readonly signedAt: number;
    readonly signer: Pick<MedicalDocument, 'author' | 'structure' | 'facilityType' | 'practiceSetting'>;
  },
  bytes: SubmittedBytes,
  patient: PatientIdentity,
): Xml {
  const at = timestamp(signedAt);
  return entry(patient, {
    ...bytes,
    ...SIGNATURE,
    id,
    uniqueId,
    title: 'Source',
    languageCode: 'art',
    creationTime: at,
    serviceStartTime: at,
    serviceStopTime: at,
    author: signer.author,
    structure: signer.structure,
    facility: facilityType(signer.facilityType),
    practice: practiceSetting(signer.practiceSetting),
    confidentialities: ['N', 'MASQUE_PS', 'INVISIBLE_PATIENT'],
  });
}

/** What a submission says of its bytes. */
export const submittedBytes = (bytes: Uint8Array): SubmittedBytes => ({ hash: createHash('sha1').update(bytes).digest('hex'), size: bytes.byteLength });

/** In the order of ebRIM: slots, name, description, classifications, identifiers. */
function entry(patient: PatientIdentity, about: Entry): Xml {
  const parts = new ObjectParts(about.id);
  const { author, structure } = about;
  return xml`
    <ExtrinsicObject id="${about.id}" mimeType="text/xml" objectType="urn:uuid:7edca82f-054d-47f2-a032-9b2a5b5186c1">
      ${slot('creationTime', about.creationTime)}${slot('hash', about.hash)}${slot('languageCode', about.languageCode)}
      ${slot('legalAuthenticator', xcn(author))}${slot('serviceStartTime', about.serviceStartTime)}
      ${about.serviceStopTime ? slot('serviceStopTime', about.serviceStopTime) : undefined}
      ${slot('size', String(about.size))}${slot('sourcePatientId', cx(patient))}${slot('sourcePatientInfo', ...sourcePatientInfo(patient))}
      ${localized('Name', about.title)}${about.comment ? localized('Description', about.comment) : undefined}
      ${parts.author(ENTRY_SCHEMES.author, { author, structure, speciality: authorSpeciality(authorSpecialityOf(author).code) })}
      ${parts.classification(ENTRY_SCHEMES.class, about.class)}${parts.classification(ENTRY_SCHEMES.type, about.type)}${parts.classification(ENTRY_SCHEMES.format, about.format)}
      ${about.confidentialities.map((code) => parts.classification(ENTRY_SCHEMES.confidentiality, confidentiality(code)))}
      ${parts.classification(ENTRY_SCHEMES.facility, about.facility)}${parts.classification(ENTRY_SCHEMES.practice, about.practice)}
      ${about.event ? parts.classification(ENTRY_SCHEMES.event, about.event) : undefined}
      ${parts.identifier(ENTRY_SCHEMES.patient, 'XDSDocumentEntry.patientId', cx(patient))}
      ${parts.identifier(ENTRY_SCHEMES.unique, 'XDSDocumentEntry.uniqueId', about.uniqueId)}
    </ExtrinsicObject>`;
}

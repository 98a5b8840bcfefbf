import type { PatientIdentity } from '../../../api/patient.js';
import type { MedicalDocument } from '../../medical-document.js';
import { authorSpeciality, contentType } from '../coded.js';
import { timestamp } from '../hl7.js';
import { authorSpecialityOf } from '../holder-role.js';
import { type Xml, xml } from '../xml.js';
import { cx } from './hl7-strings.js';
import { ObjectParts, slot } from './registry-object.js';

const SUBMISSION_SET = 'a54d6aa5-d40d-43f9-88c5-b4633d873bdd';
const SCHEMES = {
  author: 'a7058bb9-b4e4-4307-ba5b-e3f0ab85e12d',
  contentType: 'aa543740-bdda-424e-8c96-df4873be8500',
  patient: '6b5aea1a-874d-4603-a4bc-96a0a7b38446',
  source: '554ac39e-e3fe-47fe-b233-965d2a147832',
  unique: '96fdda7c-d067-4183-912e-bf5ee74998a8',
} as const;

/** What is sent at once, about one patient. */
export interface SubmissionSet {
  /** OID. */
  readonly uniqueId: string;
  /** OID of the software instance. */
  readonly sourceId: string;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  /** Who sends. The DMP wants him among the authors (EX_2.1-1140). */
  readonly author: MedicalDocument['author'];
  readonly structure: MedicalDocument['structure'];
  /** Code of JDV_J59: `07`, care of an outpatient. */
  readonly contentType: string;
}

/** RegistryPackage of a submission (XDS SubmissionSet). */
export function submissionSet(id: string, set: SubmissionSet, patient: PatientIdentity): Xml {
  const parts = new ObjectParts(id);
  const { author, structure } = set;
  return xml`
    <RegistryPackage id="${id}">
      ${slot('submissionTime', timestamp(set.submittedAt))}
      ${parts.node(SUBMISSION_SET)}
      ${parts.author(SCHEMES.author, { author, structure, speciality: authorSpeciality(authorSpecialityOf(author).code) })}
      ${parts.classification(SCHEMES.contentType, contentType(set.contentType))}
      ${parts.identifier(SCHEMES.patient, 'XDSSubmissionSet.patientId', cx(patient))}
      ${parts.identifier(SCHEMES.source, 'XDSSubmissionSet.sourceId', set.sourceId)}
      ${parts.identifier(SCHEMES.unique, 'XDSSubmissionSet.uniqueId', set.uniqueId)}
    </RegistryPackage>`;
}

import type { PatientIdentity } from '../../../api/patient.js';
import { type Xml, xml } from '../xml.js';
import { type SubmissionSet, submissionSet } from './submission-set.js';

export const LCM = 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0';
export const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
/** Symbolic ids of one submission. */
export const SET = 'SubmissionSet01';

/** What is submitted to the registry: the set, and what it holds. */
export const submitted = (set: SubmissionSet, patient: PatientIdentity, objects: readonly Xml[]): Xml => xml`
  <lcm:SubmitObjectsRequest xmlns="${RIM}" xmlns:lcm="${LCM}">
    <RegistryObjectList>${submissionSet(SET, set, patient)}${objects}</RegistryObjectList>
  </lcm:SubmitObjectsRequest>`;

import type { Refusal } from '../../refusal.js';
import { declined } from '../../refusal.js';
import { recordIsOpen, recordOf } from '../../rules/profile-rules.js';
import { attribute } from '../../xml-reading.js';
import { isIn } from '../code-lists.js';
import { institutionIn, patientIn, personIn } from '../hl7-strings.js';
import { SET_SCHEMES, SUBMISSION_SET_NODE } from '../schemes.js';
import type { Submission } from '../submission.js';
import { isOid, isUtc, type SubmissionRule, whole } from '../submission-rule.js';

const METADATA = 'XDSRegistryMetadataError';

/** About whom, and whether he has a record that takes documents. */
export const recordRules: readonly SubmissionRule[] = [
  whole('patient of the set is the one of the VIHF', 'XDSPatientIdDoesNotMatch', "Le patient du lot n'est pas celui du VIHF", ({ set, vihf }) =>
    isOfVihf(set?.identifier('XDSSubmissionSet.patientId'), vihf.resource),
  ),
  {
    name: 'patient of each entry is the one of the set',
    refuse: ({ entries, vihf }): Refusal | undefined =>
      entries.every((entry) => isOfVihf(entry.identifier('XDSDocumentEntry.patientId'), vihf.resource))
        ? undefined
        : declined('XDSPatientIdDoesNotMatch', "Le patient d'un document n'est pas celui du lot"),
  },
  whole('patient with a record', 'XDSUnknownPatientId', "Le patient n'a pas de DMP", ({ vihf }, world) => recordOf(vihf, world) !== undefined),
  recordIsOpen,
];

/** What §10.1 wants of a submission set. Codes by the standard, words ours [A]. */
export const setRules: readonly SubmissionRule[] = [
  whole('set is marked as one', METADATA, "Le lot n'est pas classé comme lot de soumission", ({ set }) =>
    (set?.classifications ?? []).some((part) => attribute(part, 'classificationNode') === SUBMISSION_SET_NODE),
  ),
  whole(
    'identifiers of the set',
    METADATA,
    'uniqueId et sourceId du lot doivent être des OID',
    ({ set, setId }) => isOid(setId) && isOid(set?.identifier('XDSSubmissionSet.sourceId')),
  ),
  whole('submission time in UTC', METADATA, "submissionTime n'est pas une date UTC yyyyMMddHHmmss", ({ set }) => {
    const at = set?.value('submissionTime');
    return isUtc(at) && at?.length === 14;
  }),
  whole('content type of the list', METADATA, "contentTypeCode n'est pas un code du DMP (JDV_J59)", ({ set }) => {
    const code = set?.code(SET_SCHEMES.contentType);
    return code !== undefined && code.display !== '' && isIn('contentType', code);
  }),
  whole('author of the set', METADATA, "L'auteur du lot est incomplet", hasAuthor),
];

function hasAuthor({ setAuthor }: Submission): boolean {
  return (
    setAuthor !== undefined &&
    setAuthor.persons.length === 1 &&
    setAuthor.persons.every((person) => personIn(person)) &&
    setAuthor.institutions.length === 1 &&
    setAuthor.institutions.every((institution) => institutionIn(institution))
  );
}

function isOfVihf(written: string | undefined, resource: { readonly matricule: string; readonly insOid: string } | undefined): boolean {
  const patient = patientIn(written);
  return patient !== undefined && patient.matricule === resource?.matricule && patient.insOid === resource.insOid;
}

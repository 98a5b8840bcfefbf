import { declined } from '../refusal.js';
import type { Rule, World } from '../rule.js';
import type { RegistryObject } from './registry-object.js';
import type { Submission, SubmittedDocument } from './submission.js';

export type SubmissionRule = Rule<Submission>;

/** Codes of the registry's and the repository's own refusals (IHE ITI TF-3, table 4.2.4.1-2). */
export type XdsCode =
  | 'XDSRegistryError'
  | 'XDSRepositoryError'
  | 'XDSRegistryMetadataError'
  | 'XDSRepositoryMetadataError'
  | 'XDSMissingDocument'
  | 'XDSMissingDocumentMetadata'
  | 'XDSPatientIdDoesNotMatch'
  | 'XDSUnknownPatientId'
  | 'XDSDuplicateUniqueIdInRegistry'
  | 'XDSNonIdenticalHash'
  | 'XDSReplaceFailed'
  | 'XDSRegistryDeprecatedDocumentError'
  | 'XDSMetadataUpdateError'
  | 'XDSMetadataUpdateOperationError'
  | 'XDSMetadataVersionError'
  | 'XDSUnknownStoredQuery'
  | 'XDSStoredQueryMissingParam'
  | 'XDSStoredQueryParamNumber'
  | 'XDSDocumentUniqueIdError'
  | 'XDSUnknownRepositoryId'
  | 'DMPAccessForbidden';

export const whole = (name: string, code: XdsCode, words: string, holds: (submission: Submission, world: World) => boolean): SubmissionRule => ({
  name,
  refuse: (submission, world) => (holds(submission, world) ? undefined : declined(code, words)),
});

/** Of each entry, that of the signature too. The refusal says which one. */
export const eachEntry = (
  name: string,
  code: XdsCode,
  words: string,
  holds: (entry: RegistryObject, submission: Submission, world: World) => boolean,
): SubmissionRule => ({
  name,
  refuse(submission, world) {
    const wrong = submission.entries.find((entry) => !holds(entry, submission, world));
    return wrong && declined(code, `${words} (${wrong.id})`);
  },
});

/** Of each document, not of the signature. */
export const eachDocument = (
  name: string,
  code: XdsCode,
  words: string,
  holds: (document: SubmittedDocument, submission: Submission, world: World) => boolean,
): SubmissionRule => ({
  name,
  refuse(submission, world) {
    const wrong = submission.documents.find((document) => !holds(document, submission, world));
    return wrong && declined(code, `${words} (${wrong.entry.id})`);
  },
});

/** An OID without extension (EX_2.1-1130). */
export const isOid = (value: string | undefined): boolean => value !== undefined && value.length <= 128 && /^[0-2](\.(0|[1-9]\d*))+$/.test(value);

export const isUtc = (value: string | undefined): boolean => {
  const parts = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/.exec(value ?? '');
  if (!parts) return false;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = parts;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(8, 10) === day;
};

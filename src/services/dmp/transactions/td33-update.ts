import type { Visibility } from '../../../api/documents.js';
import type { QualifiedPatient } from '../../../api/patient.js';
import type { EntryStatus } from '../../document-gateway.js';
import type { Session } from '../session.js';
import type { Transaction, TransactionRequest } from '../transaction.js';
import { changedEntry } from '../xds/changed-entry.js';
import { association, slot, updatedMember } from '../xds/registry-object.js';
import { needSuccess } from '../xds/registry-response.js';
import { STATUSES, storedEntry } from '../xds/stored-entry.js';
import { SET, submitted } from '../xds/submission.js';
import type { SubmissionSet } from '../xds/submission-set.js';
import type { XmlNode } from '../xml-node.js';

/** A change to an entry, in a set of its own that nobody signs. */
interface Update extends TransactionRequest {
  readonly patient: QualifiedPatient;
  readonly session: Session;
  readonly set: SubmissionSet;
}
const REGISTRY = { action: 'urn:ihe:iti:2010:UpdateDocumentSet', path: '/registry', kind: 'write' } as const;
const DOCUMENT = 'Document01';

/** TD3.3a and TD3.3b: who may not see a document (ITI-57). `td`: which of the two; `entry`: its `ExtrinsicObject` as TD3.1 has it now. */
export const td33Visibility: Transaction<
  Update & { readonly td: 'TD3.3a' | 'TD3.3b'; readonly entry: XmlNode; readonly visibility: readonly Visibility[] },
  void
> = {
  ...REGISTRY,
  td: 'TD3.3a',
  label: ({ td }) => td,
  build: ({ patient, set, entry, visibility }) =>
    submitted(set, patient.identity, [changedEntry(DOCUMENT, entry, visibility), updatedMember('as1', SET, DOCUMENT, storedEntry(entry).version)]),
  parse: (answer) => void needSuccess(answer, 'RegistryResponse'),
};

/** TD3.3c deletes, TD3.3d archives and takes out of the archive. `entryUuid`: of the metadata as they are now. */
export const td33Status: Transaction<
  Update & { readonly entryUuid: string; readonly from: EntryStatus; readonly status: Exclude<EntryStatus, 'deprecated'> },
  void
> = {
  ...REGISTRY,
  td: 'TD3.3d',
  label: ({ status }) => (status === 'deleted' ? 'TD3.3c' : 'TD3.3d'),
  build: ({ patient, set, entryUuid, from, status }) => {
    const change = [slot('OriginalStatus', STATUSES[from]), slot('NewStatus', STATUSES[status])];
    return submitted(set, patient.identity, [association('as1', 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus', SET, entryUuid, change)]);
  },
  parse: (answer) => void needSuccess(answer, 'RegistryResponse'),
};

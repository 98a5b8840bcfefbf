import type { QualifiedPatient } from '../../../api/patient.js';
import type { Submission } from '../../document-gateway.js';
import { type Attachment, cidOf } from '../mtom.js';
import type { Session } from '../session.js';
import type { Transaction } from '../transaction.js';
import { documentEntry, type SubmittedBytes, signatureEntry } from '../xds/document-entry.js';
import { association, HAS_MEMBER } from '../xds/registry-object.js';
import { needSuccess } from '../xds/registry-response.js';
import { SET, submitted } from '../xds/submission.js';
import type { SubmissionSet } from '../xds/submission-set.js';
import { type Xml, xml } from '../xml.js';

/** A document, the set it goes in, and the signature of both. */
export interface SignedSubmission {
  readonly patient: QualifiedPatient;
  readonly session: Session;
  readonly submission: Submission;
  readonly set: SubmissionSet;
  readonly signature: { readonly uniqueId: string; readonly signedAt: number; readonly bytes: Uint8Array; readonly submitted: SubmittedBytes };
}

const DOCUMENT = 'Document01';
const SIGNATURE = 'Signature01';
const DOCUMENT_PART = 'doc1@lps';
const SIGNATURE_PART = 'sig@lps';

/** TD2.1, TD2.1b when it replaces, TD2.2 when the staff of a structure sends it (ITI-41). */
export const td21Submission: Transaction<SignedSubmission, void> = {
  td: 'TD2.1',
  action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b',
  path: '/repository',
  kind: 'write',
  label: ({ session, submission }) => (session.holder.cardKind === 'CPE' ? 'TD2.2' : submission.replaces ? 'TD2.1b' : 'TD2.1'),

  build: ({ patient: { identity }, set, signature, submission }) => {
    const { document, replaces, visibility, comment, written } = submission;
    const signer = { ...document, author: set.author, structure: set.structure };
    return xml`
      <xdsb:ProvideAndRegisterDocumentSetRequest xmlns:xdsb="urn:ihe:iti:xds-b:2007">
        ${submitted(set, identity, [
          documentEntry(DOCUMENT, document, written, { patient: identity, visibility, ...(comment && { comment }) }),
          signatureEntry(SIGNATURE, { ...signature, signer }, signature.submitted, identity),
          association('as1', HAS_MEMBER, SET, DOCUMENT),
          association('as2', HAS_MEMBER, SET, SIGNATURE),
          association('as3', 'urn:ihe:iti:2007:AssociationType:signs', SIGNATURE, SET),
          ...(replaces ? [association('as4', 'urn:ihe:iti:2007:AssociationType:RPLC', DOCUMENT, replaces)] : []),
        ])}
        ${part(DOCUMENT, DOCUMENT_PART)}${part(SIGNATURE, SIGNATURE_PART)}
      </xdsb:ProvideAndRegisterDocumentSetRequest>`;
  },

  attachments: ({ signature, submission }): readonly Attachment[] => [
    { contentId: DOCUMENT_PART, contentType: 'text/xml', bytes: submission.bytes },
    {
      contentId: SIGNATURE_PART,
      contentType: 'text/xml',
      bytes: async function* () {
        yield signature.bytes;
      },
    },
  ],

  parse: (answer) => void needSuccess(answer, 'RegistryResponse'),
};

const part = (id: string, contentId: string): Xml => xml`
  <xdsb:Document id="${id}"><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="${cidOf(contentId)}"/></xdsb:Document>`;

import type { QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import type { DocumentEntry } from '../../document-gateway.js';
import type { Transaction } from '../transaction.js';
import { submittedBytes } from '../xds/document-entry.js';
import { needSuccess } from '../xds/registry-response.js';
import { xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';

/** TD3.2: the bytes of one document (ITI-43), which must be those the registry knows. */
export const td32Retrieval: Transaction<{ readonly patient: QualifiedPatient; readonly entry: Retrieved }, Uint8Array> = {
  td: 'TD3.2',
  action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
  path: '/repository',
  kind: 'read',

  build: ({ entry: { repositoryId, uniqueId } }) => xml`
    <RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007">
      <DocumentRequest><RepositoryUniqueId>${repositoryId}</RepositoryUniqueId><DocumentUniqueId>${uniqueId}</DocumentUniqueId></DocumentRequest>
    </RetrieveDocumentSetRequest>`,

  parse(answer, { entry }, attachments = new Map()) {
    needSuccess(answer.name === 'RetrieveDocumentSetResponse' ? answer.at('RegistryResponse') : undefined, 'RegistryResponse');
    const found = answer.all('DocumentResponse').find((one) => one.at('DocumentUniqueId')?.text === entry.uniqueId);
    const bytes = found && contentOf(found, attachments);
    if (!bytes) throw new PluginError('dmp.unreadable');
    const { hash, size } = submittedBytes(bytes);
    if (hash !== entry.hash.toLowerCase() || size !== entry.size) throw new PluginError('dmp.unreadable');
    return bytes;
  },
};

type Retrieved = Pick<DocumentEntry, 'uniqueId' | 'repositoryId' | 'hash' | 'size'>;

/** Beside the message, or in it. */
function contentOf(response: XmlNode, attachments: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  const href = response.at('Document/Include')?.attr('href');
  if (href === undefined) return Buffer.from(response.at('Document')?.text ?? '', 'base64');
  const contentId = decoded(href.replace(/^cid:/i, ''));
  return attachments.get(contentId) ?? attachments.get(href.replace(/^cid:/i, ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

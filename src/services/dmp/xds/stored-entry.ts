import { VISIBILITIES } from '../../../api/documents.js';
import { PluginError } from '../../../api/plugin-error.js';
import type { DocumentEntry, EntryStatus } from '../../document-gateway.js';
import type { XmlNode } from '../xml-node.js';
import { ENTRY_SCHEMES } from './document-entry.js';

/** Statuses on the wire (§12). */
export const STATUSES: Readonly<Record<EntryStatus, string>> = {
  approved: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved',
  deprecated: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated',
  archived: 'urn:asip:ci-sis:2010:StatusType:Archived',
  deleted: 'urn:asip:ci-sis:2010:StatusType:Deleted',
};

/** One `ExtrinsicObject` of an answer. @throws PluginError `dmp.unreadable` where what names it is missing */
export function storedEntry(node: XmlNode): DocumentEntry {
  const uniqueId = node
    .all('ExternalIdentifier')
    .find((one) => one.attr('identificationScheme') === `urn:uuid:${ENTRY_SCHEMES.unique}`)
    ?.attr('value');
  const entryUuid = node.attr('id');
  const status = (Object.keys(STATUSES) as EntryStatus[]).find((one) => STATUSES[one] === node.attr('status'));
  if (!uniqueId || !entryUuid || !status) throw new PluginError('dmp.unreadable');
  const confidentialities = codes(node, ENTRY_SCHEMES.confidentiality);
  return {
    entryUuid,
    logicalId: node.attr('lid') ?? entryUuid,
    uniqueId,
    version: node.at('VersionInfo')?.attr('versionName') ?? '1',
    status,
    title: node.at('Name/LocalizedString')?.attr('value') ?? '',
    typeCode: codes(node, ENTRY_SCHEMES.type)[0] ?? '',
    classCode: codes(node, ENTRY_SCHEMES.class)[0] ?? '',
    visibility: VISIBILITIES.filter((one) => confidentialities.includes(one)),
    hash: slotValue(node, 'hash'),
    size: Number(slotValue(node, 'size')),
    repositoryId: slotValue(node, 'repositoryUniqueId'),
  };
}

const codes = (node: XmlNode, scheme: string): readonly string[] =>
  node.all('Classification').flatMap((one) => (one.attr('classificationScheme') === `urn:uuid:${scheme}` ? (one.attr('nodeRepresentation') ?? []) : []));

const slotValue = (node: XmlNode, name: string): string =>
  node
    .all('Slot')
    .find((one) => one.attr('name') === name)
    ?.at('ValueList/Value')?.text ?? '';

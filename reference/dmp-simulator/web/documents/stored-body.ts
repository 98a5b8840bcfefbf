import { ClinicalDocument } from '../../documents/clinical-document.js';
import type { DocumentEntry } from '../../documents/document-model.js';
import type { RecordDocuments } from '../../documents/record-documents.js';
import { attribute, parse, text } from '../../xml-reading.js';

/** What a reader wants of a document. */
export interface Body {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Out of its CDA. Undefined: its bytes are gone. */
export function bodyOf({ uniqueId }: DocumentEntry, documents: RecordDocuments): Body | undefined {
  const root = parse(documents.bytesOf(uniqueId)?.toString() ?? '')?.documentElement;
  const body = root && new ClinicalDocument(root).body;
  const mediaType = attribute(body, 'mediaType');
  return mediaType ? { mediaType, bytes: Buffer.from(text(body) ?? '', 'base64') } : undefined;
}

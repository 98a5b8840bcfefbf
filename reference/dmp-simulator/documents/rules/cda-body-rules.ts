import { decoded } from '../../received.js';
import { attribute, text } from '../../xml-reading.js';
import type { ClinicalDocument } from '../clinical-document.js';
import { FORMATS } from '../code-lists.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import type { SubmissionRule } from '../submission-rule.js';
import { agrees, cdaRule } from './cda-header-rules.js';

/** How each kind of body begins. */
const KINDS: Readonly<Record<string, (bytes: Buffer) => boolean>> = {
  'application/pdf': (bytes) => beginsWith(bytes, '%PDF-1.'),
  'text/plain': (bytes) => !bytes.includes(0) && decoded(bytes) !== null,
  'text/rtf': (bytes) => beginsWith(bytes, '{\\rtf'),
  'image/jpeg': (bytes) => beginsWith(bytes, '\u00ff\u00d8\u00ff'),
  'image/tiff': (bytes) => beginsWith(bytes, 'II*\u0000') || beginsWith(bytes, 'MM\u0000*'),
};

/** The body of a CDA of level 1, which the official checks do not look at. Codes and words of the refusals are ours [A]. */
export const cdaBodyRules: readonly SubmissionRule[] = [
  cdaRule('body that is no XML', 'Le corps du document doit être non structuré (nonXMLBody)', ({ body }) => body !== undefined),
  agrees('format of the body', "Le type du corps n'est pas celui de formatCode", ({ body }, entry) => {
    const format = FORMATS[attribute(body, 'mediaType') ?? ''];
    return format !== undefined && format === entry.code(ENTRY_SCHEMES.format)?.code;
  }),
  cdaRule(
    'body in base64',
    "Le corps n'est pas en base64 (representation B64)",
    (cda) => attribute(cda.body, 'representation') === 'B64' && bytesOf(cda) !== undefined,
  ),
  cdaRule('body of its kind', "Le contenu du corps n'est pas du type annoncé", (cda) =>
    isOfKind(attribute(cda.body, 'mediaType') ?? '', bytesOf(cda) ?? Buffer.alloc(0)),
  ),
  cdaRule('PDF/A-1', "Le PDF n'est pas au format PDF/A-1", (cda) => attribute(cda.body, 'mediaType') !== 'application/pdf' || isPdfA1(bytesOf(cda))),
];

/** Undefined: no base64, or nothing in it. */
function bytesOf({ body }: ClinicalDocument): Buffer | undefined {
  const base64 = text(body)?.replace(/\s/g, '') ?? '';
  return base64.length > 0 && base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}

/** Whether bytes begin as their kind does. */
export const isOfKind = (mediaType: string, bytes: Buffer): boolean => KINDS[mediaType]?.(bytes) ?? false;

/** As its XMP says it, in an attribute or in an element; and whole, without what PDF/A-1 forbids that can be seen from outside: a key, a script. */
export function isPdfA1(bytes: Buffer | undefined): boolean {
  const content = bytes?.toString('latin1') ?? '';
  return /pdfaid:part(>|=["'])1\b/.test(content) && content.trimEnd().endsWith('%%EOF') && !/\/(Encrypt|JavaScript)\b/.test(content);
}

const beginsWith = (bytes: Buffer, start: string): boolean => bytes.subarray(0, start.length).toString('latin1') === start;

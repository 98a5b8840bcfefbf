import type { FastifyReply } from 'fastify';
import type { Body } from './stored-body.js';

/** What a browser shows; it saves the others. */
const SHOWN: Readonly<Record<string, { readonly type: string; readonly extension: string; readonly policy: string }>> = {
  'text/plain': { type: 'text/plain; charset=utf-8', extension: 'txt', policy: "default-src 'none'; sandbox; frame-ancestors 'none'" },
  'image/jpeg': { type: 'image/jpeg', extension: 'jpg', policy: "default-src 'none'; sandbox; frame-ancestors 'none'" },
  // A sandbox would keep the browser's own reader from it.
  'application/pdf': {
    type: 'application/pdf',
    extension: 'pdf',
    policy: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  },
};
const SAVED: Readonly<Record<string, string>> = { 'text/rtf': 'rtf', 'image/tiff': 'tif' };

/** The body of a document, as what it is and nothing else. Its name says nothing of the patient. */
export function sendBody(reply: FastifyReply, { bytes, mediaType }: Body): FastifyReply {
  const shown = SHOWN[mediaType];
  const saved = SAVED[mediaType];
  return reply
    .header('content-security-policy', shown?.policy ?? "default-src 'none'; sandbox; frame-ancestors 'none'")
    .header('content-disposition', shown ? `inline; filename="document.${shown.extension}"` : `attachment; filename="document.${saved ?? 'bin'}"`)
    .type(shown?.type ?? (saved ? mediaType : 'application/octet-stream'))
    .send(bytes);
}

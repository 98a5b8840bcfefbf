import { createHash } from 'node:crypto';
import { injectable } from 'inversify';
import type { QualifiedPatient } from '../../../api/patient.js';
import type { DocumentBytes, DocumentWriter } from '../../document-writer.js';
import type { MedicalDocument } from '../../medical-document.js';
import { clinicalDocument } from './clinical-document.js';

/** A multiple of three, so that the pieces of base64 join without padding. */
const PIECE_BYTES = 48 * 1024;

/** CDA R2 level 1. The body is encoded to base64 once, piece by piece: the whole is never held. */
@injectable()
export class CdaWriter implements DocumentWriter {
  write(document: MedicalDocument, patient: QualifiedPatient, body: Uint8Array): DocumentBytes {
    const { before, after } = clinicalDocument(document, patient);
    const sha1 = createHash('sha1');
    const sha256 = createHash('sha256');
    let size = 0;
    function* pieces(): Generator<Uint8Array> {
      for (const piece of whole(before, body, after)) {
        sha1.update(piece);
        sha256.update(piece);
        size += piece.byteLength;
        yield piece;
      }
    }
    return { pieces: pieces(), written: () => ({ hash: sha1.copy().digest('hex'), digest: sha256.copy().digest('base64'), size }) };
  }

  async body(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    const text = Buffer.concat(parts).toString('latin1'); // base64 is ASCII, whatever stands around it
    const begin = text.indexOf(BEFORE_BODY);
    return Buffer.from(text.slice(begin + BEFORE_BODY.length, text.indexOf('</text>', begin)), 'base64');
  }
}

/** Only the body's element ends so. */
const BEFORE_BODY = ' representation="B64">';

function* whole(before: string, body: Uint8Array, after: string): Generator<Uint8Array> {
  yield Buffer.from(before);
  for (let at = 0; at < body.byteLength; at += PIECE_BYTES)
    yield Buffer.from(Buffer.from(body.buffer, body.byteOffset + at, Math.min(PIECE_BYTES, body.byteLength - at)).toString('base64'), 'latin1');
  yield Buffer.from(after);
}

import type { QualifiedPatient } from '../api/patient.js';
import type { WrittenDocument } from './document-gateway.js';
import type { MedicalDocument } from './medical-document.js';

/** A document as it is being written: once, from the beginning to the end. */
export interface DocumentBytes {
  readonly pieces: Iterable<Uint8Array>;
  /** What they were, once all were taken. */
  written(): WrittenDocument;
}

/** Puts a body into the form the DMP takes. */
export interface DocumentWriter {
  /** @throws RangeError for a code no official list holds, and for a character XML has no way to write */
  write(document: MedicalDocument, patient: QualifiedPatient, body: Uint8Array): DocumentBytes;
  /** The body of a document this writer has written. */
  body(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array>;
}
export const DocumentWriter = Symbol.for('dmp.DocumentWriter');

import type { PreparationWarning } from '../api/documents.js';
import type { MediaType } from './medical-document.js';

/** The body of a document as the DMP accepts it. */
export interface PreparedBody {
  readonly mediaType: MediaType;
  /** Exactly what the CDA carries, before base64. */
  readonly bytes: Uint8Array;
  readonly warnings: readonly PreparationWarning[];
}

/** What the patient will see: pages as they look on a screen, or a text. */
export type Preview =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pages'; readonly pages: readonly PreviewPage[]; readonly count: number };

/** One page as a picture. */
export interface PreviewPage {
  readonly mediaType: 'image/jpeg';
  readonly bytes: Uint8Array;
}

/** Which pages of a preview, from 0, and how wide, in pixels. */
export interface PreviewOptions {
  readonly first: number;
  readonly count: number;
  readonly width: number;
}

/** Turns what the user joined or typed into the body of a document, or says why it cannot be one. In memory alone. */
export interface DocumentPreparer {
  /**
   * @param source a file, known by its content and never by its name, or a typed text
   * @throws PluginError `document.*`
   */
  prepare(source: Uint8Array | string, limits: { readonly maxBytes: number }): Promise<PreparedBody>;
  /** @throws PluginError `document.*` */
  preview(body: Pick<PreparedBody, 'mediaType' | 'bytes'>, options: PreviewOptions): Promise<Preview>;
}
export const DocumentPreparer = Symbol.for('dmp.DocumentPreparer');

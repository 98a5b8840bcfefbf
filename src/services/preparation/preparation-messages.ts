import type { ErrorCode } from '../../api/plugin-error.js';
import type { PreparedBody, Preview, PreviewOptions } from '../document-preparer.js';

/** What the thread that prepares is asked. */
export type PreparationRequest =
  | { readonly kind: 'prepare'; readonly source: Uint8Array | string; readonly limits: { readonly maxBytes: number } }
  | { readonly kind: 'preview'; readonly body: Pick<PreparedBody, 'mediaType' | 'bytes'>; readonly options: PreviewOptions };

/** Its answer. Of a failure only the code: a message might quote the document. */
export type PreparationAnswer = { readonly result: PreparedBody | Preview } | { readonly failed: ErrorCode };

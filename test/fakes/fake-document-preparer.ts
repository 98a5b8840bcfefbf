import type { PreparationWarning } from '../../src/api/documents.js';
import { type ErrorCode, PluginError } from '../../src/api/plugin-error.js';
import type { DocumentPreparer, PreparedBody, Preview, PreviewOptions } from '../../src/services/document-preparer.js';

/** Takes everything as a text, and says what it is told to say. */
export class FakeDocumentPreparer implements DocumentPreparer {
  /** While it is set, nothing can be prepared or shown. */
  refusal: ErrorCode | undefined;
  warnings: readonly PreparationWarning[] = [];

  async prepare(source: Uint8Array | string, { maxBytes }: { readonly maxBytes: number }): Promise<PreparedBody> {
    if (this.refusal) throw new PluginError(this.refusal);
    const bytes = new Uint8Array(Buffer.from(source));
    if (bytes.length === 0) throw new PluginError('document.empty');
    if (bytes.length > maxBytes) throw new PluginError('document.tooLarge');
    return { mediaType: 'text/plain', bytes, warnings: this.warnings };
  }

  async preview({ bytes }: Pick<PreparedBody, 'bytes'>, _options: PreviewOptions): Promise<Preview> {
    if (this.refusal) throw new PluginError(this.refusal);
    return { kind: 'text', text: Buffer.from(bytes).toString() };
  }
}

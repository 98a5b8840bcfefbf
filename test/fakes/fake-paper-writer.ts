import { PluginError } from '../../src/api/plugin-error.js';
import type { Paper, PaperWriter, ReceiptPaper } from '../../src/services/paper-writer.js';

/** Writes what it is told as JSON, so that a test reads from the paper what a patient would. */
export class FakePaperWriter implements PaperWriter {
  /** While it is set, nothing can be written. */
  isBroken = false;

  async receipt(paper: ReceiptPaper): Promise<Uint8Array> {
    return this.write(paper);
  }

  async leaflet(paper: Omit<Paper, 'patient' | 'address'>): Promise<Uint8Array> {
    return this.write(paper);
  }

  private write(paper: object): Uint8Array {
    if (this.isBroken) throw new PluginError('document.notWritten');
    return Buffer.from(JSON.stringify(paper));
  }
}

/** A receipt as it was written. */
export const readPaper = (bytes: Uint8Array): ReceiptPaper => JSON.parse(Buffer.from(bytes).toString()) as ReceiptPaper;

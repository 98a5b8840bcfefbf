import { mkdirSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes the exchanges to a folder, byte for byte, so that other tools can check them; only the secrets of an internet account (TD1.5) are masked.
 * They name patients: it is off unless asked for.
 */
export class WireLog {
  #last: number;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#last = Math.max(0, ...readdirSync(folder).map((name) => Number.parseInt(name, 10) || 0));
  }

  /** @returns where the answer goes when it is known. */
  async request(transaction: string, body: Buffer): Promise<(answer: Buffer) => Promise<void>> {
    this.#last += 1;
    const name = `${String(this.#last).padStart(4, '0')}-${transaction}`;
    await writeFile(join(this.folder, `${name}-request.${extensionOf(body)}`), body, { mode: 0o600 });
    return (answer) => writeFile(join(this.folder, `${name}-response.${extensionOf(answer)}`), withoutSecrets(answer), { mode: 0o600 });
  }
}

/** A body of several parts begins with its boundary, as no XML does. */
const extensionOf = (body: Buffer): 'mime' | 'xml' => (body.subarray(0, 2).toString('latin1') === '--' ? 'mime' : 'xml');

/** Login and password are for the patient's eyes alone (EX_1.5-1090). */
function withoutSecrets(answer: Buffer): Buffer {
  const text = answer.toString('latin1');
  return Buffer.from(text.replace(/(<(?:\w+:)?(login|password)\b[^>]*>)[^<]*/g, '$1***'), 'latin1');
}

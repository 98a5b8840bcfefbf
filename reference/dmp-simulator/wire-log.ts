import { mkdirSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPackaged } from './mime-package.js';

/** What HTTP carries. */
export interface Carried {
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * Writes the exchanges to a folder, byte for byte, so that other tools can check them; only the secrets of an internet account (TD1.5) are masked.
 * A body of several parts stands below its `Content-Type`, which names the part to begin with: the file is a whole MIME entity.
 * They name patients: it is off unless asked for.
 */
export class WireLog {
  #last: number;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#last = Math.max(0, ...readdirSync(folder).map((name) => Number.parseInt(name, 10) || 0));
  }

  /** @returns where the answer goes when it is known. */
  async request(transaction: string, asked: Carried): Promise<(answer: Carried) => Promise<void>> {
    this.#last += 1;
    const name = `${String(this.#last).padStart(4, '0')}-${transaction}`;
    await this.#write(`${name}-request`, asked);
    return ({ body, contentType }) => this.#write(`${name}-response`, { contentType, body: withoutSecrets(body) });
  }

  async #write(name: string, { body, contentType }: Carried): Promise<void> {
    const [extension, bytes] = isPackaged(contentType) ? ['mime', Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body])] : ['xml', body];
    await writeFile(join(this.folder, `${name}.${extension}`), bytes, { mode: 0o600 });
  }
}

/** Login and password are for the patient's eyes alone (EX_1.5-1090). */
function withoutSecrets(answer: Buffer): Buffer {
  const text = answer.toString('latin1');
  return Buffer.from(text.replace(/(<(?:\w+:)?(login|password)\b[^>]*>)[^<]*/g, '$1***'), 'latin1');
}

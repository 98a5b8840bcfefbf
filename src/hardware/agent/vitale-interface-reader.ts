import { execFile } from 'node:child_process';
import { PluginError } from '../../api/plugin-error.js';
import type { VitaleReading } from '../../api/vitale.js';
import type { VitaleReader } from '../vitale-reader.js';
import { beneficiariesIn } from './vitale-interface-xml.js';

/** Shorter than what the agent's parent waits for a call: a program that hangs is ended, not the agent. */
const MILLISECONDS = 8_000;
const MOST_BYTES = 1024 * 1024;
const READER = 'API de lecture Vitale';

/** Exit codes of the program. Any other is a failure. */
const CARD_KINDS: Readonly<Record<number, VitaleReading['cardKind']>> = { 0: 'real', 10: 'test', 11: 'demonstration' };
const NO_READER = 2;
const NO_CARD = 3;

/**
 * Reads Cartes Vitale by the licensed interface of the GIE SESAM-Vitale, which is a library to be called in a process of its own: a program writes the XML of
 * `Hn_LectureVitaleDonneesIdentification` on its standard output, and says by its exit code whether the card is real (0), of test (10) or of demonstration (11), or that
 * there is no reader (2) or no card (3).
 */
export class VitaleInterfaceReader implements VitaleReader {
  readonly source = 'interface';

  constructor(
    private readonly program: string,
    private readonly milliseconds = MILLISECONDS,
  ) {}

  async read(signal: AbortSignal): Promise<VitaleReading> {
    signal.throwIfAborted();
    const { status, output } = await this.run(signal);
    signal.throwIfAborted();
    const cardKind = CARD_KINDS[status];
    if (cardKind) return { cardKind, source: this.source, reader: READER, beneficiaries: beneficiariesIn(output) };
    throw new PluginError(status === NO_READER ? 'vitale.noReader' : status === NO_CARD ? 'vitale.absent' : 'vitale.unreadable');
  }

  /** Nothing of what it says is in an error: it would quote the card. */
  private run(signal: AbortSignal): Promise<{ readonly status: number; readonly output: Buffer }> {
    return new Promise((resolve, reject) => {
      const options = { encoding: 'buffer', maxBuffer: MOST_BYTES, timeout: this.milliseconds, killSignal: 'SIGKILL', signal, windowsHide: true } as const;
      execFile(this.program, options, (error, output) => {
        if (!error) resolve({ status: 0, output });
        else if (typeof error.code === 'number') resolve({ status: error.code, output });
        else if (signal.aborted) reject(signal.reason as Error);
        else reject(new PluginError(['ENOENT', 'EACCES', 'ENOEXEC'].includes(String(error.code)) ? 'vitale.noProgram' : 'vitale.unreadable'));
      });
    });
  }
}

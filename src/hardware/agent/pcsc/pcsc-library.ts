import { PluginError } from '../../../api/plugin-error.js';

/** What a reader says of itself. */
export interface PcscStatus {
  readonly state: number;
  readonly atr?: Buffer;
}

/** A reader of the PC/SC service, as the library shows it. Its `error` must be listened to: one that nobody hears ends the process. */
export interface PcscReader {
  readonly name: string;
  readonly SCARD_STATE_PRESENT: number;
  readonly SCARD_STATE_MUTE: number;
  readonly SCARD_SHARE_SHARED: number;
  readonly SCARD_LEAVE_CARD: number;
  on(event: 'status', listener: (status: PcscStatus) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  connect(options: { readonly share_mode: number }, done: (error: unknown, protocol: number) => void): void;
  transmit(command: Buffer, longestAnswer: number, protocol: number, done: (error: unknown, answer: Buffer) => void): void;
  disconnect(disposition: number, done: (error: unknown) => void): void;
  close(): void;
}

/** The service, watched. Its `error` must be listened to. */
export interface PcscService {
  on(event: 'reader', listener: (reader: PcscReader) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  close(): void;
}

/** Opens the service. It throws where the service is not there. */
export type PcscLibrary = () => PcscService;

/** The package is optional: it may be missing, not be built for this Node, or not find the library of the system. @throws PluginError `card.noPcsc` */
export async function loadPcsc(): Promise<PcscLibrary> {
  // By a name that no bundler follows: whoever has no reader does without it.
  const name: string = 'pcsclite';
  try {
    const loaded = (await import(/* @vite-ignore */ name)) as { readonly default?: PcscLibrary };
    if (typeof loaded.default !== 'function') throw new Error('not what it was');
    return loaded.default;
  } catch (cause) {
    throw new PluginError('card.noPcsc', {}, { cause });
  }
}

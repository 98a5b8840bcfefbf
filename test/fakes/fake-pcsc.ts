import { EventEmitter } from 'node:events';
import type { PcscReader, PcscService } from '../../src/hardware/agent/pcsc/pcsc-library.js';

const PRESENT = 0x20;
const EMPTY = 0x10;

/** A reader as the library shows it. */
export class FakePcscReader extends EventEmitter implements PcscReader {
  readonly SCARD_STATE_PRESENT = PRESENT;
  readonly SCARD_STATE_MUTE = 0x200;
  readonly SCARD_SHARE_SHARED = 2;
  readonly SCARD_LEAVE_CARD = 0;
  isClosed = false;
  /** Of the calls of `connect` and `disconnect`, what was asked for. */
  readonly calls: string[] = [];
  private card: ((command: Buffer) => Buffer | Promise<Buffer>) | undefined;

  constructor(readonly name: string) {
    super();
  }

  /** @param card what it answers to a command; throws: the service says that it cannot be reached */
  insert(atr: string, card?: (command: Buffer) => Buffer | Promise<Buffer>): void {
    this.card = card;
    this.emit('status', { state: PRESENT, atr: Buffer.from(atr, 'hex') });
  }
  /** A card that does not answer to being powered. */
  insertMute(): void {
    this.emit('status', { state: PRESENT | this.SCARD_STATE_MUTE });
  }
  remove(): void {
    this.emit('status', { state: EMPTY });
  }
  unplug(): void {
    this.emit('end');
  }

  connect({ share_mode }: { readonly share_mode: number }, done: (error: unknown, protocol: number) => void): void {
    this.calls.push(`connect ${share_mode}`);
    setImmediate(() => (this.card ? done(null, 1) : done(new Error('SCardConnect error: No smart card inserted.(0x8010000c)'), 0)));
  }
  transmit(command: Buffer, longestAnswer: number, protocol: number, done: (error: unknown, answer: Buffer) => void): void {
    const answered = Promise.resolve(command).then(
      (bytes) => this.card?.(bytes) ?? Promise.reject(new Error('SCardTransmit error: Card was removed.(0x80100069)')),
    );
    answered.then(
      (answer) => done(protocol === 1 && answer.length <= longestAnswer ? null : new Error('what was asked for cannot be'), answer),
      (error: unknown) => done(error, Buffer.alloc(0)),
    );
  }
  disconnect(disposition: number, done: (error: unknown) => void): void {
    this.calls.push(`disconnect ${disposition}`);
    setImmediate(() => done(null));
  }

  close(): void {
    this.isClosed = true;
  }
}

/** The service, as often as it is opened. */
export class FakePcsc {
  isRunning = true;
  readonly services: FakePcscService[] = [];
  readonly library = (): PcscService => {
    if (!this.isRunning) throw new Error('SCardEstablishContext error: Service not available.(0x8010001d)');
    const service = new FakePcscService();
    this.services.push(service);
    return service;
  };

  get last(): FakePcscService {
    const last = this.services.at(-1);
    if (!last) throw new Error('nobody opened it');
    return last;
  }
}

class FakePcscService extends EventEmitter implements PcscService {
  isClosed = false;

  plug(name: string): FakePcscReader {
    const reader = new FakePcscReader(name);
    this.emit('reader', reader);
    return reader;
  }
  /** As when the service dies: an `error` that nobody hears would end the process. */
  die(): void {
    this.emit('error', new Error('SCardListReaders error: Service not available.(0x8010001d)'));
  }

  close(): void {
    this.isClosed = true;
  }
}

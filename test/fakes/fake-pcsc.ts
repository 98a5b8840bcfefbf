import { EventEmitter } from 'node:events';
import type { PcscReader, PcscService } from '../../src/hardware/agent/pcsc/pcsc-library.js';

const PRESENT = 0x20;
const EMPTY = 0x10;

/** A reader as the library shows it. */
export class FakePcscReader extends EventEmitter implements PcscReader {
  readonly SCARD_STATE_PRESENT = PRESENT;
  readonly SCARD_STATE_MUTE = 0x200;
  isClosed = false;

  constructor(readonly name: string) {
    super();
  }

  insert(atr: string): void {
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

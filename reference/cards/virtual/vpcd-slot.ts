import { randomBytes, randomInt } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { ApduCard } from './apdu-card.js';

const RETRY_MILLISECONDS = 50;
/** A hand is slower than this; the service looks every 400 ms whether a card is there, and would take another for the same. */
const EMPTY_MILLISECONDS = 600;
/** Control messages of vpcd; anything longer than a byte is a command. */
const POWER_OFF = 0x00;
const POWER_ON = 0x01;
const RESET = 0x02;
const GET_ATR = 0x04;

/** `late`: each answer comes after that long. `garbage`: each is noise, or the one after so many. `leaves`: taken out in the middle of a command, after so many. */
export type CardFault =
  | { readonly kind: 'late'; readonly milliseconds: number }
  | { readonly kind: 'garbage'; readonly after?: number }
  | { readonly kind: 'leaves'; readonly after: number };

/** One slot of the virtual reader of vsmartcard: connected, it holds a card; not connected, it is empty. Every message is its length on two bytes, and itself. */
export class VpcdSlot {
  private socket: Socket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private card: ApduCard | undefined;
  private emptySince = 0;
  private received = Buffer.alloc(0);
  /** How many the card was given. */
  commands = 0;
  fault: CardFault | undefined;

  constructor(private readonly port: number) {}

  /** Undefined takes out what is there. The same card put in again is a card that was out. */
  insert(card: ApduCard | undefined): void {
    const hadCard = this.card !== undefined;
    this.disconnect();
    if (hadCard) this.emptySince = Date.now();
    this.card = card;
    if (!card) return;
    const wait = Math.max(0, this.emptySince + EMPTY_MILLISECONDS - Date.now());
    this.timer = setTimeout(() => this.connect(card), wait);
  }

  private connect(card: ApduCard): void {
    card.reset();
    const socket = connect(this.port, '127.0.0.1');
    this.socket = socket;
    this.received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => this.handleData(card, socket, chunk));
    socket.on('error', () => {});
    // The service went, or has not come yet.
    socket.once('close', () => {
      if (this.card !== card || this.socket !== socket) return;
      this.timer = setTimeout(() => this.connect(card), RETRY_MILLISECONDS);
    });
  }

  private disconnect(): void {
    clearTimeout(this.timer);
    this.card = undefined;
    const { socket } = this;
    this.socket = undefined;
    socket?.destroy();
  }

  private handleData(card: ApduCard, socket: Socket, chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    while (this.received.length >= 2) {
      const length = this.received.readUInt16BE(0);
      if (this.received.length < 2 + length) return;
      const message = this.received.subarray(2, 2 + length);
      this.received = this.received.subarray(2 + length);
      this.handleMessage(card, socket, message);
    }
  }

  private handleMessage(card: ApduCard, socket: Socket, message: Buffer): void {
    const [control] = message;
    if (message.length > 1) this.handleCommand(card, socket, message);
    else if (control === GET_ATR) send(socket, card.atr);
    else if (control === POWER_OFF || control === POWER_ON || control === RESET) card.reset();
  }

  private handleCommand(card: ApduCard, socket: Socket, command: Buffer): void {
    this.commands += 1;
    const { fault } = this;
    switch (fault?.kind) {
      case 'late':
        setTimeout(() => send(socket, card.transmit(command)), fault.milliseconds).unref();
        break;
      case 'garbage':
        if (fault.after === undefined || fault.after === 0) send(socket, randomBytes(randomInt(1, 40)));
        else send(socket, card.transmit(command));
        if (fault.after !== undefined) this.fault = fault.after > 0 ? { kind: 'garbage', after: fault.after - 1 } : undefined;
        break;
      case 'leaves':
        if (fault.after <= 0) this.insert(undefined);
        else send(socket, card.transmit(command));
        this.fault = { kind: 'leaves', after: fault.after - 1 };
        break;
      case undefined:
        send(socket, card.transmit(command));
    }
  }
}

function send(socket: Socket, bytes: Buffer): void {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  socket.write(Buffer.concat([length, bytes]));
}

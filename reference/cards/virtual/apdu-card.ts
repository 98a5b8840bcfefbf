/** A card behind a virtual reader. */
export interface ApduCard {
  readonly atr: Buffer;
  /** Power off, or a reset: what was opened by a code is closed. */
  reset(): void;
  /** @param apdu a command, whatever its sense. @returns data and status word */
  transmit(apdu: Buffer): Buffer;
}

/** A command of ISO 7816-4, with short lengths. */
export interface Command {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Buffer;
  /** Bytes that may be answered; undefined: none are asked for. */
  readonly le?: number;
}

/** Status words of ISO 7816-4 §5.1.3. */
export const SW = {
  ok: 0x9000,
  wrongLength: 0x6700,
  notSatisfied: 0x6982,
  blocked: 0x6983,
  conditions: 0x6985,
  wrongData: 0x6a80,
  fileNotFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const;
/** `63 Cx`: a wrong code, and how many tries are left. */
export const wrongCode = (triesLeft: number): number => 0x63c0 | triesLeft;

/** Undefined: it has no whole header, or its lengths do not agree. */
export function parseCommand(apdu: Buffer): Command | undefined {
  const [cla, ins, p1, p2, third] = apdu;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (third === undefined) return { ...header, data: Buffer.alloc(0) };
  if (apdu.length === 5) return { ...header, data: Buffer.alloc(0), le: third || 256 };
  const data = apdu.subarray(5, 5 + third);
  if (third === 0 || data.length < third || apdu.length > 6 + third) return undefined;
  const last = apdu[5 + third];
  return { ...header, data, ...(last !== undefined && { le: last || 256 }) };
}

export const answer = (sw: number, data: Buffer = Buffer.alloc(0)): Buffer => Buffer.concat([data, Buffer.from([sw >> 8, sw & 0xff])]);

/** BER-TLV with a tag of one to three bytes. */
export function tlv(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const name = tag > 0xffff ? [tag >> 16, (tag >> 8) & 0xff, tag & 0xff] : tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([...name, ...size]), value]);
}

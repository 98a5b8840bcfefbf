import { constants, createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import forge from 'node-forge';
import { toJson, writeWhole } from '../files.js';
import { type ApduCard, answer, type Command, parseCommand, SW, tlv, wrongCode } from './apdu-card.js';
import { type CardFile, CONTACT_AID, CONTACT_DF, cps3Files, KEY_REFERENCES, PIN_REFERENCE, ROOT_AID } from './cps3-files.js';
import { finishSha256 } from './sha256-last-round.js';

const ATR = Buffer.from('3bac00402a001225006480000310009000', 'hex');
const MOST_TRIES = 3;
/** Access rules: everything that needs the code needs it, everything else is free. */
const RULES = Buffer.from('7f00000000000000', 'hex');
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const MODULUS_BYTES = 256;

type Keys = Readonly<Record<keyof typeof KEY_REFERENCES, KeyObject>>;
/** What MANAGE SECURITY ENVIRONMENT chose: the hash, the key of a signature, the key of an authentication. */
interface Environment {
  readonly signs?: boolean;
  readonly authenticates?: boolean;
  readonly digest?: Buffer;
}

/**
 * A CPS3 in contact mode, made from the folder of a software card: same code, same tries, same keys. The signature key signs what was hashed on the card, the
 * authentication key a DigestInfo; neither does the work of the other, and neither pads for RSA-PSS.
 */
export class VirtualCps3 implements ApduCard {
  readonly atr = ATR;
  private readonly files: ReadonlyMap<string, CardFile>;
  private directory = '3f00';
  private selected: string | undefined;
  private keys: Keys | undefined;
  private environment: Environment = {};
  private chained = Buffer.alloc(0);

  constructor(private readonly folder: string) {
    this.files = cps3Files(folder);
  }

  reset(): void {
    this.directory = '3f00';
    this.selected = undefined;
    this.keys = undefined;
    this.environment = {};
    this.chained = Buffer.alloc(0);
  }

  transmit(apdu: Buffer): Buffer {
    const command = parseCommand(apdu);
    if (!command) return answer(SW.wrongLength);
    if (command.cla !== 0x00 && command.cla !== 0x10) return answer(SW.unknownClass);
    if (command.cla === 0x10) return this.chain(command);
    const whole = { ...command, data: Buffer.concat([this.chained, command.data]) };
    this.chained = Buffer.alloc(0);
    return this.execute(whole);
  }

  private chain({ data }: Command): Buffer {
    if (this.chained.length > 2 * MODULUS_BYTES) return answer(SW.wrongLength);
    this.chained = Buffer.concat([this.chained, data]);
    return answer(SW.ok);
  }

  private execute(command: Command): Buffer {
    switch (command.ins) {
      case 0xa4:
        return this.select(command);
      case 0xb0:
        return this.readBinary(command);
      case 0xcb:
        return this.getData(command);
      case 0x20:
        return this.verify(command);
      case 0x22:
        return this.manageEnvironment(command);
      case 0x2a:
        return this.perform(command);
      case 0x88:
        return this.internalAuthenticate(command);
      default:
        return answer(SW.unknownInstruction);
    }
  }

  /** By name (P1 04), by file id (00 and 02), by path from the root or from here (08 and 09); P2: 04 with, 0C without a description. */
  private select({ data, p1, p2 }: Command): Buffer {
    if (![0x04, 0x0c].includes(p2) && !(p1 === 0 && p2 === 0)) return answer(SW.wrongParameters);
    const path = p1 === 0x04 ? this.directoryNamed(data) : this.pathTo(p1, data.toString('hex'));
    if (path === undefined) return answer([0x00, 0x02, 0x04, 0x08, 0x09].includes(p1) ? SW.fileNotFound : SW.wrongParameters);
    const file = this.files.get(path);
    if (!file) {
      this.directory = path;
      this.selected = undefined;
    } else {
      this.directory = path.slice(0, -4);
      this.selected = path;
    }
    return answer(SW.ok, p2 === 0x04 ? description(path, file) : undefined);
  }

  private directoryNamed(name: Buffer): string | undefined {
    if (name.equals(CONTACT_AID)) return CONTACT_DF;
    return name.equals(ROOT_AID) ? '3f00' : undefined;
  }

  /** A path that begins with the root is one from the root, whatever P1 says of it. */
  private pathTo(p1: number, given: string): string | undefined {
    if (![0x00, 0x02, 0x08, 0x09].includes(p1)) return undefined;
    const candidates = given.startsWith('3f00') ? [given] : [`${this.directory}${given}`, `3f00${given}`];
    return candidates.find((path) => this.files.has(path) || path === '3f00' || path === CONTACT_DF);
  }

  private readBinary({ le = 256, p1, p2 }: Command): Buffer {
    const isShort = (p1 & 0x80) !== 0;
    const file = isShort ? [...this.files.values()].find(({ short }) => short === (p1 & 0x1f)) : this.files.get(this.selected ?? '');
    if (!file) return answer(isShort ? SW.fileNotFound : SW.conditions);
    if (file.needsPin && !this.keys) return answer(SW.notSatisfied);
    const offset = isShort ? p2 : (p1 << 8) | p2;
    if (offset > 0 && offset >= file.content.length) return answer(SW.wrongOffset);
    return answer(SW.ok, file.content.subarray(offset, offset + le));
  }

  /** Of the code: how many tries it has and how many are left. Of a key: that it is there, and how long it is. */
  private getData({ data, p1, p2 }: Command): Buffer {
    if (p1 !== 0x3f || p2 !== 0xff) return answer(SW.wrongParameters);
    const asked = /^4d087006bf(..)(..)02(?:a080|7f4[18]80)$/.exec(data.toString('hex').replace(/7f4([18])80$/, '7f4$180'));
    const [kind, reference] = [asked?.[1], asked?.[2]].map((hex) => Number.parseInt(hex ?? '', 16));
    if (kind === undefined || reference === undefined || Number.isNaN(kind)) return answer(SW.wrongData);
    if ((kind & 0x7f) === 0x01 && reference === PIN_REFERENCE) return answer(SW.ok, this.pinData(kind));
    const isKey = (kind & 0x7f) === 0x10 && Object.values(KEY_REFERENCES).some((key) => (key & 0x7f) === reference);
    return isKey ? answer(SW.ok, keyData(kind, reference)) : answer(SW.referenceNotFound);
  }

  private pinData(kind: number): Buffer {
    const tries = [tlv(0x9a, Buffer.from([MOST_TRIES])), tlv(0x9b, Buffer.from([this.triesLeft]))];
    return tlv(0x70, tlv(0xbf0000 | (kind << 8) | PIN_REFERENCE, tlv(0xa0, ...tries, tlv(0xa1, tlv(0x8c, RULES)))));
  }

  /** Without a code: how it stands. Anything else costs a try, but what cannot be one. */
  private verify({ data, p1, p2 }: Command): Buffer {
    if (p1 !== 0x00) return answer(SW.wrongParameters);
    if ((p2 & 0x7f) !== PIN_REFERENCE) return answer(SW.referenceNotFound);
    const left = this.triesLeft;
    if (data.length === 0) return answer(this.keys ? SW.ok : left === 0 ? SW.blocked : wrongCode(left));
    if (left === 0) return answer(SW.blocked);
    if (data.length !== 4) return answer(SW.wrongLength);
    this.keys = undefined;
    // Counted, and on disk, before the code is looked at.
    this.writeTries(left - 1);
    this.keys = this.keysFor(data.toString('latin1'));
    if (this.keys) this.writeTries(MOST_TRIES);
    if (this.keys) return answer(SW.ok);
    return answer(left === 1 ? SW.blocked : wrongCode(left - 1));
  }

  /** P2: AA the hash, B6 the signature, A4 the authentication. */
  private manageEnvironment({ data, p1, p2 }: Command): Buffer {
    if (p1 !== 0x41) return answer(SW.wrongParameters);
    const fields = fieldsIn(data);
    const reference = fields.get(0x84)?.[0];
    switch (p2) {
      case 0xaa:
        this.environment = {};
        return answer(fields.get(0x80)?.[0] === 0x40 ? SW.ok : SW.referenceNotFound);
      case 0xb6:
        if (reference !== KEY_REFERENCES.signature) return answer(SW.referenceNotFound);
        this.environment = { ...this.environment, signs: true };
        return answer(SW.ok);
      case 0xa4:
        if (reference !== KEY_REFERENCES.authentication) return answer(SW.referenceNotFound);
        this.environment = { authenticates: true };
        return answer(SW.ok);
      default:
        return answer(SW.wrongParameters);
    }
  }

  private perform({ data, p1, p2 }: Command): Buffer {
    if (p1 === 0x90 && p2 === 0xa0) return this.hash(data);
    if (p1 === 0x9e && p2 === 0x9a) return this.sign();
    return answer(SW.wrongParameters);
  }

  /** The last round: `90` a state and the bits before it, or nothing; `80` what follows. */
  private hash(data: Buffer): Buffer {
    const fields = fieldsIn(data);
    const before = fields.get(0x90);
    const rest = fields.get(0x80);
    if (!before || !rest || rest.length > 64 || ![0, 40].includes(before.length)) return answer(SW.wrongData);
    const [state, bits] = before.length ? [before.subarray(0, 32), before.readBigUInt64BE(32)] : [undefined, 0n];
    this.environment = { ...this.environment, digest: finishSha256(state, bits, rest) };
    return answer(SW.ok);
  }

  private sign(): Buffer {
    const { digest, signs } = this.environment;
    if (!this.keys) return answer(SW.notSatisfied);
    if (!signs || !digest) return answer(SW.conditions);
    this.environment = { signs };
    return answer(SW.ok, padded(this.keys.signature, Buffer.concat([SHA256_DIGEST_INFO, digest])));
  }

  private internalAuthenticate({ data }: Command): Buffer {
    if (!this.keys) return answer(SW.notSatisfied);
    if (!this.environment.authenticates) return answer(SW.conditions);
    if (data.length === 0 || data.length > MODULUS_BYTES - 11) return answer(SW.wrongLength);
    return answer(SW.ok, padded(this.keys.authentication, data));
  }

  private keysFor(pin: string): Keys | undefined {
    const [signature, authentication] = (['signature', 'authentication'] as const).map((use) => keyIn(readFileSync(join(this.folder, `${use}.p12`)), pin));
    return signature && authentication ? { signature, authentication } : undefined;
  }

  private get triesLeft(): number {
    return (JSON.parse(readFileSync(join(this.folder, 'tries.json'), 'utf8')) as { left: number }).left;
  }

  private writeTries(left: number): void {
    writeWhole(join(this.folder, 'tries.json'), toJson({ left }));
  }
}

/** RSASSA-PKCS1-v1_5 over a DigestInfo that is there. */
const padded = (key: KeyObject, digestInfo: Buffer): Buffer => privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo);

/** File control parameters (ISO 7816-4 §5.3.3). */
function description(path: string, file: CardFile | undefined): Buffer {
  const rules = tlv(0xa1, tlv(0x8c, Buffer.from('7b171717171700', 'hex')));
  const alive = tlv(0x8a, Buffer.from([0x05]));
  if (!file) return tlv(0x62, tlv(0x82, Buffer.from([0x38])), tlv(0x84, path === CONTACT_DF ? CONTACT_AID : ROOT_AID), alive, rules);
  const { length } = file.content;
  const size = tlv(0x80, Buffer.from([length >> 8, length & 0xff]));
  return tlv(0x62, size, tlv(0x82, Buffer.from([0x01])), tlv(0x83, Buffer.from(path.slice(-4), 'hex')), alive, rules);
}

function keyData(kind: number, reference: number): Buffer {
  const length = tlv(0x80, Buffer.from([MODULUS_BYTES >> 8, MODULUS_BYTES & 0xff]));
  return tlv(0x70, tlv(0xbf0000 | (kind << 8) | reference, tlv(0xa0, length, tlv(0xa1, tlv(0x8c, RULES)))));
}

/** Fields of one tag byte and one length byte. */
function fieldsIn(data: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at + 1 < data.length; at += 2 + (data[at + 1] ?? 0)) fields.set(data[at] ?? 0, data.subarray(at + 2, at + 2 + (data[at + 1] ?? 0)));
  return fields;
}

/** Undefined: another code. */
function keyIn(pkcs12: Buffer, pin: string): KeyObject | undefined {
  try {
    const opened = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(pkcs12.toString('latin1')), pin);
    const type = forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '';
    const key = opened.getBags({ bagType: type })[type]?.[0]?.key;
    return key ? createPrivateKey(forge.pki.privateKeyToPem(key)) : undefined;
  } catch {
    return undefined;
  }
}

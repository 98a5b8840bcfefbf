import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProfessionalCard } from '../card-catalogue.js';
import * as der from '../der.js';
import { tlv } from './apdu-card.js';

/** What lies on a CPS3 (IAS-ECC, PKCS#15), as far as it is public; the grammar of the `CPS_*` objects is assumed [A]. */

/** A file, by its path from the root: `3f0000015031`. */
export interface CardFile {
  readonly content: Buffer;
  /** Read after the code only. */
  readonly needsPin?: boolean;
  /** Short identifier for READ BINARY without SELECT. */
  readonly short?: number;
}

/** `80250000 01`: the issuer. */
const ISSUER = Buffer.from('8025000001', 'hex');
export const ROOT_AID = Buffer.from('80250000 01ff0100'.replace(' ', ''), 'hex');
export const CONTACT_AID = Buffer.from('e828bd080f8025000001ff0010', 'hex');
export const CONTACT_DF = '3f000001';

const IDS = { signature: Buffer.from([0x01]), authentication: Buffer.from([0x02]) } as const;
export const PIN_REFERENCE = 1;
/** PIN and PrKDF tie objects to the code by it. */
const PIN_ID = Buffer.from([0x01]);
export const KEY_REFERENCES = { signature: 0x81, authentication: 0x82 } as const;

/** Bits of PKCS#15: of an object (private), of a key (decrypt, sign, nonRepudiation), of its making (sensitive … local), of a code (initialised). */
const OBJECT_PRIVATE = der.bits(Buffer.from([0x80]), 7);
const NO_FLAGS = der.bits(Buffer.from([0x00]), 7);
const USAGES = { signature: der.bits(Buffer.from([0x00, 0x40]), 6), authentication: der.bits(Buffer.from([0x60]), 5) } as const;
const KEY_ACCESS = der.bits(Buffer.from([0xb8]), 3);
const PIN_FLAGS = der.bits(Buffer.from([0x08]), 3);
const ASCII_NUMERIC = 1;
const PIN_LENGTH = 4;
const MODULUS_BITS = Buffer.from([0x08, 0x00]);

/** @param folder of a software card: see `prepareReader` */
export function cps3Files(folder: string): ReadonlyMap<string, CardFile> {
  const card = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as ProfessionalCard;
  const certificates = (['signature', 'authentication'] as const).map((use) => ({
    use,
    file: use === 'signature' ? 'c001' : 'c002',
    der: new X509Certificate(readFileSync(join(folder, `${use}.crt.pem`))).raw,
  }));
  const data = dataObjects(card);
  const inContact = (id: string): string => `${CONTACT_DF}${id}`;
  return new Map<string, CardFile>([
    ['3f002f01', { content: atrFile() }],
    ['3f002f00', { content: tlv(0x61, tlv(0x4f, CONTACT_AID), tlv(0x50, Buffer.from('CPX IAS')), tlv(0x51, Buffer.from(CONTACT_DF, 'hex'))) }],
    ['3f00d003', { content: Buffer.concat([Buffer.from([0x5a, 0x0a]), ISSUER, serialOf(card)]), short: 0x1c }],
    [inContact('5031'), { content: objectDirectory() }],
    [inContact('5032'), { content: tokenInfo(card) }],
    [inContact('7001'), { content: Buffer.concat((['signature', 'authentication'] as const).map(privateKey)) }],
    [inContact('7002'), { content: Buffer.concat(certificates.map(({ use, file }) => certificate(use, inContact(file)))) }],
    [inContact('7003'), { content: pinObject() }],
    [inContact('7004'), { content: Buffer.concat(data.map(({ label, file, needsPin }) => dataObject(label, inContact(file), needsPin))) }],
    ...certificates.map(({ file, der: content }) => [inContact(file), { content }] as const),
    ...data.map(({ content, file, needsPin }) => [inContact(file), { content, needsPin }] as const),
  ]);
}

/** EF.ATR starts with a byte that belongs to nothing, as on the real card. */
function atrFile(): Buffer {
  const size = (bytes: number): Buffer => tlv(0x02, Buffer.from([bytes >> 8, bytes & 0xff]));
  return Buffer.concat([
    Buffer.from([0x80]),
    tlv(0x43, Buffer.from([0xb8])),
    tlv(0x46, Buffer.from('04b0ecc1', 'hex')),
    tlv(0x47, Buffer.from('940180', 'hex')),
    tlv(0x4f, ROOT_AID),
    tlv(0xe0, size(0xff), size(0xff), size(0x100), size(0x100)),
  ]);
}

/** Five bytes that tell the card. */
const serialOf = ({ holder }: ProfessionalCard): Buffer => createHash('sha256').update(holder.id).digest().subarray(0, 5);

const pathOf = (path: string): der.Der => der.sequence(der.octets(Buffer.from(path, 'hex')));

function objectDirectory(): Buffer {
  const pointer = (tag: number, id: string): Buffer => der.encode(der.tagged(tag, true, [pathOf(`${CONTACT_DF}${id}`)]));
  return Buffer.concat([pointer(0, '7001'), pointer(4, '7002'), pointer(7, '7004'), pointer(8, '7003')]);
}

const tokenInfo = (card: ProfessionalCard): Buffer =>
  der.encode(
    der.sequence(
      der.integer(Buffer.from([0])),
      der.octets(Buffer.concat([ISSUER, serialOf(card)])),
      der.utf8('Simulation'),
      der.tagged(0, false, 'CPS SIMULEE'),
      der.bits(Buffer.from([0x00]), 4),
      der.tagged(2, true, ALGORITHMS.map(algorithm)),
    ),
  );

/** What a CPS3 does, by PKCS#11 mechanism; operations are bits of PKCS#15 (computeSignature, decipher, hash), references those of its security environment. */
interface Algorithm {
  readonly mechanism: number;
  readonly operations: number;
  readonly reference: number;
}
const ALGORITHMS: readonly Algorithm[] = [
  { mechanism: 0x01, operations: 0x40, reference: 0x02 },
  { mechanism: 0x40, operations: 0x40, reference: 0x42 },
  { mechanism: 0x250, operations: 0x02, reference: 0x40 },
];
const algorithm = ({ mechanism, operations, reference }: Algorithm, index: number): der.Der =>
  der.sequence(
    der.integer(Buffer.from([index + 1])),
    der.integer(mechanism > 0xff ? Buffer.from([mechanism >> 8, mechanism & 0xff]) : Buffer.from([mechanism])),
    der.nothing(),
    der.bits(Buffer.from([operations]), 0),
    der.oid('1.2.840.113549.1.1.1'),
    der.integer(Buffer.from([reference])),
  );

const privateKey = (use: keyof typeof IDS): Buffer =>
  der.encode(
    der.sequence(
      der.sequence(der.utf8(use === 'signature' ? 'CPS_PRIV_SIG' : 'CPS_PRIV_AUT'), OBJECT_PRIVATE, der.octets(PIN_ID)),
      der.sequence(der.octets(IDS[use]), USAGES[use], KEY_ACCESS, der.integer(Buffer.from([0, KEY_REFERENCES[use]]))),
      der.tagged(1, true, [der.sequence(pathOf(CONTACT_DF), der.integer(MODULUS_BITS))]),
    ),
  );

const certificate = (use: keyof typeof IDS, path: string): Buffer =>
  der.encode(
    der.sequence(
      der.sequence(der.utf8(use === 'signature' ? 'Certificat de Signature CPS' : "Certificat d'Authentification CPS"), NO_FLAGS),
      der.sequence(der.octets(IDS[use])),
      der.tagged(1, true, [der.sequence(pathOf(path))]),
    ),
  );

const pinObject = (): Buffer =>
  der.encode(
    der.sequence(
      der.sequence(der.utf8('CPS_PIN'), OBJECT_PRIVATE),
      der.sequence(der.octets(PIN_ID)),
      der.tagged(1, true, [
        der.sequence(
          PIN_FLAGS,
          der.enumerated(ASCII_NUMERIC),
          der.integer(Buffer.from([PIN_LENGTH])),
          der.integer(Buffer.from([PIN_LENGTH])),
          der.integer(Buffer.from([PIN_LENGTH])),
          der.tagged(0, false, String.fromCharCode(PIN_REFERENCE)),
          pathOf(CONTACT_DF),
        ),
      ]),
    ),
  );

const dataObject = (label: string, path: string, needsPin: boolean): Buffer =>
  der.encode(
    der.sequence(
      needsPin ? der.sequence(der.utf8(label), OBJECT_PRIVATE, der.octets(PIN_ID)) : der.sequence(der.utf8(label), NO_FLAGS),
      der.sequence(der.utf8('CPS')),
      der.tagged(1, true, [pathOf(path)]),
    ),
  );

interface DataObject {
  readonly label: string;
  readonly file: string;
  readonly needsPin: boolean;
  readonly content: Buffer;
}

/** `87`: the holder stands in for somebody there. */
function dataObjects({ holder, situations }: ProfessionalCard): readonly DataObject[] {
  const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value));
  return [
    { label: 'CPS_NAME_PS', file: 'd112', needsPin: false, content: tlv(0xe1, text(0x80, holder.familyName), text(0x81, holder.givenName)) },
    { label: 'CPS_INFO_PS', file: 'd113', needsPin: false, content: tlv(0xe2, text(0x80, holder.professionCode), text(0x81, holder.specialityCode ?? '')) },
    ...situations.map(({ isReplacement, sectorCode, structureId, structureName }, index) => ({
      label: `CPS_ACTIVITY_${String(index + 1).padStart(2, '0')}_PS`,
      file: `d1${(0x20 + index).toString(16)}`,
      needsPin: true,
      content: tlv(0xee, text(0x84, structureName), text(0x85, structureId), text(0x86, sectorCode), ...(isReplacement ? [text(0x87, '1')] : [])),
    })),
  ];
}

import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import * as der from './der.js';

/** RDNs from the least specific to the most; an RDN of several values names the same thing by each of them. */
export type Name = readonly (readonly (readonly [type: keyof typeof ATTRIBUTES, value: string])[])[];

const ATTRIBUTES = {
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  L: '2.5.4.7',
  title: '2.5.4.12',
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  GN: '2.5.4.42',
} as const;

/** Bits of KeyUsage (RFC 5280 §4.2.1.3). */
const USAGES = { digitalSignature: 0x80, nonRepudiation: 0x40, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 } as const;
const PURPOSES = { serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2', emailProtection: '1.3.6.1.5.5.7.3.4' } as const;

/** Extensions that tell the profession of the holder, by the table its code is of: G16 are those in training. */
export const PROFESSION_EXTENSIONS = { G15: '1.2.250.1.71.1.2.7', G16: '1.2.250.1.71.1.2.8' } as const;
export interface Profession {
  readonly table: keyof typeof PROFESSION_EXTENSIONS;
  readonly code: string;
}

/** Who may sign certificates. */
export interface Authority {
  readonly name: Name;
  readonly key: KeyObject;
  readonly certificatePem: string;
}

export interface CertificateRequest {
  readonly subject: Name;
  /** Private key of the subject. */
  readonly key: KeyObject;
  readonly issuer: Pick<Authority, 'name' | 'key'>;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly usage: readonly (keyof typeof USAGES)[];
  readonly purposes?: readonly (keyof typeof PURPOSES)[];
  readonly isAuthority?: boolean;
  readonly hostNames?: readonly string[];
  readonly addresses?: readonly string[];
  readonly profession?: Profession;
}

const SHA256_WITH_RSA = (): der.Der => der.sequence(der.oid('1.2.840.113549.1.1.11'), der.nothing());

/** Issues an X.509 v3 certificate, signed RSA-SHA256. @returns PEM */
export function issueCertificate(request: CertificateRequest): string {
  const { issuer, key, notAfter, notBefore, subject } = request;
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, and no leading zero
  const publicKey = createPublicKey(key);
  const body = der.sequence(
    der.tagged(0, true, [der.integer(Buffer.from([2]))]), // v3
    der.integer(serial),
    SHA256_WITH_RSA(),
    nameOf(issuer.name),
    der.sequence(der.time(notBefore), der.time(notAfter)),
    nameOf(subject),
    der.decode(publicKey.export({ type: 'spki', format: 'der' })),
    der.tagged(3, true, [der.sequence(...extensionsOf(request, publicKey))]),
  );
  const signature = sign('sha256', der.encode(body), issuer.key);
  return toPem(der.encode(der.sequence(body, SHA256_WITH_RSA(), der.bits(signature))));
}

function nameOf(name: Name): der.Der {
  return der.sequence(
    ...name.map((values) =>
      der.setOf(...values.map(([type, value]) => der.sequence(der.oid(ATTRIBUTES[type]), type === 'C' ? der.printable(value) : der.utf8(value)))),
    ),
  );
}

function extensionsOf(
  { addresses = [], hostNames = [], isAuthority = false, issuer, profession, purposes, usage }: CertificateRequest,
  publicKey: KeyObject,
): der.Der[] {
  const names = [
    ...hostNames.map((name) => der.tagged(2, false, name)),
    ...addresses.map((address) => der.tagged(7, false, Buffer.from(address.split('.').map(Number)).toString('binary'))),
  ];
  const used = usage.reduce((sum, name) => sum | USAGES[name], 0);
  return [
    extension('2.5.29.19', true, isAuthority ? der.sequence(der.boolean(true)) : der.sequence()),
    extension('2.5.29.15', true, der.bits(Buffer.from([used]), trailingZeros(used))),
    extension('2.5.29.14', false, der.octets(der.keyIdentifier(publicKey))),
    extension('2.5.29.35', false, der.sequence(der.tagged(0, false, der.keyIdentifier(createPublicKey(issuer.key)).toString('binary')))),
    ...(purposes ? [extension('2.5.29.37', false, der.sequence(...purposes.map((name) => der.oid(PURPOSES[name]))))] : []),
    ...(names.length ? [extension('2.5.29.17', false, der.sequence(...names))] : []),
    ...(profession ? [extension(PROFESSION_EXTENSIONS[profession.table], false, der.printable(profession.code))] : []),
  ];
}

function extension(id: string, critical: boolean, value: der.Der): der.Der {
  return der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octets(der.encode(value)));
}

function trailingZeros(byte: number): number {
  let count = 0;
  while (count < 7 && !((byte >> count) & 1)) count += 1;
  return count;
}

function toPem(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

import type { X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** RDNs, most specific first; each is a set of `oid=value`. */
export type DistinguishedName = readonly ReadonlySet<string>[];

/** Keywords the DMP reads; `G` and `S` are not among them. */
const KEYWORDS: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  GN: '2.5.4.42',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  T: '2.5.4.12',
  TITLE: '2.5.4.12',
};

export const COMMON_NAME = '2.5.4.3';
const ORGANISATIONAL_UNIT = '2.5.4.11';
/** Places in a TBSCertificate. */
const ISSUER = 3;
const SUBJECT = 5;

/** Subject as the certificate holds it, with its multi-valued RDNs. */
export const subjectOf = (certificate: X509Certificate): DistinguishedName => nameAt(certificate, SUBJECT);
export const issuerOf = (certificate: X509Certificate): DistinguishedName => nameAt(certificate, ISSUER);

function nameAt(certificate: X509Certificate, place: number): DistinguishedName {
  const body = children(children(forge.asn1.fromDer(certificate.raw.toString('binary')))[0]);
  return children(body[place])
    .map((rdn) => new Set(children(rdn).map((pair) => `${forge.asn1.derToOid(content(children(pair)[0]))}=${decodeUtf8(content(children(pair)[1]))}`)))
    .reverse();
}

/** The holder's number. */
export const commonNameOf = (certificate: X509Certificate): string | undefined => partOf(certificate, COMMON_NAME);
/** Of a structure's certificate: its Struct_IdNat. */
export const structureIdOf = (certificate: X509Certificate): string | undefined => partOf(certificate, ORGANISATIONAL_UNIT);

function partOf(certificate: X509Certificate, oid: string): string | undefined {
  const [found] = subjectOf(certificate).flatMap((rdn) => [...rdn].filter((value) => value.startsWith(`${oid}=`)));
  return found?.slice(oid.length + 1);
}

/** RFC 2253 text. Undefined: unreadable, or with a keyword that is not known. */
export function parseDistinguishedName(written: string): DistinguishedName | undefined {
  const name = split(written, ',').map((rdn) => split(rdn, '+').map(parsePair));
  return name.every((rdn) => rdn.every((pair) => pair !== undefined)) ? name.map((rdn) => new Set(rdn.filter((pair) => pair !== undefined))) : undefined;
}

export function sameName(left: DistinguishedName, right: DistinguishedName): boolean {
  return left.length === right.length && left.every((rdn, index) => rdn.size === right[index]?.size && [...rdn].every((value) => right[index]?.has(value)));
}

function parsePair(written: string): string | undefined {
  const equals = written.indexOf('=');
  const type = written.slice(0, equals).trim().toUpperCase();
  const oid = /^(OID\.)?\d+(\.\d+)+$/.test(type) ? type.replace('OID.', '') : KEYWORDS[type];
  const value = written.slice(equals + 1).trim();
  if (equals < 1 || !oid || !value) return undefined;
  if (!value.startsWith('#')) return `${oid}=${unescaped(value)}`;
  try {
    return `${oid}=${decodeUtf8(content(forge.asn1.fromDer(Buffer.from(value.slice(1), 'hex').toString('binary'))))}`;
  } catch {
    return undefined;
  }
}

/** Splits at `separator` where it is neither escaped nor quoted. */
function split(written: string, separator: string): string[] {
  return [...written.matchAll(separator === ',' ? /((?:\\.|"(?:\\.|[^"\\])*"|[^\\",])*)(?:,|$)/gy : /((?:\\.|"(?:\\.|[^"\\])*"|[^\\"+])*)(?:\+|$)/gy)]
    .map((match) => match[1] ?? '')
    .filter((part, index, parts) => part || index < parts.length - 1);
}

function unescaped(value: string): string {
  const inner = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  const bytes = inner.replace(/(?:\\[0-9A-Fa-f]{2})+/g, (hex) => Buffer.from(hex.replaceAll('\\', ''), 'hex').toString('utf8'));
  return bytes.replace(/\\(.)/g, '$1');
}

const children = (node: forge.asn1.Asn1 | undefined): readonly forge.asn1.Asn1[] => (Array.isArray(node?.value) ? node.value : []);
const content = (node: forge.asn1.Asn1 | undefined): string => (typeof node?.value === 'string' ? node.value : '');
const decodeUtf8 = (binary: string): string => Buffer.from(binary, 'binary').toString('utf8');

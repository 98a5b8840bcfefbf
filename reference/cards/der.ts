import { createHash, type KeyObject } from 'node:crypto';
import forge from 'node-forge';

/** The few ASN.1 values a certificate is made of. */
export type Der = forge.asn1.Asn1;
type Content = string | Der[];

const { Class, Type, create, oidToDer, toDer, fromDer } = forge.asn1;
const universal = (type: forge.asn1.Type, constructed: boolean, content: Content): Der => create(Class.UNIVERSAL, type, constructed, content);

export const sequence = (...parts: Der[]): Der => universal(Type.SEQUENCE, true, parts);
/** DER wants the members of a SET OF in the order of their encodings. */
export const setOf = (...parts: Der[]): Der =>
  universal(
    Type.SET,
    true,
    [...parts].sort((left, right) => Buffer.compare(encode(left), encode(right))),
  );
export const oid = (dotted: string): Der => universal(Type.OID, false, oidToDer(dotted).getBytes());
export const utf8 = (text: string): Der => universal(Type.UTF8, false, Buffer.from(text, 'utf8').toString('binary'));
export const printable = (text: string): Der => universal(Type.PRINTABLESTRING, false, text);
export const boolean = (value: boolean): Der => universal(Type.BOOLEAN, false, value ? '\xff' : '\x00');
export const integer = (bytes: Buffer): Der => universal(Type.INTEGER, false, bytes.toString('binary'));
export const enumerated = (value: number): Der => universal(Type.ENUMERATED, false, String.fromCharCode(value));
export const nothing = (): Der => universal(Type.NULL, false, '');
export const octets = (bytes: Buffer): Der => universal(Type.OCTETSTRING, false, bytes.toString('binary'));
/** `unused`: bits at the end that do not count. */
export const bits = (bytes: Buffer, unused = 0): Der => universal(Type.BITSTRING, false, String.fromCharCode(unused) + bytes.toString('binary'));
export const tagged = (tag: number, constructed: boolean, content: Content): Der => create(Class.CONTEXT_SPECIFIC, tag, constructed, content);

/** To the second, as RFC 5280 wants it: UTCTime until 2049. */
export const time = (at: number): Der => {
  const text = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return new Date(at).getUTCFullYear() < 2050 ? universal(Type.UTCTIME, false, text.slice(2)) : universal(Type.GENERALIZEDTIME, false, text);
};

export const encode = (value: Der): Buffer => Buffer.from(toDer(value).getBytes(), 'binary');
export const decode = (der: Buffer): Der => fromDer(der.toString('binary'));

/** SHA-1 over the key's bits: identifier of RFC 5280 §4.2.1.2, no protection. */
export const keyIdentifier = (publicKey: KeyObject): Buffer =>
  createHash('sha1')
    .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
    .digest();

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A private key with its end-entity certificate. */
export interface KeyWithCertificate {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

/** The two keys of a card. They are never exchanged: `signature` signs, `authentication` serves TLS. */
export interface CardKeys {
  readonly signature: KeyWithCertificate;
  readonly authentication: KeyWithCertificate;
}

/** Opens a PKCS#12. Undefined: wrong password. @throws when the file is no PKCS#12, or its key and certificate do not belong together. */
export function openPkcs12(bytes: Buffer, password: string): KeyWithCertificate | undefined {
  const asn1 = forge.asn1.fromDer(bytes.toString('latin1'));
  const opened = decrypted(asn1, password);
  if (!opened) return undefined;
  const bagsOf = (type: string): readonly forge.pkcs12.Bag[] => opened.getBags({ bagType: type })[type] ?? [];
  const key = [...bagsOf(forge.pki.oids['pkcs8ShroudedKeyBag'] ?? ''), ...bagsOf(forge.pki.oids['keyBag'] ?? '')][0]?.key;
  if (!key) throw new Error('no key in the PKCS#12');
  const pkcs8 = Buffer.from(forge.asn1.toDer(forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key))).getBytes(), 'latin1');
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  pkcs8.fill(0);
  for (const { cert } of bagsOf(forge.pki.oids['certBag'] ?? '')) {
    if (!cert) continue;
    const certificate = new X509Certificate(Buffer.from(forge.asn1.toDer(forge.pki.certificateToAsn1(cert)).getBytes(), 'latin1'));
    if (certificate.checkPrivateKey(privateKey)) return { key: privateKey, certificate };
  }
  throw new Error('no certificate for the key in the PKCS#12');
}

function decrypted(asn1: forge.asn1.Asn1, password: string): forge.pkcs12.Pkcs12Pfx | undefined {
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, password);
  } catch (error) {
    if (error instanceof Error && error.message.includes('MAC could not be verified')) return undefined;
    throw error;
  }
}

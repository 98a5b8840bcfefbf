import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

/** A private key and the certificate that speaks for it. */
export interface Credential {
  readonly key: KeyObject;
  readonly certificatePem: string;
}

const generate = promisify(generateKeyPair);

/** RSA-2048, as on the cards. */
export async function newKey(): Promise<KeyObject> {
  return (await generate('rsa', { modulusLength: 2048 })).privateKey;
}

export const keyPem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** PKCS#12 with the key and its end-entity certificate, opened with `password`. */
export function toPkcs12({ certificatePem, key }: Credential, password: string): Buffer {
  const privateKey = forge.pki.privateKeyFromPem(key.export({ type: 'pkcs1', format: 'pem' }).toString());
  const asn1 = forge.pkcs12.toPkcs12Asn1(privateKey, [forge.pki.certificateFromPem(certificatePem)], password, { algorithm: 'aes256' });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

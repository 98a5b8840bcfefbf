import { createHash } from 'node:crypto';
import { DOMParser } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import { C14nCanonicalization, SignedXml } from 'xml-crypto';
import { canonicalDigest, namesItsCertificate, submissionHolds } from '../../../../scripts/wire/wire-xades.js';
import { submissionSignature } from '../../../../src/services/dmp/signature/submission-signature.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { InProcessIdentity } from '../in-process-identity.js';
import { NOW } from '../samples.js';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const DOCUMENT = Buffer.from('<ClinicalDocument xmlns="urn:hl7-org:v3"></ClinicalDocument>');
const SUBMISSION = {
  uniqueId: '1.2.250.1.999.7.1.3',
  submissionSetId: '1.2.250.1.999.7.1.2',
  documents: [{ uniqueId: '1.2.250.1.999.7.1.1', digest: createHash('sha256').update(DOCUMENT).digest('base64') }],
  signedAt: NOW,
};

async function signed() {
  const identity = new InProcessIdentity();
  const { text } = await submissionSignature(SUBMISSION, await identity.certificate(), identity);
  return { identity, text };
}
function isGood(text: string, publicKeyPem: string): boolean {
  const verifier = new SignedXml({ publicCert: publicKeyPem });
  verifier.loadSignature(text);
  try {
    return verifier.checkSignature(text);
  } catch {
    return false;
  }
}

test('one operation of the key signs set and documents, in the eyes of other implementations too', async () => {
  const { identity, text } = await signed();
  expect(identity.signed).toHaveLength(1);
  expect(isGood(text, identity.publicKeyPem)).toBe(true);
  expect(await submissionHolds(text)).toBe(true);
});

test.each([
  ['document', '7.1.1"', '7.1.9"'],
  ['set', '7.1.2"', '7.1.9"'],
  ['time', '2026-01-05T', '2026-01-06T'],
  ['certificate digest', '<SigningCertificate>', '<SigningCertificate> '],
])('another %s breaks it', async (_, from, to) => {
  const { identity, text } = await signed();
  expect(text).toContain(from);
  expect(isGood(text.replace(from, to), identity.publicKeyPem)).toBe(false);
  expect(await submissionHolds(text.replace(from, to))).toBe(false);
});

test('xadesjs reads the certificate that signs, and digests a document to the same value', async () => {
  const { text } = await signed();
  expect(await namesItsCertificate(text)).toBe(true);
  // Whatever the certificate of this run is, its digest begins with another sign.
  const otherDigest = text.replace(/(?<=<CertDigest>.*?<DigestValue>)./, (first) => (first === '/' ? '+' : '/'));
  const otherNumber = text.replace('<ds:X509SerialNumber>', '<ds:X509SerialNumber>9');
  for (const changed of [otherDigest, otherNumber]) expect(await namesItsCertificate(changed)).toBe(false);
  expect(await canonicalDigest(DOCUMENT)).toBe(SUBMISSION.documents[0]?.digest);
  const strange = Buffer.from('<title xmlns="urn:hl7-org:v3">A\u2028B\u0085C</title>');
  expect(await canonicalDigest(strange)).toBe(createHash('sha256').update(strange).digest('base64'));
});

test('the manifest has the set, which has no digest, then the canonical documents', async () => {
  const manifest = XmlNode.parse((await signed()).text).at('Object/Manifest');
  expect(manifest?.all('Reference').map((reference) => [reference.attr('URI'), reference.at('DigestValue')?.text])).toEqual([
    ['urn:oid:1.2.250.1.999.7.1.2', 'AA=='],
    ['urn:oid:1.2.250.1.999.7.1.1', SUBMISSION.documents[0]?.digest],
  ]);
});

test('what is digested is, as it is sent, its own canonical form', async () => {
  const { text } = await signed();
  const parsed = new DOMParser().parseFromString(text, 'text/xml');
  for (const [namespace, name] of [
    [DSIG, 'SignedInfo'],
    [DSIG, 'Manifest'],
    ['http://uri.etsi.org/01903/v1.1.1#', 'SignedProperties'],
  ] as const) {
    const element = parsed.getElementsByTagNameNS(namespace, name)[0];
    const canonical = new C14nCanonicalization().process(element as unknown as Element, {}).toString();
    expect(text).toContain(canonical);
  }
});

test('names the certificate that signs by its digest, its issuer and its number', async () => {
  const { identity, text } = await signed();
  const certificate = XmlNode.parse(text).at('Object/QualifyingProperties/SignedProperties/SignedSignatureProperties/SigningCertificate/Cert');
  expect(certificate?.at('CertDigest/DigestValue')?.text).toBe(
    createHash('sha256')
      .update(await identity.certificate())
      .digest('base64'),
  );
  expect(certificate?.at('IssuerSerial/X509IssuerName')?.text).toBe('CN=TEST');
  expect(certificate?.at('IssuerSerial/X509SerialNumber')?.text).toMatch(/^\d+$/);
});

import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertionsHold, canonicalDigest, namesItsCertificate as namesItInXades, submissionHolds } from './wire-xades.js';

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const OID = 'urn:oid:';
/** What stands for the set itself: one zero byte (§11.4). */
const NO_DIGEST = 'AA==';

/** The words for what both tools have verified. */
export const ASSERTION_VERIFIED = 'vérifiée';
export const SUBMISSION_VERIFIED = 'envoi vérifié';

/** What the tools have said of a signature, in one word and its reasons. */
export interface SignatureVerdict {
  readonly word: string;
  readonly problems: readonly string[];
}

/** The test authorities are nobody's: certificates are not judged. */
const verifies = (file: string, ...options: readonly string[]): boolean => spawnSync('xmlsec1', ['--verify', '--insecure', ...options, file]).status === 0;

/** By `xmlsec1` and by `xadesjs`. */
export async function verifyAssertion(envelope: Buffer, root: Element | undefined, work: string): Promise<SignatureVerdict> {
  if (!root?.getElementsByTagNameNS(SAML, 'Assertion').length) return { word: 'absente', problems: ['aucune assertion'] };
  const file = join(work, 'envelope.xml');
  writeFileSync(file, envelope);
  const problems = [
    ...(verifies(file, '--id-attr:ID', `${SAML}:Assertion`) ? [] : ['la signature de l’assertion ne se vérifie pas (xmlsec1)']),
    ...((await assertionsHold(envelope.toString('utf8'))) ? [] : ['la signature de l’assertion ne se vérifie pas (xadesjs)']),
  ];
  return { word: problems.length > 0 ? 'fausse' : ASSERTION_VERIFIED, problems };
}

/** A document of a submission, by its OID. */
export interface SignedDocument {
  readonly uniqueId: string;
  readonly bytes: Buffer;
}

/**
 * The signature of a submission (IHE DSG, XAdES): by `xmlsec1` and by `xadesjs`, which cannot resolve what its manifest names (`urn:oid:`). That is
 * done here, on the canonical form `xmllint` gives of each document and on that of `xadesjs`; and the certificate it names must be the one it carries.
 */
export async function verifySubmission(
  signature: { readonly root: Element; readonly bytes: Buffer },
  documents: readonly SignedDocument[],
  work: string,
): Promise<SignatureVerdict> {
  const { bytes, root } = signature;
  const text = bytes.toString('utf8');
  const file = join(work, 'signature.xml');
  writeFileSync(file, bytes);
  const isSigned = verifies(file, '--ignore-manifests', '--id-attr:Id', `${DSIG}:Manifest`, '--id-attr:Id', `${XADES}:SignedProperties`);
  const problems = [
    ...(isSigned ? [] : ['la signature de l’envoi ne se vérifie pas (xmlsec1)']),
    ...((await submissionHolds(text)) ? [] : ['la signature de l’envoi ne se vérifie pas (xadesjs)']),
    ...(namesItsCertificate(root) && (await namesItInXades(text)) ? [] : ['la signature de l’envoi nomme un autre certificat que le sien']),
    ...(await wrongDigests(root, documents, work)),
  ];
  return { word: problems.length > 0 ? 'envoi faux' : SUBMISSION_VERIFIED, problems };
}

function namesItsCertificate(root: Element): boolean {
  const [certificate] = textsIn(root, DSIG, 'X509Certificate');
  const [named] = Array.from(root.getElementsByTagNameNS(XADES, 'CertDigest')).flatMap((element) => textsIn(element, XADES, 'DigestValue'));
  const [serial] = textsIn(root, DSIG, 'X509SerialNumber');
  const der = Buffer.from(certificate ?? '', 'base64');
  return named === digestOf(der) && serial === serialOf(der);
}

/** In decimal; undefined: not a certificate. */
function serialOf(der: Buffer): string | undefined {
  try {
    return BigInt(`0x${new X509Certificate(der).serialNumber}`).toString();
  } catch {
    return undefined;
  }
}

/** Every document is in the manifest, under the digest both tools find; the set is the one thing there that has none. */
async function wrongDigests(root: Element, documents: readonly SignedDocument[], work: string): Promise<readonly string[]> {
  const references = Array.from(root.getElementsByTagNameNS(DSIG, 'Manifest')).flatMap((manifest) =>
    Array.from(manifest.getElementsByTagNameNS(DSIG, 'Reference')),
  );
  const signed = new Map(references.map((reference) => [reference.getAttribute('URI') ?? '', textsIn(reference, DSIG, 'DigestValue')[0]]));
  const wrong: string[] = [];
  for (const { uniqueId, bytes } of documents) {
    const digest = signed.get(OID + uniqueId);
    if (digest !== digestOf(canonical(bytes, work)) || digest !== (await canonicalDigest(bytes)))
      wrong.push(`le document ${uniqueId} n’est pas celui que signe l’envoi`);
  }
  const others = [...signed].filter(([uri, digest]) => digest !== NO_DIGEST && !documents.some(({ uniqueId }) => uri === OID + uniqueId));
  return [...wrong, ...others.map(([uri]) => `l’envoi signe ${uri}, qui n’y est pas`)];
}

/** C14N 1.0 with comments. */
function canonical(bytes: Buffer, work: string): Buffer {
  const file = join(work, 'document.xml');
  writeFileSync(file, bytes);
  return spawnSync('xmllint', ['--nonet', '--huge', '--c14n', file], { maxBuffer: 64 * 1024 * 1024 }).stdout;
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');

const textsIn = (element: Element, namespace: string, name: string): readonly string[] =>
  Array.from(element.getElementsByTagNameNS(namespace, name)).map(({ textContent }) => (textContent ?? '').replace(/\s/g, ''));

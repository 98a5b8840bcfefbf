import { webcrypto } from 'node:crypto';
import * as xmldom from '@xmldom/xmldom';
import { Application, SignedXml as XadesSignature } from 'xadesjs';
import { Convert, setNodeDependencies } from 'xml-core';
import { CryptoConfig, KeyInfoX509Data, XmlDsigC14NWithCommentsTransform, SignedXml as XmlSignature } from 'xmldsigjs';
import xpath from 'xpath';
import { elementsOf, parse } from './dom.js';

/**
 * The second verifier of signatures, `xadesjs`. What it cannot do was measured with 2.6.8: it knows XAdES 1.3.2 alone, and refuses to load a
 * submission's properties, which are of 1.1.1 (§11.4). So the signature of a submission is verified by the library it is built on (`xmldsigjs`:
 * manifest, properties, SignedInfo, and the key of the certificate), and its properties are read by `xadesjs` from a copy in the later namespace.
 * Neither follows a manifest: each document is digested with their canonical form, for whoever compares. Issuers are not compared: `xadesjs` has
 * the country first, and the signature, as RFC 4514 says, last. Its own way to read XML is not used either: it takes a U+2028 for a line end.
 */
setNodeDependencies({ ...xmldom, xpath });
Application.setEngine('node', webcrypto as Crypto);

const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const XADES_132 = 'http://uri.etsi.org/01903/v1.3.2#';
const SHA_256 = 'SHA-256';

/** Every assertion of the message, as `xadesjs` sees it. */
export async function assertionsHold(message: string): Promise<boolean> {
  const document = parse(message);
  const assertions = Array.from(document?.getElementsByTagNameNS(SAML, 'Assertion') ?? []);
  const verdicts = await Promise.all(assertions.map((assertion) => holds(new XadesSignature(document), assertion)));
  return verdicts.length > 0 && verdicts.every(Boolean);
}

/** Manifest, properties, SignedInfo and key of a submission's signature. */
export async function submissionHolds(signature: string): Promise<boolean> {
  const document = parse(signature);
  return document !== undefined && holds(new XmlSignature(document), document);
}

/** The properties name the certificate that is beside them, by digest and number. */
export async function namesItsCertificate(signature: string): Promise<boolean> {
  try {
    const signed = new XadesSignature();
    signed.LoadXml(inLaterNamespace(signature));
    const named = signed.SignedProperties.SignedSignatureProperties.SigningCertificate.Item(0);
    const info = signed.XmlSignature.KeyInfo.Item(0);
    const certificate = info instanceof KeyInfoX509Data ? info.Certificates[0] : undefined;
    if (!named || !certificate) return false;
    const digest = Convert.ToBase64(new Uint8Array(await certificate.Thumbprint(SHA_256)));
    return digest === Convert.ToBase64(named.CertDigest.DigestValue) && certificate.SerialNumber === named.IssuerSerial.X509SerialNumber;
  } catch {
    return false;
  }
}

/** SHA-256 of a document in C14N 1.0 with comments, in base64. Undefined: not XML. */
export async function canonicalDigest(bytes: Buffer): Promise<string | undefined> {
  const document = parse(bytes.toString('utf8'));
  if (!document) return undefined;
  const canonical = new XmlDsigC14NWithCommentsTransform();
  canonical.LoadInnerXml(document);
  return Convert.ToBase64(await CryptoConfig.GetHashAlgorithm(SHA_256).Digest(canonical.GetOutput()));
}

type Verifier = Pick<XmlSignature, 'LoadXml' | 'Verify'>;

/** What does not hold it throws, for the most part. */
async function holds(verifier: Verifier, signed: Document | Element): Promise<boolean> {
  const signature = signed.getElementsByTagNameNS(DSIG, 'Signature')[0];
  if (!signature) return false;
  try {
    verifier.LoadXml(signature);
    return await verifier.Verify();
  } catch {
    return false;
  }
}

/** A copy to read, not to verify: in 1.3.2 the digest of a certificate is in the words of XML signatures. */
function inLaterNamespace(signature: string): Element {
  const copy = parse(signature.replaceAll(XADES, XADES_132));
  if (!copy) throw new Error('not XML');
  for (const digest of Array.from(copy.getElementsByTagNameNS(XADES_132, 'CertDigest'))) {
    for (const child of elementsOf(digest)) {
      const renamed = copy.createElementNS(DSIG, `ds:${child.localName}`);
      for (const { name, value } of Array.from(child.attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns'))
        renamed.setAttribute(name, value);
      renamed.textContent = child.textContent;
      digest.replaceChild(renamed, child);
    }
  }
  return copy.documentElement;
}

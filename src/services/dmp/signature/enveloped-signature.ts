import { createHash } from 'node:crypto';
import type { ProfessionalIdentity } from '../../../hardware/professional-identity.js';
import { type Xml, xml } from '../xml.js';

const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** What is signed: an element without its signature, already in exclusive canonical form. */
export interface Signable {
  readonly id: string;
  readonly canonical: Xml;
  /** Base64. */
  readonly certificate: string;
}

/**
 * `ds:Signature` to put into the element it signs, with one operation of the key. `SignedInfo` declares `ds` itself: so its bytes are, as
 * they are sent, its own exclusive canonical form.
 */
export async function envelopedSignature({ id, canonical, certificate }: Signable, identity: ProfessionalIdentity): Promise<Xml> {
  const digest = createHash('sha256').update(canonical.text).digest('base64');
  const signedInfo = xml`
    <ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>
      <ds:Reference URI="#${id}">
        <ds:Transforms>
          <ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>
          <ds:Transform Algorithm="${EXCLUSIVE_C14N}"></ds:Transform>
        </ds:Transforms>
        <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>
        <ds:DigestValue>${digest}</ds:DigestValue>
      </ds:Reference>
    </ds:SignedInfo>`;
  const signature = await identity.sign(Buffer.from(signedInfo.text), 'signature');
  return xml`
    <ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      ${signedInfo}
      <ds:SignatureValue>${Buffer.from(signature).toString('base64')}</ds:SignatureValue>
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
    </ds:Signature>`;
}

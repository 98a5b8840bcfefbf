import { createHash, X509Certificate } from 'node:crypto';
import type { ProfessionalIdentity } from '../../../hardware/professional-identity.js';
import { type Xml, xml } from '../xml.js';
import { issuerName } from './subject-name.js';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const XADES = 'http://uri.etsi.org/01903/v1.1.1#';
const C14N_WITH_COMMENTS = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
/** Source: the signer answers for what the documents say. */
const PURPOSE = '1.2.840.10065.1.12.1.14';
/** One zero byte: a submission set has no bytes of its own to be digested. */
const NO_DIGEST = 'AA==';

/** What is signed at once. All ids are OIDs. */
export interface SignedSubmission {
  /** Of the signature itself, which is a document of the submission too. */
  readonly uniqueId: string;
  readonly submissionSetId: string;
  /** In the order of the submission. `digest`: SHA-256 (base64) of the bytes, which are in canonical form. */
  readonly documents: readonly { readonly uniqueId: string; readonly digest: string }[];
  /** Epoch milliseconds. */
  readonly signedAt: number;
}

/**
 * XAdES signature of a submission (IHE DSG; §11.4 of the protocol), with one operation of the signature key. Manifest, properties and `SignedInfo`
 * declare every prefix in scope themselves: so each is, as it is sent, its own canonical form.
 * @param certificate DER of the signature certificate
 */
export async function submissionSignature(submission: SignedSubmission, certificate: Uint8Array, identity: ProfessionalIdentity): Promise<Xml> {
  const { uniqueId } = submission;
  const manifest = manifestOf(submission);
  const properties = signedProperties(submission.signedAt, certificate);
  const signedInfo = xml`
    <ds:SignedInfo xmlns:ds="${DSIG}">
      <ds:CanonicalizationMethod Algorithm="${C14N_WITH_COMMENTS}"></ds:CanonicalizationMethod>
      <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>
      ${reference('IHEManifest', `${DSIG}Manifest`, manifest)}${reference('S0-SignedProperties', `${XADES}SignedProperties`, properties)}
    </ds:SignedInfo>`;
  const signature = await identity.sign(Buffer.from(signedInfo.text), 'signature');
  return xml`
    <ds:Signature xmlns:ds="${DSIG}" Id="${uniqueId}">
      ${signedInfo}
      <ds:SignatureValue>${Buffer.from(signature).toString('base64')}</ds:SignatureValue>
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${Buffer.from(certificate).toString('base64')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
      <ds:Object>${manifest}</ds:Object>
      <ds:Object>
        <ds:SignatureProperties>
          <ds:SignatureProperty Id="purposeOfSignature" Target="#${uniqueId}">${PURPOSE}</ds:SignatureProperty>
        </ds:SignatureProperties>
      </ds:Object>
      <ds:Object><QualifyingProperties xmlns="${XADES}" Target="#${uniqueId}">${properties}</QualifyingProperties></ds:Object>
    </ds:Signature>`;
}

const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

const digest = (value: string): Xml => xml`<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${value}</ds:DigestValue>`;

const reference = (id: string, type: string, signed: Xml): Xml => xml`
  <ds:Reference Type="${type}" URI="#${id}">${digest(digestOf(signed.text))}</ds:Reference>`;

/** The set first, then what it holds [A]. */
const manifestOf = ({ documents, submissionSetId }: SignedSubmission): Xml => xml`
  <ds:Manifest xmlns:ds="${DSIG}" Id="IHEManifest">
    <ds:Reference URI="urn:oid:${submissionSetId}">${digest(NO_DIGEST)}</ds:Reference>
    ${documents.map(
      (document) => xml`
        <ds:Reference URI="urn:oid:${document.uniqueId}">
          <ds:Transforms><ds:Transform Algorithm="${C14N_WITH_COMMENTS}"></ds:Transform></ds:Transforms>
          ${digest(document.digest)}
        </ds:Reference>`,
    )}
  </ds:Manifest>`;

function signedProperties(signedAt: number, certificate: Uint8Array): Xml {
  const serial = BigInt(`0x${new X509Certificate(certificate).serialNumber}`).toString();
  return xml`
    <SignedProperties xmlns="${XADES}" xmlns:ds="${DSIG}" Id="S0-SignedProperties">
      <SignedSignatureProperties>
        <SigningTime>${new Date(signedAt).toISOString()}</SigningTime>
        <SigningCertificate>
          <Cert>
            <CertDigest><DigestMethod Algorithm="${SHA256}"></DigestMethod><DigestValue>${digestOf(certificate)}</DigestValue></CertDigest>
            <IssuerSerial>
              <ds:X509IssuerName>${issuerName(certificate)}</ds:X509IssuerName><ds:X509SerialNumber>${serial}</ds:X509SerialNumber>
            </IssuerSerial>
          </Cert>
        </SigningCertificate>
        <SignaturePolicyIdentifier><SignaturePolicyImplied></SignaturePolicyImplied></SignaturePolicyIdentifier>
      </SignedSignatureProperties>
      <SignedDataObjectProperties></SignedDataObjectProperties>
    </SignedProperties>`;
}

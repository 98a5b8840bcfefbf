import { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { attribute, children, is, only, text } from '../xml-reading.js';
import type { SubmittedDocument } from './submission.js';

/** The XML signature of a set (IHE DSG; §11.4 of the protocol), and what is read from it. Everything may be missing. */
export class SignatureDocument {
  readonly root: Element | undefined;
  readonly certificate: X509Certificate | undefined;

  constructor(readonly document: SubmittedDocument) {
    const root = document.xml?.documentElement;
    this.root = is(root, 'ds', 'Signature') ? root : undefined;
    this.certificate = certificateIn(text(this.at('KeyInfo', 'X509Data', 'X509Certificate')));
  }

  at(...path: readonly string[]): Element | undefined {
    return only(this.root, 'ds', ...path);
  }

  get references(): readonly Element[] {
    return children(this.at('SignedInfo'), 'ds', 'Reference');
  }

  get manifest(): Element | undefined {
    return this.#inObjects('ds', 'Manifest');
  }

  get purpose(): string | undefined {
    return text(only(this.#inObjects('ds', 'SignatureProperties'), 'ds', 'SignatureProperty'));
  }

  /** What purpose and properties say they are about. */
  get targets(): readonly (string | undefined)[] {
    const parts = [only(this.#inObjects('ds', 'SignatureProperties'), 'ds', 'SignatureProperty'), this.#inObjects('xades', 'QualifyingProperties')];
    return parts.map((part) => attribute(part, 'Target'));
  }

  get properties(): Element | undefined {
    return only(this.#inObjects('xades', 'QualifyingProperties'), 'xades', 'SignedProperties');
  }

  get signingTime(): string | undefined {
    return text(only(this.properties, 'xades', 'SignedSignatureProperties', 'SigningTime'));
  }

  get signingCertificate(): Element | undefined {
    return only(this.properties, 'xades', 'SignedSignatureProperties', 'SigningCertificate', 'Cert');
  }

  /** With the key of the certificate it carries, whoever that is of: of manifest, properties and SignedInfo. */
  verifies(): boolean {
    if (!this.root || !this.certificate) return false;
    try {
      const signed = new SignedXml({ publicCert: this.certificate.toString(), getCertFromKeyInfo: () => null });
      signed.loadSignature(this.root);
      return signed.checkSignature(this.document.text);
    } catch {
      return false;
    }
  }

  #inObjects(prefix: 'ds' | 'xades', name: string): Element | undefined {
    const [found, ...others] = children(this.root, 'ds', 'Object').flatMap((object) => children(object, prefix, name));
    return others.length ? undefined : found;
  }
}

/** `DigestMethod` and `DigestValue` of what refers to something. */
export function digestIn(
  reference: Element | undefined,
  prefix: 'ds' | 'xades' = 'ds',
): { readonly method: string | undefined; readonly value: string | undefined } {
  const value = only(reference, 'ds', 'DigestValue') ?? only(reference, prefix, 'DigestValue');
  const method = only(reference, 'ds', 'DigestMethod') ?? only(reference, prefix, 'DigestMethod');
  return { method: attribute(method, 'Algorithm'), value: text(value)?.replace(/\s/g, '') };
}

function certificateIn(base64: string | undefined): X509Certificate | undefined {
  try {
    return base64 ? new X509Certificate(Buffer.from(base64, 'base64')) : undefined;
  } catch {
    return undefined;
  }
}

import { X509Certificate } from 'node:crypto';
import type { Message } from './message.js';
import { attribute, children, elements, is, only, text } from './xml-reading.js';

/** The assertion of a request, and what is read from it. Everything may be missing. */
export class Vihf {
  readonly id: string;
  readonly signature: Element | undefined;
  /** Of the signature's KeyInfo. */
  readonly certificate: X509Certificate | undefined;
  readonly nameId: string | undefined;
  readonly attributes: readonly Element[];

  constructor(
    readonly message: Message,
    readonly assertion: Element,
  ) {
    this.id = attribute(assertion, 'ID') ?? '';
    this.signature = only(assertion, 'ds', 'Signature');
    this.certificate = certificateOf(only(this.signature, 'ds', 'KeyInfo'));
    this.nameId = text(only(assertion, 'saml2', 'Subject', 'NameID'));
    this.attributes = children(only(assertion, 'saml2', 'AttributeStatement'), 'saml2', 'Attribute');
  }

  /** The values of an attribute. */
  values(name: string): readonly Element[] {
    return this.attributes.filter((element) => attribute(element, 'Name') === name).flatMap((element) => children(element, 'saml2', 'AttributeValue'));
  }

  /** Undefined unless the attribute has one value, of text. */
  value(name: string): string | undefined {
    const [value, ...others] = this.values(name);
    return others.length ? undefined : text(value);
  }

  /** The `CE` elements of an attribute; an empty place for a value that holds anything else. */
  codes(name: string, element: string): readonly (Element | undefined)[] {
    return this.values(name).map((value) => (elements(value).length === 1 ? only(value, 'hl7', element) : undefined));
  }

  get classRef(): string | undefined {
    return text(only(this.assertion, 'saml2', 'AuthnStatement', 'AuthnContext', 'AuthnContextClassRef'));
  }

  /** Matricule and domain of the CX form; undefined when it is not one. */
  get resource(): { readonly matricule: string; readonly insOid: string } | undefined {
    const parts = /^([0-9AB]{15})\^\^\^&([0-9.]+)&ISO\^NH$/.exec(this.value(RESOURCE_ID) ?? '');
    return parts?.[1] && parts[2] ? { matricule: parts[1], insOid: parts[2] } : undefined;
  }
}

/** Who asks, from where and about whom: all that most rules look at. The VIHF says it on the wire, the session on the Web-PS site. */
export type Asker = Pick<Vihf, 'nameId' | 'resource' | 'value' | 'values' | 'codes'>;

/** By the certificate of a structure, for somebody of its staff (the rules see to it that both say so). */
export const isIndirect = (vihf: Asker): boolean => vihf.value(MODE) === 'INDIRECTE';

export const MODE = 'Authentification_mode';
export const STRUCTURE = 'Identifiant_Structure';
export const SUBJECT_ID = 'urn:oasis:names:tc:xspa:1.0:subject:subject-id';
export const RESOURCE_ID = 'urn:oasis:names:tc:xacml:2.0:resource:resource-id';
export const ROLE = 'urn:oasis:names:tc:xacml:2.0:subject:role';
export const PURPOSE_OF_USE = 'urn:oasis:names:tc:xspa:1.0:subject:purposeofuse';

/** A coded value of HL7. */
export const isCoded = (element: Element | undefined, name: string): boolean =>
  is(element, 'hl7', name) && /^(\w+:)?CE$/.test(attribute(element, 'type', 'xsi') ?? '');

function certificateOf(keyInfo: Element | undefined): X509Certificate | undefined {
  const base64 = text(only(keyInfo, 'ds', 'X509Data', 'X509Certificate'))?.replace(/\s/g, '');
  if (!base64 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}

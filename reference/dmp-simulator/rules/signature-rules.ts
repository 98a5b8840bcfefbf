import { SignedXml } from 'xml-crypto';
import { classOf, isInDate, isIssuedBy } from '../certificate-class.js';
import { INVALID_CERTIFICATE, invalidVihf, soap } from '../refusal.js';
import type { Rule } from '../rule.js';
import type { Vihf } from '../vihf.js';
import { attribute, childNames, children, elements, only } from '../xml-reading.js';
import { haveOneHolder, isStructureCertificate } from './holder.js';

const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';

/** Signature of the VIHF and the two certificates. A fault without `[A]` is the one the DMP is known to give. */
export const signatureRules: readonly Rule<Vihf>[] = [
  {
    /** [A] */
    name: 'signed, after the Issuer',
    refuse: ({ assertion, signature }) =>
      signature && elements(assertion)[1] === signature && children(assertion, 'ds', 'Signature').length === 1
        ? undefined
        : invalidVihf('Le VIHF doit porter une signature, juste après Issuer'),
  },
  {
    /** [A] */
    name: 'exclusive canonical form',
    refuse: ({ signature }) =>
      algorithm(signature, 'CanonicalizationMethod') === EXCLUSIVE_C14N ? undefined : invalidVihf('Algorithme de canonicalisation non accepté'),
  },
  {
    /** [A] */
    name: 'rsa-sha256',
    refuse: ({ signature }) => (algorithm(signature, 'SignatureMethod') === RSA_SHA256 ? undefined : invalidVihf('Algorithme de signature non accepté')),
  },
  {
    /** [A] */
    name: 'one reference, to the assertion',
    refuse: ({ id, signature }) => {
      const [reference, ...others] = children(only(signature, 'ds', 'SignedInfo'), 'ds', 'Reference');
      return !others.length && attribute(reference, 'URI') === `#${id}`
        ? undefined
        : invalidVihf("La signature doit porter sur l'assertion entière et elle seule");
    },
  },
  {
    /** [A] */
    name: 'enveloped then exclusive transforms',
    refuse: ({ signature }) => {
      const transforms = children(only(signature, 'ds', 'SignedInfo', 'Reference', 'Transforms'), 'ds', 'Transform').map((transform) =>
        attribute(transform, 'Algorithm'),
      );
      return transforms.join(' ') === `${ENVELOPED} ${EXCLUSIVE_C14N}` ? undefined : invalidVihf('Transformations de la signature non acceptées');
    },
  },
  {
    /** [A] */
    name: 'sha256 digest',
    refuse: ({ signature }) => (algorithm(signature, 'Reference', 'DigestMethod') === SHA256 ? undefined : invalidVihf("Algorithme d'empreinte non accepté")),
  },
  {
    name: 'one certificate in KeyInfo',
    refuse: ({ certificate, signature }) =>
      certificate &&
      childNames(only(signature, 'ds', 'KeyInfo'), 'ds').join() === 'X509Data' &&
      childNames(only(signature, 'ds', 'KeyInfo', 'X509Data'), 'ds').join() === 'X509Certificate'
        ? undefined
        : INVALID_CERTIFICATE,
  },
  {
    name: 'certificate of a card or a structure',
    refuse: ({ certificate }, world) =>
      certificate && (isIssuedBy(certificate, world.persons) || isStructureCertificate(certificate, world)) ? undefined : INVALID_CERTIFICATE,
  },
  {
    name: 'certificate in date',
    refuse: ({ certificate }, { now }) => (certificate && isInDate(certificate, now()) ? undefined : INVALID_CERTIFICATE),
  },
  {
    name: 'certificate of class signature',
    refuse: ({ certificate }) => (certificate && classOf(certificate) === 'signature' ? undefined : INVALID_CERTIFICATE),
  },
  {
    name: 'signature verifies',
    refuse: (vihf) => (verifies(vihf) ? undefined : INVALID_CERTIFICATE),
  },
  {
    /** [A] */
    name: 'line opened by what signs',
    refuse({ certificate, message }, world) {
      const { client } = message.received;
      const ofStructure = certificate !== undefined && isStructureCertificate(certificate, world);
      return isIssuedBy(client, ofStructure ? world.organisations : world.persons) && classOf(client) === 'authentication'
        ? undefined
        : soap('DMPInvalidCertificate', `Le certificat de la connexion n'est pas un certificat d'authentification de ${ofStructure ? 'structure' : 'carte'}`);
    },
  },
  {
    /** [A] */
    name: 'line opened by the holder who signed',
    refuse: ({ certificate, message }, world) =>
      certificate && haveOneHolder(certificate, message.received.client, world)
        ? undefined
        : soap('DMPInvalidCertificate', "Le certificat de la connexion n'est pas celui du signataire du VIHF"),
  },
];

function algorithm(signature: Element | undefined, ...path: readonly string[]): string | undefined {
  return attribute(only(signature, 'ds', 'SignedInfo', ...path), 'Algorithm');
}

function verifies({ certificate, message, signature }: Vihf): boolean {
  if (!certificate || !signature) return false;
  try {
    // The key is the one we have just judged, whatever KeyInfo says.
    const signed = new SignedXml({ publicCert: certificate.toString(), getCertFromKeyInfo: () => null });
    signed.loadSignature(signature);
    return signed.checkSignature(message.text);
  } catch {
    return false;
  }
}

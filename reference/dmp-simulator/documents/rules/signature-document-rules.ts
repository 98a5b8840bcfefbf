import { createHash } from 'node:crypto';
import { classOf, isInDate, isIssuedBy } from '../../certificate-class.js';
import { issuerOf, parseDistinguishedName, sameName } from '../../distinguished-name.js';
import type { World } from '../../rule.js';
import { isStructureCertificate } from '../../rules/holder.js';
import { STRUCTURE } from '../../vihf.js';
import { attribute, children, only, text } from '../../xml-reading.js';
import { C14N_WITH_COMMENTS, canonicalDigest } from '../canonical-form.js';
import type { Coded } from '../document-model.js';
import type { RegistryObject } from '../registry-object.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import { digestIn, SignatureDocument } from '../signature-document.js';
import type { Submission } from '../submission.js';
import { type SubmissionRule, whole, type XdsCode } from '../submission-rule.js';
import { isBy, isFrom, speaksForStructure } from './author-rules.js';
import { sameCode } from './cda-header-rules.js';

const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const TYPES = { manifest: 'http://www.w3.org/2000/09/xmldsig#Manifest', properties: 'http://uri.etsi.org/01903/v1.1.1#SignedProperties' } as const;
const PURPOSE = '1.2.840.10065.1.12.1.14';
/** One zero byte: a set has no bytes of its own. */
const NO_DIGEST = 'AA==';
const HIDDEN = ['INVISIBLE_PATIENT', 'MASQUE_PS', 'N'];
const CODES: Readonly<Record<'type' | 'format' | 'event', Coded>> = {
  type: { code: 'E1762', system: 'ASTM', display: 'Full Document' },
  format: { code: 'http://www.w3.org/2000/09/xmldsig#', system: 'URN', display: 'Default Signature Style' },
  event: { code: PURPOSE, system: '1.2.840.10065.1.12', display: 'Source' },
};

type Holds = (signature: SignatureDocument, submission: Submission, world: World) => boolean;

const signed = (name: string, words: string, holds: Holds, code: XdsCode = 'XDSRepositoryError'): SubmissionRule =>
  whole(name, code, words, (submission, world) => {
    const [document] = submission.signatures;
    return document !== undefined && holds(new SignatureDocument(document), submission, world);
  });
const told = (name: string, words: string, holds: (entry: RegistryObject, submission: Submission, world: World) => boolean): SubmissionRule =>
  signed(name, words, ({ document }, submission, world) => holds(document.entry, submission, world), 'XDSRegistryMetadataError');

/** The signature a set carries. Sources say what it holds; codes and words of the refusals are ours [A]. */
export const signatureDocumentRules: readonly SubmissionRule[] = [
  whole('one signature of the set', 'XDSRepositoryError', 'Le lot doit porter une signature et une seule', ({ signatures }) => signatures.length === 1),
  whole('signature signs the set', 'XDSRegistryMetadataError', "La signature n'est pas associée au lot (signs)", (submission) => {
    const [association, ...others] = submission.associationsOf('signs');
    const [signature] = submission.signatures;
    return !others.length && association?.attribute('sourceObject') === signature?.entry.id && association?.attribute('targetObject') === submission.set?.id;
  }),
  told(
    'metadata of the signature',
    "Les métadonnées de la signature ne sont pas celles d'une signature de lot",
    (entry) =>
      entry.value('languageCode') === 'art' &&
      entry.words('Name') === 'Source' &&
      (['type', 'format', 'event'] as const).every((field) => sameCode(CODES[field], entry.code(ENTRY_SCHEMES[field]))) &&
      entry
        .codes(ENTRY_SCHEMES.confidentiality)
        .map(({ code }) => code)
        .sort()
        .join() === HIDDEN.join(),
  ),
  told(
    'patient of the signature',
    "sourcePatientId de la signature n'est pas l'INS du patient",
    (entry) => entry.value('sourcePatientId') === entry.identifier('XDSDocumentEntry.patientId'),
  ),
  told('signature stands where the documents do', "Le cadre d'exercice de la signature n'est pas celui des documents", (entry, { documents }) =>
    (['facility', 'practice'] as const).every((field) =>
      documents.some((document) => sameCode(document.entry.code(ENTRY_SCHEMES[field]), entry.code(ENTRY_SCHEMES[field]))),
    ),
  ),
  told('author of the signature is who sends', "L'auteur de la signature n'est pas celui qui transmet", (entry, { vihf }, world) => {
    const [author] = entry.authors(ENTRY_SCHEMES.author);
    return author !== undefined && (speaksForStructure(vihf, world) ? isFrom(author, vihf.value(STRUCTURE)) : isBy(author, vihf.nameId));
  }),
  signed('signature of its uniqueId', "La signature n'est pas un ds:Signature qui porte l'identifiant de ses métadonnées", ({ document, root }) => {
    const id = attribute(root, 'Id') ?? '';
    return [document.uniqueId, `sig-${document.uniqueId}`].includes(id);
  }),
  signed('times of the signature', 'Les dates des métadonnées de la signature ne sont pas celle de la signature', ({ document: { entry }, signingTime }) => {
    const at = /(Z|[+-]\d\d:\d\d)$/.test(signingTime ?? '') ? Date.parse(signingTime ?? '') : Number.NaN;
    const written = Number.isNaN(at) ? '' : new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
    return ['creationTime', 'serviceStartTime', 'serviceStopTime'].every((name) => entry.value(name) === written);
  }),
  signed(
    'algorithms of the signature',
    'Les algorithmes de la signature du lot ne sont pas acceptés',
    (signature) =>
      attribute(signature.at('SignedInfo', 'CanonicalizationMethod'), 'Algorithm') === C14N_WITH_COMMENTS &&
      attribute(signature.at('SignedInfo', 'SignatureMethod'), 'Algorithm') === RSA_SHA256 &&
      [...signature.references, ...children(signature.manifest, 'ds', 'Reference')].every((reference) => digestIn(reference).method === SHA256),
  ),
  signed(
    'manifest and properties are signed',
    'La signature doit porter sur le manifeste et sur les propriétés signées, et eux seuls',
    ({ manifest, properties, references }) =>
      references.length === 2 &&
      refersTo(references, TYPES.manifest, attribute(manifest, 'Id')) &&
      refersTo(references, TYPES.properties, attribute(properties, 'Id')) &&
      references.every((reference) => children(reference, 'ds', 'Transforms').length === 0),
  ),
  signed(
    'certificate of who sends',
    "Le certificat de la signature du lot n'est pas un certificat de signature de celui qui transmet",
    ({ certificate }, { sent }, world) =>
      certificate !== undefined &&
      isIssuedBy(certificate, isStructureCertificate(certificate, world) ? world.organisations : world.persons) &&
      isInDate(certificate, world.now()) &&
      classOf(certificate) === 'signature' &&
      certificate.subject === sent?.certificate?.subject,
  ),
  signed('certificate is the one of the properties', "SigningCertificate n'est pas le certificat de la signature", ({ certificate, signingCertificate }) => {
    if (!certificate) return false;
    const { method, value } = digestIn(only(signingCertificate, 'xades', 'CertDigest'), 'xades');
    const serial = only(signingCertificate, 'xades', 'IssuerSerial');
    const issuer = parseDistinguishedName(text(only(serial, 'ds', 'X509IssuerName')) ?? '');
    return (
      method === SHA256 &&
      value === createHash('sha256').update(certificate.raw).digest('base64') &&
      issuer !== undefined &&
      sameName(issuer, issuerOf(certificate)) &&
      text(only(serial, 'ds', 'X509SerialNumber')) === BigInt(`0x${certificate.serialNumber}`).toString()
    );
  }),
  signed('properties of this signature', "QualifyingProperties ou purposeOfSignature n'est pas de cette signature", ({ root, targets }) => {
    const id = attribute(root, 'Id');
    return targets.length === 2 && targets.every((target) => target === `#${id}`);
  }),
  signed('purpose of the signature', "L'objet de la signature (purposeOfSignature) est incorrect", ({ purpose }) => purpose === PURPOSE),
  signed('signature of the set verifies', 'La signature du lot est invalide', (signature) => signature.verifies()),
  signed(
    'manifest lists the set and its documents',
    'Le manifeste de la signature ne liste pas le lot et chacun de ses documents',
    ({ manifest }, { documents, setId }) => {
      const listed = children(manifest, 'ds', 'Reference').map((reference) => attribute(reference, 'URI') ?? '');
      const expected = [setId, ...documents.map(({ uniqueId }) => uniqueId)].map((id) => `urn:oid:${id}`);
      return listed.length === expected.length && expected.every((uri) => listed.includes(uri));
    },
  ),
  signed('manifest is of these documents', "Une empreinte du manifeste n'est pas celle du document", ({ manifest }, { documents, setId }) =>
    children(manifest, 'ds', 'Reference').every((reference) => {
      const uri = attribute(reference, 'URI');
      if (uri === `urn:oid:${setId}`) return digestIn(reference).value === NO_DIGEST;
      const transforms = children(only(reference, 'ds', 'Transforms'), 'ds', 'Transform').map((transform) => attribute(transform, 'Algorithm'));
      const document = documents.find(({ uniqueId }) => uri === `urn:oid:${uniqueId}`);
      return transforms.join() === C14N_WITH_COMMENTS && document?.xml !== undefined && digestIn(reference).value === canonicalDigest(document.xml);
    }),
  ),
];

const refersTo = (references: readonly Element[], type: string, id: string | undefined): boolean =>
  id !== undefined && references.filter((reference) => attribute(reference, 'Type') === type && attribute(reference, 'URI') === `#${id}`).length === 1;

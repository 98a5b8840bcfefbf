import { isStaff } from '../directory.js';
import { commonNameOf, parseDistinguishedName, sameName, subjectOf } from '../distinguished-name.js';
import { invalidVihf } from '../refusal.js';
import { isFresh, type Rule, type World } from '../rule.js';
import { isIndirect, MODE, PURPOSE_OF_USE, RESOURCE_ID, ROLE, STRUCTURE, SUBJECT_ID, type Vihf } from '../vihf.js';
import { attribute, childNames, NAMESPACES, only, text, utcInstant } from '../xml-reading.js';
import { isStructureCertificate } from './holder.js';

const X509_SUBJECT_NAME = 'urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName';
const CONTEXTS = 'urn:oasis:names:tc:SAML:2.0:ac:classes';
const SMARTCARD = `${CONTEXTS}:SmartcardPKI`;
/** How a structure may have known its staff. [A] for the list. */
const OF_STRUCTURE = ['Password', 'PasswordProtectedTransport', 'X509', 'TimeSyncToken', 'unspecified'].map((name) => `${CONTEXTS}:${name}`);
const TEXTS = [
  STRUCTURE,
  'Secteur_Activite',
  'VIHF_Version',
  MODE,
  RESOURCE_ID,
  'Ressource_URN',
  'LPS_ID',
  'LPS_Nom',
  'LPS_Version',
  'LPS_ID_HOMOLOGATION_DMP',
];
const REQUIRED = [...TEXTS, ROLE, PURPOSE_OF_USE];
const SECRET = 'urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code';
const OPTIONAL = ['Mode_Acces_Raison', SECRET];

const attributeIs = (name: string, expected: RegExp): Rule<Vihf>['refuse'] => {
  return (vihf) => (expected.test(vihf.value(name) ?? '') ? undefined : invalidVihf(`Le champ ${name} est incorrect`));
};

/** Who is no professional with a card of his own is named. */
const needsSubject = (vihf: Vihf, world: World): boolean => isIndirect(vihf) || isStaff(vihf, world);

/** The assertion itself, in direct mode with a card or in indirect mode with the certificates of a structure. What has to be so is known; the words of the refusals are ours [A]. */
export const vihfRules: readonly Rule<Vihf>[] = [
  {
    name: 'SAML 2.0',
    refuse: ({ assertion }) => (attribute(assertion, 'Version') === '2.0' ? undefined : invalidVihf("La version de l'assertion doit être 2.0")),
  },
  {
    name: 'ID is an NCName',
    refuse: ({ id }) => (/^[A-Za-z_][\w.-]*$/.test(id) ? undefined : invalidVihf("L'identifiant de l'assertion n'est pas un NCName")),
  },
  {
    name: 'assertion used once',
    refuse: ({ id }, { assertionIds }) => (assertionIds.wasUsed(id) ? invalidVihf('Le VIHF a déjà été utilisé') : undefined),
  },
  {
    name: 'parts of the assertion',
    refuse: ({ assertion }) =>
      /^Issuer,\{[^}]*\}Signature,Subject,(Conditions,)?AuthnStatement,AttributeStatement$/.test(childNames(assertion, 'saml2').join())
        ? undefined
        : invalidVihf("Les éléments de l'assertion sont incomplets ou mal ordonnés"),
  },
  {
    name: 'fresh IssueInstant',
    refuse: ({ assertion }, world) => {
      const at = utcInstant(attribute(assertion, 'IssueInstant'));
      return at !== undefined && isFresh(at, world) ? undefined : invalidVihf('Le VIHF est expiré ou pas encore valide (IssueInstant)');
    },
  },
  {
    name: 'fresh AuthnInstant',
    refuse: ({ assertion }, world) => {
      const at = utcInstant(attribute(only(assertion, 'saml2', 'AuthnStatement'), 'AuthnInstant'));
      return at !== undefined && isFresh(at, world) ? undefined : invalidVihf('Le VIHF est expiré ou pas encore valide (AuthnInstant)');
    },
  },
  {
    name: 'Conditions hold now',
    refuse: ({ assertion }, { now }) => {
      const conditions = only(assertion, 'saml2', 'Conditions');
      const [from, to] = ['NotBefore', 'NotOnOrAfter'].map((name) => attribute(conditions, name));
      const begins = from === undefined || (utcInstant(from) ?? Infinity) <= now();
      const goesOn = to === undefined || now() < (utcInstant(to) ?? -Infinity);
      return begins && goesOn ? undefined : invalidVihf('Le VIHF est expiré ou pas encore valide (Conditions)');
    },
  },
  {
    name: 'no AudienceRestriction',
    refuse: ({ assertion }) =>
      childNames(only(assertion, 'saml2', 'Conditions'), 'saml2').length ? invalidVihf('Conditions ne doit rien contenir') : undefined,
  },
  {
    name: 'Issuer format',
    refuse: ({ assertion }) =>
      attribute(only(assertion, 'saml2', 'Issuer'), 'Format') === X509_SUBJECT_NAME ? undefined : invalidVihf("Le format d'Issuer doit être X509SubjectName"),
  },
  {
    name: 'Issuer is the subject of the certificate',
    refuse: ({ assertion, certificate }) => {
      const issuer = parseDistinguishedName(text(only(assertion, 'saml2', 'Issuer')) ?? '');
      return issuer && certificate && sameName(issuer, subjectOf(certificate))
        ? undefined
        : invalidVihf("Issuer n'est pas le sujet du certificat de signature");
    },
  },
  {
    name: 'NameID is the holder',
    refuse: ({ certificate, nameId }, world) =>
      nameId && certificate && (isStructureCertificate(certificate, world) || nameId === commonNameOf(certificate))
        ? undefined
        : invalidVihf("NameID n'est pas le porteur du certificat de signature"),
  },
  {
    /** RPPS of a professional; structure and internal id of the staff. [A] */
    name: 'form of NameID',
    refuse: ({ nameId }) =>
      /^8\d{11}$|^[13-6][0-9A-Z]{8,15}\/[0-9A-Za-z]+$/.test(nameId ?? '') ? undefined : invalidVihf("NameID n'a pas la forme d'un PS_IdNat"),
  },
  {
    name: 'authenticated by card, or by the structure',
    refuse({ assertion, certificate, classRef }, world) {
      const ofStructure = certificate !== undefined && isStructureCertificate(certificate, world);
      return (ofStructure ? OF_STRUCTURE : [SMARTCARD]).includes(classRef ?? '') &&
        childNames(only(assertion, 'saml2', 'AuthnStatement', 'AuthnContext'), 'saml2').join() === 'AuthnContextClassRef'
        ? undefined
        : invalidVihf(`Le contexte d'authentification n'est pas celui d'une ${ofStructure ? 'structure' : 'carte'}`);
    },
  },
  {
    name: 'required attributes, once',
    refuse: ({ attributes }) => {
      const names = attributes.map((element) => attribute(element, 'Name'));
      const wrong = REQUIRED.find((name) => names.filter((other) => other === name).length !== 1);
      return wrong ? invalidVihf(`Le champ ${wrong} est absent ou répété`) : undefined;
    },
  },
  {
    /** Compulsory for the staff, and in indirect mode. */
    name: 'subject-id where it is needed',
    refuse: (vihf, world) => {
      const written = vihf.values(SUBJECT_ID).length;
      return !needsSubject(vihf, world) || (written === 1 && vihf.value(SUBJECT_ID)) ? undefined : invalidVihf(`Le champ ${SUBJECT_ID} est absent ou répété`);
    },
  },
  {
    name: 'no other attribute',
    refuse: (vihf, world) => {
      const optional = [...(isIndirect(vihf) ? [SECRET] : OPTIONAL), ...(needsSubject(vihf, world) ? [SUBJECT_ID] : [])];
      const names = vihf.attributes.map((element) => attribute(element, 'Name') ?? '');
      const wrong = names.find((name, index) => (!REQUIRED.includes(name) && !optional.includes(name)) || names.indexOf(name) !== index);
      return wrong === undefined ? undefined : invalidVihf(`Le champ ${wrong} n'est pas attendu en mode ${vihf.value(MODE) ?? ''}`);
    },
  },
  {
    name: 'attribute texts are strings',
    refuse: (vihf) =>
      [...TEXTS, SUBJECT_ID].every((name) => vihf.values(name).every(isString)) ? undefined : invalidVihf("Le type d'un champ n'est pas xs:string"),
  },
  { name: 'VIHF version', refuse: attributeIs('VIHF_Version', /^[34]\.0$/) },
  {
    name: 'mode of the certificate',
    refuse: (vihf, world) =>
      vihf.certificate && vihf.value(MODE) === (isStructureCertificate(vihf.certificate, world) ? 'INDIRECTE' : 'DIRECTE')
        ? undefined
        : invalidVihf(`Le champ ${MODE} est incorrect`),
  },
  { name: 'urn:dmp', refuse: attributeIs('Ressource_URN', /^urn:dmp$/) },
  { name: 'sector', refuse: attributeIs('Secteur_Activite', /^SA\d{2}\^1\.2\.250\.1\.71\.4\.2\.4$/) },
  { name: 'OID of the software', refuse: attributeIs('LPS_ID', /^[0-2](\.(0|[1-9]\d*)){2,}$/) },
  { name: 'name of the software', refuse: attributeIs('LPS_Nom', /\S/) },
  { name: 'version of the software', refuse: attributeIs('LPS_Version', /\S/) },
  { name: 'homologation number', refuse: attributeIs('LPS_ID_HOMOLOGATION_DMP', /\S/) },
];

/** Without a type, or with that of XML Schema: its prefix has to mean something where it stands. */
function isString(value: Element): boolean {
  const type = attribute(value, 'type', 'xsi');
  if (type === undefined) return true;
  const [prefix, name] = type.split(':');
  return name === 'string' && prefix !== undefined && value.lookupNamespaceURI(prefix) === NAMESPACES.xs;
}

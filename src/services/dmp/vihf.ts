import type { QualifiedPatient } from '../../api/patient.js';
import type { Holder } from '../../api/professional.js';
import type { ProfessionalIdentity } from '../../hardware/professional-identity.js';
import type { DmpContext } from './dmp-context.js';
import { roleOf } from './holder-role.js';
import {
  ACCESS_MODE_SYSTEM,
  ACCESS_MODE_SYSTEM_NAME,
  AUTHENTICATION_MODE_ATTRIBUTE,
  HOMOLOGATION_ATTRIBUTE,
  SECTOR_SYSTEM,
  SPECIALITY_SYSTEM,
  VIHF_VERSION,
} from './protocol-constants.js';
import { type Session, unlockedSession } from './session.js';
import { envelopedSignature } from './signature/enveloped-signature.js';
import { signingCertificate } from './signature/signing-certificate.js';
import { type Xml, xml } from './xml.js';

/**
 * The VIHF of one message (TD0.1): who speaks, from where, about whom. A fresh one per call, since the DMP checks its age.
 * Every part is written in exclusive canonical form, so what is signed is, byte for byte, what is sent; it must not be indented afterwards.
 * `expected`: the session the rest of the message was written in.
 * @throws PluginError `card.absent` without an unlocked card, or with another than the expected one
 */
export async function signedVihf(patient: QualifiedPatient | undefined, context: DmpContext, identity: ProfessionalIdentity, expected?: Session): Promise<Xml> {
  const session = await unlockedSession(identity, expected);
  const { holder, situation } = session;
  const certificate = signingCertificate(await identity.certificate('signature'));
  const id = `_${context.newId()}`;
  const instant = new Date(context.now()).toISOString();

  // Attributes of an element stand in the order canonical XML wants: no-namespace ones by name, then `xsi:type`. Text values carry no
  // `xsi:type="xs:string"`: a prefix used in a value alone is one that exclusive canonical XML does not keep.
  const issuer = xml`<saml2:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${certificate.subject}</saml2:Issuer>`;
  const statements = xml`
    <saml2:Subject><saml2:NameID>${holder.id}</saml2:NameID></saml2:Subject>
    <saml2:AuthnStatement AuthnInstant="${instant}">
      <saml2:AuthnContext>
        <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:${holder.isIndirect ? SIGNED_IN : BY_CARD}</saml2:AuthnContextClassRef>
      </saml2:AuthnContext>
    </saml2:AuthnStatement>
    <saml2:AttributeStatement>
      ${attribute('Identifiant_Structure', situation.structureId)}
      ${attribute('Secteur_Activite', `${situation.sectorCode}^${SECTOR_SYSTEM}`)}
      ${holder.isIndirect || holder.cardKind === 'CPE' ? attribute('urn:oasis:names:tc:xspa:1.0:subject:subject-id', fullName(holder)) : undefined}
      ${attribute('urn:oasis:names:tc:xacml:2.0:subject:role', ...roles(holder))}
      ${attribute('VIHF_Version', VIHF_VERSION)}
      ${attribute(AUTHENTICATION_MODE_ATTRIBUTE, holder.isIndirect ? 'INDIRECTE' : 'DIRECTE')}
      ${patient && attribute('urn:oasis:names:tc:xacml:2.0:resource:resource-id', resourceId(patient))}
      ${attribute('Ressource_URN', 'urn:dmp')}
      ${attribute('urn:oasis:names:tc:xspa:1.0:subject:purposeofuse', NORMAL_ACCESS)}
      ${attribute('LPS_ID', context.lps.oid)}
      ${attribute('LPS_Nom', context.lps.name)}
      ${attribute('LPS_Version', context.lps.version)}
      ${attribute(HOMOLOGATION_ATTRIBUTE, context.lps.homologationNumber)}
    </saml2:AttributeStatement>`;
  const assertion = (signature?: Xml) => xml`
    <saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" IssueInstant="${instant}" Version="2.0">
      ${issuer}${signature}${statements}
    </saml2:Assertion>`;

  const signature = await envelopedSignature({ id, canonical: assertion(), certificate: certificate.base64 }, identity);
  await unlockedSession(identity, session);
  return assertion(signature);
}

const attribute = (name: string, ...values: readonly (string | Xml)[]): Xml => xml`
  <saml2:Attribute Name="${name}">${values.map((value) => xml`<saml2:AttributeValue>${value}</saml2:AttributeValue>`)}</saml2:Attribute>`;

/** How he was known: by his card, or by the host he is signed in to, with a password (assumed: the host says no more). */
const BY_CARD = 'SmartcardPKI';
const SIGNED_IN = 'Password';

/**
 * Who has no card of his own in his name is told by name: the NameID of a CPE says no more than which card of the structure it is. His service,
 * which may follow, is not known here.
 */
const fullName = ({ familyName, givenName }: Holder): string => `${familyName} ${givenName}`.trim();

/** Profession first; speciality second, which physicians and pharmacists must have. */
function roles(holder: Holder): readonly Xml[] {
  const { code, system, systemName, display } = roleOf(holder);
  const first = xml`
    <Role xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="${code}" codeSystem="${system}"
      codeSystemName="${systemName}" displayName="${display}" xsi:type="CE"></Role>`;
  if (!holder.specialityCode) return [first];
  const speciality = xml`
    <Role xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="${holder.specialityCode}" codeSystem="${SPECIALITY_SYSTEM}"
      xsi:type="CE"></Role>`;
  return [first, speciality];
}

const NORMAL_ACCESS = xml`
  <PurposeOfUse xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="normal" codeSystem="${ACCESS_MODE_SYSTEM}"
    codeSystemName="${ACCESS_MODE_SYSTEM_NAME}" displayName="Accès normal" xsi:type="CE"></PurposeOfUse>`;

/** HL7 CX: the matricule, its domain, and `NH` for a national identifier. */
const resourceId = ({ identity: { matricule, insOid } }: QualifiedPatient): string => `${matricule}^^^&${insOid}&ISO^NH`;

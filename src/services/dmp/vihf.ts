import { firstValueFrom } from 'rxjs';
import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import type { Holder, Situation } from '../../api/professional.js';
import type { ProfessionalIdentity } from '../../hardware/professional-identity.js';
import professions from '../../terminology/subject-role-professions.json' with { type: 'json' };
import type { DmpContext } from './dmp-context.js';
import {
  ACCESS_MODE_SYSTEM,
  ACCESS_MODE_SYSTEM_NAME,
  AUTHENTICATION_MODE_ATTRIBUTE,
  HOMOLOGATION_ATTRIBUTE,
  PROFESSION_SYSTEM,
  PROFESSION_SYSTEM_NAME,
  SECTOR_SYSTEM,
  SPECIALITY_SYSTEM,
  VIHF_VERSION,
} from './protocol-constants.js';
import { envelopedSignature } from './signature/enveloped-signature.js';
import { signingCertificate } from './signature/signing-certificate.js';
import { type Xml, xml } from './xml.js';

const PROFESSIONS = new Map(professions.concepts.map(({ code, display }) => [code, display]));

/**
 * The VIHF of one message (TD0.1): who speaks, from where, about whom. A fresh one per call, since the DMP checks its age.
 * Every part is written in exclusive canonical form, so what is signed is, byte for byte, what is sent; it must not be indented afterwards.
 * @throws PluginError `card.absent` without an unlocked card
 */
export async function signedVihf(patient: QualifiedPatient | undefined, context: DmpContext, identity: ProfessionalIdentity): Promise<Xml> {
  const { holder, situation } = await session(identity);
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
        <saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI</saml2:AuthnContextClassRef>
      </saml2:AuthnContext>
    </saml2:AuthnStatement>
    <saml2:AttributeStatement>
      ${attribute('Identifiant_Structure', situation.structureId)}
      ${attribute('Secteur_Activite', `${situation.sectorCode}^${SECTOR_SYSTEM}`)}
      ${attribute('urn:oasis:names:tc:xacml:2.0:subject:role', ...roles(holder))}
      ${attribute('VIHF_Version', VIHF_VERSION)}
      ${attribute(AUTHENTICATION_MODE_ATTRIBUTE, 'DIRECTE')}
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
  await session(identity, holder);
  return assertion(signature);
}

/** The unlocked session; `expected` when a wait lies behind us, in which the card may have been changed for another. */
async function session(identity: ProfessionalIdentity, expected?: Holder): Promise<{ readonly holder: Holder; readonly situation: Situation }> {
  const card = await firstValueFrom(identity.state$);
  if (card.kind !== 'unlocked' || (expected && card.holder.id !== expected.id)) throw new PluginError('card.absent');
  return card;
}

const attribute = (name: string, ...values: readonly (string | Xml)[]): Xml => xml`
  <saml2:Attribute Name="${name}">${values.map((value) => xml`<saml2:AttributeValue>${value}</saml2:AttributeValue>`)}</saml2:Attribute>`;

/** Profession first; speciality second, which physicians and pharmacists must have. */
function roles({ professionCode, specialityCode }: Holder): readonly Xml[] {
  const profession = xml`
    <Role xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="${professionCode}" codeSystem="${PROFESSION_SYSTEM}"
      codeSystemName="${PROFESSION_SYSTEM_NAME}" displayName="${PROFESSIONS.get(professionCode) ?? professionCode}" xsi:type="CE"></Role>`;
  if (!specialityCode) return [profession];
  const speciality = xml`
    <Role xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="${specialityCode}" codeSystem="${SPECIALITY_SYSTEM}"
      xsi:type="CE"></Role>`;
  return [profession, speciality];
}

const NORMAL_ACCESS = xml`
  <PurposeOfUse xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" code="normal" codeSystem="${ACCESS_MODE_SYSTEM}"
    codeSystemName="${ACCESS_MODE_SYSTEM_NAME}" displayName="Accès normal" xsi:type="CE"></PurposeOfUse>`;

/** HL7 CX: the matricule, its domain, and `NH` for a national identifier. */
const resourceId = ({ identity: { matricule, insOid } }: QualifiedPatient): string => `${matricule}^^^&${insOid}&ISO^NH`;

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import forge from 'node-forge';
import { SignedXml } from 'xml-crypto';
import { DEMO_PIN } from '../../../reference/cards/card-catalogue.js';
import type { Credential } from '../../../reference/cards/credential.js';

/** Requests written by hand, a TD0.2 unless they say otherwise, for the tests of the simulator alone: the client's code has no part in it. */

const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface TestCard {
  readonly signatureKeyPem: string;
  readonly signatureCertificatePem: string;
  readonly tls: { readonly key: string; readonly cert: string };
}

export interface Question {
  readonly baseUrl: string;
  readonly psId: string;
  readonly issuer: string;
  readonly structureId: string;
  readonly roles: readonly string[];
  readonly matricule: string;
  readonly now?: number;
  /** Of the staff. */
  readonly subjectId?: string;
  /** Absent: DIRECTE, with a card. */
  readonly isIndirect?: boolean;
  /** Absent: TD0.2. */
  readonly call?: Call;
}

/** Another transaction than TD0.2. */
export interface Call {
  readonly action: string;
  /** `/habilitations`. */
  readonly path: string;
  readonly body: string;
}

/** What a broken request changes; each step sees what the one before has made. */
export interface Breaks {
  /** The assertion, before it is signed. */
  readonly assertion?: (xml: string) => string;
  /** The assertion, once it is signed. */
  readonly signed?: (xml: string) => string;
  readonly body?: (xml: string) => string;
  readonly envelope?: (xml: string) => string;
  readonly bytes?: (body: Buffer) => Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly method?: string;
  readonly unsigned?: boolean;
  readonly signer?: Pick<TestCard, 'signatureKeyPem' | 'signatureCertificatePem'>;
  readonly tls?: TestCard['tls'];
  readonly question?: Partial<Question>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
}

export const role = (code: string, system = '1.2.250.1.71.1.2.7'): string =>
  `<saml2:AttributeValue><Role xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CE" code="${code}" codeSystem="${system}" displayName="Rôle"/></saml2:AttributeValue>`;

const ACTION = 'urn:hl7-org:v3:PRPA_IN201307UV02';
const attribute = (name: string, value: string): string =>
  `<saml2:Attribute Name="${name}"><saml2:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string">${value}</saml2:AttributeValue></saml2:Attribute>`;

export function writeAssertion({ isIndirect = false, issuer, matricule, now = Date.now(), psId, roles, structureId, subjectId }: Question): string {
  const instant = new Date(now).toISOString();
  return [
    `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_${randomUUID()}" IssueInstant="${instant}" Version="2.0">`,
    `<saml2:Issuer Format="urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName">${issuer}</saml2:Issuer>`,
    `<saml2:Subject><saml2:NameID>${psId}</saml2:NameID></saml2:Subject>`,
    `<saml2:AuthnStatement AuthnInstant="${instant}"><saml2:AuthnContext><saml2:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:${isIndirect ? 'Password' : 'SmartcardPKI'}</saml2:AuthnContextClassRef></saml2:AuthnContext></saml2:AuthnStatement>`,
    '<saml2:AttributeStatement>',
    attribute('Identifiant_Structure', structureId),
    attribute('Secteur_Activite', 'SA07^1.2.250.1.71.4.2.4'),
    `<saml2:Attribute Name="urn:oasis:names:tc:xacml:2.0:subject:role">${roles.join('')}</saml2:Attribute>`,
    ...(subjectId === undefined ? [] : [attribute('urn:oasis:names:tc:xspa:1.0:subject:subject-id', subjectId)]),
    attribute('VIHF_Version', '4.0'),
    attribute('Authentification_mode', isIndirect ? 'INDIRECTE' : 'DIRECTE'),
    attribute('urn:oasis:names:tc:xacml:2.0:resource:resource-id', `${matricule}^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH`),
    attribute('Ressource_URN', 'urn:dmp'),
    '<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"><saml2:AttributeValue><PurposeOfUse xmlns="urn:hl7-org:v3" xsi:type="CE" code="normal" codeSystem="1.2.250.1.213.1.1.4.248" displayName="Accès normal"/></saml2:AttributeValue></saml2:Attribute>',
    attribute('LPS_ID', '1.2.250.1.999.1.1'),
    attribute('LPS_Nom', 'Logiciel de test'),
    attribute('LPS_Version', '1.0'),
    attribute('LPS_ID_HOMOLOGATION_DMP', 'TEST-0000'),
    '</saml2:AttributeStatement></saml2:Assertion>',
  ].join('');
}

export function writeBody({ matricule, now = Date.now() }: Question): string {
  return [
    '<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">',
    `<id root="1.2.250.1.999.1.1.1.1" extension="${randomUUID()}"/>`,
    `<creationTime value="${new Date(now).toISOString().slice(0, 19).replace(/\D/g, '')}"/>`,
    '<interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201307UV02"/>',
    '<processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/>',
    '<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/><softwareName>DMP</softwareName></device></receiver>',
    '<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.1.1"/><softwareName>Logiciel de test</softwareName></device></sender>',
    '<attentionLine xsi:nil="true"/>',
    '<controlActProcess classCode="CACT" moodCode="EVN">',
    `<reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Test d'existence de dossier"/>`,
    `<queryByParameter><queryId root="1.2.250.1.999.1.1.2" extension="${randomUUID()}"/><statusCode code="new"/>`,
    '<parameterList><dataSource xsi:nil="true"/>',
    `<patientIdentifier><value root="1.2.250.1.213.1.4.10" extension="${matricule}"/><semanticsText>Patient.id</semanticsText></patientIdentifier>`,
    '</parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>',
  ].join('');
}

export function signAssertion(
  assertion: string,
  { signatureCertificatePem, signatureKeyPem }: Pick<TestCard, 'signatureKeyPem' | 'signatureCertificatePem'>,
): string {
  const signed = new SignedXml({
    privateKey: signatureKeyPem,
    publicCert: signatureCertificatePem,
    canonicalizationAlgorithm: EXC_C14N,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  });
  signed.addReference({
    xpath: "//*[local-name(.)='Assertion']",
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXC_C14N],
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signed.computeSignature(assertion, { prefix: 'ds', location: { reference: "//*[local-name(.)='Issuer']", action: 'after' } });
  return signed.getSignedXml();
}

export function writeEnvelope(url: string, security: string, body: string, action = ACTION): string {
  const wsa = 'http://www.w3.org/2005/08/addressing';
  return [
    '<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>',
    `<Action xmlns="${wsa}" soap:mustUnderstand="true">${action}</Action>`,
    `<MessageID xmlns="${wsa}">urn:uuid:${randomUUID()}</MessageID>`,
    `<To xmlns="${wsa}">${url}</To>`,
    `<ReplyTo xmlns="${wsa}"><Address>http://www.w3.org/2005/08/addressing/anonymous</Address></ReplyTo>`,
    `<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">${security}</wsse:Security>`,
    `</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`,
  ].join('');
}

const same = <T>(value: T): T => value;

/** Writes, breaks as asked, and sends. */
export function ask(question: Question, card: TestCard, trusted: string, breaks: Breaks = {}): Promise<HttpAnswer> {
  const asked = { ...question, ...breaks.question };
  const action = asked.call?.action ?? ACTION;
  const url = asked.baseUrl + (asked.call?.path ?? '/patients');
  const assertion = (breaks.assertion ?? same)(writeAssertion(asked));
  const signed = (breaks.signed ?? same)(breaks.unsigned ? assertion : signAssertion(assertion, breaks.signer ?? card));
  const envelope = (breaks.envelope ?? same)(writeEnvelope(url, signed, (breaks.body ?? same)(asked.call?.body ?? writeBody(asked)), action));
  const bytes = (breaks.bytes ?? same)(Buffer.from(envelope));
  const headers = { 'content-type': `application/soap+xml; charset=UTF-8; action="${action}"`, ...breaks.headers };
  return post(breaks.path ? new URL(breaks.path, url).href : url, { ...(breaks.tls ?? card.tls), ca: trusted }, bytes, headers, breaks.method);
}

export function post(url: string, tls: object, body: Buffer, headers: Readonly<Record<string, string>>, method = 'POST'): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ...tls, method, headers: { ...headers, 'content-length': body.length }, agent: false, timeout: 10_000 }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString(), bytes });
      });
      response.on('error', reject);
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.end(body);
  });
}

/** Opens both PKCS#12 of a card's folder, or of a structure's. */
export function openCard(folder: string, code: string = DEMO_PIN): TestCard {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const keyOf = (name: string): string => {
    const p12 = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(readFileSync(join(folder, name)).toString('binary')), code);
    const [bag] = p12.getBags({ bagType: forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '' })[forge.pki.oids['pkcs8ShroudedKeyBag'] ?? ''] ?? [];
    if (!bag?.key) throw new Error(`no key in ${name}`);
    return forge.pki.privateKeyToPem(bag.key);
  };
  return {
    signatureKeyPem: keyOf('signature.p12'),
    signatureCertificatePem: read('signature.crt.pem'),
    tls: { key: keyOf('authentication.p12'), cert: read('authentication.crt.pem') },
  };
}

/** A card that no reader holds. */
export function cardOf({ authentication, signature }: { readonly signature: Credential; readonly authentication: Credential }): TestCard {
  const pem = ({ key }: Credential): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    signatureKeyPem: pem(signature),
    signatureCertificatePem: signature.certificatePem,
    tls: { key: pem(authentication), cert: authentication.certificatePem },
  };
}

/** The same request with one thing another. @throws where it has no such thing */
export const turned = (call: Call, from: string | RegExp, to: string): Call => {
  const body = call.body.replace(from, to);
  if (body === call.body) throw new Error(`nothing to break: ${from}`);
  return { ...call, body };
};

/** Breaks the glass, with a reason. */
export const inBrisDeGlace: Breaks = {
  assertion: (xml) =>
    xml
      .replace('code="normal"', 'code="bris_de_glace"')
      .replace(
        '</saml2:AttributeStatement>',
        '<saml2:Attribute Name="Mode_Acces_Raison"><saml2:AttributeValue>Urgence</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
      ),
};

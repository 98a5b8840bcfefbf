import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CARDS } from '../../../reference/cards/card-catalogue.js';
import { issueCardCredentials } from '../../../reference/cards/card-credentials.js';
import { issueStructureCredentials } from '../../../reference/cards/structure-credentials.js';
import { expiredCredentials, forgedCredentials, selfSignedCredentials } from '../../../reference/cards/wrong-credentials.js';
import { rulesOf } from '../../../reference/dmp-simulator/dmp-service.js';
import { td02Existence } from '../../../reference/dmp-simulator/td02-existence.js';
import { type Other, type SimulatorBench, startBench } from './simulator-bench.js';
import { type Breaks, cardOf, type HttpAnswer, openCard, role, signAssertion, type TestCard, writeAssertion } from './td02-request.js';

const TD02_RULES = rulesOf(td02Existence);

/** For every rule a request that is good but for one thing, and the refusal it meets. */

const INVALID_CERTIFICATE = /<soap:Value>soap:DMPInvalidCertificate<\/soap:Value>.*Le certificat ayant signé le VIHF est invalide</;
const WRONG_RESOURCE_ID = /Le champ Resource_id est incorrect</;
const EXC_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** Must change something: a break that breaks nothing proves nothing. */
const swap = (from: string | RegExp, to: string) => {
  return (xml: string): string => {
    const changed = xml.replace(from, to);
    if (changed === xml) throw new Error(`nothing to break: ${from}`);
    return changed;
  };
};
const attributeValue = (name: string, value: string) => swap(new RegExp(`(Name="${name}"><saml2:AttributeValue[^>]*>)[^<]*`), `$1${value}`);
const instant = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const fault = (reason: RegExp, subcode = 'DMPInvalidVihf'): RegExp => new RegExp(`<soap:Value>soap:${subcode}</soap:Value>.*${reason.source}`);
const addressing = (reason: RegExp): RegExp => fault(reason, 'InvalidAddressingHeader');
const unreadable = (reason: RegExp): RegExp => fault(reason, 'DMPInvalidMessage');
const rejected = (reason: RegExp): RegExp => new RegExp(`<acknowledgement typeCode="AR">.*<code code="DMPInvalidMessage"/><text>${reason.source}`);

let bench: SimulatorBench;
let forged: TestCard;
let selfSigned: TestCard;
let expired: TestCard;
let stranger: TestCard;
let structure: TestCard;
let kine: TestCard;
let oddlyNamed: TestCard;

beforeAll(async () => {
  bench = await startBench();
  const nurse = CARDS['cps-infirmiere'];
  if (nurse?.kind !== 'cps') throw new Error('the nurse has no card');
  const { pki } = bench;
  const now = Date.now();
  [forged, selfSigned, expired, stranger, structure, oddlyNamed] = (
    await Promise.all([
      forgedCredentials(pki, nurse.holder, now),
      selfSignedCredentials(nurse.holder, now),
      expiredCredentials(pki, nurse.holder, now),
      issueCardCredentials(pki.persons, { ...nurse.holder, id: '899900099999' }, now),
      issueStructureCredentials(pki, { id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' }, now),
      issueCardCredentials(pki.persons, { ...nurse.holder, id: 'ABC1' }, now),
    ])
  ).map(cardOf) as [TestCard, TestCard, TestCard, TestCard, TestCard, TestCard];
  kine = openCard(`${bench.folder}/reader/cards/cps-kine`);
});
afterAll(() => bench.close());

interface Case {
  readonly breaks: () => Breaks;
  readonly refusal: RegExp;
  readonly status?: number;
  readonly asPhysician?: boolean;
  readonly as?: Other;
  /** Sent twice: the second one is refused. */
  readonly twice?: boolean;
}

let again = '';

const CASES: Readonly<Record<string, Case>> = {
  'known service': { breaks: () => ({ path: '/si-dmp-server/v2/services/inconnu' }), refusal: /^Service inconnu$/, status: 404 },
  POST: { breaks: () => ({ method: 'PUT' }), refusal: /POST/, status: 405 },
  'SOAP 1.2 content type': { breaks: () => ({ headers: { 'content-type': 'text/xml; charset=UTF-8' } }), refusal: /Content-Type attendu/, status: 415 },
  'bounded size': { breaks: () => ({ envelope: (xml) => xml + ' '.repeat(1024 * 1024) }), refusal: /trop volumineuse/, status: 413 },
  'UTF-8': {
    breaks: () => ({ bytes: (body) => Buffer.from(body.toString(), 'latin1') }),
    refusal: unreadable(/Le message n'est pas en UTF-8/),
  },
  'no DOCTYPE': { breaks: () => ({ envelope: swap('?>', '?><!DOCTYPE soap:Envelope>') }), refusal: unreadable(/DOCTYPE/) },
  'well-formed': { breaks: () => ({ envelope: swap('</soap:Body>', '') }), refusal: unreadable(/bien formé/) },

  'SOAP 1.2 envelope': {
    breaks: () => ({ envelope: swap('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/') }),
    refusal: /<soap:Value>soap:VersionMismatch<\/soap:Value>/,
  },
  'header then body': {
    breaks: () => ({ envelope: swap(/(<soap:Header>.*<\/soap:Header>)(<soap:Body>.*<\/soap:Body>)/, '$2$1') }),
    refusal: unreadable(/Header puis Body/),
  },
  'one body element': { breaks: () => ({ body: (xml) => xml + xml }), refusal: unreadable(/un seul élément/) },
  MessageID: { breaks: () => ({ envelope: swap('urn:uuid:', 'uuid:') }), refusal: addressing(/MessageID est absent/) },
  'MessageID used once': {
    breaks: () => ({
      envelope: (xml) => {
        again ||= /urn:uuid:[^<]+/.exec(xml)?.[0] ?? '';
        return xml.replace(/urn:uuid:[^<]+/, again);
      },
    }),
    twice: true,
    refusal: addressing(/MessageID a déjà été reçu/),
  },
  'To is the called address': { breaks: () => ({ envelope: swap(/(<To [^>]*>)[^<]*/, '$1') }), refusal: addressing(/To n'est pas l'adresse appelée/) },
  'Action of the service': {
    breaks: () => ({ envelope: swap('>urn:hl7-org:v3:PRPA_IN201307UV02</Action>', '>urn:hl7-org:v3:PRPA_IN201305UV02</Action>') }),
    refusal: addressing(/Action est absent ou inconnu/),
  },
  'Action must be understood': { breaks: () => ({ envelope: swap(' soap:mustUnderstand="true"', '') }), refusal: addressing(/mustUnderstand/) },
  'same action in the content type': {
    breaks: () => ({ headers: { 'content-type': 'application/soap+xml; charset=UTF-8; action="urn:hl7-org:v3:PRPA_IN201305UV02"' } }),
    refusal: addressing(/Content-Type/),
  },
  'anonymous ReplyTo': { breaks: () => ({ envelope: swap('addressing/anonymous', 'addressing/none') }), refusal: addressing(/ReplyTo/) },
  'one Security header': { breaks: () => ({ envelope: swap(/<wsse:Security.*<\/wsse:Security>/, '') }), refusal: fault(/Security est absent/) },
  'Security without mustUnderstand': {
    breaks: () => ({ envelope: swap('<wsse:Security ', '<wsse:Security soap:mustUnderstand="true" ') }),
    refusal: /<soap:Value>soap:MustUnderstand<\/soap:Value>/,
  },
  'Security holds the assertion alone': {
    breaks: () => ({ envelope: swap('</wsse:Security>', '<wsse:BinarySecurityToken/></wsse:Security>') }),
    refusal: fault(/une seule assertion/),
  },

  'signed, after the Issuer': { breaks: () => ({ unsigned: true }), refusal: fault(/signature, juste après Issuer/) },
  'exclusive canonical form': {
    breaks: () => ({
      signed: swap(
        `<ds:CanonicalizationMethod Algorithm="${EXC_C14N}"`,
        '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
      ),
    }),
    refusal: fault(/canonicalisation/),
  },
  'rsa-sha256': {
    breaks: () => ({ signed: swap('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'http://www.w3.org/2000/09/xmldsig#rsa-sha1') }),
    refusal: fault(/Algorithme de signature/),
  },
  'one reference, to the assertion': { breaks: () => ({ signed: swap(/URI="#[^"]*"/, 'URI=""') }), refusal: fault(/assertion entière/) },
  'enveloped then exclusive transforms': {
    breaks: () => ({ signed: swap('<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>', '') }),
    refusal: fault(/Transformations/),
  },
  'sha256 digest': {
    breaks: () => ({ signed: swap('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1') }),
    refusal: fault(/empreinte/),
  },
  'one certificate in KeyInfo': { breaks: () => ({ signed: swap(/(<ds:X509Certificate>)[^<]*/, '$1AAAA') }), refusal: INVALID_CERTIFICATE },
  'certificate of a card or a structure': { breaks: () => ({ signer: forged }), refusal: INVALID_CERTIFICATE },
  'certificate in date': { breaks: () => ({ signer: expired }), refusal: INVALID_CERTIFICATE },
  'certificate of class signature': {
    breaks: () => ({ signer: { signatureKeyPem: bench.nurse.tls.key, signatureCertificatePem: bench.nurse.tls.cert } }),
    refusal: INVALID_CERTIFICATE,
  },
  'signature verifies': { breaks: () => ({ signed: attributeValue('LPS_Version', '9.9') }), refusal: INVALID_CERTIFICATE },
  'line opened by what signs': { breaks: () => ({ tls: structure.tls }), refusal: fault(/certificat d'authentification de carte/, 'DMPInvalidCertificate') },
  'line opened by the holder who signed': { breaks: () => ({ tls: kine.tls }), refusal: fault(/pas celui du signataire/, 'DMPInvalidCertificate') },

  'SAML 2.0': { breaks: () => ({ assertion: swap('Version="2.0"', 'Version="1.1"') }), refusal: fault(/doit être 2\.0/) },
  'ID is an NCName': { breaks: () => ({ assertion: swap('ID="_', 'ID="0') }), refusal: fault(/NCName/) },
  'assertion used once': {
    breaks: () => {
      again ||= writeAssertion(bench.question);
      return { assertion: () => again };
    },
    twice: true,
    refusal: fault(/déjà été utilisé/),
  },
  'parts of the assertion': {
    breaks: () => ({ assertion: swap(/(<saml2:AuthnStatement .*<\/saml2:AuthnStatement>)(<saml2:AttributeStatement>.*<\/saml2:AttributeStatement>)/, '$2$1') }),
    refusal: fault(/mal ordonnés/),
  },
  'fresh IssueInstant': {
    breaks: () => ({ assertion: swap(/IssueInstant="[^"]*"/, `IssueInstant="${instant(-6)}"`) }),
    refusal: fault(/expiré ou pas encore valide \(IssueInstant\)/),
  },
  'fresh AuthnInstant': {
    breaks: () => ({ assertion: swap(/AuthnInstant="[^"]*"/, `AuthnInstant="${instant(6)}"`) }),
    refusal: fault(/expiré ou pas encore valide \(AuthnInstant\)/),
  },
  'Conditions hold now': {
    breaks: () => ({ assertion: swap('</saml2:Subject>', `</saml2:Subject><saml2:Conditions NotBefore="${instant(-3)}" NotOnOrAfter="${instant(-1)}"/>`) }),
    refusal: fault(/expiré ou pas encore valide \(Conditions\)/),
  },
  'no AudienceRestriction': {
    breaks: () => ({
      assertion: swap(
        '</saml2:Subject>',
        '</saml2:Subject><saml2:Conditions><saml2:AudienceRestriction><saml2:Audience>urn:dmp</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>',
      ),
    }),
    refusal: fault(/Conditions ne doit rien contenir/),
  },
  'Issuer format': { breaks: () => ({ assertion: swap(':X509SubjectName', ':unspecified') }), refusal: fault(/X509SubjectName/) },
  'Issuer is the subject of the certificate': {
    breaks: () => ({ question: { issuer: 'CN=899900021212+SN=INFIRMIER0212+G=Léa,title=Infirmier,C=FR' } }),
    refusal: fault(/Issuer n'est pas le sujet/),
  },
  'NameID is the holder': { breaks: () => ({ question: { psId: '899900003100' } }), refusal: fault(/NameID n'est pas le porteur/) },
  'form of NameID': {
    breaks: () => ({ signer: oddlyNamed, tls: oddlyNamed.tls, question: { psId: 'ABC1', issuer: 'CN=ABC1+SN=INFIRMIER0212+GN=Léa,title=Infirmier,C=FR' } }),
    refusal: fault(/NameID n'a pas la forme d'un PS_IdNat/),
  },
  'authenticated by card, or by the structure': { breaks: () => ({ assertion: swap('SmartcardPKI', 'Password') }), refusal: fault(/pas celui d'une carte/) },
  'required attributes, once': {
    breaks: () => ({ assertion: swap(/<saml2:Attribute Name="LPS_ID_HOMOLOGATION_DMP">.*?<\/saml2:Attribute>/, '') }),
    refusal: fault(/LPS_ID_HOMOLOGATION_DMP est absent/),
  },
  'subject-id where it is needed': {
    as: 'secretary',
    breaks: () => ({ assertion: swap(/<saml2:Attribute Name="[^"]*subject-id">.*?<\/saml2:Attribute>/, '') }),
    refusal: fault(/subject:subject-id est absent/),
  },
  'no other attribute': {
    breaks: () => ({
      assertion: swap(
        '<saml2:AttributeStatement>',
        '<saml2:AttributeStatement><saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:subject:subject-id"><saml2:AttributeValue>INFIRMIER Léa</saml2:AttributeValue></saml2:Attribute>',
      ),
    }),
    refusal: fault(/subject:subject-id n'est pas attendu/),
  },
  'attribute texts are strings': { breaks: () => ({ assertion: swap('xmlns:xs="http://www.w3.org/2001/XMLSchema"', '') }), refusal: fault(/xs:string/) },
  'VIHF version': { breaks: () => ({ assertion: attributeValue('VIHF_Version', '2.0') }), refusal: fault(/VIHF_Version/) },
  'mode of the certificate': {
    breaks: () => ({ assertion: attributeValue('Authentification_mode', 'INDIRECTE_RENFORCEE') }),
    refusal: fault(/Authentification_mode/),
  },
  'urn:dmp': { breaks: () => ({ assertion: attributeValue('Ressource_URN', 'urn:ms') }), refusal: fault(/Ressource_URN/) },
  sector: { breaks: () => ({ assertion: attributeValue('Secteur_Activite', 'SA07') }), refusal: fault(/Secteur_Activite/) },
  'OID of the software': { breaks: () => ({ assertion: attributeValue('LPS_ID', 'passerelle') }), refusal: fault(/LPS_ID /) },
  'name of the software': { breaks: () => ({ assertion: attributeValue('LPS_Nom', '') }), refusal: fault(/LPS_Nom/) },
  'version of the software': { breaks: () => ({ assertion: attributeValue('LPS_Version', ' ') }), refusal: fault(/LPS_Version/) },
  'homologation number': { breaks: () => ({ assertion: attributeValue('LPS_ID_HOMOLOGATION_DMP', '') }), refusal: fault(/LPS_ID_HOMOLOGATION_DMP/) },

  'professional of the directory': {
    breaks: () => ({
      signer: stranger,
      tls: stranger.tls,
      question: { psId: '899900099999', issuer: 'CN=899900099999+SN=INFIRMIER0212+GN=Léa,title=Infirmier,C=FR' },
    }),
    refusal: fault(/PS introuvable/),
  },
  'role is the profession of the directory': { breaks: () => ({ question: { roles: [role('70')] } }), refusal: fault(/profession du PS/) },
  'speciality of physicians and pharmacists': {
    breaks: () => ({ question: { roles: [role('10')] } }),
    asPhysician: true,
    refusal: fault(/Aucune spécialité dans le vihf/),
  },
  'no role too many': { breaks: () => ({ question: { roles: [role('60'), role('SM26', '1.2.250.1.71.4.2.5')] } }), refusal: fault(/rôle de trop/) },
  'purpose of use': { breaks: () => ({ assertion: swap('1.2.250.1.213.1.1.4.248', '1.2.250.1.213.1.1.4.336') }), refusal: fault(/purposeofuse/) },
  'reason of a bris de glace': { breaks: () => ({ assertion: swap('code="normal"', 'code="bris_de_glace"') }), refusal: fault(/Mode_Acces_Raison/) },
  'centre 15 only for its staff': {
    breaks: () => ({ assertion: swap('code="normal"', 'code="centre_15"') }),
    refusal: fault(/pas ouvert/, 'DMPAccessDeniedByRightsService'),
  },
  'known structure': { breaks: () => ({ question: { structureId: '10B0000000' } }), refusal: fault(/Structure introuvable ou Inactive</) },
  'structure of the professional': { breaks: () => ({ question: { structureId: '10B0127189' } }), refusal: fault(/PS et Structure non liés</) },
  'structure of the certificate': {
    breaks: () => ({
      signer: structure,
      tls: structure.tls,
      question: { issuer: 'CN=10B0127189 ORG_SIGN,OU=10B0127189,O=MAISON DE SANTE DES JACOBINS,C=FR', isIndirect: true, subjectId: 'INFIRMIER0212 Léa' },
    }),
    refusal: fault(/pas celle du certificat/),
  },
  'resource-id in CX form': { breaks: () => ({ assertion: swap('ISO^NH', 'ISO^NH^^20260101') }), refusal: WRONG_RESOURCE_ID },
  'resource-id of the test domain': {
    breaks: () => ({ assertion: swap('&amp;1.2.250.1.213.1.4.10&amp;', '&amp;1.2.250.1.213.1.4.8&amp;') }),
    refusal: WRONG_RESOURCE_ID,
  },
  'no waiting number': { breaks: () => ({ question: { matricule: '890129935000750' } }), refusal: WRONG_RESOURCE_ID },
  'key of the matricule': { breaks: () => ({ question: { matricule: '251109999900825' } }), refusal: WRONG_RESOURCE_ID },

  'interaction 201307': {
    breaks: () => ({ body: (xml) => xml.replaceAll('PRPA_IN201307UV02', 'PRPA_IN201305UV02') }),
    refusal: unreadable(/PRPA_IN201307UV02/),
  },
  ITSVersion: { breaks: () => ({ body: swap('ITSVersion="XML_1.0"', '') }), refusal: unreadable(/ITSVersion/) },
  'order of the schema': { breaks: () => ({ body: swap(/(<processingCode [^>]*>)(<processingModeCode [^>]*>)/, '$2$1') }), refusal: unreadable(/schéma/) },
  'class and type codes': {
    breaks: () => ({ body: swap('classCode="CACT" moodCode="EVN"', 'classCode="CACT" moodCode="RQO"') }),
    refusal: unreadable(/fixé par le schéma/),
  },
  'message id': {
    breaks: () => ({ body: swap(/(<id root="1\.2\.250\.1\.999\.1\.1\.1\.1") extension="[^"]*"/, '$1') }),
    refusal: rejected(/L'identifiant du message/),
  },
  'creation time in UTC': {
    breaks: () => ({ question: {}, body: swap(/<creationTime value="[^"]*"/, '<creationTime value="20260105093000"') }),
    refusal: rejected(/creationTime/),
  },
  'interaction id': { breaks: () => ({ body: swap('extension="PRPA_IN201307UV02"', 'extension="PRPA_IN201305UV02"') }), refusal: rejected(/interactionId/) },
  'processing code D': { breaks: () => ({ body: swap('<processingCode code="D"', '<processingCode code="P"') }), refusal: rejected(/processingCode/) },
  'processing mode T': {
    breaks: () => ({ body: swap('<processingModeCode code="T"', '<processingModeCode code="A"') }),
    refusal: rejected(/processingModeCode/),
  },
  'acknowledgement AL': { breaks: () => ({ body: swap('<acceptAckCode code="AL"', '<acceptAckCode code="NE"') }), refusal: rejected(/acceptAckCode/) },
  'receiver is the DMP': { breaks: () => ({ body: swap('1.2.250.1.213.4.1.1.1', '1.2.250.1.213.4.1.1.2') }), refusal: rejected(/Le destinataire/) },
  'sender is the software of the VIHF': {
    breaks: () => ({ body: swap('<id root="1.2.250.1.999.1.1"/>', '<id root="1.2.250.1.999.1.2"/>') }),
    refusal: rejected(/L'émetteur/),
  },
  'sender has a name': { breaks: () => ({ body: swap('<softwareName>Logiciel de test<', '<softwareName><') }), refusal: rejected(/Le nom du logiciel/) },
  'reason TEST_EXST': { breaks: () => ({ body: swap('code="TEST_EXST"', 'code="FERM"') }), refusal: rejected(/reasonCode/) },
  'query id': { breaks: () => ({ body: swap(/(<queryId root="[^"]*") extension="[^"]*"/, '$1') }), refusal: rejected(/L'identifiant de la requête/) },
  'new query': { breaks: () => ({ body: swap('<statusCode code="new"', '<statusCode code="aborted"') }), refusal: rejected(/Le statut/) },
  'semantics of the identifier': { breaks: () => ({ body: swap('Patient.id', 'Person.id') }), refusal: rejected(/semanticsText/) },
  'resource-id is the patient of the body': {
    breaks: () => ({ body: swap('extension="255069999999934"', 'extension="173089999900138"') }),
    refusal: WRONG_RESOURCE_ID,
  },
};

function send({ as, asPhysician, breaks }: Case): Promise<HttpAnswer> {
  if (as) return bench.askAs(as, breaks());
  return asPhysician ? bench.askAsPhysician(breaks()) : bench.ask(breaks());
}

describe('the rules of TD0.2', () => {
  it('are all broken below, each under its name', () => {
    expect(Object.keys(CASES)).toEqual([...TD02_RULES]);
    expect(new Set(TD02_RULES).size).toBe(TD02_RULES.length);
  });

  it('let the same requests pass when nothing is broken', async () => {
    const before = bench.simulator.refusals.length;
    const others = (['kine', 'trainee', 'replacement', 'secretary'] as const).map((who) => bench.askAs(who));
    for (const answer of [await bench.ask(), await bench.askAsPhysician(), ...(await Promise.all(others))])
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('typeCode="AA"') });
    expect(bench.simulator.refusals.length).toBe(before);
  });

  it.each(Object.entries(CASES))('%s', async (rule, broken) => {
    again = '';
    if (broken.twice) expect((await send(broken)).status).toBe(200);
    const answer = await send(broken);
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
    expect(answer.body).toMatch(broken.refusal);
    expect(answer.status).toBe(broken.status ?? (answer.body.includes('typeCode="AR"') ? 200 : 500));
    if (answer.status === 200) expect(answer.body).toContain('<queryResponseCode code="QE"/>');
  });

  it('refuse a CPS that vouches for itself as one of an authority that took our name', async () => {
    const answer = await bench.ask({ signer: selfSigned });
    expect(answer.body).toMatch(INVALID_CERTIFICATE);
  });

  it('refuse a signature over another assertion, put beside the one that is read', async () => {
    const signed = (xml: string): string => {
      const inner = signAssertion(writeAssertion(bench.question), bench.nurse);
      return xml
        .replace(/ID="[^"]*"/, 'ID="_wrapped"')
        .replace(
          '</saml2:Subject>',
          `<saml2:SubjectConfirmation><saml2:SubjectConfirmationData>${inner}</saml2:SubjectConfirmationData></saml2:SubjectConfirmation></saml2:Subject>`,
        );
    };
    const answer = await bench.ask({ signed });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatch(/assertion entière/);
  });

  it('know the table of each kind of card', async () => {
    for (const [who, roles] of [
      ['trainee', [role('60')]],
      ['secretary', [role('60')]],
      ['replacement', [role('60', '1.2.250.1.71.1.2.8')]],
      ['kine', [role('SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6')]],
    ] as const) {
      expect((await bench.askAs(who, { question: { roles } })).body).toMatch(/Le rôle du VIHF ne correspond pas/);
    }
  });

  it('refuse an empty subject-id of the staff, and one of anybody else', async () => {
    expect((await bench.askAs('secretary', { question: { subjectId: '' } })).body).toMatch(/subject-id est absent/);
    expect((await bench.askAs('replacement', { question: { subjectId: 'REMPLACANT0888 Hugo' } })).body).toMatch(/subject-id n'est pas attendu/);
  });

  it('read an issuer in any order within its multi-valued part, with escapes and in hexadecimal', async () => {
    const hex = `#0c${Buffer.from([Buffer.byteLength('INFIRMIER0212')]).toString('hex')}${Buffer.from('INFIRMIER0212').toString('hex')}`;
    for (const issuer of [
      'SN=INFIRMIER0212+GN=L\\C3\\A9a+CN=899900021212, title=Infirmier, C=FR',
      `CN=899900021212+2.5.4.4=${hex}+2.5.4.42=Léa,2.5.4.12=Infirmier,C=FR`,
    ]) {
      expect(await bench.ask({ question: { issuer } })).toMatchObject({ status: 200 });
    }
    for (const issuer of ['C=FR,title=Infirmier,CN=899900021212+SN=INFIRMIER0212+GN=Léa', 'CN=899900021212,SN=INFIRMIER0212,GN=Léa,title=Infirmier,C=FR', '']) {
      expect(await bench.ask({ question: { issuer } })).toMatchObject({ status: 500 });
    }
  });

  it('accept what the references leave free: order of the attributes, version 3.0, no type, Conditions that hold, a bris de glace with its reason', async () => {
    const good: readonly Breaks[] = [
      { assertion: swap(/(<saml2:Attribute Name="VIHF_Version">.*?<\/saml2:Attribute>)(.*)(<\/saml2:AttributeStatement>)/, '$2$1$3') },
      { assertion: attributeValue('VIHF_Version', '3.0') },
      { assertion: (xml) => xml.replaceAll(' xmlns:xs="http://www.w3.org/2001/XMLSchema" xsi:type="xs:string"', '') },
      { assertion: swap('</saml2:Subject>', `</saml2:Subject><saml2:Conditions NotBefore="${instant(-1)}" NotOnOrAfter="${instant(1)}"/>`) },
      {
        assertion: (xml) =>
          swap(
            '</saml2:AttributeStatement>',
            '<saml2:Attribute Name="Mode_Acces_Raison"><saml2:AttributeValue>Urgence</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
          )(swap('code="normal"', 'code="bris_de_glace"')(xml)),
      },
      { envelope: swap(' soap:mustUnderstand', ' mustUnderstand') },
      { body: swap('<attentionLine xsi:nil="true"/>', '') },
      { body: swap('<dataSource xsi:nil="true"/>', '') },
    ];
    for (const breaks of good)
      expect(await bench.ask(breaks), bench.simulator.refusals.at(-1)).toMatchObject({ status: 200, body: expect.stringContaining('typeCode="AA"') });
  });

  it('name nobody: the list of refusals holds rule names alone', () => {
    expect(bench.simulator.refusals.filter((name) => !TD02_RULES.includes(name))).toEqual([]);
  });
});

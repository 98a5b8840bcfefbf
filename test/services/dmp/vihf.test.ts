import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExclusiveCanonicalization, SignedXml } from 'xml-crypto';
import { assertionsHold } from '../../../scripts/wire/wire-xades.js';
import type { Holder } from '../../../src/api/professional.js';
import type { DmpContext } from '../../../src/services/dmp/dmp-context.js';
import { writeEnvelope } from '../../../src/services/dmp/envelope.js';
import { signedVihf } from '../../../src/services/dmp/vihf.js';
import { Xml, xml } from '../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { anyXmlText } from './any-xml-text.js';
import { credential, InProcessIdentity, LEA_NAME } from './in-process-identity.js';
import { ALONSO, CABINET, context, LEA, LOCUM, patient, SECRETARY, STUDENT, unlocked } from './samples.js';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

async function vihf(identity = new InProcessIdentity(), changes: Partial<DmpContext> = {}) {
  const { text } = await signedVihf(patient(), context(changes), identity);
  return { identity, text, assertion: XmlNode.parse(text) };
}
const enveloped = (text: string) =>
  writeEnvelope({ action: 'urn:a', url: 'https://dmp.test/a', messageId: 'urn:uuid:1', vihf: new Xml(text), body: xml`<a xmlns="urn:b"/>` });

const attributes = (assertion: XmlNode) =>
  assertion.all('AttributeStatement/Attribute').map((attribute): [string | undefined, string] => [
    attribute.attr('Name'),
    attribute
      .all('AttributeValue')
      .map(({ text }) => text)
      .join('|'),
  ]);

/** What xml-crypto takes for the exclusive canonical form of the element, seen in a whole document. */
function canonicalised(document: string, localName: string, namespace: string, withoutSignature = false): string {
  const parsed = new DOMParser().parseFromString(document, 'text/xml');
  const element = parsed.getElementsByTagNameNS(namespace, localName).item(0);
  if (!element) throw new Error(`no ${localName}`);
  const signature = element.getElementsByTagNameNS(DSIG, 'Signature').item(0);
  if (withoutSignature && signature) signature.parentNode?.removeChild(signature);
  return new ExclusiveCanonicalization().process(element as unknown as Element, {});
}

function verifiedByXmlCrypto(document: string, publicKeyPem: string): boolean {
  const parsed = new DOMParser().parseFromString(document, 'text/xml');
  const signature = parsed.getElementsByTagNameNS(DSIG, 'Signature').item(0);
  const verifier = new SignedXml({ publicCert: publicKeyPem });
  verifier.loadSignature(signature as unknown as Node);
  try {
    return verifier.checkSignature(document);
  } catch {
    return false;
  }
}

test('the attributes say who speaks, from where, about whom, with which software', async () => {
  const { assertion } = await vihf();
  expect(attributes(assertion)).toEqual([
    ['Identifiant_Structure', '499900021212001'],
    ['Secteur_Activite', 'SA07^1.2.250.1.71.4.2.4'],
    ['urn:oasis:names:tc:xacml:2.0:subject:role', ''],
    ['VIHF_Version', '4.0'],
    ['Authentification_mode', 'DIRECTE'],
    ['urn:oasis:names:tc:xacml:2.0:resource:resource-id', '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH'],
    ['Ressource_URN', 'urn:dmp'],
    ['urn:oasis:names:tc:xspa:1.0:subject:purposeofuse', ''],
    ['LPS_ID', '1.2.250.1.999.7.1'],
    ['LPS_Nom', 'LPS EXEMPLE'],
    ['LPS_Version', '1.0.0'],
    ['LPS_ID_HOMOLOGATION_DMP', 'TEST-0000'],
  ]);
});

test('the envelope of the assertion is that of a card: version, fresh id, instant in UTC, NameID, class of authentication', async () => {
  const { assertion } = await vihf();
  expect([assertion.attr('Version'), assertion.attr('ID'), assertion.attr('IssueInstant')]).toEqual([
    '2.0',
    '_00000000-0000-4000-8000-000000000001',
    '2026-01-05T09:30:00.250Z',
  ]);
  expect(assertion.children.map(({ name }) => name)).toEqual(['Issuer', 'Signature', 'Subject', 'AuthnStatement', 'AttributeStatement']);
  expect(assertion.at('Subject/NameID')?.text).toBe('899900021212');
  expect(assertion.at('AuthnStatement')?.attr('AuthnInstant')).toBe('2026-01-05T09:30:00.250Z');
  expect(assertion.at('AuthnStatement/AuthnContext/AuthnContextClassRef')?.text).toBe('urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI');
});

test('a nurse has one role, a physician her speciality too', async () => {
  const roles = async (holder: Holder) =>
    (await vihf(new InProcessIdentity(unlocked(holder)))).assertion.all('AttributeStatement/Attribute/AttributeValue/Role');
  const [nurse, ...more] = await roles(LEA);
  expect(more).toEqual([]);
  expect(['type', 'code', 'codeSystem', 'codeSystemName', 'displayName'].map((name) => nurse?.attr(name))).toEqual([
    'CE',
    '60',
    '1.2.250.1.71.1.2.7',
    'professions',
    'Infirmier',
  ]);
  expect((await roles(ALONSO)).map((role) => [role.attr('code'), role.attr('codeSystem')])).toEqual([
    ['10', '1.2.250.1.71.1.2.7'],
    ['SM26', '1.2.250.1.71.4.2.5'],
  ]);
});

/** code, system, its name, display. */
const rolesOf = async (holder: Holder) =>
  (await vihf(new InProcessIdentity(unlocked(holder)))).assertion
    .all('AttributeStatement/Attribute/AttributeValue/Role')
    .map((role) => ['code', 'codeSystem', 'codeSystemName', 'displayName'].map((name) => role.attr(name)));
const SUBJECT_ID = 'urn:oasis:names:tc:xspa:1.0:subject:subject-id';

test('who is in training has a role of table G16; a code the table does not have is its own word', async () => {
  expect(await rolesOf(STUDENT)).toEqual([['10', '1.2.250.1.71.1.2.8', 'professions en formation', 'Médecin en formation']]);
  expect(await rolesOf({ ...STUDENT, professionCode: '60' })).toEqual([['60', '1.2.250.1.71.1.2.8', 'professions en formation', '60']]);
});

test('the staff of a structure has a role of TRE_A00, the id of the card, and a name after the sector', async () => {
  expect(await rolesOf(SECRETARY)).toEqual([['SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6', 'producteurs de documents non PS', 'Secrétariat médical']]);
  const { assertion } = await vihf(new InProcessIdentity(unlocked(SECRETARY)));
  expect(assertion.at('Subject/NameID')?.text).toBe('699900021212001/0001');
  expect(attributes(assertion).slice(0, 3)).toEqual([
    ['Identifiant_Structure', '499900021212001'],
    ['Secteur_Activite', 'SA07^1.2.250.1.71.4.2.4'],
    [SUBJECT_ID, 'SECRETAIRE0212 Sylvie'],
  ]);
});

test('a card of staff without a given name is named by its family name alone; nobody else is named', async () => {
  const named = async (holder: Holder) =>
    attributes((await vihf(new InProcessIdentity(unlocked(holder)))).assertion).find(([name]) => name === SUBJECT_ID)?.[1];
  expect(await named({ ...SECRETARY, familyName: 'ACCUEIL', givenName: '' })).toBe('ACCUEIL');
  expect(await Promise.all([LEA, ALONSO, STUDENT, LOCUM].map(named))).toEqual([undefined, undefined, undefined, undefined]);
});

test('the certificates of a structure say for whom, in mode INDIRECTE: by name, with his own role, as one who is signed in', async () => {
  const { assertion } = await vihf(new InProcessIdentity(unlocked({ ...ALONSO, isIndirect: true })));
  expect(assertion.at('Subject/NameID')?.text).toBe('899900001230');
  expect(assertion.at('AuthnStatement/AuthnContext/AuthnContextClassRef')?.text).toBe('urn:oasis:names:tc:SAML:2.0:ac:classes:Password');
  const said = attributes(assertion);
  expect(said.slice(0, 3)).toEqual([
    ['Identifiant_Structure', '499900021212001'],
    ['Secteur_Activite', 'SA07^1.2.250.1.71.4.2.4'],
    [SUBJECT_ID, 'ALONSO0123 Fabrice'],
  ]);
  expect(said).toContainEqual(['Authentification_mode', 'INDIRECTE']);
  expect((await rolesOf({ ...ALONSO, isIndirect: true })).map(([code]) => code)).toEqual(['10', 'SM26']);
});

test('who stands in for another speaks as himself, from the structure on his card', async () => {
  const replaced = { ...CABINET, isReplacement: true };
  const { assertion } = await vihf(new InProcessIdentity(unlocked(LOCUM, replaced)));
  expect([assertion.at('Subject/NameID')?.text, attributes(assertion)[0]?.[1]]).toEqual(['899900008880', '499900021212001']);
  expect(await rolesOf(LOCUM)).toEqual([['60', '1.2.250.1.71.1.2.7', 'professions', 'Infirmier']]);
});

test('a session that is no more the one the message was written in gives no assertion', async () => {
  const session = { holder: LEA, situation: CABINET };
  const sign = (card: Parameters<typeof unlocked>) => signedVihf(patient(), context(), new InProcessIdentity(unlocked(...card)), session);
  await expect(sign([LEA, CABINET])).resolves.toBeInstanceOf(Xml);
  await expect(sign([ALONSO, CABINET])).rejects.toMatchObject({ code: 'card.absent' });
  await expect(sign([LEA, { ...CABINET, id: 'other' }])).rejects.toMatchObject({ code: 'card.absent' });
});

test('without a patient no resource is named', async () => {
  const { text } = await signedVihf(undefined, context(), new InProcessIdentity());
  expect(attributes(XmlNode.parse(text)).map(([name]) => name)).not.toContain('urn:oasis:names:tc:xacml:2.0:resource:resource-id');
  expect(text).not.toContain('279035121518989');
});

test('the issuer is the subject of the signing certificate, most specific first, its last RDN with three values', async () => {
  const { assertion } = await vihf();
  expect(assertion.at('Issuer')?.attr('Format')).toBe('urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName');
  const [last, ...others] = (assertion.at('Issuer')?.text ?? '').split(',');
  expect(last?.split('+').sort()).toEqual(['CN=899900021212', 'GN=Léa', 'SN=INFIRMIER0212']);
  expect(others).toEqual(['title=Infirmier', 'C=FR']);
});

test('two cards in one run have each their issuer', async () => {
  const other = new InProcessIdentity(unlocked(ALONSO), credential([[['C', 'FR']], [['CN', ALONSO.id]]]));
  await vihf();
  expect((await vihf(other)).assertion.at('Issuer')?.text).toBe('CN=899900001230,C=FR');
  expect((await vihf()).assertion.at('Issuer')?.text).toMatch(/,title=Infirmier,C=FR$/);
});

test('signs once, with RSA and SHA-256, the very bytes that are sent', async () => {
  const { identity, text, assertion } = await vihf();
  const signedInfo = /<ds:SignedInfo.*<\/ds:SignedInfo>/.exec(text)?.[0] ?? '';
  expect(identity.signed.map(String)).toEqual([signedInfo]);
  const signature = Buffer.from(assertion.at('Signature/SignatureValue')?.text ?? '', 'base64');
  expect(verify('sha256', Buffer.from(signedInfo), createPublicKey(identity.publicKeyPem), signature)).toBe(true);
  const digest = createHash('sha256')
    .update(text.replace(/<ds:Signature .*<\/ds:Signature>/, ''))
    .digest('base64');
  expect(assertion.at('Signature/SignedInfo/Reference/DigestValue')?.text).toBe(digest);
  expect(new X509Certificate(Buffer.from(assertion.at('Signature/KeyInfo/X509Data/X509Certificate')?.text ?? '', 'base64')).subject).toContain('899900021212');
});

test('the signature holds in the eyes of another implementation, and breaks with any change', async () => {
  const { identity, text } = await vihf();
  const document = enveloped(text);
  expect(verifiedByXmlCrypto(document, identity.publicKeyPem)).toBe(true);
  expect(verifiedByXmlCrypto(document.replace('279035121518989', '188102B17295165'), identity.publicKeyPem)).toBe(false);
  expect(verifiedByXmlCrypto(document.replace('DIRECTE', 'INDIRECTE'), identity.publicKeyPem)).toBe(false);
});

test('whatever is in the names, what is sent is its own exclusive canonical form', async () => {
  // The parser of the other side takes U+0085 and U+2028 for line ends, which XML 1.0 does not.
  const value = anyXmlText.map((text) => text.replace(/[\u{85}\u{2028}]/gu, ''));
  const name = value.filter((text) => text.trim() !== '');
  await fc.assert(
    fc.asyncProperty(name, name, name, value, async (family, given, structure, product) => {
      const holder = { ...LEA, id: structure };
      // A name of a certificate holds no control character; what the card says may.
      const subject = [...LEA_NAME, [['SN', printable(family)] as const, ['GN', printable(given)] as const]];
      const identity = new InProcessIdentity(unlocked(holder, { ...CABINET, structureId: structure }), credential(subject));
      const { text } = await signedVihf(patient(), context({ lps: { oid: '1.2', name: product, version: given, homologationNumber: family } }), identity);
      const document = enveloped(text);
      const unsigned = text.replace(/<ds:Signature .*<\/ds:Signature>/s, '');
      expect(canonicalised(document, 'Assertion', 'urn:oasis:names:tc:SAML:2.0:assertion', true)).toBe(unsigned);
      expect(canonicalised(document, 'SignedInfo', DSIG)).toBe(identity.signed[0]?.toString());
      expect(document).toContain(text);
    }),
    { numRuns: 60 },
  );
});
const printable = (text: string) => `${text.replace(/[^\u{20}-\u{7E}\u{C0}-\u{17F}]/gu, '')}X`;

const xmlsec1 = hasXmlsec1();
test.skipIf(!xmlsec1)(`xmlsec1 verifies the assertion in its envelope${xmlsec1 ? '' : ' (skipped: xmlsec1 is not installed)'}`, async () => {
  const { text } = await vihf(undefined, { lps: { oid: '1.2', name: `L'Étoile & <fils> "é"`, version: '1\t0', homologationNumber: 'X' } });
  const folder = mkdtempSync(join(tmpdir(), 'vihf-'));
  try {
    const check = (document: string) => {
      const file = join(folder, 'message.xml');
      writeFileSync(file, document);
      const id = '--id-attr:ID';
      execFileSync('xmlsec1', ['--verify', '--insecure', id, 'urn:oasis:names:tc:SAML:2.0:assertion:Assertion', file], { stdio: 'pipe' });
    };
    expect(() => check(enveloped(text))).not.toThrow();
    expect(() => check(enveloped(text.replace('DIRECTE', 'INDIRECTE')))).toThrow();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('xadesjs verifies the assertion in its envelope', async () => {
  const { text } = await vihf(undefined, { lps: { oid: '1.2', name: `L'Étoile & <fils>\u2028"é"`, version: '1\t0', homologationNumber: 'X' } });
  expect(await assertionsHold(enveloped(text))).toBe(true);
  expect(await assertionsHold(enveloped(text.replace('DIRECTE', 'INDIRECTE')))).toBe(false);
  expect(await assertionsHold(enveloped(text.replace(/(<ds:SignatureValue>)(.)/, (_, tag, first) => tag + (first === 'A' ? 'B' : 'A'))))).toBe(false);
});

function hasXmlsec1(): boolean {
  try {
    execFileSync('xmlsec1', ['--version'], { stdio: 'pipe' });
    return true;
  } catch {
    if (process.env.CI) throw new Error('xmlsec1 is not installed');
    return false;
  }
}

test.each([{ kind: 'absent' }, { kind: 'blocked' }, { kind: 'noReader' }] as const)('nothing is signed without an unlocked card (%o)', async (card) => {
  const identity = new InProcessIdentity(card);
  await expect(signedVihf(patient(), context(), identity)).rejects.toMatchObject({ code: 'card.absent' });
  expect(identity.signed).toEqual([]);
});

test('a card that was changed for another while it signed gives no assertion', async () => {
  const identity = new InProcessIdentity();
  const sign = identity.sign.bind(identity);
  identity.sign = async (bytes) => {
    identity.state$.next(unlocked(ALONSO));
    return sign(bytes);
  };
  await expect(signedVihf(patient(), context(), identity)).rejects.toMatchObject({ code: 'card.absent' });
});

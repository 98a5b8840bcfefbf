import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REPOSITORY_ID } from '../../reference/dmp-simulator/documents/schemes.js';
import { writeEnvelope } from '../../src/services/dmp/envelope.js';
import { signedVihf } from '../../src/services/dmp/vihf.js';
import { Xml } from '../../src/services/dmp/xml.js';
import { submissionOf } from '../contract/document-gateway.contract.js';
import { PATIENTS } from '../contract/record-gateway.contract.js';
import { InProcessIdentity } from '../services/dmp/in-process-identity.js';
import { context, fault, LEA, patient, soap } from '../services/dmp/samples.js';
import { SimulatedDmp } from '../services/dmp/simulated-dmp.js';

const missing = ['xmllint', 'xmlsec1'].filter((tool) => spawnSync(tool, ['--version']).error);
if (process.env.CI && missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}`);
const judging = test.skipIf(missing.length > 0);
const skipped = missing.length > 0 ? ` (skipped: ${missing.join(', ')} not installed)` : '';

const SCRIPT = new URL('../../scripts/check-wire.ts', import.meta.url).pathname;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-wire-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, content: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};
function run(args: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', SCRIPT, ...args], {
    cwd: process.cwd(),
    env: environment,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trim().split('\n'), stderr };
}
const check = () => run(['--schemas', join(folder, 'schemas'), join(folder, 'log')]);

/** A schema in which `name` holds one `child`, with an attribute of a namespace of its own. */
const schema = (name: string, child: string, namespace = 'urn:hl7-org:v3') => `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${namespace}"
  targetNamespace="${namespace}" elementFormDefault="qualified"><xs:complexType name="CE"><xs:attribute name="code"/></xs:complexType>
  <xs:element name="${name}"><xs:complexType><xs:sequence><xs:element name="${child}" type="xs:anyType" maxOccurs="2"/></xs:sequence></xs:complexType></xs:element></xs:schema>`;

async function request(body: string): Promise<string> {
  const vihf = await signedVihf(patient(), context(), new InProcessIdentity());
  return writeEnvelope({ action: 'urn:a', url: 'https://dmp.test/patients', messageId: 'urn:uuid:1', vihf, body: new Xml(body) });
}
const HL7 = 'xmlns="urn:hl7-org:v3"';

judging(`messages that follow their schema, with assertions that hold, are valid${skipped}`, async () => {
  write('schemas/HL7V3/NE2008/PRPA_IN1.xsd', schema('PRPA_IN1', 'old'));
  write('schemas/HL7V3/NE2009/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('schemas/HL7V3/NE2009/decoy.xsd', schema('PRPA_IN1', 'decoy', 'urn:other'));
  write('log/0001-TD0.2-request.xml', await request(`<PRPA_IN1 ${HL7}><id/></PRPA_IN1>`));
  write('log/0001-TD0.2-response.xml', soap(`<PRPA_IN1 ${HL7}><id/></PRPA_IN1>`));
  write('log/0002-TD0.2-response.xml', soap(fault('soap:DMPAccessForbidden', 'Accès interdit')));
  write('log/notes.txt', 'not an exchange');
  const { status, lines } = check();
  expect(status).toBe(0);
  expect(lines.map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
    'Fichier | Corps | Schéma | Signature | Verdict',
    '0001-TD0.2-request.xml | PRPA_IN1 | HL7V3/NE2009/PRPA_IN1.xsd | vérifiée | valide',
    '0001-TD0.2-response.xml | PRPA_IN1 | HL7V3/NE2009/PRPA_IN1.xsd | — | valide',
    '0002-TD0.2-response.xml | Fault | faute SOAP | — | valide',
    'Transactions : TD0.2 × 1',
    'Vérifiées par xmlsec1 et xadesjs : 1 assertion, 0 envoi',
    '3 valides, 0 invalide',
  ]);
});

judging(`an interaction that only the older edition has is judged by it${skipped}`, async () => {
  write('schemas/HL7V3/NE2008/PRPA_IN2.xsd', schema('PRPA_IN2', 'id'));
  write('schemas/HL7V3/NE2009/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('log/0001-TD0.5-response.xml', soap(`<PRPA_IN2 ${HL7}><id/></PRPA_IN2>`));
  expect(check()).toMatchObject({ status: 0 });
});

judging(`what does not follow its schema, has none, is no SOAP or is not signed is invalid, each with its reason${skipped}`, async () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  const good = await request(`<PRPA_IN1 ${HL7}><id/></PRPA_IN1>`);
  write('log/0001-TD0.2-request.xml', good.replace('DIRECTE', 'INDIRECTE'));
  write('log/0002-TD0.2-request.xml', good.replace('<id/>', '<other/>'));
  write('log/0003-TD0.2-request.xml', soap(`<PRPA_IN1 ${HL7}><id/></PRPA_IN1>`));
  write('log/0004-TD0.2-response.xml', soap('<unknown xmlns="urn:x"/>'));
  write('log/0005-TD0.2-response.xml', good.slice(0, -40));
  write('log/0006-TD0.2-response.xml', '<html/>');
  write('log/0007-TD0.2-response.xml', soap('<soap:Fault/>'));
  const { status, lines } = check();
  expect(status).toBe(1);
  expect(lines.slice(8)).toEqual([
    '0001-TD0.2-request.xml : la signature de l’assertion ne se vérifie pas (xmlsec1)',
    '0001-TD0.2-request.xml : la signature de l’assertion ne se vérifie pas (xadesjs)',
    expect.stringMatching(/^0002-TD0\.2-request\.xml : PRPA_IN1:1: .*other.* not expected/),
    '0003-TD0.2-request.xml : aucune assertion',
    '0004-TD0.2-response.xml : aucun schéma pour unknown',
    '0005-TD0.2-response.xml : pas une enveloppe SOAP 1.2',
    '0006-TD0.2-response.xml : pas une enveloppe SOAP 1.2',
    '0007-TD0.2-response.xml : faute sans Code',
    '0007-TD0.2-response.xml : faute sans Reason',
    'Transactions : TD0.2 × 3',
    'Vérifiées par xmlsec1 et xadesjs : 1 assertion, 0 envoi',
    '0 valide, 7 invalides',
  ]);
});

judging(`what is inside is judged: the message in a wrapper, the document in a submission${skipped}`, async () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('schemas/XDS.xsd', schema('Submission', 'Document', 'urn:ihe:iti:xds-b:2007'));
  write('log/0001-TD1.1-response.xml', soap(`<w:Response xmlns:w="asip:ci-sis:gdp:2010"><PRPA_IN1 ${HL7}><wrong/></PRPA_IN1></w:Response>`));
  const document = (content: string) => Buffer.from(`<PRPA_IN1 ${HL7}><${content}/></PRPA_IN1>`).toString('base64');
  const submission = (content: string) => soap(`<Submission xmlns="urn:ihe:iti:xds-b:2007"><Document>${document(content)}</Document></Submission>`);
  write('log/0002-TD2.1-response.xml', submission('id'));
  write('log/0003-TD2.1-response.xml', submission('wrong'));
  const { lines } = check();
  expect(lines.map((line) => line.split(/ {2,}/).at(-1)).slice(1, 4)).toEqual(['invalide', 'valide', 'invalide']);
  expect(lines[2]).toContain('XDS.xsd, PRPA_IN1.xsd');
});

/** A submission and the retrieval of its document, as they went over the line. */
async function logged(): Promise<readonly string[]> {
  const dmp = await SimulatedDmp.start();
  try {
    const { documents } = dmp.gateway();
    const submission = submissionOf(PATIENTS.open, LEA);
    await documents.submit(PATIENTS.open, submission, LEA.id);
    const { document, written } = submission;
    await firstValueFrom(documents.retrieve(PATIENTS.open, { uniqueId: document.uniqueId, repositoryId: REPOSITORY_ID, ...written }));
    return readdirSync(dmp.wireLog)
      .filter((name) => name.endsWith('.mime'))
      .map((name) => readFileSync(join(dmp.wireLog, name), 'latin1'));
  } finally {
    await dmp.close();
  }
}
/** Roots that hold anything. */
const lax = (namespace: string, ...names: readonly string[]) => `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${namespace}">
  ${names.map((name) => `<xs:element name="${name}"/>`).join('')}</xs:schema>`;
const writeBytes = (path: string, content: string) => {
  write(path, '');
  writeFileSync(join(folder, path), content, 'latin1');
};

judging(`bodies in parts are judged: the message with its parts in it, each document as its bytes are, the signature of the submission${skipped}`, async () => {
  const [submission = '', retrieval = ''] = await logged();
  write('schemas/XDS.xsd', lax('urn:ihe:iti:xds-b:2007', 'ProvideAndRegisterDocumentSetRequest', 'RetrieveDocumentSetResponse'));
  write('schemas/CDA.xsd', lax('urn:hl7-org:v3', 'ClinicalDocument'));
  writeBytes('log/0001-TD2.1-request.mime', submission);
  writeBytes('log/0002-TD3.2-response.mime', retrieval);
  const { lines, status } = check();
  expect(lines.slice(1, 3).map((line) => line.split(/ {2,}/).slice(1).join(' | '))).toEqual([
    'ProvideAndRegisterDocumentSetRequest | XDS.xsd, CDA.xsd | vérifiée, envoi vérifié | valide',
    'RetrieveDocumentSetResponse | XDS.xsd, CDA.xsd | — | valide',
  ]);
  expect(lines).toContain('Vérifiées par xmlsec1 et xadesjs : 1 assertion, 1 envoi');
  expect(status).toBe(0);
});

judging(`what is wrong in a part, or between parts, is invalid, each with its reason${skipped}`, async () => {
  const [submission = ''] = await logged();
  write('schemas/XDS.xsd', lax('urn:ihe:iti:xds-b:2007', 'ProvideAndRegisterDocumentSetRequest'));
  write('schemas/CDA.xsd', schema('ClinicalDocument', 'title'));
  const broken = (number: number, from: string | RegExp, to: string) => {
    expect(submission.replace(from, to)).not.toBe(submission);
    writeBytes(`log/000${number}-TD2.1-request.mime`, submission.replace(from, to));
  };
  broken(1, '<ClinicalDocument', 'ClinicalDocument');
  broken(2, 'code="FR"', 'code="GB"');
  broken(3, /<SigningTime>\d/, '<SigningTime>3');
  broken(4, /(<CertDigest>.*?<DigestValue>)./, '$1?');
  broken(5, 'Content-ID: <doc1@lps>', 'Content-ID: <doc2@lps>');
  broken(6, 'start="<root', 'start="<none');
  broken(7, 'DIRECTE', 'INDIRECTE');
  broken(8, 'size', 'length');
  broken(9, ' id="Signature01"', ' id="Signature02"');
  const { lines } = check();
  const problems = (number: number) =>
    lines.flatMap((line) => (line.startsWith(`000${number}-TD2.1-request.mime : `) ? [line.slice(26).replace(/2\.25\.\d+/, 'OID')] : []));
  const notItsSchema = expect.stringContaining("Element '{urn:hl7-org:v3}realmCode': This element is not expected");
  const unsigned = 'le document OID n’est pas celui que signe l’envoi';
  const untrue = ['xmlsec1', 'xadesjs'].map((tool) => `la signature de l’envoi ne se vérifie pas (${tool})`);
  const hash = (id: string) => `${id} : hash n’est pas celui de ses octets`;
  const size = (id: string) => `${id} : size n’est pas celui de ses octets`;
  expect(problems(1)).toEqual([hash('Document01'), size('Document01'), 'Document01 : pas du XML', unsigned]);
  expect(problems(2)).toEqual([hash('Document01'), notItsSchema, unsigned]);
  expect(problems(3)).toEqual([notItsSchema, hash('Signature01'), ...untrue]);
  expect(problems(4)).toEqual([notItsSchema, hash('Signature01'), ...untrue, 'la signature de l’envoi nomme un autre certificat que le sien']);
  expect(problems(5)).toEqual([
    'aucune partie doc1@lps',
    'la partie doc2@lps n’est dans aucun message',
    hash('Document01'),
    size('Document01'),
    'Document01 : aucun octet',
    unsigned,
  ]);
  expect(problems(6)).toEqual(['un corps en parties qui ne se lit pas', 'pas une enveloppe SOAP 1.2', 'aucune assertion']);
  expect(problems(7)).toEqual([notItsSchema, ...['xmlsec1', 'xadesjs'].map((tool) => `la signature de l’assertion ne se vérifie pas (${tool})`)]);
  expect(problems(8)).toEqual([size('Document01'), notItsSchema]);
  expect(problems(9)).toEqual([notItsSchema, 'Signature01 : aucune métadonnée', 'Signature02 : aucun octet']);
});

/** Shaped as those of the DMP: types of a namespace of their own, with and without the operations that were withdrawn. */
const wsdl = (operations: string) => `<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:si-dmp-patients"><wsdl:types>
  <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:other="urn:hl7-org:v3" targetNamespace="asip:ci-sis:gdp:2010"><xs:import namespace="urn:hl7-org:v3"/>
    <xs:element name="PRPA_IN1_Response"/></xs:schema>
  <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="unqualified" targetNamespace="urn:si-dmp-patients">
    ${operations}
    <xs:complexType name="PatientAccessResponse"><xs:sequence><xs:element form="qualified" minOccurs="0" name="login" type="xs:string"/>
      <xs:element form="qualified" minOccurs="0" name="status" type="xs:string"/></xs:sequence></xs:complexType>
    <xs:complexType name="WebServiceResponse"><xs:sequence><xs:element form="qualified" minOccurs="0" name="status" type="xs:string"/></xs:sequence></xs:complexType>
    <xs:simpleType name="otpChannelTypeEnum"><xs:restriction base="xs:string"><xs:enumeration value="SMS"/></xs:restriction></xs:simpleType>
    <xs:simpleType name="actionTypeEnum"><xs:restriction base="xs:string"><xs:enumeration value="AJOUT"/></xs:restriction></xs:simpleType>
  </xs:schema></wsdl:types></wsdl:definitions>`;
const PATIENT_LIST =
  '<xs:element name="patientList"><xs:complexType><xs:sequence><xs:element form="qualified" name="dateType" type="xs:string"/></xs:sequence></xs:complexType></xs:element>';
const ACCOUNT = 'xmlns="urn:si-dmp-patients"';

judging(`the types inside a WSDL judge its service, also the operations it has lost${skipped}`, async () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('schemas/wsdl/PatientsSpecific.wsdl', wsdl(PATIENT_LIST));
  write('log/0001-TD0.4-response.xml', soap(`<patientList ${ACCOUNT}><dateType>LASTDOC</dateType></patientList>`));
  write('log/0002-TD1.5a-request.xml', await request(`<createPatientAccess ${ACCOUNT}><type>SMS</type><canal>+33611111111</canal></createPatientAccess>`));
  write(
    'log/0003-TD1.5a-response.xml',
    soap(`<createPatientAccessResponse ${ACCOUNT}><output><login>x</login><status>DMPOk</status></output></createPatientAccessResponse>`),
  );
  write('log/0004-TD1.5b-response.xml', soap(`<patientOTPUpdate ${ACCOUNT}><type>SMS</type><canal>x</canal><action>AJOUT</action></patientOTPUpdate>`));
  write('log/0005-TD1.5d-response.xml', soap(`<updatePatientAccess ${ACCOUNT}/>`));
  write('log/0006-TD1.1-response.xml', soap(`<g:PRPA_IN1_Response xmlns:g="asip:ci-sis:gdp:2010"><PRPA_IN1 ${HL7}><id/></PRPA_IN1></g:PRPA_IN1_Response>`));
  const { status, lines } = check();
  expect(lines.slice(1, 7).map((line) => line.split(/ {2,}/).slice(2).join(' | '))).toEqual([
    'wsdl/PatientsSpecific.wsdl | — | valide',
    'wsdl/PatientsSpecific.wsdl | vérifiée | valide',
    'wsdl/PatientsSpecific.wsdl | — | valide',
    'wsdl/PatientsSpecific.wsdl | — | valide',
    'wsdl/PatientsSpecific.wsdl | — | valide',
    'PRPA_IN1.xsd | — | valide',
  ]);
  expect(status).toBe(0);
});

judging(`what breaks the types inside a WSDL is invalid${skipped}`, () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('schemas/wsdl/PatientsSpecific.wsdl', wsdl(PATIENT_LIST));
  write('log/0001-TD1.5a-response.xml', soap(`<createPatientAccess ${ACCOUNT}><type>FAX</type></createPatientAccess>`));
  write('log/0002-TD1.5a-response.xml', soap(`<createPatientAccess ${ACCOUNT}><canal>x</canal><type>SMS</type></createPatientAccess>`));
  write('log/0003-TD1.5d-response.xml', soap(`<updatePatientAccess ${ACCOUNT}><type>SMS</type></updatePatientAccess>`));
  const { lines } = check();
  expect(lines.at(-1)).toBe('0 valide, 3 invalides');
});

judging(`a WSDL that still has an operation judges it by its own words${skipped}`, () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  write('schemas/wsdl/PatientsSpecific.wsdl', wsdl(PATIENT_LIST.replace('patientList', 'createPatientAccess')));
  write('log/0001-TD1.5a-response.xml', soap(`<createPatientAccess ${ACCOUNT}><dateType>x</dateType></createPatientAccess>`));
  expect(check()).toMatchObject({ status: 0 });
});

judging(`a prefix declared on the envelope still means the same in the body${skipped}`, async () => {
  write('schemas/PRPA_IN1.xsd', schema('PRPA_IN1', 'id'));
  const body = `<h:PRPA_IN1><h:id xsi:type="h:CE" code="x"/></h:PRPA_IN1>`;
  const prefixes = 'xmlns:h="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  write('log/0001-TD0.2-response.xml', soap(body).replace('<soap:Envelope', `<soap:Envelope ${prefixes}`));
  expect(check()).toMatchObject({ status: 0 });
});

test('what is missing is said in French, without a stack', () => {
  const usage = 'Usage : npm run check:wire -- --schemas DOSSIER_DES_SCHEMAS [DOSSIER_DU_JOURNAL]\n';
  const schemas = join(folder, 'schemas');
  const log = join(folder, 'log');
  expect(run([])).toMatchObject({ status: 2, stderr: usage });
  expect(run(['--schema', schemas])).toMatchObject({ status: 2, stderr: usage });
  expect(run(['--schemas', schemas])).toMatchObject({ status: 2, stderr: `Le dossier des schémas n’existe pas : ${schemas}\n` });
  mkdirSync(schemas);
  expect(run(['--schemas', schemas, log])).toMatchObject({
    status: 2,
    stderr: `Le dossier du journal n’existe pas : ${log}. Pour en écrire un : npm start -- --wire-log ${log}\n`,
  });
  mkdirSync(log);
  expect(run(['--schemas', schemas, log], { ...process.env, PATH: '/nowhere' })).toMatchObject({
    status: 2,
    stderr: 'Il manque l’outil xmllint. Sous Debian : apt-get install libxml2-utils\n',
  });
});

judging(`an empty log and a folder without schemas are said too${skipped}`, () => {
  write('schemas/readme.txt', '');
  write('log/readme.txt', '');
  expect(check().stderr).toBe(`Aucun échange dans ${join(folder, 'log')}. Pour en écrire : npm start -- --wire-log ${join(folder, 'log')}\n`);
  write('log/0001-TD0.2-response.xml', soap(''));
  expect(check().stderr).toBe(`Aucun schéma (.xsd) sous ${join(folder, 'schemas')}\n`);
});

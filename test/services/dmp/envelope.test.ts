import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../src/api/plugin-error.js';
import { readEnvelope, writeEnvelope } from '../../../src/services/dmp/envelope.js';
import { Xml, xml } from '../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { fault, NOW, soap } from './samples.js';

const ID = 'urn:uuid:00000000-0000-4000-8000-000000000001';
interface Received {
  readonly status?: number;
  readonly headers?: Record<string, string>;
}
const SOAP = { 'content-type': 'application/soap+xml; charset=UTF-8' };
const read = async (body: string, { status = 200, headers = SOAP }: Received = {}) =>
  (await readEnvelope({ status, headers, body: Readable.from([Buffer.from(body)]) }, ID, NOW)).body;

test('the envelope has the headers of WS-Addressing, and the assertion as it is', () => {
  const text = writeEnvelope({ action: 'urn:a', url: 'https://dmp.test/patients', messageId: ID, vihf: new Xml('<v>\n  <w></w>\n</v>'), body: xml`<a/>` });
  const envelope = XmlNode.parse(text);
  expect(text).toContain('<v>\n  <w></w>\n</v>');
  expect(envelope.at('Header/Action')?.text).toBe('urn:a');
  expect(envelope.at('Header/Action')?.attr('mustUnderstand')).toBe('true');
  expect(envelope.at('Header/MessageID')?.text).toBe(ID);
  expect(envelope.at('Header/To')?.text).toBe('https://dmp.test/patients');
  expect(envelope.at('Header/ReplyTo/Address')?.text).toBe('http://www.w3.org/2005/08/addressing/anonymous');
  expect(envelope.at('Header/Security')?.attr('mustUnderstand')).toBeUndefined();
  expect(envelope.at('Body')?.children.map(({ name }) => name)).toEqual(['a']);
});

test('the answer is the child of the Body', async () => {
  expect((await read(soap('<x>y</x>', ID))).text).toBe('y');
  expect((await read(soap('<x>y</x>', ID), { headers: {} })).text).toBe('y');
  expect((await read(soap('<x>y</x>', ID), { headers: { 'content-type': 'text/xml' } })).text).toBe('y');
});

test.each([
  ['an answer to another message', soap('<x/>', 'urn:uuid:other')],
  ['an answer that says of no message', soap('<x/>')],
  ['an empty Body', soap('', ID)],
  ['XML that is no envelope', '<html><body/></html>'],
  ['a DOCTYPE', `<!DOCTYPE x>${soap('<x/>', ID).replace(/^<\?.*\?>\s*/, '')}`],
  ['a truncated answer', soap('<x/>', ID).slice(0, -20)],
  ['garbage', '%%% not xml %%%'],
  ['a fault to another message', soap(fault('soap:DMPAccessForbidden', 'x'), 'urn:uuid:other')],
])('%s is unreadable', async (_, body) => {
  await expect(read(body)).rejects.toMatchObject({ code: 'dmp.unreadable', message: 'dmp.unreadable' });
});

test('an answer of 50 MB is given up', async () => {
  const body = Readable.from(
    (function* () {
      for (let megabyte = 0; megabyte < 50; megabyte += 1) yield Buffer.alloc(1024 * 1024, 'a');
    })(),
  );
  await expect(readEnvelope({ status: 200, headers: SOAP, body }, ID, NOW)).rejects.toMatchObject({ code: 'dmp.tooLarge' });
  expect(body.destroyed).toBe(true);
});

test.each<[number, ErrorCode]>([
  [500, 'dmp.serverError'],
  [502, 'dmp.serverError'],
  [503, 'dmp.serverError'],
  [429, 'dmp.serverError'],
  [408, 'dmp.timeout'],
  [403, 'dmp.refused'],
  [404, 'dmp.refused'],
  [302, 'dmp.unreadable'],
  [200, 'dmp.unreadable'],
])('HTTP %i with a page instead of a message is %s', async (status, code) => {
  const detail = { layer: 'http', code: String(status) };
  await expect(read('<html></html>', { status, headers: { 'content-type': 'text/html' } })).rejects.toMatchObject({ code, about: { detail } });
});

test.each(['Erreur interne', '<!DOCTYPE html><html></html>', '<html></html>', '', soap('<x/>', ID)])(
  'HTTP 500 is a server error, whatever it brings but a fault: %s',
  async (body) => {
    await expect(read(body, { status: 500 })).rejects.toMatchObject({ code: 'dmp.serverError', about: { detail: { layer: 'http', code: '500' } } });
  },
);

test.each<[string | undefined, string, ErrorCode]>([
  ['soap:DMPInvalidCertificate', 'Le certificat ayant signé le VIHF est invalide', 'dmp.invalidCertificate'],
  [undefined, 'Le certificat ayant signé le VIHF est invalide', 'dmp.invalidCertificate'],
  [undefined, 'Structure introuvable ou Inactive', 'dmp.structureUnknown'],
  [undefined, 'PS et Structure non liés', 'dmp.structureNotLinked'],
  [undefined, 'Aucune spécialité dans le vihf pour ce profil', 'dmp.specialityMissing'],
  [undefined, 'Le champ Resource_id est incorrect', 'dmp.insRejected'],
  ['soap:DMPAccessForbidden', 'Accès interdit', 'dmp.accessForbidden'],
  ['soap:DMPAccessDeniedByExcededThreshold', 'Seuil dépassé', 'dmp.thresholdExceeded'],
  ['soap:DMPAccessDeniedByRightsService', 'Droit insuffisant', 'dmp.rightsRefused'],
  [undefined, "L'assertion a expiré", 'dmp.clockSkew'],
  ['soap:DMPVihf', 'Le VIHF est trop ancien', 'dmp.clockSkew'],
  [undefined, 'IssueInstant is too old', 'dmp.clockSkew'],
  ['soap:DMPInvalidCertificate', 'Le certificat est expiré', 'dmp.invalidCertificate'],
  ['soap:DMPNouveau', 'Le certificat du VIHF a expiré', 'dmp.refused'],
  ['soap:DMPNouveau', 'Un motif de demain', 'dmp.refused'],
  ['soap:DMPIdentityCertificationFailure', 'x', 'dmp.refused'],
])('the fault %s "%s" is %s, and keeps its words', async (subcode, text, code) => {
  const detail = { layer: 'soap', code: subcode?.replace('soap:', '') ?? 'Sender', text };
  await expect(read(soap(fault(subcode, text)), { status: 500 })).rejects.toMatchObject({ code, message: code, about: { detail } });
  await expect(read(soap(fault(subcode, text), ID))).rejects.toMatchObject({ code });
});

test('a fault of SOAP 1.1 is understood', async () => {
  const old = '<Envelope><Body><Fault><faultcode>soap:Server</faultcode><faultstring>PS et Structure non liés</faultstring></Fault></Body></Envelope>';
  await expect(read(old, { status: 500, headers: { 'content-type': 'text/xml' } })).rejects.toMatchObject({
    code: 'dmp.structureNotLinked',
    about: { detail: { code: 'Server' } },
  });
});

test.each([
  [5, 'dmp.clockSkew'],
  [-5, 'dmp.clockSkew'],
  [3, 'dmp.refused'],
])('a refusal nothing explains is about the clocks when they differ by %i minutes: %s', async (minutes, code) => {
  const headers = { ...SOAP, date: new Date(NOW + minutes * 60_000).toUTCString() };
  await expect(read(soap(fault('soap:Autre', 'x')), { status: 500, headers })).rejects.toMatchObject({ code, about: { detail: { code: 'Autre' } } });
});

test('a refusal that says why is not about the clocks, nor is an answer', async () => {
  const headers = { ...SOAP, date: new Date(NOW + 3_600_000).toUTCString() };
  await expect(read(soap(fault('soap:DMPAccessForbidden', 'x')), { status: 500, headers })).rejects.toMatchObject({ code: 'dmp.accessForbidden' });
  expect((await read(soap('<x>y</x>', ID), { headers })).text).toBe('y');
  await expect(read(soap(fault('soap:Autre', 'x')), { status: 500, headers: { ...SOAP, date: 'hier' } })).rejects.toMatchObject({ code: 'dmp.refused' });
});

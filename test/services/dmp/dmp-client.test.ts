import { expect, test, vi } from 'vitest';
import { PluginError } from '../../../src/api/plugin-error.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import type { DmpContext } from '../../../src/services/dmp/dmp-context.js';
import type { Transaction, TransactionRequest } from '../../../src/services/dmp/transaction.js';
import { td02Existence } from '../../../src/services/dmp/transactions/td02-existence.js';
import { xml } from '../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { FakeIdentity } from '../../fakes/fake-identity.js';
import { context, fault, found, patient, soap } from './samples.js';

const LOST = new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNRESET' } });
const write: Transaction<TransactionRequest, string> = {
  td: 'TD9.9',
  action: 'urn:write',
  path: '/write',
  kind: 'write',
  build: () => xml`<a/>`,
  parse: ({ text }) => text,
};

function setUp(changes: Partial<DmpContext> = {}) {
  const identity = new FakeIdentity();
  const client = new DmpClient(identity, context(changes));
  const find = (signal?: AbortSignal) => client.send(td02Existence, { patient: patient() }, signal);
  /** Answers the exchange of this rank, once it was asked. */
  const answer = async (rank: number, body: string, status = 200) => {
    await vi.waitFor(() => expect(identity.asked).toHaveLength(rank));
    identity.answerWith(soap(body, header(rank, 'MessageID')), status);
  };
  const header = (rank: number, name: string) => XmlNode.parse(identity.asked[rank - 1]?.body ?? '').at(`Header/${name}`)?.text;
  return { identity, client, find, answer, header };
}

test('a message goes to the address of its service, with its action, one signature and the VIHF of its patient', async () => {
  const { identity, find, answer, header } = setUp();
  const result = find();
  await answer(1, found());
  expect(await result).toMatchObject({ record: 'open' });
  const [asked] = identity.asked;
  expect(asked?.url).toBe('https://dmp.test/services/patients');
  expect(asked?.headers).toEqual({ 'content-type': 'application/soap+xml; charset=UTF-8; action="urn:hl7-org:v3:PRPA_IN201307UV02"' });
  expect([header(1, 'To'), header(1, 'Action')]).toEqual(['https://dmp.test/services/patients', 'urn:hl7-org:v3:PRPA_IN201307UV02']);
  expect(identity.signed).toHaveLength(1);
  expect(asked?.body).toContain('279035121518989^^^&amp;1.2.250.1.213.1.4.10&amp;ISO^NH');
});

test('a transaction about nobody names nobody', async () => {
  const { identity, client, answer } = setUp();
  const result = client.send(write, {});
  await answer(1, '<a>done</a>');
  expect(await result).toBe('done');
  expect(identity.asked[0]?.body).not.toContain('resource-id');
});

test('a read whose answer was lost with the line is asked once more, as a message of its own', async () => {
  const { identity, find, answer, header } = setUp();
  identity.answerWith(LOST);
  const result = find();
  await answer(2, found());
  expect(await result).toMatchObject({ record: 'open' });
  expect(header(1, 'MessageID')).not.toBe(header(2, 'MessageID'));
  expect(identity.signed).toHaveLength(2);
});

test('a line that drops twice is not asked a third time', async () => {
  const { identity, find } = setUp();
  identity.answerWith(LOST);
  identity.answerWith(LOST);
  await expect(find()).rejects.toMatchObject({ code: 'dmp.unreachable' });
  expect(identity.asked).toHaveLength(2);
});

test('a write is never sent again by itself', async () => {
  const { identity, client } = setUp();
  identity.answerWith(LOST);
  await expect(client.send(write, {})).rejects.toMatchObject({ code: 'dmp.unreachable' });
  expect(identity.asked).toHaveLength(1);
});

test.each([
  new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } }),
  new PluginError('dmp.unreachable'),
  new PluginError('dmp.timeout'),
  new PluginError('dmp.tlsRefused', { detail: { layer: 'tls', code: 'ECONNRESET' } }),
  new PluginError('card.absent'),
])('$code ($about.detail.code) is not asked again', async (error) => {
  const { identity, find } = setUp();
  identity.answerWith(error);
  await expect(find()).rejects.toMatchObject({ code: error.code });
  expect(identity.asked).toHaveLength(1);
});

test.each([
  [fault('soap:DMPAccessForbidden', 'x'), 500],
  [fault(undefined, 'x', 'soap:Receiver'), 500],
  ['<other/>', 200],
])('a refusal or an unreadable answer is not asked again', async (body, status) => {
  const { identity, find, answer } = setUp();
  const result = find();
  await Promise.all([expect(result).rejects.toBeInstanceOf(PluginError), answer(1, body, status)]);
  expect(identity.asked).toHaveLength(1);
});

test('an abandoned read stops, and is not asked again', async () => {
  const { identity, find } = setUp();
  const controller = new AbortController();
  const result = find(controller.signal);
  await vi.waitFor(() => expect(identity.asked).toHaveLength(1));
  controller.abort();
  await expect(result).rejects.toBeInstanceOf(PluginError);
  expect(identity.asked).toHaveLength(1);
});

test('a failure says in which transaction, under the reference of its message, and names no patient', async () => {
  const { find, answer, header } = setUp();
  const result = find();
  const failure = result.then(
    () => undefined,
    (error: unknown) => error,
  );
  await answer(1, fault('soap:DMPNouveau', 'Patient PAT-TROIS 279035121518989 refusé'), 500);
  const error = await failure;
  if (!(error instanceof PluginError)) throw new Error('not refused');
  expect(error.about.detail).toMatchObject({ transaction: 'TD0.2', code: 'DMPNouveau', text: 'Patient PAT-TROIS 279035121518989 refusé' });
  expect(`urn:uuid:${error.about.reference}`).toBe(header(1, 'MessageID'));
  expect([error.message, error.about.reference, String(error.stack)].join(' ')).not.toMatch(/PAT-TROIS|DOMINIQUE|279035121518989/);
});

test('an unreadable answer leaves no trace of itself in the error', async () => {
  const { find, answer } = setUp();
  const result = find();
  const failure = result.then(
    () => undefined,
    (error: unknown) => error,
  );
  await answer(1, found({ ids: '<id root="1.2.250.1.213.1.4.10" extension="188102B17295165"/>' }));
  const error = await failure;
  if (!(error instanceof PluginError)) throw new Error('not refused');
  expect(JSON.stringify(error.toDto()) + error.message + String(error.cause)).not.toMatch(/PAT-TROIS|DOMINIQUE|188102B17295165|279035121518989/);
});

test('without an address nothing is signed', async () => {
  const { identity, find } = setUp({ baseUrl: '' });
  await expect(find()).rejects.toMatchObject({ code: 'dmp.wrongAddress' });
  expect([identity.signed, identity.asked]).toEqual([[], []]);
});

test('a character XML cannot write stops the message, without quoting it', async () => {
  const { identity, find } = setUp({ lps: { oid: '1.2', name: 'Éditeur\0', version: '1', homologationNumber: 'x' } });
  await expect(find()).rejects.toMatchObject({ code: 'plugin.unexpected', cause: { message: 'XML 1.0 has no U+0000' } });
  expect(identity.asked).toEqual([]);
});

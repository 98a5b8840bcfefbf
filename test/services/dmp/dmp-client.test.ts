import { Readable } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { PluginError } from '../../../src/api/plugin-error.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import type { DmpContext } from '../../../src/services/dmp/dmp-context.js';
import type { Transaction, TransactionRequest } from '../../../src/services/dmp/transaction.js';
import { td02Existence } from '../../../src/services/dmp/transactions/td02-existence.js';
import { xml } from '../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { ABSENT, FakeIdentity, HOLDER, SITUATION } from '../../fakes/fake-identity.js';
import { FakeJournal } from '../../fakes/fake-journal.js';
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
  const journal = new FakeJournal();
  const client = new DmpClient(identity, context(changes), journal);
  const find = (signal?: AbortSignal) => client.send(td02Existence, { patient: patient() }, signal);
  /** Answers the exchange of this rank, once it was asked. */
  const answer = async (rank: number, body: string, status = 200) => {
    await vi.waitFor(() => expect(identity.asked).toHaveLength(rank));
    identity.answerWith(soap(body, header(rank, 'MessageID')), status);
  };
  const header = (rank: number, name: string) => XmlNode.parse(identity.asked[rank - 1]?.body ?? '').at(`Header/${name}`)?.text;
  return { identity, client, journal, find, answer, header };
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

describe('a write', () => {
  const NAMED = { patient: patient() };
  const failureOf = (result: Promise<unknown>) =>
    result.then(
      () => undefined,
      (error: unknown) => error,
    );
  const result = async (journal: FakeJournal) => (await journal.list(1)).map(({ result, code }) => [result, code])[0];

  test.each([
    ['a line that drops', LOST, 'ECONNRESET'],
    ['a line that drops for a reason nobody knows', new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'UNKNOWN' } }), 'UNKNOWN'],
    ['a connection that times out', new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ETIMEDOUT' } }), 'ETIMEDOUT'],
    ['an answer that is late', new PluginError('dmp.timeout'), 'dmp.timeout'],
    ['an answer that is no HTTP', new PluginError('dmp.unreadable', { detail: { layer: 'http', code: 'HPE_INVALID_CONSTANT' } }), 'HPE_INVALID_CONSTANT'],
    ['a card that is taken out meanwhile', new PluginError('card.absent'), 'card.absent'],
    ['an agent that ends meanwhile', new PluginError('agent.unavailable'), 'agent.unavailable'],
    ['something nobody has foreseen', new PluginError('plugin.unexpected'), 'plugin.unexpected'],
  ])('is lost with %s: it may have been done, and is not sent again', async (_, reason, code) => {
    const { identity, client, journal } = setUp();
    identity.answerWith(reason);
    const error = await failureOf(client.send(write, NAMED));
    expect(error).toMatchObject({ code: 'dmp.answerLost', about: { detail: { code, transaction: 'TD9.9' } }, cause: { code: reason.code } });
    expect(identity.asked).toHaveLength(1);
    expect(await result(journal)).toEqual(['unknown', 'dmp.answerLost']);
  });

  test.each([
    [500, 'text/html', '<html></html>', '500'],
    [503, 'text/html', '', '503'],
    [408, 'text/html', '', '408'],
    [200, 'text/html', '<html></html>', '200'],
    [302, 'text/html', '', '302'],
    [200, 'application/soap+xml', '%%% not xml %%%', 'dmp.unreadable'],
    [200, 'application/soap+xml', '<a>', 'dmp.unreadable'],
    [200, 'application/soap+xml', soap('<a>done</a>', 'urn:uuid:other'), '200'],
    [500, 'application/soap+xml', soap('<a>done</a>'), '500'],
  ])('is lost with an answer that says nothing: HTTP %i, %s, %s', async (status, type, body, code) => {
    const { identity, client, journal } = setUp();
    identity.answerWith(body, status, { 'content-type': type });
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'dmp.answerLost', about: { detail: { code } } });
    expect(identity.asked).toHaveLength(1);
    expect(await result(journal)).toEqual(['unknown', 'dmp.answerLost']);
  });

  test('is lost when its answer breaks off, or means nothing to the transaction', async () => {
    const broken = setUp();
    broken.identity.exchange = async ({ body }) => {
      for await (const _ of body);
      const answer = new Readable({ read: () => {} });
      answer.push('<soap');
      answer.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
      return { status: 200, headers: {}, body: answer };
    };
    await expect(broken.client.send(write, NAMED)).rejects.toMatchObject({ code: 'dmp.answerLost', about: { detail: { code: 'ECONNRESET' } } });
    const { client, answer } = setUp();
    const foreign = {
      ...write,
      parse: () => {
        throw new PluginError('dmp.unreadable', { detail: { layer: 'hl7', code: 'nullified' } });
      },
    };
    const sent = expect(client.send(foreign, NAMED)).rejects.toMatchObject({ code: 'dmp.answerLost', about: { detail: { layer: 'hl7', code: 'nullified' } } });
    await answer(1, '<a/>');
    await sent;
  });

  test.each([
    new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } }),
    new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ENOTFOUND' } }),
    new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'EAI_AGAIN' } }),
    new PluginError('dmp.tlsRefused', { detail: { layer: 'tls', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } }),
    new PluginError('dmp.clockSkew', { detail: { layer: 'tls', code: 'CERT_NOT_YET_VALID' } }),
    new PluginError('dmp.wrongAddress'),
  ])('that has surely not left says so: $code $about.detail.code', async (error) => {
    const { identity, client, journal } = setUp();
    identity.answerWith(error);
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: error.code });
    expect(await result(journal)).toEqual(['notSent', error.code]);
  });

  test('whose card is gone before anything of it was taken has not left', async () => {
    const { identity, client, journal } = setUp();
    const sign = identity.sign.bind(identity);
    identity.sign = async (bytes) => {
      const signature = await sign(bytes);
      identity.become(ABSENT);
      return signature;
    };
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'card.absent' });
    expect(identity.asked).toEqual([]);
    expect(await result(journal)).toEqual(['notSent', 'card.absent']);
  });

  test('that the agent has not even begun to take has not left', async () => {
    const { identity, client, journal } = setUp();
    identity.exchange = async () => {
      throw new PluginError('agent.unavailable');
    };
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'agent.unavailable' });
    expect(await result(journal)).toEqual(['notSent', 'agent.unavailable']);
  });

  test.each([
    ['a fault', fault('soap:DMPAccessForbidden', 'x'), 500, 'dmp.accessForbidden'],
    ['a fault nobody knows', fault(undefined, 'x', 'soap:Receiver'), 500, 'dmp.refused'],
    ['a fault about the assertion', fault(undefined, "L'assertion a expiré"), 500, 'dmp.clockSkew'],
  ])('that is refused by %s was not done', async (_, body, status, code) => {
    const { client, journal, answer } = setUp();
    const sent = expect(client.send(write, NAMED)).rejects.toMatchObject({ code });
    await answer(1, body, status);
    await sent;
    expect(await result(journal)).toEqual(['refused', code]);
  });

  test.each([fault('soap:InvalidAddressingHeader', "L'en-tête MessageID a déjà été reçu"), fault('wsa:DuplicateMessageID', 'x')])(
    'that is refused because it came before was perhaps done then: %s',
    async (body) => {
      const { client, journal, answer } = setUp();
      const sent = expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'dmp.answerLost', about: { detail: { layer: 'soap' } } });
      await answer(1, body, 500);
      await sent;
      expect(await result(journal)).toEqual(['unknown', 'dmp.answerLost']);
    },
  );

  test('that something in front of the DMP turns away was not done', async () => {
    const { identity, client, journal } = setUp();
    identity.answerWith('<html></html>', 403, { 'content-type': 'text/html' });
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'dmp.refused', about: { detail: { layer: 'http', code: '403' } } });
    expect(await result(journal)).toEqual(['refused', 'dmp.refused']);
  });

  test('refused by the rights service means what the transaction says', async () => {
    const { client, answer } = setUp();
    const withdrawn = { ...write, refusals: { DMPAccessDeniedByRightsService: 'dmp.withdrawn' } as const };
    const sent = expect(client.send(withdrawn, NAMED)).rejects.toMatchObject({
      code: 'dmp.withdrawn',
      about: { detail: { code: 'DMPAccessDeniedByRightsService', text: 'Plus de création' } },
    });
    await answer(1, fault('soap:DMPAccessDeniedByRightsService', 'Plus de création'), 500);
    await sent;
  });

  test('leaves only once its line is in the journal, and closes it', async () => {
    const { identity, client, journal, answer, header } = setUp();
    const commit = journal.hold();
    const sent = client.send({ ...write, label: () => 'TD9.9 AJOUT' }, NAMED);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    expect([identity.signed, identity.asked]).toEqual([[], []]);
    commit();
    await vi.waitFor(() => expect(identity.asked).toHaveLength(1));
    const line = { at: 0, userId: 'user-1', professionalId: HOLDER.id, patientId: 'p15', transaction: 'TD9.9 AJOUT', messageId: header(1, 'MessageID') };
    expect(journal.entries).toEqual([{ ...line, result: 'sent' }]);
    await answer(1, '<a>done</a>');
    expect(await sent).toBe('done');
    expect(journal.entries).toEqual([{ ...line, result: 'done' }]);
  });

  test('is not sent without its line', async () => {
    const { identity, client, journal } = setUp();
    journal.failsToBegin = new Error('disk full');
    await expect(client.send(write, NAMED)).rejects.toMatchObject({ code: 'plugin.unexpected', cause: { message: 'disk full' } });
    expect([identity.signed, identity.asked, journal.entries]).toEqual([[], [], []]);
  });

  test('that was done is done, even if its line cannot be closed', async () => {
    const { client, journal, answer } = setUp();
    journal.failsToEnd = new Error('disk full');
    const sent = client.send(write, NAMED);
    await answer(1, '<a>done</a>');
    expect(await sent).toBe('done');
    expect(journal.entries).toMatchObject([{ result: 'sent' }]);
  });

  test('speaks for one session: that of its body is that of its VIHF', async () => {
    const { identity, client, journal } = setUp();
    const commit = journal.hold();
    const sent = expect(
      client.send({ ...write, build: (_request, _context, { situation }) => xml`<a>${situation.structureId}</a>` }, NAMED),
    ).rejects.toMatchObject({
      code: 'card.absent',
    });
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    identity.become({ kind: 'unlocked', holder: HOLDER, situation: { ...SITUATION, id: 'other', structureId: '10B0127189' }, since: 0 });
    commit();
    await sent;
    expect([identity.signed, identity.asked]).toEqual([[], []]);
  });
});

describe('the journal of reads', () => {
  test('one line per question that names a patient', async () => {
    const { find, journal, answer, header } = setUp();
    const found_ = find();
    await answer(1, found());
    await found_;
    await vi.waitFor(() => expect(journal.entries).toHaveLength(1));
    await vi.waitFor(() =>
      expect(journal.entries).toEqual([
        { at: 0, userId: 'user-1', professionalId: HOLDER.id, patientId: 'p15', transaction: 'TD0.2', messageId: header(1, 'MessageID'), result: 'done' },
      ]),
    );
    expect(JSON.stringify(journal.entries)).not.toMatch(/PAT-TROIS|DOMINIQUE|279035121518989/);
  });

  test('a question about nobody has none', async () => {
    const { client, journal, answer } = setUp();
    const sent = client.send({ ...write, kind: 'read' }, {});
    await answer(1, '<a>done</a>');
    await sent;
    expect(journal.entries).toEqual([]);
  });

  test('a journal that hangs does not slow them, one that fails does not fail them', async () => {
    const hanging = setUp();
    hanging.journal.hold();
    const slow = hanging.find();
    await hanging.answer(1, found());
    expect(await slow).toMatchObject({ record: 'open' });
    const failing = setUp();
    failing.journal.failsToBegin = new Error('disk full');
    failing.journal.begin = () => {
      throw new Error('closed');
    };
    const result = failing.find();
    await failing.answer(1, found());
    expect(await result).toMatchObject({ record: 'open' });
  });

  test.each([
    [new PluginError('dmp.timeout'), 'unknown'],
    [new PluginError('dmp.tlsRefused', { detail: { layer: 'tls', code: 'ERR_TLS_CERT_ALTNAME_INVALID' } }), 'notSent'],
  ])('a question that fails keeps its own code: $code', async (error, how) => {
    const { identity, find, journal } = setUp();
    identity.answerWith(error);
    await expect(find()).rejects.toMatchObject({ code: error.code });
    await vi.waitFor(() => expect(journal.entries).toMatchObject([{ result: how, code: error.code }]));
  });

  test('a question that is asked twice has two lines, each with its message', async () => {
    const { identity, find, journal, answer, header } = setUp();
    identity.answerWith(LOST);
    const result = find();
    await answer(2, found());
    await result;
    await vi.waitFor(() =>
      expect(journal.entries.map(({ messageId, result: how }) => [messageId, how])).toEqual([
        [header(1, 'MessageID'), 'unknown'],
        [header(2, 'MessageID'), 'done'],
      ]),
    );
  });

  test('a question that is given up has left, and has not failed', async () => {
    const { identity, find, journal } = setUp();
    const controller = new AbortController();
    const result = find(controller.signal);
    await vi.waitFor(() => expect(identity.asked).toHaveLength(1));
    controller.abort();
    await expect(result).rejects.toBeInstanceOf(PluginError);
    await vi.waitFor(() => expect(journal.entries.map(({ result: how, code }) => [how, code])).toEqual([['unknown', undefined]]));
  });

  test('without a card nothing is noted: nobody has asked', async () => {
    const { identity, find, journal } = setUp();
    identity.become(ABSENT);
    await expect(find()).rejects.toMatchObject({ code: 'card.absent' });
    expect(journal.entries).toEqual([]);
  });
});

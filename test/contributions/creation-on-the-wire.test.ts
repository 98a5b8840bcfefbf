import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ContainerModule } from 'inversify';
import { expect, test } from 'vitest';
import type { CreationOutcome } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { pluginModule } from '../../src/container.js';
import { type Answer, type Exchange, ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { VitaleReader } from '../../src/hardware/vitale-reader.js';
import { activateWith } from '../../src/main.js';
import { CardAgentControl } from '../../src/services/card-agent-control.js';
import { XmlNode } from '../../src/services/dmp/xml-node.js';
import { PaperWriter } from '../../src/services/paper-writer.js';
import { KeyedHash } from '../../src/services/store/keyed-hash.js';
import { SqliteJournal } from '../../src/services/store/sqlite-journal.js';
import { Store } from '../../src/services/store/store.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakePaperWriter, readPaper } from '../fakes/fake-paper-writer.js';
import { SECRETS } from '../fakes/fake-record-gateway.js';
import { FakeVitaleReader } from '../fakes/fake-vitale-reader.js';
import { BOB } from '../fakes/world.js';
import { InProcessIdentity } from '../services/dmp/in-process-identity.js';
import { fault, registrationAnswer, service, soap } from '../services/dmp/samples.js';
import { detailsOf } from '../services/make-services.js';

type Reply = string | 'cut';
const IDS = `<id root="${BOB.identity.insOid}" extension="${BOB.identity.matricule}"/>`;
const CREATED = registrationAnswer('PRPA_IN201312UV02', { ids: IDS });
const EXISTS = registrationAnswer('PRPA_IN201313UV02', { refused: 'DMPFound' });
const ACCOUNT = service('createPatientAccess', `<login>${SECRETS.login}</login><password>${SECRETS.password}</password><status>DMPOk</status>`);
const ACCOUNT_EXISTS = service('createPatientAccess', '<status>DMPPatientAccessAlreadyExists</status>');
const CHANNEL = service('patientOTPUpdate', '<status>DMPOk</status>');
const RENEWED = service('updatePatientAccess', `<login>${SECRETS.login}</login><password>${SECRETS.password}</password><status>DMPOk</status>`);

const FORM = {
  consent: true,
  refusesBreakGlass: false,
  refusesEmergency: false,
  address: detailsOf(BOB).address,
  account: { email: 'p@exemple.fr', emailConfirmation: 'p@exemple.fr', mobile: '', mobileConfirmation: '', channel: 'EMAIL' },
};

/** The plugin with its own store, journal and gateway. `replies`: what the DMP answers to each write, in order; `cut`: the request came, its answer did not. */
function setUp(...replies: Reply[]) {
  const host = new FakeHost();
  const writes: string[] = [];
  const post = async ({ body }: Exchange): Promise<Answer> => {
    const envelope = XmlNode.parse((await buffer(body)).toString());
    const [request] = envelope.at('Body')?.children ?? [];
    const isRead = request?.name === 'PRPA_IN201307UV02';
    if (!isRead) writes.push(request?.name ?? '');
    const reply = isRead ? fault('soap:DMPAccessDeniedByExcededThreshold', 'Seuil') : (replies.shift() ?? 'cut');
    if (reply === 'cut') throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNRESET' } });
    const answer = soap(reply, envelope.at('Header/MessageID')?.text);
    return { status: isRead ? 500 : 200, headers: { 'content-type': 'application/soap+xml; charset=UTF-8' }, body: Readable.from([Buffer.from(answer)]) };
  };
  const fakes = new ContainerModule(({ rebind }) => {
    rebind(ProfessionalIdentity).toConstantValue(new InProcessIdentity(undefined, undefined, post));
    rebind(CardAgentControl).toConstantValue(new FakeCardAgentControl());
    rebind(VitaleReader).toConstantValue(new FakeVitaleReader());
    rebind(PaperWriter).toConstantValue(new FakePaperWriter());
  });
  host.configure({ 'dmp.baseUrl': 'https://dmp.test/services' });
  host.keepDetails(detailsOf(BOB));
  const start = () => activateWith(host, pluginModule, fakes);
  const create = () => host.run('dmp.createRecord', { patient: BOB, form: FORM }) as Promise<Extract<CreationOutcome, { kind: 'created' }>>;
  return { host, writes, start, create };
}

/** The journal, as another process reads it. */
async function journalOf(host: FakeHost) {
  const store = new Store(host);
  const entries = await new SqliteJournal(store, new KeyedHash(host), host, Date.now).list(100);
  await store.close();
  return entries.filter(({ transaction }) => transaction.startsWith('TD1')).reverse();
}

const stop = (activation: ReturnType<typeof activateWith>) => activation.deactivate(AbortSignal.timeout(5_000));

test('the line is cut after TD1.1, the plugin ends; the next run understands that the record was created, and creates nothing twice', async () => {
  const { host, writes, start, create } = setUp('cut', EXISTS, ACCOUNT);
  const first = start();
  await host.run('dmp.acknowledgeTraces', { patient: BOB });
  await expect(create()).rejects.toMatchObject({ code: 'dmp.answerLost' });
  await stop(first);

  const second = start();
  const { receipt } = await create();
  await stop(second);
  expect(readPaper(host.takeFile(receipt.file?.id ?? '')?.bytes ?? Buffer.from('{}'))).toMatchObject({ about: 'creationAndAccount', secrets: SECRETS });
  expect(writes).toEqual(['PRPA_IN201311UV02', 'PRPA_IN201311UV02', 'createPatientAccess']);
  expect((await journalOf(host)).map(({ transaction, result }) => [transaction, result])).toEqual([
    ['TD1.1', 'unknown'],
    ['TD1.1', 'refused'],
    ['TD1.5a', 'done'],
  ]);
});

test('the line is cut after TD1.5a; the account asked for again gets new secrets', async () => {
  const { host, start, create } = setUp(CREATED, 'cut', ACCOUNT_EXISTS, RENEWED, CHANNEL);
  const activation = start();
  await host.run('dmp.acknowledgeTraces', { patient: BOB });
  expect((await create()).accountMissing).toMatchObject({ code: 'dmp.answerLost' });
  expect(await host.run('dmp.createAccount', { patient: BOB, account: FORM.account })).toMatchObject({ kind: 'done', receipt: { about: 'account' } });
  await stop(activation);
  expect((await journalOf(host)).map(({ transaction, result }) => [transaction, result])).toEqual([
    ['TD1.1', 'done'],
    ['TD1.5a', 'unknown'],
    ['TD1.5a', 'refused'],
    ['TD1.5d', 'done'],
    ['TD1.5b AJOUT', 'done'],
  ]);
});

test("somebody else's record is a refusal", async () => {
  const { host, writes, start, create } = setUp(EXISTS);
  const activation = start();
  await host.run('dmp.acknowledgeTraces', { patient: BOB });
  await expect(create()).rejects.toMatchObject({ code: 'dmp.recordExists' });
  await stop(activation);
  expect(writes).toHaveLength(1);
});

test('after a creation, neither login nor password nor anything of the patient is on disk, in the log or in the journal', async () => {
  const { host, start, create } = setUp(CREATED, ACCOUNT);
  const activation = start();
  await host.run('dmp.acknowledgeTraces', { patient: BOB });
  expect((await create()).receipt.about).toBe('creationAndAccount');
  await stop(activation);
  const { folder } = host.storage;
  const disk = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
  expect(disk).toContain('TD1.5a');
  const logs = JSON.stringify(host.logged);
  expect(logs).toContain('write.done');
  const personal = [BOB.identity.matricule, BOB.identity.birthName, 'GAMBETTA', 'p@exemple.fr'];
  for (const secret of [...Object.values(SECRETS), ...personal])
    for (const place of [disk, logs, JSON.stringify(await journalOf(host))]) expect(place).not.toContain(secret);
});

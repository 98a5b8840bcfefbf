import { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { preparePki } from '../reference/cards/pki.js';
import { prepareReader } from '../reference/cards/reader.js';
import { type Simulator, startSimulator } from '../reference/dmp-simulator/simulator.js';
import { build, PLUGIN_PROCESS, ROOT } from '../scripts/build.js';
import type { DocumentDraft, DocumentOutcome, JoinedBody } from '../src/api/documents.js';
import type { CardState, DmpTabState } from '../src/api/messages.js';
import { seal, until } from './hardware/card-desk.js';
import { cleanUp, type PracticeClient, startPractice, temporaryFolder } from './reference/host/practice-server.js';

/**
 * A whole session of the real plugin (wrong code, right code, status, link to the web DMP), with every boundary of this process recorded: what
 * the page and the host say, what the host and the plugin say, and what is left in logs and files.
 */
const PIN = '1234';
const WRONG_PIN = '9753';
const PATIENT = ['DESMAUX', 'NATHALIE', '255069999999934', '2 55 06 99'];
/** Title, comment and words of a document that is added, held in the outbox, let go and sent. */
const DOCUMENT = ['Ulcère veineux gauche', 'Mme Desmaux préfère le matin', 'Pansement hydrocellulaire'];
const PROFESSIONAL = ['INFIRMIER0212', '899900021212'];

const transcript = { pageAndHost: [] as string[], hostAndPlugin: [] as string[] };
const undo: (() => void)[] = [];
let data: string;
let simulator: Simulator;
let client: PracticeClient;
let whileWaiting: ReturnType<typeof files> = [];

beforeAll(async () => {
  await build();
  record();
  data = temporaryFolder();
  const pki = await preparePki(join(data, 'pki'));
  await prepareReader(join(data, 'reader'), pki);
  simulator = await startSimulator({ pkiFolder: join(data, 'pki') });
  const practice = await startPractice({
    dataFolder: data,
    pluginFolders: [ROOT],
    pluginProcess: PLUGIN_PROCESS,
    configuration: {
      'dmp.baseUrl': simulator.soapBaseUrl,
      'dmp.webBaseUrl': simulator.webBaseUrl,
      'dmp.trustedCertificates': join(data, 'pki/trusted-by-clients.pem'),
      'dmp.softwareCardReader': join(data, 'reader'),
    },
  });
  client = await practice.open();
  await client.openForm('p01');
  const states = await client.show<DmpTabState>('dmp.tab', 'p01');
  await client.show('dmp.bandChip', 'p01');
  await client.run('dmp.showStatus', 'p01');
  for (const pin of [WRONG_PIN, PIN]) {
    const expected = pin === WRONG_PIN ? 'locked' : 'wrongPin';
    await until(() => cardOf(states.at(-1))?.kind === expected);
    const card = cardOf(states.at(-1)) as Extract<CardState, { pinKey: JsonWebKey }>;
    await client.run('dmp.unlockCard', 'p01', { encryptedPin: await seal(pin, card.pinKey) });
  }
  await until(() => states.at(-1)?.status.kind === 'known');
  await client.run('dmp.webDmpLink', 'p01', { page: 'Documents' });
  await addDocument(() => states.at(-1));
});

afterAll(async () => {
  await cleanUp();
  await simulator.close();
  for (const step of undo) step();
});

/** As the form does; what was kept before it left is looked at as well. */
async function addDocument(tab: () => DmpTabState | undefined): Promise<void> {
  const [title = '', comment = '', text = ''] = DOCUMENT;
  const { form } = (await client.run('dmp.documentDraft', 'p01', {})) as DocumentDraft;
  const { bodyId } = (await client.run('dmp.joinText', 'p01', { text })) as JoinedBody;
  const filled = { ...form, title, comment };
  await client.run('dmp.acknowledgeTraces', 'p01');
  await client.run('dmp.suspendOutbox');
  const added = (await client.run('dmp.addDocument', 'p01', { form: filled, bodyId, confirmed: true, professionalId: PROFESSIONAL[1] })) as DocumentOutcome;
  expect(added).toMatchObject({ kind: 'accepted' });
  whileWaiting = files('').filter(({ path }) => path.includes('storage'));
  await client.run('dmp.resumeOutbox');
  await until(() => tab()?.feeding?.documents.some(({ state, title: shown }) => shown === title && state.kind === 'sent') === true);
}

const cardOf = (state: DmpTabState | undefined): CardState | undefined => (state && 'card' in state.status ? state.status.card : undefined);

/** Both ends of the page's socket are in this process, and so is the host's end of the plugin's channel. */
function record(): void {
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (this: WebSocket, ...args: Parameters<typeof send>) {
    transcript.pageAndHost.push(String(args[0]));
    return send.apply(this, args);
  } as typeof send;
  const { send: toChild, emit } = ChildProcess.prototype;
  ChildProcess.prototype.emit = function (this: ChildProcess, event: string, ...args: unknown[]) {
    if (event === 'message') transcript.hostAndPlugin.push(JSON.stringify(args[0]));
    if (event === 'spawn') {
      const original = this.send?.bind(this) as ((...sent: unknown[]) => boolean) | undefined;
      if (original)
        this.send = ((...sent: unknown[]) => {
          transcript.hostAndPlugin.push(JSON.stringify(sent[0]));
          return original(...sent);
        }) as ChildProcess['send'];
    }
    return emit.apply(this, [event, ...args] as never);
  } as typeof emit;
  undo.push(() => {
    WebSocket.prototype.send = send;
    ChildProcess.prototype.emit = emit;
    if (toChild) ChildProcess.prototype.send = toChild;
  });
}

test('the session was recorded whole: sealed codes, states and the link crossed both boundaries', () => {
  for (const boundary of Object.values(transcript)) {
    const all = boundary.join('\n');
    expect(all.match(/"encryptedPin"/g)?.length).toBe(2);
    for (const part of ['dmp.unlockCard', 'wrongPin', '"record":"open"', 'AccesDirect/Documents']) expect(all).toContain(part);
  }
});

test('no code crosses in clear, neither the right one nor the wrong one', () => {
  for (const boundary of Object.values(transcript))
    for (const message of boundary) {
      // Ciphertext, keys and times may hold any four digits; a value of its own or a word of a text may not.
      for (const pin of [PIN, WRONG_PIN]) expect(message).not.toMatch(new RegExp(`["\\s:,[]${pin}["\\s,\\]}]`));
    }
});

test('logs name nobody and hold no code', async () => {
  const logs = [...(await client.log('dmp')), ...files('.log').map(({ text }) => text)].join('\n');
  expect(logs).toMatch(/activated/);
  for (const personal of [...PATIENT, ...PROFESSIONAL, ...DOCUMENT]) expect(logs).not.toContain(personal);
  for (const pin of [PIN, WRONG_PIN]) expect(logs).not.toMatch(new RegExp(`\\b${pin}\\b`));
});

test('what the plugin keeps names no patient, and no file of the session holds a code', () => {
  const kept = files('').filter(({ path }) => path.includes('storage'));
  expect(kept.some(({ path }) => path.endsWith('.sqlite'))).toBe(true);
  // Latin-1, as the files were read: what is kept in clear would be in UTF-8.
  const words = [...PATIENT, ...DOCUMENT].flatMap((word) => [word, Buffer.from(word).toString('latin1')]);
  for (const { text } of [...kept, ...whileWaiting]) for (const personal of words) expect(text).not.toContain(personal);
  expect(whileWaiting.length).toBeGreaterThan(0);
  for (const { path, text } of files(''))
    if (!/\.(p12|pem|sqlite(-wal|-shm)?)$/.test(path)) expect(text).not.toMatch(new RegExp(`\\b(${PIN}|${WRONG_PIN})\\b`));
});

function files(ending: string): { path: string; text: string }[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith(ending))
    .map((file) => join(file.parentPath, file.name))
    .map((path) => ({ path, text: readFileSync(path, 'latin1') }));
}

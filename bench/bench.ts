import { type ChildProcess, fork } from 'node:child_process';
import { createPublicKey, constants as cryptoConstants, publicEncrypt, randomUUID, sign as signRsa } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from 'playwright';
import { filter, firstValueFrom, of } from 'rxjs';
import { preparePki } from '../reference/cards/pki.js';
import { prepareReader } from '../reference/cards/reader.js';
import { build, ROOT } from '../scripts/build.js';
import { CHROMIUM_ARGS, chromiumPath } from '../scripts/chromium.js';
import type { CardState } from '../src/api/messages.js';
import type { QualifiedPatient } from '../src/api/patient.js';
import type { Holder, Situation } from '../src/api/professional.js';
import { openPkcs12 } from '../src/hardware/agent/card-keys.js';
import { AgentIdentity } from '../src/hardware/agent-identity.js';
import type { ProfessionalIdentity } from '../src/hardware/professional-identity.js';
import { DmpClient } from '../src/services/dmp/dmp-client.js';
import type { DmpContext } from '../src/services/dmp/dmp-context.js';
import { writeEnvelope } from '../src/services/dmp/envelope.js';
import { unlockedSession } from '../src/services/dmp/session.js';
import { SoapRecordGateway } from '../src/services/dmp/soap-record-gateway.js';
import { td02Existence } from '../src/services/dmp/transactions/td02-existence.js';
import { signedVihf } from '../src/services/dmp/vihf.js';
import type { Journal } from '../src/services/journal.js';
import { inTurn, median } from './measure.js';
import 'reflect-metadata';

/** `npm run bench`: each figure is a ratio of two things measured in turn, in this run. It reports; it never fails for being slow. */

const PIN = '1234';
/** What is measured is the exchange; a read's line in the journal is not waited for. */
const NO_JOURNAL: Journal = { begin: async () => {}, end: async () => {}, last: async () => undefined, list: async () => [] };

const PATIENT: QualifiedPatient = {
  id: 'bench',
  identity: {
    matricule: '255069999999934',
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName: 'DESMAUX',
    birthGivenNames: 'NATHALIE',
    sex: 'F',
    birthDate: '1955-06-15',
    birthPlaceCode: '72181',
  },
};
const rows: { readonly what: string; readonly measured: string; readonly ratio: string; readonly goal: string }[] = [];
const children: ChildProcess[] = [];
const data = mkdtempSync(join(tmpdir(), 'passerelle-bench-'));

/** TD0.2 through gateway and agent, against the same bytes posted straight to the same address on a warm connection, plus one signature. */
async function transaction(baseUrl: string): Promise<void> {
  const { origin } = new URL(baseUrl);
  const agent = new AgentIdentity(
    { path: join(ROOT, 'dist/card-agent.js') },
    {
      softwareCardReader: join(data, 'reader'),
      trustedCertificates: join(data, 'pki/trusted-by-clients.pem'),
      allowedOrigins: [origin],
      requestTimeoutSeconds: 60,
    },
    { info() {}, warn() {}, error() {} },
  );
  const locked = await firstValueFrom(agent.state$.pipe(filter((state): state is Extract<CardState, { pinKey: JsonWebKey }> => 'pinKey' in state)));
  await agent.unlock(sealed(PIN, locked.pinKey));
  await firstValueFrom(agent.state$.pipe(filter((state) => state.kind === 'unlocked')));
  const context = contextOf(baseUrl);
  const gateway = new SoapRecordGateway(new DmpClient(agent, context, NO_JOURNAL), context);

  const { identity, tls, signature } = cardInProcess();
  const warm = new Agent({
    keepAlive: true,
    maxSockets: 1,
    cert: tls.certificate.toString(),
    key: tls.key.export({ type: 'pkcs8', format: 'pem' }),
    ca: readFileSync(join(data, 'pki/trusted-by-clients.pem')),
  });
  const rounds = 60;
  // A message counts once: the simulator refuses it the second time, as the DMP would.
  const messages = await Promise.all(Array.from({ length: rounds + 10 }, () => message(context, identity)));
  const { a, b } = await inTurn(
    rounds,
    () => firstValueFrom(gateway.findRecord(PATIENT)),
    async () => {
      const bytes = messages.pop() ?? Buffer.alloc(0);
      await promisify(signRsa)('sha256', bytes.subarray(0, 1024), signature.key);
      await post(`${baseUrl}${td02Existence.path}`, bytes, warm);
    },
  );
  row('TD0.2 through gateway and agent / the same bytes posted straight + one signature', a, b, '≤ 1.5×');
  warm.destroy();
  await agent.dispose();
}

/** Building and signing a VIHF, against one RSA-2048 signature with the same key. */
async function assertion(baseUrl: string): Promise<void> {
  const { identity, signature } = cardInProcess();
  const context = contextOf(baseUrl);
  const bytes = Buffer.alloc(600, 'x');
  const { a, b } = await inTurn(
    300,
    () => signedVihf(PATIENT, context, identity),
    () => promisify(signRsa)('sha256', bytes, signature.key),
    50,
  );
  row('VIHF built and signed / one RSA-2048 signature', a, b, '≤ 1.5×');
}

/** From the click on the DMP tab to its cached status painted, in frames, against a tab of the host's own. */
async function tabClick(): Promise<void> {
  const executablePath = chromiumPath();
  if (!executablePath) {
    rows.push({ what: 'tab click to painted cached status', measured: 'no Chromium', ratio: '', goal: 'same frame' });
    return;
  }
  const practice = await child<{ url: string }>('scripts/start.ts', ['--port', '0', '--data', join(data, 'practice')]);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'fr-FR' });
  // The loader that runs this file names functions through a helper that the page lacks.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(`${practice.url}/patients/p01`);
  await page.getByRole('tab', { name: 'DMP' }).click();
  await page.getByLabel(/Code porteur/).fill(PIN);
  await page.keyboard.press('Enter');
  await page.getByText('Le DMP du patient est ouvert').first().waitFor();
  const frames = (tab: string, text: string): Promise<{ frames: number; milliseconds: number }> =>
    page.evaluate(
      async ([name, sentence]) => {
        const button = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find((one) => one.textContent?.trim() === name);
        const seen = (root: ParentNode): boolean =>
          [...root.querySelectorAll<HTMLElement>('*')].some(
            (one) =>
              (one.shadowRoot && seen(one.shadowRoot)) || (one.children.length === 0 && one.textContent?.includes(sentence ?? '') && one.checkVisibility()),
          );
        return new Promise<{ frames: number; milliseconds: number }>((resolve) => {
          requestAnimationFrame(() => {
            const start = performance.now();
            button?.click();
            let count = 0;
            const look = (): void => {
              count += 1;
              if (seen(document)) resolve({ frames: count, milliseconds: performance.now() - start });
              else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          });
        });
      },
      [tab, text],
    );
  const own: number[] = [];
  const plugin: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    own.push((await frames('Absences', 'Absences')).frames);
    plugin.push((await frames('DMP', 'Le DMP du patient est ouvert')).frames);
  }
  const [a, b] = [median(plugin), median(own)];
  rows.push({
    what: "tab click to painted cached status / the host's own tab",
    measured: `${a} / ${b} frames`,
    ratio: `${(a / b).toFixed(2)}×`,
    goal: 'same frame',
  });
  await browser.close();
}

/** What the page loads of the plugin, Lit and RxJS included. */
function bundle(): void {
  const size = brotliCompressSync(readFileSync(join(ROOT, 'dist/browser.js'))).length / 1000;
  rows.push({ what: 'browser bundle, brotli', measured: `${size.toFixed(1)} kB`, ratio: `${(size / 45).toFixed(2)}×`, goal: '≤ 45 kB' });
}

/** From the start of a process to the plugin activated in it, against the start of a bare one. */
async function activation(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'plugin.manifest.json'), 'utf8')) as {
    contributes: { configuration: Record<string, { default: unknown }> };
  };
  const settings = JSON.stringify(Object.fromEntries(Object.entries(manifest.contributes.configuration).map(([key, setting]) => [key, setting.default])));
  const up = (args: readonly string[]) => async () => {
    const started = fork(join(ROOT, 'bench/activation-child.mjs'), args, { env: { ...process.env, BENCH_SETTINGS: settings }, execArgv: [] });
    await once(started, 'message');
    started.kill('SIGKILL');
    await once(started, 'exit');
  };
  const { a, b } = await inTurn(15, up([ROOT, data]), up([]), 2);
  rows.push({
    what: 'plugin activated / a bare Node process',
    measured: `${a.toFixed(0)} / ${b.toFixed(0)} ms, ${(a - b).toFixed(0)} ms more`,
    ratio: `${(a / b).toFixed(2)}×`,
    goal: '≤ 100 ms more',
  });
}

function row(what: string, a: number, b: number, goal: string): void {
  rows.push({ what, measured: `${a.toFixed(2)} / ${b.toFixed(2)} ms`, ratio: `${(a / b).toFixed(2)}×`, goal });
}

async function message(context: DmpContext, identity: ProfessionalIdentity): Promise<Buffer> {
  const { action, path, build: body } = td02Existence;
  const session = await unlockedSession(identity);
  const vihf = await signedVihf(PATIENT, context, identity, session);
  return Buffer.from(
    writeEnvelope({ action, url: context.baseUrl + path, messageId: `urn:uuid:${randomUUID()}`, vihf, body: body({ patient: PATIENT }, context, session) }),
  );
}

function post(url: string, body: Buffer, agent: Agent): Promise<void> {
  const headers = { 'content-type': `application/soap+xml; charset=UTF-8; action="${td02Existence.action}"`, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`the simulator answered ${answer.statusCode}`))));
    });
    call.on('error', reject);
    call.end(body);
  });
}

/** The card's keys in this process, for what the agent is compared with. */
function cardInProcess() {
  const folder = join(data, 'reader/cards/cps-infirmiere');
  const open = (name: string) => {
    const key = openPkcs12(readFileSync(join(folder, `${name}.p12`)), PIN);
    if (!key) throw new Error('the demo code has changed');
    return key;
  };
  const { holder, situations } = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { holder: Holder; situations: [Situation] };
  const signature = open('signature');
  const identity: ProfessionalIdentity = {
    state$: of({ kind: 'unlocked', holder, situation: situations[0], since: Date.now() }),
    sign: (bytes) => promisify(signRsa)('sha256', bytes, signature.key),
    certificate: async () => signature.certificate.raw,
    unlock: unused,
    chooseReader: unused,
    chooseSituation: unused,
    exchange: unused,
  };
  return { identity, signature, tls: open('authentication') };
}
const unused = (): Promise<never> => Promise.reject(new Error('not part of this measure'));

const sealed = (pin: string, key: JsonWebKey): string =>
  publicEncrypt(
    { key: createPublicKey({ key: key as never, format: 'jwk' }), padding: cryptoConstants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    Buffer.from(pin),
  ).toString('base64');

const contextOf = (baseUrl: string): DmpContext => ({
  baseUrl,
  environment: 'simulator',
  lps: { oid: '1.2.250.1.999.1.1', name: 'Passerelle DMP', version: '1.0.0', homologationNumber: 'TEST-0000' },
  newId: randomUUID,
  now: Date.now,
});

async function child<Ready>(entry: string, args: readonly string[]): Promise<Ready> {
  const started = fork(join(ROOT, entry), args, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(started);
  return new Promise<Ready>((resolve, reject) => {
    started.on('message', (ready: { kind?: string }) => ready.kind === 'ready' && resolve(ready as Ready));
    started.once('exit', (code) => reject(new Error(`${entry} ended with ${code}`)));
  });
}

try {
  await build();
  const pki = await preparePki(join(data, 'pki'));
  await prepareReader(join(data, 'reader'), pki);
  const simulator = await child<{ soapBaseUrl: string }>('reference/dmp-simulator/main.ts', ['--pki', join(data, 'pki')]);
  await transaction(simulator.soapBaseUrl);
  await assertion(simulator.soapBaseUrl);
  await tabClick();
  bundle();
  await activation();
  console.table(rows);
} finally {
  for (const one of children) one.kill('SIGTERM');
  rmSync(data, { recursive: true, force: true });
}

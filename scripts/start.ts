import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { preparePki } from '../reference/cards/pki.js';
import { PRACTICE_PASSPHRASE, prepareStructure } from '../reference/cards/practice-structure.js';
import { prepareReader, prepareSignatures } from '../reference/cards/reader.js';
import { PcscRoom } from '../reference/cards/virtual/pcsc-room.js';
import { PARAMETER_FILE } from '../reference/dmp-simulator/parameter-file.js';
import { SCENARIOS } from '../reference/dmp-simulator/state.js';
import { build, HOST_PAGE, PLUGIN_PROCESS, ROOT } from './build.js';

/** `npm start`: builds what is missing, then runs the practice application, the simulated DMP and a software card in its virtual reader. */

/** Of `--card`, as the setting has them. */
const MEANS: Readonly<Record<string, string>> = { software: 'softwareCard', structure: 'structure', pcsc: 'card' };

const USAGE = `npm start -- [--port N] [--data DOSSIER] [--card MOYEN] [--latency MS] [--scenario NOM] [--withdrawn] [--wire-log DOSSIER]

  --port N          port de l'application (défaut : PORT, sinon 4180)
  --data DOSSIER    où tout est gardé (défaut : .data)
  --card MOYEN      qui s'identifie au DMP : ${Object.keys(MEANS).join(', ')} ; au choix dans les réglages si l'option manque.
                    pcsc : les cartes simulées sont dans les lecteurs d'un vrai service PC/SC (Linux, root)
  --latency MS      délai ajouté à chaque réponse du simulateur
  --scenario NOM    situation des dossiers du simulateur : ${SCENARIOS.join(', ')}
  --withdrawn       le simulateur refuse la création et le compte internet, comme le système national d'aujourd'hui
  --wire-log DOSSIER  écrit chaque échange avec le simulateur dans ce dossier`;

const { values } = readArguments();
if (values.help) exit(0, USAGE);
const port = wholeNumber('port', values.port ?? process.env['PORT'] ?? '4180', 65_535);
const latency = wholeNumber('latency', values.latency ?? '0', 600_000);
if (values.scenario !== undefined && !SCENARIOS.some((known) => known === values.scenario))
  exit(2, `--scenario : « ${values.scenario} » est inconnu.\n\n${USAGE}`);
if (values.card !== undefined && !Object.hasOwn(MEANS, values.card)) exit(2, `--card : « ${values.card} » est inconnu.\n\n${USAGE}`);
const data = resolve(values.data ?? join(ROOT, '.data'));

class Refused extends Error {}
let room: PcscRoom | undefined;
const children: ChildProcess[] = [];
let stopping = false;
process.on('SIGINT', () => void stop(0));
process.on('SIGTERM', () => void stop(0));

try {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  await build();
  const pki = await preparePki(join(data, 'pki'));
  await prepareReader(join(data, 'reader'), pki);
  await prepareStructure(join(data, 'structure'), pki);

  if (values.card === 'pcsc') {
    room = await PcscRoom.open(join(data, 'reader')).catch((error: Error) => {
      throw new Refused(error.message);
    });
    // The card agent finds the service by it.
    process.env['PCSCLITE_CSOCK_NAME'] = room.socket;
  }

  const wireLog = values['wire-log'] ? ['--wire-log', resolve(values['wire-log'])] : [];
  const scenario = values.scenario ? ['--scenario', values.scenario] : [];
  const simulator = await started<{ soapBaseUrl: string; webBaseUrl: string }>('reference/dmp-simulator/main.ts', [
    ...['--data', join(data, 'simulator'), '--pki', join(data, 'pki'), '--latency', String(latency)],
    ...scenario,
    ...(values.withdrawn ? ['--withdrawn'] : []),
    ...wireLog,
  ]);
  const settings = {
    'dmp.environment': 'simulator',
    'dmp.baseUrl': simulator.soapBaseUrl,
    'dmp.webBaseUrl': simulator.webBaseUrl,
    'dmp.parametersUrl': simulator.webBaseUrl + PARAMETER_FILE,
    'dmp.trustedCertificates': join(data, 'pki/trusted-by-clients.pem'),
    'dmp.softwareCardReader': join(data, 'reader'),
    'dmp.structureAuthentication': join(data, 'structure/authentication.p12'),
    'dmp.structureSignature': join(data, 'structure/signature.p12'),
    'dmp.cardSoftwareSignature': prepareSignatures(join(data, 'reader'), join(data, 'signatures')),
    ...(values.card !== undefined && { 'dmp.authentication': MEANS[values.card] }),
  };
  const host = await started<{ url: string }>('reference/host/main.ts', [
    ...['--port', String(port), '--data', data, '--plugin', ROOT, '--page', HOST_PAGE, '--plugin-process', PLUGIN_PROCESS],
    ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ...['--notice-label', 'Simulateur', '--notice-url', simulator.webBaseUrl],
    ...['--notice-title', 'Les échanges vont au simulateur de ce poste, jamais au DMP national'],
  ]);
  const passphrase = values.card === 'structure' ? `\n  Mot de passe des certificats de structure : ${PRACTICE_PASSPHRASE}` : '';
  console.log(`\n  Cabinet avec le DMP : ${host.url}${passphrase}\n  Ctrl-C arrête tout.\n`);
  process.send?.({ kind: 'ready', url: host.url, ...simulator });
} catch (error) {
  if (!stopping) console.error(error instanceof Refused ? error.message : error);
  await stop(1);
}

/** Starts a server as a child that ends with us (it watches its IPC channel), and waits for what it says when ready. */
async function started<Ready>(entry: string, args: readonly string[]): Promise<Ready> {
  const child = fork(join(ROOT, entry), args, {
    execArgv: ['--import', import.meta.resolve('tsx')],
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  const ready = new Promise<Ready>((resolveReady, reject) => {
    child.on('message', (message: { kind?: string }) => message.kind === 'ready' && resolveReady(message as Ready));
    child.once('error', reject);
    // The child has said why on its own.
    child.once('exit', () => reject(new Refused('Le démarrage est abandonné.')));
  });
  const answer = await ready;
  child.once('exit', (code) => {
    if (stopping) return;
    console.error(`${entry} s'est arrêté (${code ?? 'signal'}) : tout est arrêté.`);
    void stop(1);
  });
  return answer;
}

async function stop(code: number): Promise<never> {
  if (stopping) return new Promise<never>(() => {});
  stopping = true;
  // The practice application first: its plugin may still be talking to the simulator.
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(late);
  }
  await room?.close();
  process.exit(code);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        card: { type: 'string' },
        latency: { type: 'string' },
        scenario: { type: 'string' },
        withdrawn: { type: 'boolean' },
        'wire-log': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    return exit(2, USAGE);
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) exit(2, `--${name} : « ${text} » n'est pas un nombre entre 0 et ${most}.\n\n${USAGE}`);
  return Number(text);
}

function exit(code: number, text: string): never {
  console.log(text);
  process.exit(code);
}

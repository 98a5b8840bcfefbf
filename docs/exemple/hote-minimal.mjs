// The smallest host of the plugin: one patient, one form, the plugin's tabs, chips, pages and menu.
//
//   npm install rxjs ws
//   node passerelle-dmp/docs/exemple/hote-minimal.mjs --data ./donnees --set dmp.baseUrl=https://… --set dmp.webBaseUrl=… …
//
// Three parts: this server, `processus-plugin.mjs` (the plugin's `main` in a process of its own) and `page.js` (its `browser`).
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';

const { values: options } = parseArgs({
  options: {
    plugin: { type: 'string', default: fileURLToPath(new URL('../..', import.meta.url)) },
    data: { type: 'string', default: 'donnees' },
    port: { type: 'string', default: '4190' },
    set: { type: 'string', multiple: true, default: [] },
  },
});

// What a real host reads in its database. The identity is the one INSi gave: see `contract/patient.d.ts`.
const PATIENTS = new Map([
  [
    'p01',
    {
      id: 'p01',
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
    },
  ],
]);

// Who is signed in, as the national directory knows him: asked for where no card says it. Of an invented nurse, whom the simulated DMP knows.
const MEMBER = {
  id: '899900021212',
  familyName: 'INFIRMIER0212',
  givenName: 'Léa',
  professionCode: '60',
  situations: [{ id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' }],
};

// What the form of each of them holds beside the identity.
const DETAILS = new Map([
  [
    'p01',
    {
      patientId: 'p01',
      address: { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' },
      phones: ['02 43 00 00 01'],
      email: '',
    },
  ],
]);

// ---- The plugin, as its folder describes it

const folder = resolve(options.plugin);
const text = (...path) => readFileSync(join(...path), 'utf8');
const words = JSON.parse(text(folder, 'dist/l10n/fr.json'));
const manifest = JSON.parse(text(folder, 'plugin.manifest.json').replace(/"%([\w.]+)%"/g, (_, key) => JSON.stringify(words[key] ?? key)));
const settings = Object.fromEntries(Object.entries(manifest.contributes.configuration).map(([key, setting]) => [key, setting.default]));
for (const [, key, value] of options.set.map((pair) => /^([^=]+)=(.*)$/.exec(pair) ?? [])) {
  if (!(key in settings)) throw new Error(`--set: ${key} is not a setting of the plugin`);
  settings[key] = typeof settings[key] === 'string' ? value : JSON.parse(value);
}
const storageFolder = resolve(options.data, manifest.id);
mkdirSync(storageFolder, { recursive: true, mode: 0o700 });

// ---- Its process: started when a page connects, again after it died

const FIRST_PAUSE = 1_000;
const DEADLINE = 5_000;
let plugin; // { process, ready, send }
let pause = 0;
let stopping = false;
const places = new Map(); // slot or form on screen → the window that shows it
const calls = new Map(); // running command → who waits for it
let lastCall = 0;
const files = new Map(); // offered by the plugin, not fetched yet: in memory alone
const FILE_LIFE = 300_000;
const LARGEST_FILE = 10_000_000;
const LARGEST_POSTED_FILE = 20_000_000;
const counts = new Map(); // page of the plugin → what stands beside its title

function startPlugin() {
  // Files cross as bytes, not as JSON.
  const child = fork(new URL('processus-plugin.mjs', import.meta.url), { serialization: 'advanced' });
  const started = { process: child, send: (message) => child.connected && child.send(message) };
  started.ready = new Promise((fulfil) => child.on('message', (message) => (message.kind === 'ready' ? fulfil() : receive(message))));
  child.once('exit', () => {
    plugin = undefined;
    calls.clear();
    counts.clear();
    if (stopping) return;
    pause = Math.min(60_000, Math.max(FIRST_PAUSE, pause * 2));
    // The pages start over: they connect again, and that starts the next process.
    for (const socket of sockets.clients) socket.close(1012);
  });
  started.ready.then(() => (pause = 0));
  started.send({
    kind: 'start',
    manifest,
    folder,
    storageFolder,
    settings,
    details: [...DETAILS.values()],
    patients: [...PATIENTS.values()],
    user: { id: 'utilisateur-1', member: MEMBER },
  });
  return started;
}

function receive({ kind, ...message }) {
  if (kind === 'log') return process.stdout.write(`${message.level} ${message.source ?? ''} ${message.event} ${JSON.stringify(message.facts ?? {})}\n`);
  if (kind === 'offer') return plugin?.send({ kind: 'offered', callId: message.callId, id: keepFile(message) });
  if (kind === 'state') return tell(places.get(message.slotId)?.socket, { kind, ...message });
  if (kind === 'count') {
    counts.set(message.viewId, message.count);
    for (const socket of sockets.clients) tell(socket, { kind, ...message });
    return;
  }
  if (kind === 'context') return tell(places.get(message.formId)?.socket, { kind, ...message });
  const { socket, callId, patientId } = calls.get(message.callId) ?? {};
  calls.delete(message.callId);
  if (kind === 'cardRead') return tell(socket, { kind: 'answer', callId, value: whatBecameOf(message, patientId) });
  tell(socket, { kind, ...message, callId });
}

/** What a page fetches once, or nobody after five minutes. Undefined: it is too large. */
function keepFile({ mediaType, bytes }) {
  if (bytes.length > LARGEST_FILE) return undefined;
  const id = randomBytes(16).toString('hex');
  files.set(id, { mediaType, bytes });
  setTimeout(() => files.delete(id), FILE_LIFE).unref();
  return id;
}

/** Keeps a reading with the patient whose number it bears, and with no other. A real host lets the user choose, and compares the traits too. */
function whatBecameOf({ reading, error }, patientId) {
  if (error) return words[`error.${error.code}.title`] ?? error.code;
  const { matricule } = PATIENTS.get(patientId).identity;
  const beneficiary = reading.beneficiaries.find(({ nir }) => nir === matricule);
  if (!beneficiary) return 'Cette carte n’est pas celle de ce patient : rien n’a été enregistré.';
  const details = { ...DETAILS.get(patientId), vitale: { readAt: Date.now(), beneficiary } };
  DETAILS.set(patientId, details);
  plugin?.send({ kind: 'details', details });
  return `Carte Vitale lue${reading.cardKind === 'real' ? '' : reading.cardKind === 'unknown' ? ' (lecture directe)' : ' (carte de test)'}.`;
}

const tell = (socket, message) => socket?.readyState === 1 && socket.send(JSON.stringify(message));

// ---- The page, on the loopback alone

const token = randomBytes(32).toString('hex');
const rxjs = join(createRequire(import.meta.url).resolve('rxjs/package.json'), '../dist/bundles/rxjs.umd.min.js');
const example = fileURLToPath(new URL('.', import.meta.url));
const SCRIPT = 'text/javascript; charset=utf-8';
const FILES = {
  '/': ['text/html; charset=utf-8', () => text(example, 'page.html').replace('{{token}}', token)],
  '/page.js': [SCRIPT, () => text(example, 'page.js')],
  '/rxjs.js': [SCRIPT, () => text(rxjs)],
  '/contract/when.js': [SCRIPT, () => text(folder, 'contract/when.js')],
  '/plugin/browser.js': [SCRIPT, () => text(folder, manifest.browser)],
};
/** What the page half loads later, from the folder beside it. */
const partOfPlugin = (url) =>
  /^\/plugin\/browser\/[\w-]+\.js$/.test(url) && existsSync(join(folder, manifest.browser, '..', url.slice('/plugin/'.length)))
    ? [SCRIPT, () => text(join(folder, manifest.browser, '..'), url.slice('/plugin/'.length))]
    : undefined;
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A receipt is shown by the viewer of the browser, in a frame: `frame-src blob:`.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src blob:; frame-ancestors 'none'; base-uri 'none'",
};

const server = createServer((request, response) => {
  const { url, headers, method } = request;
  if (!isOurs(headers)) return response.writeHead(403, HEADERS).end();
  if (method === 'POST' && url === '/files') return void takeFile(request, response).catch(() => response.destroy()); // it broke off
  if (method === 'GET' && url.startsWith('/files/')) return sendFile(url.slice('/files/'.length), headers, response);
  const [type, read] = (method === 'GET' && (FILES[url] ?? partOfPlugin(url))) || [];
  if (!read) return response.writeHead(404, HEADERS).end();
  response.writeHead(200, { ...HEADERS, 'content-type': type }).end(read());
});

/** To our page alone: it has read the token. */
function sendFile(id, headers, response) {
  if (headers['x-session-token'] !== token) return response.writeHead(403, HEADERS).end();
  const file = files.get(id);
  files.delete(id);
  if (!file) return response.writeHead(404, HEADERS).end();
  response.writeHead(200, { ...HEADERS, 'content-type': file.mediaType }).end(file.bytes);
}

/** What the page posts goes to the plugin at once, as bytes. */
async function takeFile(request, response) {
  const { 'x-session-token': given, 'x-file-name': name = '', 'content-length': size } = request.headers;
  if (given !== token) return response.writeHead(403, HEADERS).end();
  if (!(Number(size) <= LARGEST_POSTED_FILE)) return response.writeHead(413, HEADERS).end();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const file = { id: randomBytes(16).toString('hex'), name: decodeURIComponent(name), bytes: Buffer.concat(chunks) };
  plugin?.send({ kind: 'posted', ...file });
  response.writeHead(201, { ...HEADERS, 'content-type': 'application/json' }).end(JSON.stringify({ id: file.id, name: file.name, size: file.bytes.length }));
}

/** Host: another name that resolves to this machine is refused. Origin: so is another page. */
function isOurs({ host, origin }) {
  const { port } = server.address();
  return [`127.0.0.1:${port}`, `localhost:${port}`].includes(host) && (origin === undefined || origin === `http://${host}`);
}

const sockets = new WebSocketServer({
  server,
  path: '/socket',
  maxPayload: 100_000,
  // Host, Origin and the token that only our page has read.
  verifyClient: ({ req, origin }) => isOurs(req.headers) && Boolean(origin) && req.headers['sec-websocket-protocol']?.replace(/^hote, */, '') === token,
  handleProtocols: () => 'hote',
});

sockets.on('connection', async (socket) => {
  const early = []; // what the page asks for while the process starts
  let hear = (message) => early.push(message);
  socket.on('error', () => {}); // `close` follows
  socket.on('message', (data) => hear(JSON.parse(data)));
  await new Promise((fulfil) => setTimeout(fulfil, pause));
  if (stopping || socket.readyState !== 1) return;
  plugin ??= startPlugin();
  const current = plugin;
  await current.ready;
  if (socket.readyState !== 1) return;
  hear = (message) => handle(socket, current, message);
  socket.once('close', () => {
    for (const [id, place] of places) {
      if (place.socket !== socket) continue;
      places.delete(id);
      current.send(place.closed);
    }
  });
  tell(socket, { kind: 'welcome', manifest, patient: PATIENTS.get('p01') });
  for (const [viewId, count] of counts) tell(socket, { kind: 'count', viewId, count });
  for (const message of early) hear(message);
});

/** The page names a patient by his id alone; the identity is ours. */
function handle(socket, current, { kind, patientId, ...message }) {
  const patient = PATIENTS.get(patientId);
  if (patientId !== undefined && !patient) return tell(socket, { kind: 'answer', callId: message.callId, error: { code: 'host.unavailable' } });
  const { slotId, formId } = message;
  if (kind === 'formOpened') {
    places.set(formId, { socket, closed: { kind: 'formClosed', formId } });
    current.send({ kind, formId, patient });
  } else if (kind === 'slotOpened') {
    places.set(slotId, { socket, closed: { kind: 'slotClosed', slotId } });
    current.send({ kind, slotId, viewId: message.viewId, patient });
  } else if (kind === 'readCard') {
    const callId = ++lastCall;
    calls.set(callId, { socket, callId: message.callId, patientId });
    current.send({ kind, callId, readerId: message.readerId });
    socket.once('close', () => current.send({ kind: 'giveUp', callId }));
  } else if (kind === 'run') {
    const callId = ++lastCall;
    calls.set(callId, { socket, callId: message.callId });
    current.send({ kind, callId, commandId: message.commandId, patient, args: message.args });
  }
}

// ---- Start and stop

server.listen(Number(options.port), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  process.stdout.write(`${url}\n`);
  process.send?.({ kind: 'ready', url });
});

function stop() {
  if (stopping) return;
  stopping = true;
  if (!plugin) process.exit();
  plugin.process.once('exit', () => process.exit());
  plugin.send({ kind: 'deactivate', milliseconds: DEADLINE });
  setTimeout(() => plugin?.process.kill('SIGKILL'), DEADLINE + 500);
}
for (const signal of ['SIGINT', 'SIGTERM', ...(process.send ? ['disconnect'] : [])]) process.on(signal, stop);

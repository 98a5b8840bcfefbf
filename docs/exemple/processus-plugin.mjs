// The process of the plugin's `main`: makes a PluginContext out of the messages of `hote-minimal.mjs`, its parent.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BehaviorSubject, from, NEVER, of, Subject, throwError } from 'rxjs';

const commands = new Map();
const views = new Map();
const slots = new Map();
const forms = new Map();
const readers = new Map();
const readings = new Map(); // reading under way → what gives it up
const details = new Map(); // patient → what his form holds, now and at each change
const posted = new Map(); // file a page has posted → its name and bytes, until the plugin takes it
const POSTED_LIFE = 300_000;
const offers = new Map(); // file on its way to the parent → who waits for its id
const opened$ = new Subject();
const closed$ = new Subject();
let contextOf = () => NEVER;
let activation;

const send = (message) => process.connected && process.send(message);

/** Keeps `value` under `id` until it is disposed. */
function keep(map, id, value) {
  map.set(id, value);
  return { dispose: () => map.delete(id) };
}

/** A refusal that the page understands. */
const refusal = (code) => Object.assign(new Error(code), { toDto: () => ({ code }) });

/** What `contract/host.d.ts` asks for. */
function contextFor({ manifest, folder, user, storageFolder, settings, patients }) {
  const secrets = new Map(); // for the example only: a real host keeps them in the safe of the workstation
  const logger = (source) => (level) => (event, facts) => send({ kind: 'log', level, event, source, facts });
  return {
    plugin: { id: manifest.id, version: manifest.version, publisher: manifest.publisher, folder },
    user,
    events: { formOpened$: opened$, formClosed$: closed$, documentValidated$: NEVER },
    commands: { register: (id, run) => keep(commands, id, run), registerForPage: (id, run) => keep(commands, id, run) },
    views: {
      publish: (id, state) => keep(views, id, state),
      publishPage: (id, state) => keep(views, id, state),
      publishPageCount(viewId, count) {
        const subscription = from(count()).subscribe((value) => send({ kind: 'count', viewId, count: value }));
        return { dispose: () => subscription.unsubscribe() };
      },
    },
    contextKeys: {
      publish(values) {
        contextOf = values;
        return { dispose: () => (contextOf = () => NEVER) };
      },
    },
    patients: {
      details$: (patientId) => details.get(patientId) ?? throwError(() => refusal('host.unavailable')),
      get: async (patientId) => patients.find(({ id }) => id === patientId),
    },
    // This practice keeps no documents of its own.
    documents: {
      list$: (patientId) => (details.has(patientId) ? of([]) : throwError(() => refusal('host.unavailable'))),
      validatedSince: async () => [],
      read: async () => Promise.reject(refusal('host.unknownDocument')),
    },
    // Nobody works for this practice who would add documents for its professionals.
    practice: { professionals: async () => [] },
    patientReaders: { provide: (id, read) => keep(readers, id, read) },
    files: {
      offer: (file) =>
        new Promise((fulfil, reject) => {
          const callId = crypto.randomUUID();
          offers.set(callId, ({ id }) => (id ? fulfil({ id, name: file.name, mediaType: file.mediaType }) : reject(refusal('host.unavailable'))));
          send({ kind: 'offer', callId, mediaType: file.mediaType, bytes: file.bytes }); // as bytes: see `serialization` in the parent
        }),
      async take(id) {
        const file = posted.get(id);
        posted.delete(id);
        if (!file) throw refusal('host.fileGone');
        return file;
      },
    },
    configuration: {
      get(key) {
        if (!(key in settings)) throw new Error(`${key} is not a key of the manifest`);
        return settings[key];
      },
      changed$: NEVER, // here the settings come from the command line, and stay
    },
    storage: { folder: storageFolder },
    secrets: {
      get: async (name) => secrets.get(name),
      set: async (name, value) => void secrets.set(name, value),
      delete: async (name) => void secrets.delete(name),
    },
    log: (source) => ({ info: logger(source)('info'), warn: logger(source)('warn'), error: logger(source)('error') }),
  };
}

const handlers = {
  async start(message) {
    for (const one of message.details) details.set(one.patientId, new BehaviorSubject(one));
    const context = contextFor(message);
    const { activate } = await import(pathToFileURL(join(message.folder, message.manifest.main)).href);
    activation = await activate(context);
    send({ kind: 'ready' });
  },
  formOpened({ formId, patient }) {
    opened$.next({ formId, patient });
    const subscription = from(contextOf(patient)).subscribe((values) => send({ kind: 'context', formId, values }));
    forms.set(formId, subscription);
  },
  formClosed({ formId }) {
    forms.get(formId)?.unsubscribe();
    forms.delete(formId);
    closed$.next({ formId });
  },
  slotOpened({ slotId, viewId, patient }) {
    const state$ = views.get(viewId)?.(patient) ?? NEVER;
    const subscription = from(state$).subscribe((state) => send({ kind: 'state', slotId, state }));
    slots.set(slotId, subscription);
  },
  slotClosed({ slotId }) {
    slots.get(slotId)?.unsubscribe();
    slots.delete(slotId);
  },
  async run({ callId, commandId, patient, args }) {
    try {
      const value = await commands.get(commandId)({ ...args, ...(patient && { patient }) });
      send({ kind: 'answer', callId, value });
    } catch (error) {
      // A refusal of the plugin has a code for the page; the message of any other error stays here, it may name a patient.
      send({ kind: 'answer', callId, error: error.toDto?.() ?? { code: 'plugin.unexpected' } });
    }
  },
  details(message) {
    details.get(message.details.patientId).next(message.details);
  },
  posted({ id, name, bytes }) {
    posted.set(id, { name, bytes });
    setTimeout(() => posted.delete(id), POSTED_LIFE).unref();
  },
  offered(message) {
    offers.get(message.callId)?.(message);
    offers.delete(message.callId);
  },
  async readCard({ callId, readerId }) {
    const user = new AbortController();
    readings.set(callId, user);
    try {
      send({ kind: 'cardRead', callId, reading: await readers.get(readerId)(user.signal) });
    } catch (error) {
      send({ kind: 'cardRead', callId, error: error.toDto?.() ?? { code: 'plugin.unexpected' } });
    }
    readings.delete(callId);
  },
  giveUp({ callId }) {
    readings.get(callId)?.abort();
  },
  async deactivate({ milliseconds }) {
    await activation?.deactivate(AbortSignal.timeout(milliseconds));
    process.exit();
  },
};

process.on('message', (message) => handlers[message.kind](message));
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    send({
      kind: 'log',
      level: 'error',
      event,
      facts: {
        name: error?.name,
        at: error?.stack
          ?.split('\n')
          .find((line) => /^\s+at /.test(line))
          ?.trim(),
      },
    });
    setTimeout(() => process.exit(70), 100); // the log line leaves first; the parent starts another process
  });
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group: the parent decides when this process ends, after `deactivate`.
process.on('SIGINT', () => {});

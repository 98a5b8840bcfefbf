// A Node process that says when it is up. With the plugin's folder and one for its storage as arguments, only after the plugin was activated.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const [folder, temporary] = process.argv.slice(2);
if (!folder) process.send('up');
else {
  // Loading RxJS for the stand-in host belongs to the host, so it is not counted: silence is all that is asked of it.
  const silence = { subscribe: () => ({ unsubscribe() {} }), pipe: () => silence, [Symbol.observable ?? '@@observable']: () => silence };
  const defaults = JSON.parse(process.env.BENCH_SETTINGS);
  const nothing = { dispose() {} };
  const log = { info() {}, warn() {}, error() {} };
  const storage = mkdtempSync(join(temporary, 'storage-'));
  const { activate } = await import(join(folder, 'dist/main.js'));
  await activate({
    plugin: { id: 'dmp', version: '1.0.0', publisher: 'bench', folder },
    user: { id: 'bench' },
    events: { formOpened$: silence, formClosed$: silence, documentValidated$: silence },
    commands: { register: () => nothing, registerForPage: () => nothing },
    views: { publish: () => nothing, publishPage: () => nothing, publishPageCount: () => nothing },
    patients: { details$: () => silence, get: async () => undefined },
    documents: { list$: () => silence, validatedSince: async () => [], read: async () => new Uint8Array() },
    practice: { professionals: async () => [] },
    patientReaders: { provide: () => nothing },
    files: { offer: async () => ({ id: '', name: '', mediaType: '' }), take: async () => ({ name: '', bytes: new Uint8Array() }) },
    contextKeys: { publish: () => nothing },
    configuration: { get: (key) => defaults[key], changed$: silence },
    storage: { folder: storage },
    secrets: { get: async () => undefined, set: async () => {}, delete: async () => {} },
    log: () => log,
  });
  process.send('up');
}

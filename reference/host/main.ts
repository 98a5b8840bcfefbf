import { parseArgs } from 'node:util';
import { startHost } from './server/host.js';
import { StartupError } from './server/startup-error.js';

/** The practice application as a program: `--port N --data DIR --plugin DIR… --set key=value… --notice-label/-title/-url TEXT --page DIR`. */

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4180' },
      data: { type: 'string' },
      plugin: { type: 'string', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      'notice-label': { type: 'string' },
      'notice-title': { type: 'string', default: '' },
      'notice-url': { type: 'string', default: '' },
      page: { type: 'string' },
      'plugin-process': { type: 'string' },
    },
  });
  const label = values['notice-label'];
  const pluginProcess = values['plugin-process'];
  const starting = startHost({
    port: portOf(values.port),
    dataFolder: needed('data', values.data),
    pluginFolders: values.plugin,
    configuration: Object.fromEntries(values.set.map(pair)),
    pageFolder: needed('page', values.page),
    ...(label !== undefined && { notice: { label, title: values['notice-title'], url: values['notice-url'] } }),
    ...(pluginProcess !== undefined && { pluginProcess }),
  });
  // A signal during the start waits for it: what was started is ended in order.
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= starting.then(
      (host) => host.close(),
      () => {},
    );
    void stopping.finally(() => process.exit());
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.send) process.on('disconnect', stop);
  const { url } = await starting;
  if (process.send) process.send({ kind: 'ready', url });
  else console.log(url);
} catch (error) {
  const refused = error instanceof StartupError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  console.error(refused ? (error as Error).message : error);
  process.exit(1);
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined) throw new StartupError(`--${name} DOSSIER est nécessaire.`);
  return value;
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new StartupError(`--port\u00a0: «\u00a0${text}\u00a0» n’est pas un numéro de port.`);
  return Number(text);
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new StartupError(`--set\u00a0: «\u00a0${text}\u00a0» n’a pas la forme clé=valeur.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NotificationType } from 'vscode-jsonrpc';
import type { PracticeMember } from '../../../src/api/professional.js';
import { documentsChanged, patientChanged, type Session, settingsChanged } from '../page-protocol.js';
import { DataFolderLock } from './data-folder-lock.js';
import { HeldFiles } from './held-files.js';
import { PracticeWindow } from './http/practice-window.js';
import { WebServer } from './http/web-server.js';
import { OpenPlaces } from './plugins/open-places.js';
import { PluginRegistry } from './plugins/plugin-registry.js';
import { TIMINGS, type Timings } from './plugins/timings.js';
import type { Practice } from './practice-services.js';
import { StartupError } from './startup-error.js';
import { DocumentStore } from './store/document-store.js';
import { PatientStore } from './store/patient-store.js';
import { PluginFlags } from './store/plugin-flags.js';
import { PluginSecrets } from './store/plugin-secrets.js';
import { PluginSettings } from './store/plugin-settings.js';
import { openPracticeDatabase } from './store/practice-database.js';
import { PROFESSIONALS } from './store/professionals.js';
import { seedDocuments } from './store/seed-documents.js';
import { seedPatients } from './store/seed-patients.js';
import { SettingsStore } from './store/settings-store.js';
import { VisitStore } from './store/visit-store.js';

export interface HostOptions {
  /** 0: any free port. */
  readonly port: number;
  readonly dataFolder: string;
  /** Each holds a plugin; so does each folder below `<dataFolder>/plugins`. */
  readonly pluginFolders: readonly string[];
  /** Fixes values of the plugins' configuration. */
  readonly configuration?: Readonly<Record<string, string | number | boolean>>;
  readonly notice?: Session['notice'];
  /** The built page: `index.html` and its files. */
  readonly pageFolder: string;
  readonly clock?: () => number;
  readonly timings?: Partial<Timings>;
  /** A built `plugin-process.js`; from sources when absent. */
  readonly pluginProcess?: string;
}

export interface Host {
  readonly url: string;
  /** Awaits the plugins' deactivation, within their deadline. */
  close(): Promise<void>;
}

const USER = { displayName: 'Léa INFIRMIER0212', initials: 'LI' };
/** The same, as the national directory knows her. Invented. */
const MEMBER: PracticeMember = {
  id: '899900021212',
  familyName: 'INFIRMIER0212',
  givenName: 'Léa',
  professionCode: '60',
  situations: [{ id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' }],
};
const DONE_ON_FIRST_DAY = 3;
/** After midnight, in milliseconds. */
const HOUR_OF_VALIDATION = 10 * 3_600_000;

/** Starts the practice application. @throws StartupError in the user's words */
export async function startHost(options: HostOptions): Promise<Host> {
  const { clock = Date.now } = options;
  const [dataFolder, pageFolder] = [resolve(options.dataFolder), resolve(options.pageFolder)];
  if (!existsSync(join(pageFolder, 'index.html')))
    throw new StartupError(`La page de l’application manque\u00a0: ${join(pageFolder, 'index.html')}. Construisez-la avec npm run build.`);
  const lock = DataFolderLock.take(dataFolder);
  const undo: (() => unknown)[] = [() => lock.release()];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const dropFolder = join(dataFolder, 'plugins');
    mkdirSync(dropFolder, { recursive: true, mode: 0o700 });
    const database = await openPracticeDatabase(join(dataFolder, 'practice.sqlite'));
    undo.push(() => database.destroy());
    const today = (): string => localDate(clock());
    const patients = new PatientStore(database);
    const documents = new DocumentStore(database, patients, join(dataFolder, 'documents'));
    const visits = new VisitStore(database, patients, today);
    await seed(patients, visits, documents, clock());
    const settings = await PluginSettings.open(database, options.configuration ?? {});
    const userId = await new SettingsStore(database).keep('user.id');

    const windows = new Set<PracticeWindow>();
    const tellAll = <P>(type: NotificationType<P>, value: NoInfer<P>): void => {
      for (const window of windows) void window.notify(type, value);
    };
    const places = new OpenPlaces();
    const timings = { ...TIMINGS, ...options.timings };
    const files = new HeldFiles(timings.heldFile);
    const posted = new HeldFiles(timings.heldFile);
    undo.push(() => {
      files.clear();
      posted.clear();
    });
    const registry = new PluginRegistry({ folders: options.pluginFolders, dropFolder, logFolder: join(dataFolder, 'logs') }, await PluginFlags.open(database), {
      places,
      secrets: PluginSecrets.open(database, join(dataFolder, 'secrets.key')),
      user: { id: userId, member: MEMBER },
      professionals: PROFESSIONALS,
      storageRoot: join(dataFolder, 'storage'),
      timings,
      files,
      documents,
      patientOf: (patientId) => patients.ref(patientId),
      detailsOf: (patientId) => patients.details(patientId),
      now: clock,
      entry: options.pluginProcess,
      configurationOf: (manifest) => settings.valuesOf(manifest),
      onChange: together(() => {
        for (const window of windows) window.tellPlugins();
      }),
    });
    registry.open();
    undo.push(() => registry.close());
    for (const { manifest } of registry.hosted) settings.check(manifest);

    const practice: Practice = {
      ...{ patients, visits, documents, posted, registry, places, settings, today, notice: options.notice, user: { id: userId, ...USER } },
      listSettings: () => registry.hosted.flatMap(({ manifest }) => settings.list(manifest)),
      announceSettings: () => {
        registry.reconfigure();
        tellAll(settingsChanged, practice.listSettings());
      },
      announcePatient: (patientId) => {
        registry.changedPatient(patientId);
        tellAll(patientChanged, { patientId });
      },
      announceDocuments: (patientId) => {
        registry.changedDocuments(patientId);
        tellAll(documentsChanged, { patientId });
      },
      now: clock,
      report: (what, error) => console.error(what, error instanceof Error ? (error.stack?.split('\n').slice(1).join('\n') ?? error.name) : typeof error),
    };
    let forgetting: NodeJS.Timeout | undefined;
    const handleWindowClosed = (window: PracticeWindow): void => {
      windows.delete(window);
      if (windows.size > 0) return;
      forgetting = setTimeout(() => {
        files.clear();
        posted.clear();
      }, timings.windowReturn).unref();
    };
    const server = await WebServer.listen({
      ...{ port: options.port, pageFolder, registry, files, posted, token: randomBytes(32).toString('hex') },
      onWindow: (socket) => {
        clearTimeout(forgetting);
        windows.add(new PracticeWindow(socket, practice, handleWindowClosed));
      },
    });
    undo.push(() => server.close());
    undo.push(() => {
      for (const window of windows) window.close();
    });
    return { url: server.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** On the very first start only: invented patients, a day that is under way, and documents of the last days. */
async function seed(patients: PatientStore, visits: VisitStore, documents: DocumentStore, now: number): Promise<void> {
  if ((await patients.search('')).length) return;
  const today = localDate(now);
  await patients.add(seedPatients());
  await visits.plan(today, DONE_ON_FIRST_DAY);
  for (const { about, file, isValidated } of await seedDocuments(seedPatients(), today)) {
    const { id } = await documents.add(about, file);
    if (isValidated) await documents.validate(id, Date.parse(about.writtenOn) + HOUR_OF_VALIDATION);
  }
}

function localDate(time: number): string {
  const date = new Date(time);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Several changes of one turn are told once. */
function together(tell: () => void): () => void {
  let pending = false;
  return () => {
    if (pending) return;
    pending = true;
    setImmediate(() => {
      pending = false;
      tell();
    });
  };
}

import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BehaviorSubject, map, type Observable, Subject, throwError } from 'rxjs';
import manifestJson from '../../plugin.manifest.json' with { type: 'json' };
import type { Disposable } from '../../src/api/disposable.js';
import type {
  CommandArgs,
  ContextValues,
  HostUser,
  LogFacts,
  Logger,
  OfferedFile,
  OpenForm,
  PageCommandArgs,
  PluginContext,
  ValidatedDocument,
} from '../../src/api/host.js';
import type { LocalDocument } from '../../src/api/local-document.js';
import { Manifest } from '../../src/api/manifest.js';
import type { PatientDetails, PatientRef } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import type { PracticeProfessional } from '../../src/api/professional.js';
import type { VitaleReading } from '../../src/api/vitale.js';
import { temporaryFolders } from './temporary-folders.js';
import { type Watch, watch } from './world.js';

export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly source: string;
  readonly event: string;
  readonly facts: LogFacts;
}

/** What `files.offer` was given, under the id it was given back. */
export interface FileEntry extends OfferedFile {
  readonly bytes: Uint8Array;
}

/** A document of the practice, and its bytes. */
interface KeptDocument extends ValidatedDocument {
  readonly bytes: Uint8Array;
}

const PRACTICE = ['499900021212001'];
export const NURSE: PracticeProfessional = { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60', structureIds: PRACTICE };
export const REPLACEMENT: PracticeProfessional = {
  id: '899900008880',
  familyName: 'REMPLACANT0888',
  givenName: 'Hugo',
  professionCode: '60',
  structureIds: PRACTICE,
};

type ReadCard = (signal: AbortSignal) => Promise<VitaleReading>;
const LARGEST_FILE = 10_000_000;

/** A host without a page: the test opens forms, runs commands and reads what the plugin published. Its configuration has the manifest's defaults. */
export class FakeHost implements PluginContext {
  readonly plugin = { id: 'dmp', version: '1.0.0', publisher: 'Passerelle DMP', folder: '/plugin' };
  readonly logged: LogEntry[] = [];
  /** Every file the plugin has offered and no page has taken yet. */
  readonly offered: FileEntry[] = [];
  readonly #formOpened$ = new Subject<OpenForm>();
  readonly #formClosed$ = new Subject<{ readonly formId: string }>();
  readonly #changed$ = new Subject<readonly string[]>();
  readonly #values = new Map<string, unknown>();
  readonly #secrets = new Map<string, string>();
  readonly #commands = new Map<string, (args: CommandArgs) => Promise<unknown>>();
  readonly #pageCommands = new Map<string, (args: PageCommandArgs) => Promise<unknown>>();
  readonly #views = new Map<string, (patient: PatientRef) => Observable<unknown>>();
  readonly #pages = new Map<string, () => Observable<unknown>>();
  readonly #contexts = new BehaviorSubject<((patient: PatientRef) => Observable<ContextValues>) | undefined>(undefined);
  readonly #details = new Map<string, BehaviorSubject<PatientDetails>>();
  readonly #readers = new Map<string, ReadCard>();
  readonly #patients = new Map<string, PatientRef>();
  readonly #documents = new BehaviorSubject<readonly KeptDocument[]>([]);
  readonly #documentValidated$ = new Subject<ValidatedDocument>();
  readonly #counts = new Map<string, () => Observable<number>>();
  readonly #posted = new Map<string, { readonly name: string; readonly bytes: Uint8Array }>();
  #professionals: readonly PracticeProfessional[] = [NURSE, REPLACEMENT];
  #folder: string | undefined;

  constructor(readonly user: HostUser = { id: 'user-1' }) {
    for (const [key, setting] of Object.entries(Manifest.parse(manifestJson).contributes.configuration)) this.#values.set(key, setting.default);
  }

  readonly events = {
    formOpened$: this.#formOpened$.asObservable(),
    formClosed$: this.#formClosed$.asObservable(),
    documentValidated$: this.#documentValidated$.asObservable(),
  };

  readonly commands = {
    register: (id: string, run: (args: CommandArgs) => Promise<unknown>) => registered(this.#commands, id, run),
    registerForPage: (id: string, run: (args: PageCommandArgs) => Promise<unknown>) => registered(this.#pageCommands, id, run),
  };

  readonly views = {
    publish: (id: string, state: (patient: PatientRef) => Observable<unknown>) => registered(this.#views, id, state),
    publishPage: (id: string, state: () => Observable<unknown>) => registered(this.#pages, id, state),
    publishPageCount: (id: string, count: () => Observable<number>) => registered(this.#counts, id, count),
  };

  readonly contextKeys = {
    publish: (values: (patient: PatientRef) => Observable<ContextValues>): Disposable => {
      this.#contexts.next(values);
      return { dispose: () => this.#contexts.next(undefined) };
    },
  };

  readonly patients = {
    details$: (patientId: string): Observable<PatientDetails> =>
      this.#details.get(patientId)?.asObservable() ?? throwError(() => new PluginError('host.unavailable')),
    get: async (patientId: string) => this.#patients.get(patientId),
  };

  readonly documents = {
    list$: (patientId: string): Observable<readonly LocalDocument[]> =>
      this.#patients.has(patientId)
        ? this.#documents.pipe(map((all) => all.filter(({ patient }) => patient.id === patientId).map(({ document }) => document)))
        : throwError(() => new PluginError('host.unavailable')),
    validatedSince: async (time: number): Promise<readonly ValidatedDocument[]> =>
      this.#documents.value
        .flatMap(({ patient, document }) => (document.validatedAt === undefined ? [] : [{ patient, document, at: document.validatedAt }]))
        .filter(({ at }) => at >= time)
        .sort((one, other) => one.at - other.at)
        .map(({ patient, document }) => ({ patient, document })),
    read: async (documentId: string): Promise<Uint8Array> => {
      const kept = this.#documents.value.find(({ document }) => document.id === documentId);
      if (!kept) throw new PluginError('host.unknownDocument');
      return Uint8Array.from(kept.bytes);
    },
  };

  readonly practice = { professionals: async (): Promise<readonly PracticeProfessional[]> => this.#professionals };

  readonly patientReaders = { provide: (id: string, read: ReadCard) => registered(this.#readers, id, read) };

  readonly files = {
    offer: async ({ name, mediaType, bytes }: Omit<FileEntry, 'id'>): Promise<OfferedFile> => {
      if (bytes.byteLength > LARGEST_FILE) throw new RangeError('a file has at most 10 MB');
      const file = { id: randomUUID(), name, mediaType };
      this.offered.push({ ...file, bytes: Uint8Array.from(bytes) });
      return file;
    },
    take: async (id: string) => {
      const file = this.#posted.get(id);
      if (!file) throw new PluginError('host.fileGone');
      this.#posted.delete(id);
      return file;
    },
  };

  readonly configuration = {
    get: <T>(key: string): T => {
      if (!this.#values.has(key)) throw new Error(`the manifest has no key ${key}`);
      return this.#values.get(key) as T;
    },
    changed$: this.#changed$.asObservable(),
  };

  /** A new temporary folder, made at the first use. */
  get storage(): { readonly folder: string } {
    if (!this.#folder) {
      this.#folder = mkdtempSync(join(tmpdir(), 'passerelle-host-'));
      temporaryFolders.push(this.#folder);
    }
    return { folder: this.#folder };
  }

  readonly secrets = {
    get: async (name: string) => this.#secrets.get(name),
    set: async (name: string, value: string) => void this.#secrets.set(name, value),
    delete: async (name: string) => void this.#secrets.delete(name),
  };

  log(source: string): Logger {
    const write =
      (level: LogEntry['level']) =>
      (event: string, facts: LogFacts = {}) =>
        void this.logged.push({ level, source, event, facts });
    return { info: write('info'), warn: write('warn'), error: write('error') };
  }

  /** Sets values of the configuration and says so. */
  configure(values: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(values)) this.#values.set(key, value);
    this.#changed$.next(Object.keys(values));
  }

  /** Who practises here from now on. */
  employ(...professionals: readonly PracticeProfessional[]): void {
    this.#professionals = professionals;
  }

  /** What the form of this patient holds from now on. */
  keepDetails(details: PatientDetails): void {
    const kept = this.#details.get(details.patientId);
    if (kept) kept.next(details);
    else this.#details.set(details.patientId, new BehaviorSubject(details));
  }

  /** Who the practice knows under this id from now on. */
  keepPatient(patient: PatientRef): void {
    this.#patients.set(patient.id, patient);
  }

  /** Puts a document, new or changed, into the folder of a patient. Nobody is told that it was validated. */
  keepDocument(patient: PatientRef, document: LocalDocument, bytes: Uint8Array): void {
    this.keepPatient(patient);
    const others = this.#documents.value.filter((kept) => kept.document.id !== document.id);
    this.#documents.next([...others, { patient, document, bytes }]);
  }

  /** The professional validates a document of the practice. */
  validateDocument(documentId: string, at: number): void {
    const kept = this.#documents.value.find(({ document }) => document.id === documentId);
    if (!kept) throw new Error(`no document ${documentId}`);
    const document = { ...kept.document, validatedAt: at };
    this.keepDocument(kept.patient, document, kept.bytes);
    this.#documentValidated$.next({ patient: kept.patient, document });
  }

  removeDocument(documentId: string): void {
    this.#documents.next(this.#documents.value.filter(({ document }) => document.id !== documentId));
  }

  /** A page posts a file: the id `files.take` takes it by. */
  postFile(name: string, bytes: Uint8Array): string {
    const id = randomUUID();
    this.#posted.set(id, { name, bytes });
    return id;
  }

  /** The user asks for *Lire la Carte Vitale*. */
  async readCard(readerId: string, signal: AbortSignal = new AbortController().signal): Promise<VitaleReading> {
    const read = this.#readers.get(readerId);
    if (!read) throw new Error(`no reader ${readerId}`);
    return read(signal);
  }

  /** A page fetches a file: it is there once. */
  takeFile(id: string): FileEntry | undefined {
    const at = this.offered.findIndex((file) => file.id === id);
    return at < 0 ? undefined : this.offered.splice(at, 1)[0];
  }

  openForm(patient: PatientRef, formId = `form-${patient.id}`): void {
    this.#formOpened$.next({ formId, patient });
  }

  closeForm(formId: string): void {
    this.#formClosed$.next({ formId });
  }

  run(id: string, args: CommandArgs): Promise<unknown> {
    const command = this.#commands.get(id);
    if (!command) throw new Error(`no command ${id}`);
    return command(args);
  }

  /** The state of a view in a form or a row, as the page would get it. */
  show<T>(viewId: string, patient: PatientRef): Watch<T> {
    const state = this.#views.get(viewId);
    if (!state) throw new Error(`no view ${viewId}`);
    return watch(state(patient) as Observable<T>);
  }

  showPage<T>(viewId: string): Watch<T> {
    const state = this.#pages.get(viewId);
    if (!state) throw new Error(`no page ${viewId}`);
    return watch(state() as Observable<T>);
  }

  /** What stands beside the entry of a page in the rail. */
  showPageCount(viewId: string): Watch<number> {
    const count = this.#counts.get(viewId);
    if (!count) throw new Error(`no count ${viewId}`);
    return watch(count());
  }

  contextOf(patient: PatientRef): Watch<ContextValues> {
    const values = this.#contexts.value;
    if (!values) throw new Error('no context keys');
    return watch(values(patient));
  }

  /** What the plugin holds of this host; zero everywhere when it is gone. */
  get observed() {
    return {
      formOpened: this.#formOpened$.observed,
      formClosed: this.#formClosed$.observed,
      documents: this.#documents.observed || this.#documentValidated$.observed,
      configuration: this.#changed$.observed,
      commands: [...this.#commands.keys(), ...this.#pageCommands.keys()],
      views: [...this.#views.keys(), ...this.#pages.keys(), ...this.#counts.keys()],
      contextKeys: this.#contexts.value !== undefined,
      patients: [...this.#details].filter(([, details$]) => details$.observed).map(([id]) => id),
      patientReaders: [...this.#readers.keys()],
    };
  }
}

function registered<T>(map: Map<string, T>, id: string, value: T): Disposable {
  if (map.has(id)) throw new Error(`${id} is already registered`);
  map.set(id, value);
  return {
    dispose: () => {
      if (map.get(id) === value) map.delete(id);
    },
  };
}

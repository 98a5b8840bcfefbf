import { BehaviorSubject } from 'rxjs';
import type { NotificationType, RequestType } from 'vscode-jsonrpc';
import { isHolder } from '../../../../reference/host/card-holder.js';
import type { PageServer, ServerStatus } from '../../../../reference/host/page/connection/page-server.js';
import {
  addDocument,
  changeDocument,
  changeSetting,
  documentsChanged,
  getPatient,
  keepPatientCard,
  listDocuments,
  listPlugins,
  listSettings,
  listVisits,
  openForm,
  openSession,
  openSlot,
  type PluginInfo,
  pluginsChanged,
  readPatientCard,
  readPluginLog,
  restartPlugin,
  runCommand,
  type SettingValue,
  savePatient,
  searchPatients,
  setPluginEnabled,
  setVisitDone,
  slotState,
  validateDocuments,
} from '../../../../reference/host/page-protocol.js';
import type { PatientRecord } from '../../../../reference/host/practice.js';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../../src/api/vitale.js';
import { CORSE, DMP, DOCUMENTS, INVALID, NATHALIE, PAUL, summaryOf, VISITS } from './page-world.js';

export interface Call {
  readonly method: string;
  readonly params: unknown;
}

/** When the fake's cards are read. */
export const READ_AT = new Date(2026, 10, 23, 7, 34).getTime();

/** The server of the practice, in memory: answers the page protocol, and remembers what it was asked. */
export class FakePageServer implements PageServer {
  readonly status$ = new BehaviorSubject<ServerStatus>('open');
  readonly calls: Call[] = [];
  readonly patients = new Map<string, PatientRecord>([NATHALIE, PAUL, CORSE].map((record) => [record.id, record]));
  plugins: readonly PluginInfo[] = [DMP, INVALID];
  settings: readonly SettingValue[] = [{ pluginId: 'dmp', key: 'dmp.environment', value: 'simulator', fixed: true }];
  /** Faults the next `savePatient` answers. */
  saveFaults: Readonly<Record<string, string>> | undefined;
  /** A save answers once this has resolved. */
  saveGate: Promise<void> | undefined;
  /** Refusal of a setting, by key. */
  readonly settingRefusals = new Map<string, string>();
  commandError: PluginError | undefined;
  /** Cards in the reader, one per reading: what a reading answers, or why it is refused. A card that is never there keeps the reading waiting. */
  cards: (() => Promise<VitaleReading>)[] = [];
  /** Who was kept with whom. */
  readonly keptCards: { readonly patientId: string; readonly beneficiary: VitaleBeneficiary }[] = [];
  /** A kept reading is answered once this has resolved. */
  keepGate: Promise<void> | undefined;
  /** Signals of the readings, to see which were given up. */
  readonly readings: (AbortSignal | undefined)[] = [];
  /** Offered files, by id. */
  readonly offered = new Map<string, Blob>();
  documents: readonly LocalDocument[] = DOCUMENTS;
  /** The answer of the next list waits for this. */
  listGate: Promise<void> | undefined;
  /** What was posted, and to whom. */
  readonly posted: { readonly file: File; readonly pluginId: string | undefined }[] = [];
  readonly #handlers = new Map<string, Set<(params: unknown) => void>>();
  readonly #answers = new Map<string, (params: never) => unknown>();

  constructor() {
    let visits = VISITS;
    this.#answer(openSession, () => ({
      user: { id: 'u1', displayName: 'Léa INFIRMIER0212', initials: 'LI' },
      notice: { label: 'Simulateur', title: 'Les échanges vont au simulateur de ce poste, jamais au DMP national', url: 'http://127.0.0.1:1/' },
      apiVersion: '1.4.0',
    }));
    this.#answer(listPlugins, () => this.plugins);
    this.#answer(listSettings, () => this.settings);
    this.#answer(listVisits, ({ date }) => (date && date !== '2026-11-24' ? { date, visits: [] } : { date: '2026-11-24', visits }));
    this.#answer(setVisitDone, ({ visitId, done }) => {
      visits = visits.map((visit) => (visit.id === visitId ? { ...visit, done } : visit));
    });
    this.#answer(searchPatients, ({ text }) =>
      [...this.patients.values()]
        .filter(({ beneficiary: { name, givenName, birthDate, socialSecurityNumber } }) =>
          `${name} ${givenName} ${birthDate.split('-').reverse().join('/')} ${socialSecurityNumber.replaceAll(' ', '')}`.includes(text.toUpperCase()),
        )
        .map(summaryOf),
    );
    this.#answer(getPatient, ({ patientId }) => this.patients.get(patientId) ?? null);
    this.#answer(savePatient, ({ record, before }) => {
      if (this.saveFaults) return { faults: this.saveFaults };
      const stored = this.patients.get(record.id) ?? record;
      if (JSON.stringify(stored) !== JSON.stringify(before)) return { newer: stored };
      this.patients.set(record.id, record);
      return { saved: record };
    });
    this.#answer(setPluginEnabled, ({ pluginId, enabled }) => this.change(pluginId, { enabled, state: enabled ? 'waiting' : 'disabled' }));
    this.#answer(restartPlugin, ({ pluginId }) => this.change(pluginId, { state: 'running' }));
    this.#answer(readPluginLog, () => [{ at: Date.parse('2026-11-24T06:50:02'), level: 'info' as const, text: 'activée en 84 ms (patient.open)' }]);
    this.#answer(changeSetting, ({ key }) => this.settingRefusals.get(key) ?? null);
    this.#answer(keepPatientCard, ({ patientId, beneficiary }) => {
      const stored = this.patients.get(patientId);
      if (!stored || !isHolder(stored, beneficiary)) return null;
      const record = { ...stored, vitale: { readAt: READ_AT, beneficiary } };
      this.patients.set(patientId, record);
      this.keptCards.push({ patientId, beneficiary });
      return record;
    });
    this.#answer(listDocuments, ({ patientId }) => this.documents.filter((document) => document.patientId === patientId));
    this.#answer(addDocument, ({ fileId, ...words }) => {
      const { name, type, size } = this.posted[Number(fileId.slice(-1)) - 1]?.file ?? new File([], 'nothing');
      const document = { id: fileId, ...words, fileName: name, mediaType: type, size, version: 1 };
      this.keepDocuments([document, ...this.documents], words.patientId);
      return document;
    });
    this.#answer(changeDocument, ({ documentId, title, kind, writtenOn, patientId }) => {
      const changed = (before: LocalDocument): LocalDocument => {
        const { validatedAt, ...draft } = before;
        return { ...draft, title, kind, writtenOn, version: before.version + (validatedAt === undefined ? 0 : 1) };
      };
      this.keepDocuments(
        this.documents.map((document) => (document.id === documentId ? changed(document) : document)),
        patientId,
      );
      return this.documents.find(({ id }) => id === documentId);
    });
    this.#answer(validateDocuments, ({ documentIds, patientId }) =>
      this.keepDocuments(
        this.documents.map((document) => (documentIds.includes(document.id) ? { ...document, validatedAt: READ_AT } : document)),
        patientId,
      ),
    );
    this.#answer(openForm, () => undefined);
    this.#answer(openSlot, () => undefined);
    this.#answer(runCommand, ({ commandId }) => {
      if (this.commandError) throw this.commandError;
      return commandId;
    });
  }

  get status(): ServerStatus {
    return this.status$.value;
  }

  readonly files: PageServer['files'] = {
    fetch: async (id) => {
      const file = this.offered.get(id);
      if (!file) throw new PluginError('host.unavailable');
      this.offered.delete(id);
      return file;
    },
    post: async (file, pluginId) => {
      this.posted.push({ file, pluginId });
      return { id: `posted-${this.posted.length}`, name: file.name, size: file.size };
    },
  };

  async request<P, R>(type: RequestType<P, R, void>, params: P, signal?: AbortSignal): Promise<R> {
    if (this.status !== 'open') throw new PluginError('host.unavailable');
    this.calls.push({ method: type.method, params });
    if (type.method === readPatientCard.method) {
      this.readings.push(signal);
      return (await (this.cards.shift() ?? (() => new Promise<never>(() => {})))()) as R;
    }
    const answer = structuredClone(this.#answers.get(type.method)?.(params as never)) as R;
    if (type.method === savePatient.method) await this.saveGate;
    if (type.method === listDocuments.method) await this.listGate;
    if (type.method === keepPatientCard.method) await this.keepGate;
    return answer;
  }

  notify<P>(type: NotificationType<P>, params: P): void {
    this.calls.push({ method: type.method, params });
  }

  on<P>(type: NotificationType<P>, handle: (params: P) => void): Disposable {
    const handlers = this.#handlers.get(type.method) ?? new Set();
    this.#handlers.set(type.method, handlers.add(handle as (params: unknown) => void));
    return { dispose: () => void handlers.delete(handle as (params: unknown) => void) };
  }

  /** Sends a notification to the page. */
  tell<P>(type: NotificationType<P>, params: P): void {
    for (const handle of this.#handlers.get(type.method) ?? []) handle(params);
  }

  /** The folder of a patient is another, and windows are told. */
  keepDocuments(documents: readonly LocalDocument[], patientId: string): void {
    this.documents = documents;
    this.tell(documentsChanged, { patientId });
  }

  /** Changes a plugin and tells the page. */
  change(pluginId: string, change: Partial<PluginInfo>): void {
    this.plugins = this.plugins.map((plugin) => (plugin.id === pluginId ? { ...plugin, ...change } : plugin));
    this.tell(pluginsChanged, this.plugins);
  }

  /** State for every open slot of a view. */
  publish(viewId: string, state: unknown): void {
    for (const { slotId } of this.paramsOf(openSlot).filter((slot) => slot.viewId === viewId)) this.tell(slotState, { slotId, state });
  }

  paramsOf<P, R>(type: RequestType<P, R, void> | NotificationType<P>): P[] {
    return this.calls.filter(({ method }) => method === type.method).map(({ params }) => params as P);
  }

  #answer<P, R>(type: RequestType<P, R, void>, answer: (params: P) => R | undefined): void {
    this.#answers.set(type.method, answer as (params: never) => unknown);
  }
}

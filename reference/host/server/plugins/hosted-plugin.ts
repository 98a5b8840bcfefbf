import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { ContextValues, HostUser, LogFacts, ValidatedDocument } from '../../../../src/api/host.js';
import { activationEventsOf, type Manifest } from '../../../../src/api/manifest.js';
import type { PatientDetails, PatientRef } from '../../../../src/api/patient.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import type { PracticeProfessional } from '../../../../src/api/professional.js';
import type { VitaleReading } from '../../../../src/api/vitale.js';
import type { PluginInfo, PluginState } from '../../page-protocol.js';
import { HeldFiles } from '../held-files.js';
import type { PluginSecrets } from '../store/plugin-secrets.js';
import { CrashTracker } from './crash-tracker.js';
import { toResponseError } from './error-transport.js';
import { FilePipeServer } from './file-pipe-server.js';
import type { OpenPlaces, PlacedForm, PlacedView } from './open-places.js';
import { PatientWatches } from './patient-watches.js';
import { PluginDocuments, type PracticeDocuments } from './plugin-documents.js';
import type { ValidPlugin } from './plugin-folder.js';
import type { PluginLog } from './plugin-log.js';
import { PluginProcessLink } from './plugin-process-link.js';
import * as protocol from './plugin-protocol.js';
import type { Timings } from './timings.js';

export interface PluginSurroundings {
  readonly places: OpenPlaces;
  readonly secrets: PluginSecrets;
  readonly files: HeldFiles;
  readonly documents: PracticeDocuments;
  readonly user: HostUser;
  /** Of the practice. */
  readonly professionals: readonly PracticeProfessional[];
  readonly storageRoot: string;
  readonly timings: Timings;
  readonly now: () => number;
  readonly entry?: string | undefined;
  patientOf(patientId: string): Promise<PatientRef | undefined>;
  detailsOf(patientId: string): Promise<PatientDetails | undefined>;
  configurationOf(manifest: Manifest): protocol.SettingScalars;
  /** Something a user may see of this plugin is different now. */
  onChange(): void;
}

/** What a plugin without the capability `patient` is told of a person: nothing. */
const UNTOLD: PatientRef['identity'] = {
  matricule: '',
  insOid: '',
  insStatus: 'provisoire',
  birthName: '',
  birthGivenNames: '',
  sex: 'UN',
  birthDate: '',
  birthPlaceCode: '',
};

/** A valid plugin: enabled or not, with a process or not. Started by its first activation event, started again when it dies. */
export class HostedPlugin {
  private state: PluginState;
  private link: PluginProcessLink | undefined;
  /** What pages have posted to this plugin. */
  readonly posted: HeldFiles;
  private patients: PatientWatches<PatientDetails> | undefined;
  private documents: PluginDocuments | undefined;
  private readonly pageCounts = new Map<string, number>();
  private restartTimer: NodeJS.Timeout | undefined;
  private ending: Promise<void> = Promise.resolve();
  private starting: Promise<void> | undefined;
  private readonly crashes: CrashTracker;
  private activation: PluginInfo['activation'];
  private memoryBytes: number | undefined;
  private restarts = 0;
  private turn = 0;
  private configuration: protocol.SettingScalars;

  constructor(
    readonly source: ValidPlugin,
    readonly log: PluginLog,
    enabled: boolean,
    private readonly around: PluginSurroundings,
  ) {
    this.state = enabled ? this.resting : 'disabled';
    this.crashes = new CrashTracker(around.timings.restartDelays);
    this.configuration = around.configurationOf(source.manifest);
    this.posted = new HeldFiles(around.timings.heldFile);
  }

  get id(): string {
    return this.source.manifest.id;
  }

  get enabled(): boolean {
    return this.state !== 'disabled';
  }

  get manifest(): Manifest {
    return this.source.manifest;
  }

  get status(): Pick<PluginInfo, 'state' | 'enabled' | 'activation' | 'memoryMegabytes' | 'restarts' | 'pageCounts'> {
    const { state, enabled, activation, memoryBytes, restarts } = this;
    return {
      state,
      enabled,
      restarts,
      pageCounts: Object.fromEntries(this.pageCounts),
      ...(activation && { activation }),
      ...(memoryBytes !== undefined && { memoryMegabytes: Math.round(memoryBytes / 1e6) }),
    };
  }

  /** Starts the plugin if it waits for this event. */
  activate(event: string): void {
    if (this.state === 'waiting' && activationEventsOf(this.manifest).includes(event)) this.begin(event);
  }

  openForm(form: PlacedForm): void {
    this.activate('patient.open');
    if (this.state === 'running') this.tellForm(form);
  }

  closeForm(formId: string): void {
    if (this.state === 'running') this.link?.notify(protocol.formClosed, { formId });
  }

  openView(view: PlacedView): void {
    this.activate(`view:${view.viewId}`);
    // A form's view belongs to `patient.open`; its slot may be there before its form.
    this.activate('patient.open');
    if (this.state === 'running') this.tellView(view);
  }

  closeView(watchId: string): void {
    if (this.state === 'running') this.link?.notify(protocol.unwatchView, { watchId });
  }

  /** @throws PluginError the plugin's refusal; `host.unavailable` when it cannot be asked */
  async run(commandId: string, patient: PatientRef | undefined, args: Readonly<Record<string, unknown>>, token: CancellationToken): Promise<unknown> {
    const link = await this.linkFor(`command:${commandId}`);
    return link.ask(protocol.runPluginCommand, { commandId, args, ...(patient && { patient: this.told(patient) }) }, this.around.timings.command, token);
  }

  /** @throws PluginError the plugin's refusal; `host.unavailable` when it cannot be asked or the user gave up */
  async readCard(readerId: string, token: CancellationToken): Promise<VitaleReading> {
    const link = await this.linkFor(`patientReader:${readerId}`);
    return link.ask(protocol.readCard, { readerId }, this.around.timings.command, token);
  }

  /** The record of this patient was stored. */
  changedPatient(patientId: string): void {
    this.patients?.changed(patientId);
  }

  /** Something is new in the folder of this patient. */
  changedDocuments(patientId: string): void {
    this.documents?.changed(patientId);
  }

  validatedDocument(validated: ValidatedDocument): void {
    if (this.state === 'running') this.documents?.validated(validated);
  }

  /** After the user's decision: forgets the past and starts at once. */
  async restart(): Promise<void> {
    if (!this.enabled || !this.manifest.main) return;
    clearTimeout(this.restartTimer);
    this.crashes.forget();
    await this.stop('waiting');
    if (this.state === 'waiting') this.begin('restart');
  }

  async setEnabled(enabled: boolean): Promise<void> {
    if (enabled === this.enabled) return;
    this.log.write('info', enabled ? 'enabled' : 'disabled');
    if (!enabled) return this.stop('disabled');
    this.crashes.forget();
    this.become(this.resting);
    this.catchUp();
  }

  /** What is on screen already is an activation event too. */
  catchUp(): void {
    const { forms, views } = this.around.places;
    if (forms.size) this.activate('patient.open');
    for (const { viewId } of views.values()) if (this.hasView(viewId)) this.activate(`view:${viewId}`);
  }

  hasView(viewId: string): boolean {
    return Object.values(this.manifest.contributes.views).some((views) => views.some((view) => view.id === viewId));
  }

  reconfigure(): void {
    const before = this.configuration;
    this.configuration = this.around.configurationOf(this.manifest);
    const keys = Object.keys(this.configuration).filter((key) => before[key] !== this.configuration[key]);
    if (keys.length) this.link?.notify(protocol.configurationChanged, { values: this.configuration, keys });
  }

  /** Contributions are gone at once; resolves when the process is. */
  stop(next: PluginState = 'disabled'): Promise<void> {
    clearTimeout(this.restartTimer);
    const { link } = this;
    const wasRunning = this.state === 'running';
    this.link = undefined;
    this.forgetLife();
    this.posted.clear();
    this.starting = undefined;
    this.activation = undefined;
    this.memoryBytes = undefined;
    this.become(next);
    if (link) this.ending = Promise.all([this.ending, wasRunning ? this.leave(link) : link.kill()]).then(() => {});
    return this.ending;
  }

  /** The process, started by this event if need be. */
  private async linkFor(event: string): Promise<PluginProcessLink> {
    this.activate(event);
    await this.starting;
    const { link } = this;
    if (this.state === 'running' && link) return link;
    this.log.write('warn', 'request.refused', { event, state: this.state });
    throw new PluginError('host.unavailable');
  }

  private forgetLife(): void {
    this.patients = undefined;
    this.documents = undefined;
    this.pageCounts.clear();
  }

  private get resting(): PluginState {
    return this.manifest.main ? 'waiting' : 'running'; // without a main there is nothing to start
  }

  private become(state: PluginState): void {
    this.state = state;
    this.around.onChange();
  }

  private begin(event: string): void {
    this.become('starting');
    this.starting = this.start(event).catch((error: NodeJS.ErrnoException) => {
      // A full or read-only disk is this plugin's misfortune, not the server's end.
      this.log.write('error', 'start.failed', { event, code: error.code });
      void this.stop('stopped');
    });
  }

  private async start(event: string): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    await this.ending; // never two processes on one storage folder
    if (this.state !== 'starting' || this.turn !== turn) return; // switched off meanwhile, and perhaps on again
    const { around, source, log, manifest } = this;
    const storageFolder = join(around.storageRoot, this.id);
    mkdirSync(storageFolder, { recursive: true, mode: 0o700 });
    const from = performance.now();
    const link = new PluginProcessLink(source.folder, log, around.entry);
    this.link = link;
    this.serve(link);
    link.exited.then(({ code, signal }) => this.handleExit(link, { code: code ?? undefined, signal: signal ?? undefined }));
    link.listen();
    try {
      await link.ask(
        protocol.startPlugin,
        { manifest, folder: source.folder, user: around.user, storageFolder, configuration: this.configuration },
        around.timings.activation,
      );
    } catch {
      if (this.link !== link) return;
      log.write('error', 'activation.gaveUp', { event });
      await link.kill();
      return;
    }
    if (this.link !== link) return;
    const milliseconds = Math.round(performance.now() - from);
    this.activation = { milliseconds, event, at: around.now() };
    log.write('info', 'activated', { event, milliseconds, pid: link.pid });
    if (manifest.capabilities.patient === 'none') log.write('info', 'capability.withheld', { capability: 'patient' });
    this.become('running');
    for (const form of around.places.forms.values()) this.tellForm(form);
    for (const view of around.places.views.values()) if (this.hasView(view.viewId)) this.tellView(view);
    void this.watchOver(link);
  }

  private tellForm({ formId, patient }: PlacedForm): void {
    this.link?.notify(protocol.formOpened, { formId, patient: this.told(patient) });
  }

  private tellView({ watchId, viewId, patient }: PlacedView): void {
    this.link?.notify(protocol.watchView, { watchId, viewId, ...(patient && { patient: this.told(patient) }) });
  }

  private told(patient: PatientRef): PatientRef {
    return this.manifest.capabilities.patient === 'none' ? { id: patient.id, identity: UNTOLD } : patient;
  }

  private serve(link: PluginProcessLink): void {
    const { connection } = link;
    const { places, secrets, files } = this.around;
    const patients = new PatientWatches<PatientDetails>(
      (patientId) => this.around.detailsOf(patientId),
      (watchId, details) => link.notify(protocol.patientDetails, { watchId, details }),
    );
    this.patients = patients;
    const documents = new PluginDocuments(connection, this.around.documents, {
      isGranted: this.manifest.capabilities.documents === 'read',
      told: (patient) => this.told(patient),
      onRefused: () => this.log.write('warn', 'documents.refused', { capability: 'documents' }),
    });
    this.documents = documents;
    new FilePipeServer(link.files, {
      offered: files,
      posted: this.posted,
      readDocument: (documentId) => documents.read(documentId),
      onRefused: () => this.log.write('warn', 'file.refused'),
    });
    connection.onRequest(protocol.findPatient, async ({ patientId }) => {
      const patient = await this.around.patientOf(patientId);
      return patient ? this.told(patient) : null;
    });
    connection.onRequest(protocol.listProfessionals, () => {
      if (this.manifest.capabilities.practice === 'read') return this.around.professionals;
      this.log.write('warn', 'practice.refused', { capability: 'practice' });
      throw toResponseError({ code: 'host.unavailable' });
    });
    connection.onNotification(protocol.pageCount, ({ viewId, count }) => this.showPageCount(link, viewId, count));
    connection.onRequest(protocol.watchPatient, ({ watchId, patientId }) => {
      if (this.manifest.capabilities.patient !== 'none') return patients.open(watchId, patientId);
      this.log.write('warn', 'patient.refused', { capability: 'patient' });
      throw toResponseError({ code: 'host.unavailable' });
    });
    connection.onNotification(protocol.unwatchPatient, ({ watchId }) => patients.close(watchId));
    connection.onNotification(protocol.viewState, ({ watchId, state }) => {
      const view = places.views.get(watchId);
      if (view && this.hasView(view.viewId)) view.show(state);
    });
    connection.onNotification(protocol.contextValues, ({ formId, values }) => places.forms.get(formId)?.showValues(this.id, this.declared(values)));
    connection.onNotification(protocol.pluginLogged, ({ level, event, facts }) => this.log.writeReported(level, event, onlyFacts(facts)));
    connection.onRequest(protocol.readSecret, async ({ name }) => (await secrets.read(this.id, name)) ?? null);
    connection.onRequest(protocol.writeSecret, ({ name, value }) => secrets.write(this.id, name, value));
    connection.onRequest(protocol.deleteSecret, ({ name }) => secrets.delete(this.id, name));
  }

  private showPageCount(link: PluginProcessLink, viewId: string, count: number): void {
    if (this.link !== link || !Number.isSafeInteger(count) || this.pageCounts.get(viewId) === count) return;
    if (!this.manifest.contributes.views.page.some((page) => page.id === viewId)) return;
    this.pageCounts.set(viewId, count);
    this.around.onChange();
  }

  /** Only keys and words the manifest announced: the `when` of its entries were checked against those. */
  private declared(values: ContextValues): ContextValues {
    const { contextKeys } = this.manifest.contributes;
    const kept = Object.entries(values).filter(([key, value]) => {
      const type = contextKeys[key];
      const good = type === 'boolean' ? typeof value === 'boolean' : typeof value === 'string' && type?.includes(value);
      if (!good) this.log.write('warn', 'contextKeys.refused', { key });
      return good;
    });
    return Object.fromEntries(kept);
  }

  /** Two silences in a row, and the process is ended; its death does the rest. */
  private async watchOver(link: PluginProcessLink): Promise<void> {
    const { pingDeadline, pingPause } = this.around.timings;
    for (let silences = 0; this.link === link; ) {
      try {
        const { memoryBytes } = await link.ask(protocol.pingPlugin, {}, pingDeadline);
        silences = 0;
        const first = this.memoryBytes === undefined;
        this.memoryBytes = memoryBytes;
        if (first) this.around.onChange();
      } catch {
        silences += 1;
      }
      if (this.link !== link) return;
      if (silences >= 2) {
        this.log.write('error', 'unresponsive');
        this.become('unresponsive');
        await link.kill();
        return;
      }
      if (silences === 0) await new Promise((resolve) => setTimeout(resolve, pingPause).unref());
    }
  }

  private handleExit(link: PluginProcessLink, facts: LogFacts): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.forgetLife();
    this.memoryBytes = undefined;
    const delay = this.crashes.record(this.around.now());
    this.log.write('error', 'process.ended', { ...facts, restartIn: delay });
    if (delay === undefined) {
      this.become('stopped');
      return;
    }
    this.restartTimer = setTimeout(() => {
      this.restarts += 1;
      this.begin('restart');
    }, delay);
    this.become('restarting');
  }

  private async leave(link: PluginProcessLink): Promise<void> {
    const { deactivation } = this.around.timings;
    try {
      // The signal fires a little before we stop waiting, so that it can still be heeded.
      await link.ask(protocol.deactivatePlugin, { deadlineMilliseconds: deactivation * 0.9 }, deactivation);
      this.log.write('info', 'deactivated');
    } catch {
      this.log.write('warn', 'deactivation.gaveUp');
      await link.kill();
    }
    await link.end(500);
  }
}

const onlyFacts = (facts: LogFacts): LogFacts =>
  Object.fromEntries(
    Object.entries(facts ?? {}).flatMap(([name, value]) => (value !== null && ['string', 'number', 'boolean'].includes(typeof value) ? [[name, value]] : [])),
  );

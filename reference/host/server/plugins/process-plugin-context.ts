import { from, type Observable, type ObservableInput, Subject, type Subscription } from 'rxjs';
import type { MessageConnection, NotificationType, RequestType } from 'vscode-jsonrpc';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { CommandArgs, ContextValues, LogFacts, Logger, OpenForm, PageCommandArgs, PluginContext, ValidatedDocument } from '../../../../src/api/host.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { PatientDetails, PatientRef } from '../../../../src/api/patient.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import type { VitaleReading } from '../../../../src/api/vitale.js';
import { notify } from '../../notify.js';
import { crossing } from './crossing.js';
import { fromResponseError, newReference } from './error-transport.js';
import type { FilePipeClient } from './file-pipe-client.js';
import { LatestOnly } from './latest-only.js';
import { PatientFollower } from './patient-follower.js';
import * as protocol from './plugin-protocol.js';
import { ValuePublisher } from './value-publisher.js';

type Command =
  | { readonly needsPatient: true; run(args: CommandArgs): Promise<unknown> }
  | { readonly needsPatient: false; run(args: PageCommandArgs): Promise<unknown> };
interface Watch {
  readonly viewId: string;
  readonly patient?: PatientRef;
  subscription?: Subscription;
}
type ReadCard = (signal: AbortSignal) => Promise<VitaleReading>;
type StateOf = (patient?: PatientRef) => ObservableInput<unknown>;

/** The `PluginContext` as the plugin's process sees it: calls become messages, messages become events and subscriptions. */
export class ProcessPluginContext implements PluginContext {
  readonly plugin: PluginContext['plugin'];
  readonly user: PluginContext['user'];
  readonly storage: PluginContext['storage'];
  private readonly opened = new Subject<OpenForm>();
  private readonly closed = new Subject<{ readonly formId: string }>();
  private readonly changed = new Subject<readonly string[]>();
  private readonly registered = new Map<string, Command>();
  private readonly published = new Map<string, StateOf>();
  private readonly watches = new Map<string, Watch>();
  private readonly forms = new Map<string, PatientRef>();
  private readonly valuePublishers = new Set<ValuePublisher>();
  private readonly readers = new Map<string, ReadCard>();
  private readonly validated = new Subject<ValidatedDocument>();
  private readonly counts = new Set<string>();
  private readonly details = new PatientFollower<PatientDetails>(
    (watch) => this.asked(protocol.watchPatient, watch),
    (watch) => this.tell(protocol.unwatchPatient, watch),
  );
  private readonly folders = new PatientFollower<readonly LocalDocument[]>(
    (watch) => this.asked(protocol.watchDocuments, watch),
    (watch) => this.tell(protocol.unwatchDocuments, watch),
  );
  private settings: protocol.SettingScalars;

  readonly events: PluginContext['events'] = {
    formOpened$: this.opened.asObservable(),
    formClosed$: this.closed.asObservable(),
    documentValidated$: this.validated.asObservable(),
  };
  readonly commands: PluginContext['commands'] = {
    register: (id, run) => this.register(id, { needsPatient: true, run }),
    registerForPage: (id, run) => this.register(id, { needsPatient: false, run }),
  };
  readonly views: PluginContext['views'] = {
    publish: (viewId, state) => this.publish(viewId, ['patientForm', 'patientBand', 'visitColumn', 'localDocument'], state as StateOf),
    publishPage: (viewId, state) => this.publish(viewId, ['page'], state),
    publishPageCount: (viewId, count) => this.publishCount(viewId, count),
  };
  readonly contextKeys: PluginContext['contextKeys'] = { publish: (values) => this.publishValues(values) };
  readonly patients: PluginContext['patients'] = {
    details$: (patientId) => this.details.of(patientId),
    get: async (patientId) => (await this.asked(protocol.findPatient, { patientId })) ?? undefined,
  };
  readonly documents: PluginContext['documents'] = {
    list$: (patientId) => this.folders.of(patientId),
    validatedSince: (time) => this.asked(protocol.validatedDocuments, { since: time }),
    read: (documentId) => this.pipe.readDocument(documentId),
  };
  readonly practice: PluginContext['practice'] = { professionals: () => this.asked(protocol.listProfessionals, {}) };
  readonly patientReaders: PluginContext['patientReaders'] = { provide: (readerId, read) => this.provideReader(readerId, read) };
  readonly files: PluginContext['files'] = { offer: (file) => this.pipe.offer(file), take: (id) => this.pipe.take(id) };
  readonly configuration: PluginContext['configuration'] = { get: <T>(key: string) => this.setting(key) as T, changed$: this.changed.asObservable() };
  readonly secrets: PluginContext['secrets'] = {
    get: async (name) => (await this.connection.sendRequest(protocol.readSecret, { name })) ?? undefined,
    set: (name, value) => this.connection.sendRequest(protocol.writeSecret, { name, value }),
    delete: (name) => this.connection.sendRequest(protocol.deleteSecret, { name }),
  };

  constructor(
    private readonly connection: MessageConnection,
    private readonly start: protocol.PluginStart,
    private readonly pipe: FilePipeClient,
  ) {
    const { manifest, folder, user, storageFolder, configuration } = start;
    this.plugin = { id: manifest.id, version: manifest.version, publisher: manifest.publisher, folder };
    this.user = user;
    this.storage = { folder: storageFolder };
    this.settings = configuration;
    connection.onNotification(protocol.formOpened, (form) => this.handleFormOpened(form));
    connection.onNotification(protocol.formClosed, (form) => this.handleFormClosed(form));
    connection.onNotification(protocol.watchView, ({ watchId, ...watch }) => this.handleWatch(watchId, watch));
    connection.onNotification(protocol.unwatchView, ({ watchId }) => this.handleUnwatch(watchId));
    connection.onNotification(protocol.patientDetails, ({ watchId, details }) => this.details.tell(watchId, details));
    connection.onNotification(protocol.documentList, ({ watchId, documents }) => this.folders.tell(watchId, documents));
    connection.onNotification(protocol.documentValidated, (validated) => this.validated.next(validated));
    connection.onNotification(protocol.configurationChanged, ({ values, keys }) => {
      this.settings = values;
      this.changed.next(keys);
    });
  }

  log(source: string): Logger {
    const write = (level: 'info' | 'warn' | 'error') => (event: string, facts?: LogFacts) => this.report(level, event, { source, ...facts });
    return { info: write('info'), warn: write('warn'), error: write('error') };
  }

  /** Runs a command for the server. @throws PluginError `plugin.unexpected` when nobody registered it */
  run(commandId: string, patient: PatientRef | undefined, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const command = this.registered.get(commandId);
    if (!command) throw this.refusal('command.notRegistered', { command: commandId });
    if (!command.needsPatient) return command.run(args);
    if (!patient) throw this.refusal('command.needsPatient', { command: commandId });
    return command.run({ ...args, patient });
  }

  /** Reads a card for the server. @throws PluginError `plugin.unexpected` when nobody provides this reader */
  readCard(readerId: string, signal: AbortSignal): Promise<VitaleReading> {
    const read = this.readers.get(readerId);
    if (!read) throw this.refusal('reader.notProvided', { reader: readerId });
    return read(signal);
  }

  /** Logs what went wrong without its message, which may name a patient, and says under which reference. */
  failure(event: string, error: unknown, facts: LogFacts = {}): PluginError {
    const reference = newReference();
    this.report('error', event, { ...facts, reference, error: error instanceof Error ? error.name : typeof error, at: whereOf(error) });
    return new PluginError('plugin.unexpected', { reference });
  }

  private report(level: 'info' | 'warn' | 'error', event: string, facts: LogFacts): void {
    void notify(this.connection, protocol.pluginLogged, { level, event, facts });
  }

  private refusal(event: string, facts: LogFacts): PluginError {
    const reference = newReference();
    this.report('error', event, { ...facts, reference });
    return new PluginError('plugin.unexpected', { reference });
  }

  private register(id: string, command: Command): Disposable {
    const declared = this.start.manifest.contributes.commands.filter((candidate) => candidate.in === 'main').map((candidate) => candidate.id);
    if (!declared.includes(id)) throw new Error(`${id} is not a command of this plugin's main. The manifest declares: ${declared.join(', ') || 'none'}`);
    if (this.registered.has(id)) throw new Error(`${id} is registered already`);
    this.registered.set(id, command);
    return { dispose: () => void (this.registered.get(id) === command && this.registered.delete(id)) };
  }

  private provideReader(readerId: string, read: ReadCard): Disposable {
    const declared = this.start.manifest.contributes.patientReaders.map((reader) => reader.id);
    if (!declared.includes(readerId)) throw new Error(`${readerId} is not a patient reader. The manifest declares: ${declared.join(', ') || 'none'}`);
    if (this.readers.has(readerId)) throw new Error(`${readerId} is provided already`);
    this.readers.set(readerId, read);
    return { dispose: () => void (this.readers.get(readerId) === read && this.readers.delete(readerId)) };
  }

  /** What the server answers, refused as the plugin knows refusals. */
  private async asked<P, R>(type: RequestType<P, R, void>, params: NoInfer<P>): Promise<R> {
    try {
      return await this.connection.sendRequest(type as RequestType<unknown, R, void>, params);
    } catch (error) {
      throw fromResponseError(error) ?? new PluginError('host.unavailable');
    }
  }

  private tell<P>(type: NotificationType<P>, params: NoInfer<P>): void {
    void notify(this.connection, type, params);
  }

  private publishCount(viewId: string, count: () => Observable<number>): Disposable {
    const declared = this.start.manifest.contributes.views.page.map((page) => page.id);
    if (!declared.includes(viewId)) throw new Error(`${viewId} is not a page. The manifest declares: ${declared.join(', ') || 'none'}`);
    if (this.counts.has(viewId)) throw new Error(`${viewId} is counted already`);
    this.counts.add(viewId);
    const show = (value: number): void => this.tell(protocol.pageCount, { viewId, count: value });
    const subscription = from(count()).subscribe({ next: show, error: (error) => void this.failure('count.failed', error, { view: viewId }) });
    return {
      dispose: () => {
        subscription.unsubscribe();
        if (this.counts.delete(viewId)) show(0);
      },
    };
  }

  private publish(viewId: string, places: readonly (keyof protocol.PluginStart['manifest']['contributes']['views'])[], state: StateOf): Disposable {
    const declared = places.flatMap((place) => this.start.manifest.contributes.views[place].map((view) => view.id));
    if (!declared.includes(viewId)) throw new Error(`${viewId} is not one of ${places.join(', ')}. The manifest declares: ${declared.join(', ') || 'none'}`);
    if (this.published.has(viewId)) throw new Error(`${viewId} is published already`);
    this.published.set(viewId, state);
    for (const [watchId, watch] of this.watches) if (watch.viewId === viewId) this.subscribe(watchId, watch);
    return {
      dispose: () => {
        if (this.published.get(viewId) !== state) return;
        this.published.delete(viewId);
        for (const watch of this.watches.values()) if (watch.viewId === viewId) watch.subscription?.unsubscribe();
      },
    };
  }

  private publishValues(values: (patient: PatientRef) => ObservableInput<ContextValues>): Disposable {
    const publisher = new ValuePublisher(
      values,
      (formId) => this.sendValues(formId),
      (error) => this.failure('contextKeys.failed', error),
    );
    this.valuePublishers.add(publisher);
    for (const [formId, patient] of this.forms) publisher.open(formId, patient);
    return {
      dispose: () => {
        this.valuePublishers.delete(publisher);
        publisher.dispose();
      },
    };
  }

  private sendValues(formId: string): void {
    const values: ContextValues = Object.assign({}, ...[...this.valuePublishers].map((publisher) => publisher.valuesOf(formId)));
    void notify(this.connection, protocol.contextValues, { formId, values });
  }

  private setting(key: string): protocol.SettingScalar {
    const value = this.settings[key];
    if (value === undefined) throw new Error(`${key} is not a configuration key. The manifest declares: ${Object.keys(this.settings).join(', ') || 'none'}`);
    return value;
  }

  private handleFormOpened(form: OpenForm): void {
    this.forms.set(form.formId, form.patient);
    for (const publisher of this.valuePublishers) publisher.open(form.formId, form.patient);
    this.opened.next(form);
  }

  private handleFormClosed(form: { readonly formId: string }): void {
    this.forms.delete(form.formId);
    for (const publisher of this.valuePublishers) publisher.close(form.formId);
    this.closed.next(form);
  }

  private handleWatch(watchId: string, watch: Watch): void {
    this.watches.set(watchId, watch);
    this.subscribe(watchId, watch);
  }

  private handleUnwatch(watchId: string): void {
    this.watches.get(watchId)?.subscription?.unsubscribe();
    this.watches.delete(watchId);
  }

  private subscribe(watchId: string, watch: Watch): void {
    const state = this.published.get(watch.viewId);
    if (!state) return;
    const fail = (error: unknown) => void this.failure('view.failed', error, { view: watch.viewId });
    const line = new LatestOnly(async (value: unknown) => {
      try {
        await this.connection.sendNotification(protocol.viewState, { watchId, state: crossing(value) });
      } catch (error) {
        fail(error);
      }
    });
    try {
      watch.subscription = from(state(watch.patient)).subscribe({ next: (value) => line.push(value), error: fail });
    } catch (error) {
      fail(error);
    }
  }
}

/** File and line alone: the first line of a stack is the message. */
function whereOf(error: unknown): string | undefined {
  const frame = error instanceof Error ? /\n\s+at .*?([^/\\(]+:\d+:\d+)\)?/.exec(error.stack ?? '') : null;
  return frame?.[1];
}

import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  type NotificationType,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { HOST_API_VERSION, type ValidatedDocument } from '../../../../src/api/host.js';
import type { PatientRef } from '../../../../src/api/patient.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../../src/api/vitale.js';
import { isHolder } from '../../card-holder.js';
import { notify } from '../../notify.js';
import * as page from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import type { HeldFile } from '../held-files.js';
import { dtoOf, newReference, toResponseError } from '../plugins/error-transport.js';
import type { HostedPlugin } from '../plugins/hosted-plugin.js';
import { LatestOnly } from '../plugins/latest-only.js';
import type { Practice } from '../practice-services.js';
import { changedStrictTraits, patientFaults } from '../store/patient-checks.js';
import * as parameters from './page-parameters.js';
import { WebSocketMessageReader, WebSocketMessageWriter } from './web-socket-transport.js';

type ResultOf<T> = T extends RequestType<infer _P, infer R, void> ? R : never;

/** One window of the practice application. What it opened goes with it. */
export class PracticeWindow {
  private readonly windowId = randomUUID();
  private readonly connection: MessageConnection;
  private readonly slots = new Map<string, string>();
  private readonly forms = new Set<string>();
  private readonly readings = new Set<CancellationTokenSource>();
  private language = 'fr';
  /** Everybody on the card that was read last here: nobody else is kept. */
  private onCard: readonly VitaleBeneficiary[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly practice: Practice,
    onClose: (window: PracticeWindow) => void,
  ) {
    this.connection = createMessageConnection(new WebSocketMessageReader(socket), new WebSocketMessageWriter(socket));
    this.connection.onError(() => {}); // `close` follows
    this.connection.onClose(() => {
      this.connection.dispose(); // what it still asked opens nothing any more
      this.release();
      onClose(this);
    });
    this.answerPractice();
    this.answerDocuments();
    this.answerPlugins();
    this.answerPlaces();
    this.answerReaders();
    this.connection.listen();
  }

  /** Resolves when it has left. */
  notify<P>(type: NotificationType<P>, value: NoInfer<P>): Promise<void> {
    return notify(this.connection, type, value);
  }

  tellPlugins(): void {
    void this.notify(page.pluginsChanged, this.practice.registry.list(this.language));
  }

  close(): void {
    this.socket.close(1001);
  }

  private answerPractice(): void {
    const { patients, visits, practice } = { ...this.practice, practice: this.practice };
    this.answer(page.openSession, parameters.OpenSession, ({ language }) => {
      this.language = language;
      return { user: practice.user, apiVersion: HOST_API_VERSION, ...(practice.notice && { notice: practice.notice }) };
    });
    this.answer(page.listVisits, parameters.ListVisits, async ({ date = practice.today() }) => ({ date, visits: await visits.list(date) }));
    this.answer(page.setVisitDone, parameters.SetVisitDone, async ({ visitId, done }) => {
      if (!(await visits.setDone(visitId, done))) throw unavailable('Ce passage n’existe plus.');
    });
    this.answer(page.searchPatients, parameters.SearchPatients, ({ text }) => patients.search(text));
    this.answer(page.getPatient, parameters.OfPatient, async ({ patientId }) => (await patients.find(patientId)) ?? null);
    this.answer(page.savePatient, parameters.SavePatient, ({ record, before }) => this.save(record as PatientRecord, before as PatientRecord));
  }

  private answerDocuments(): void {
    const { documents, registry, now } = this.practice;
    this.answer(page.listDocuments, parameters.OfPatient, async ({ patientId }) => {
      const list = await documents.list(patientId);
      if (!list) throw unknownPatient();
      return list;
    });
    this.answer(page.addDocument, parameters.AddDocument, async ({ fileId, ...about }) => {
      await this.patient(about.patientId);
      const document = await documents.add(about, this.postedFile(fileId));
      this.practice.announceDocuments(about.patientId);
      return document;
    });
    this.answer(page.changeDocument, parameters.ChangeDocument, async ({ patientId, documentId, fileId, ...words }) => {
      await this.documentOf(patientId, documentId);
      const document = await documents.change(documentId, words, fileId === undefined ? undefined : this.postedFile(fileId));
      if (!document) throw unknownDocument();
      this.practice.announceDocuments(patientId);
      return document;
    });
    this.answer(page.validateDocuments, parameters.ValidateDocuments, async ({ patientId, documentIds }) => {
      for (const documentId of documentIds) await this.documentOf(patientId, documentId);
      const validated: ValidatedDocument[] = [];
      for (const documentId of documentIds) {
        const one = await documents.validate(documentId, now());
        if (one) validated.push(one);
      }
      this.practice.announceDocuments(patientId);
      for (const one of validated) registry.validatedDocument(one);
    });
  }

  /** A document is that of the patient whose form is on screen, or it is none. */
  private async documentOf(patientId: string, documentId: string): Promise<void> {
    const document = await this.practice.documents.find(documentId);
    if (document?.patientId !== patientId) throw unknownDocument();
  }

  private postedFile(fileId: string): HeldFile {
    const file = this.practice.posted.take(fileId);
    if (!file) throw unavailable('Ce fichier n’est plus disponible. Choisissez-le de nouveau.');
    return file;
  }

  private answerPlugins(): void {
    const { registry, settings } = this.practice;
    this.answer(page.listPlugins, parameters.Nothing, () => registry.list(this.language));
    this.answer(page.setPluginEnabled, parameters.SetPluginEnabled, ({ pluginId, enabled }) => {
      const plugin = this.plugin(pluginId);
      return registry.setEnabled(plugin.id, enabled);
    });
    this.answer(page.restartPlugin, parameters.OfPlugin, ({ pluginId }) => this.plugin(pluginId).restart());
    this.answer(page.readPluginLog, parameters.OfPlugin, ({ pluginId }) => registry.logOf(pluginId)?.lines ?? []);
    this.answer(page.listSettings, parameters.Nothing, () => this.practice.listSettings());
    this.answer(page.changeSetting, parameters.ChangeSetting, async ({ pluginId, key, value }) => {
      const refusal = await settings.change(this.plugin(pluginId).manifest, key, value);
      if (refusal === null) this.practice.announceSettings();
      return refusal;
    });
  }

  private answerPlaces(): void {
    const { registry } = this.practice;
    this.answer(page.openForm, parameters.OpenForm, async ({ formId, patientId }) => {
      this.forms.add(formId);
      const patient = await this.patient(patientId);
      if (!this.forms.has(formId)) return; // closed meanwhile, or the window went
      registry.closeForm(formId); // a window that lost its line comes back with the same form
      const { windowId } = this;
      registry.openForm({ formId, windowId, patient, showValues: (pluginId, values) => void this.notify(page.formContext, { formId, pluginId, values }) });
    });
    this.hear(page.closeForm, parameters.OfForm, ({ formId }) => {
      if (this.forms.delete(formId)) registry.closeForm(formId);
    });
    this.answer(page.openSlot, parameters.OpenSlot, async ({ slotId, viewId, patientId }) => {
      const plugin = registry.ownerOfView(viewId);
      if (!plugin?.enabled) throw unavailable('Cette vue n’est plus proposée\u00a0: son extension est désactivée ou absente.');
      if ((patientId === undefined) !== isPage(plugin, viewId)) throw unavailable('Cette vue se montre avec un patient, ou sans.');
      this.closeSlot(slotId);
      const { windowId } = this;
      const watchId = randomUUID();
      this.slots.set(slotId, watchId);
      const patient = patientId === undefined ? undefined : await this.patient(patientId);
      if (this.slots.get(slotId) !== watchId) return; // closed meanwhile, or the window went
      const line = new LatestOnly((state: unknown) => this.notify(page.slotState, { slotId, state }));
      registry.openView({ watchId, windowId, viewId, show: (state) => line.push(state), ...(patient && { patient }) });
    });
    this.hear(page.closeSlot, parameters.OfSlot, ({ slotId }) => this.closeSlot(slotId));
    this.answer(page.runCommand, parameters.RunCommand, ({ commandId, patientId, args }, token) => this.run(commandId, patientId, args, token));
  }

  private answerReaders(): void {
    this.answer(page.readPatientCard, parameters.ReadPatientCard, ({ readerId }, token) => this.readCard(readerId, token));
    this.answer(page.keepPatientCard, parameters.KeepPatientCard, ({ patientId, beneficiary }) => this.keepCard(patientId, beneficiary));
  }

  private async readCard(readerId: string, token: CancellationToken): Promise<VitaleReading> {
    this.onCard = [];
    const plugin = this.practice.registry.ownerOfReader(readerId);
    if (!plugin?.enabled) throw unavailable('La lecture n’est plus proposée\u00a0: son extension est désactivée ou absente.');
    const givenUp = new CancellationTokenSource();
    token.onCancellationRequested(() => givenUp.cancel());
    this.readings.add(givenUp);
    try {
      const { data: reading } = parameters.Reading.safeParse(await plugin.readCard(readerId, givenUp.token));
      if (!reading) throw this.unreadable(plugin, readerId);
      this.onCard = reading.beneficiaries;
      return reading;
    } catch (error) {
      const dto = error instanceof PluginError ? error.toDto() : dtoOf(error);
      if (!dto) throw error;
      const words = this.wordsOf(plugin, dto.code);
      throw toResponseError(words ? { ...dto, words } : dto);
    } finally {
      this.readings.delete(givenUp);
    }
  }

  /** What was read is not what a card holds: neither the answer nor what is wrong with it is told, it may name a patient. */
  private unreadable({ log }: HostedPlugin, reader: string): PluginError {
    const reference = newReference();
    log.write('error', 'reading.malformed', { reader, reference });
    return new PluginError('plugin.unexpected', { reference });
  }

  /** The plugin's own sentences for a refusal of its. */
  private wordsOf({ source }: HostedPlugin, code: string): page.RefusalWords | undefined {
    const [title, advice] = ['title', 'advice'].map((part) => source.texts.find(`error.${code}.${part}`, this.language));
    return title ? { title, advice: advice ?? '' } : undefined;
  }

  private async keepCard(patientId: string, beneficiary: VitaleBeneficiary): Promise<PatientRecord | null> {
    if (!this.onCard.some((person) => isDeepStrictEqual(person, beneficiary)))
      throw unavailable('Cette lecture n’est plus disponible. Lisez la carte à nouveau.');
    const { patients, now } = this.practice;
    const stored = await patients.find(patientId);
    if (!stored) throw unknownPatient();
    if (!isHolder(stored, beneficiary)) return null;
    const record = { ...stored, vitale: { readAt: now(), beneficiary } };
    if (!(await patients.replace(stored, record))) return this.keepCard(patientId, beneficiary); // changed since we looked
    this.onCard = [];
    this.practice.announcePatient(patientId);
    return record;
  }

  /** The page names the patient; the reference is ours. */
  private async run(commandId: string, patientId: string | undefined, args: Readonly<Record<string, unknown>>, token: CancellationToken): Promise<unknown> {
    const plugin = this.practice.registry.ownerOfCommand(commandId);
    if (!plugin?.enabled) throw unavailable('Cette commande n’est plus proposée\u00a0: son extension est désactivée ou absente.');
    const patient = patientId === undefined ? undefined : await this.practice.patients.ref(patientId);
    if (patientId !== undefined && !patient) {
      plugin.log.write('warn', 'command.refused', { command: commandId, reason: 'unknownPatient' });
      throw unknownPatient();
    }
    return plugin.run(commandId, patient, args, token);
  }

  private async save(record: PatientRecord, before: PatientRecord): Promise<ResultOf<typeof page.savePatient>> {
    const { patients } = this.practice;
    const stored = await patients.find(record.id);
    if (!stored) throw unknownPatient();
    if (!isDeepStrictEqual(stored, before)) return { newer: stored };
    if (!isDeepStrictEqual(stored.identity, record.identity))
      return { faults: { identity: 'L’identité INS vient du téléservice INSi\u00a0: elle ne se modifie pas dans la fiche.' } };
    if (!isDeepStrictEqual(stored.vitale, record.vitale)) return { faults: { vitale: 'La lecture de la Carte Vitale ne se modifie pas dans la fiche.' } };
    const faults = { ...patientFaults(record), ...changedStrictTraits(stored, record) };
    if (Object.keys(faults).length) return { faults };
    if (!(await patients.replace(stored, record))) return this.save(record, before); // changed since we looked: the next look tells
    this.practice.announcePatient(record.id);
    return { saved: record };
  }

  private async patient(patientId: string): Promise<PatientRef> {
    const patient = await this.practice.patients.ref(patientId);
    if (!patient) throw unknownPatient();
    return patient;
  }

  private plugin(pluginId: string): HostedPlugin {
    const plugin = this.practice.registry.find(pluginId);
    if (!plugin) throw unavailable('Cette extension n’existe pas, ou son manifeste est à corriger.');
    return plugin;
  }

  private closeSlot(slotId: string): void {
    const watchId = this.slots.get(slotId);
    if (watchId === undefined) return;
    this.slots.delete(slotId);
    this.practice.registry.closeView(watchId);
  }

  private release(): void {
    for (const reading of this.readings) reading.cancel();
    for (const slotId of [...this.slots.keys()]) this.closeSlot(slotId);
    const { registry, places } = this.practice;
    // A form may have moved to the window that replaced this one.
    for (const formId of this.forms) if (places.forms.get(formId)?.windowId === this.windowId) registry.closeForm(formId);
    this.forms.clear();
  }

  private answer<P, R, S>(
    type: RequestType<P, R, void>,
    schema: z.ZodType<S>,
    handle: (params: S, token: CancellationToken) => NoInfer<R> | Promise<NoInfer<R>>,
  ): void {
    this.connection.onRequest(type.method, async (params: unknown, token: CancellationToken) => {
      const parsed = schema.safeParse(params ?? undefined);
      if (!parsed.success)
        throw new ResponseError(ErrorCodes.InvalidParams, `${type.method}: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
      try {
        return (await handle(parsed.data, token ?? params)) ?? null;
      } catch (error) {
        throw error instanceof ResponseError ? error : this.asResponse(type.method, error);
      }
    });
  }

  private hear<P, S>(type: NotificationType<P>, schema: z.ZodType<S>, handle: (params: S) => void): void {
    this.connection.onNotification(type.method, (params: unknown) => {
      const parsed = schema.safeParse(params);
      if (parsed.success) handle(parsed.data);
    });
  }

  private asResponse(method: string, error: unknown): ResponseError<unknown> {
    const known = dtoOf(error);
    if (known) return toResponseError(known);
    const reference = newReference();
    this.practice.report(`${method} failed, reference ${reference}`, error);
    return toResponseError({ code: 'plugin.unexpected', reference });
  }
}

const isPage = (plugin: HostedPlugin, viewId: string): boolean => plugin.manifest.contributes.views.page.some((view) => view.id === viewId);
const unavailable = (sentence: string): ResponseError<unknown> => toResponseError({ code: 'host.unavailable' }, sentence);
const unknownDocument = (): ResponseError<unknown> => unavailable('Ce document n’est pas dans le dossier de ce patient.');
const unknownPatient = (): ResponseError<unknown> => unavailable('Ce patient n’est pas connu du cabinet.');

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect } from 'vitest';
import { CancellationTokenSource, ResponseError } from 'vscode-jsonrpc';
import * as page from '../../../reference/host/page-protocol.js';
import { seedPatients } from '../../../reference/host/server/store/seed-patients.js';
import type { ContextValues, PageCommandArgs } from '../../../src/api/host.js';
import type { LocalDocument } from '../../../src/api/local-document.js';
import type { PatientDetails, PatientRef } from '../../../src/api/patient.js';
import { type ErrorDto, PluginError } from '../../../src/api/plugin-error.js';
import { type HostDriver, hostContract } from '../../contract/host.contract.js';
import { FakeHost } from '../../fakes/fake-host.js';
import { HOLDER, SITUATION } from '../../fakes/fake-identity.js';
import { ALICE, BOB, type Watch } from '../../fakes/world.js';
import { activate, CONTRACT_MANIFEST } from './contract-plugin.js';
import { cleanUp, startPractice, temporaryFolder, writePlugin } from './practice-server.js';

afterEach(cleanUp);

hostContract('the fake', async (): Promise<HostDriver> => {
  const host = new FakeHost({ id: 'user-1', member: { ...HOLDER, situations: [SITUATION] } });
  const pageCommands = new Map<string, (args: PageCommandArgs) => Promise<unknown>>();
  const { registerForPage } = host.commands;
  host.commands.registerForPage = (id, run) => {
    pageCommands.set(id, run);
    return registerForPage(id, run);
  };
  const detailsOf = ({ id }: PatientRef, email = ''): PatientDetails => ({
    patientId: id,
    address: { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
    phones: [],
    email,
  });
  for (const patient of [ALICE, BOB]) {
    host.keepDetails(detailsOf(patient));
    host.keepPatient(patient);
  }
  let clock = 0;
  let lastDocument = 0;
  const documentOf = async (patient: PatientRef, id: string): Promise<LocalDocument> => {
    const document = (await firstValueFrom(host.documents.list$(patient.id))).find((one) => one.id === id);
    if (!document) throw new Error('no such document');
    return document;
  };
  const activation = await activate(host);
  const shown = <T>(watched: Watch<T>) => ({ last: () => watched.last, stop: () => watched.stop() });
  return {
    patients: [ALICE, BOB],
    openForm: async (patient, formId) => host.openForm(patient, formId),
    closeForm: async (formId) => host.closeForm(formId),
    show: async (viewId, patient) => shown(host.show(viewId, patient)),
    showPage: async (viewId) => shown(host.showPage(viewId)),
    contextOf: async (patient) => shown(host.contextOf(patient)),
    run: (id, patient, args = {}) => host.run(id, { ...args, patient }),
    runForPage: async (id, args = {}) => pageCommands.get(id)?.(args),
    configure: async (key, value) => host.configure({ [key]: value }),
    changeEmail: async (patient, email) => host.keepDetails(detailsOf(patient, email)),
    readCard: (readerId, signal) => host.readCard(readerId, signal),
    fetchFile: async ({ id }) => host.takeFile(id)?.bytes,
    addDocument: async (patient, title, bytes) => {
      lastDocument += 1;
      const id = `document-${lastDocument}`;
      const about = { kind: 'other', fileName: 'a.pdf', mediaType: 'application/pdf', size: bytes.length, writtenOn: '2026-11-23', version: 1 };
      host.keepDocument(patient, { id, patientId: patient.id, title, ...about }, bytes);
      return id;
    },
    validateDocument: async (_patient, id) => {
      clock = Math.max(clock + 1, Date.now());
      host.validateDocument(id, clock);
    },
    changeDocument: async (patient, id, bytes) => {
      const { validatedAt, ...document } = await documentOf(patient, id);
      host.keepDocument(patient, { ...document, size: bytes.length, version: document.version + (validatedAt === undefined ? 0 : 1) }, bytes);
    },
    postFile: async (name, bytes) => host.postFile(name, bytes),
    pageCount: async (viewId) => shown(host.showPageCount(viewId)),
    async stop() {
      await activation.deactivate(new AbortController().signal);
      expect(host.observed).toEqual({
        formOpened: false,
        formClosed: false,
        documents: false,
        configuration: false,
        commands: [],
        views: [],
        contextKeys: false,
        patients: [],
        patientReaders: [],
      });
    },
  };
});

hostContract('the process of a plugin', async (): Promise<HostDriver> => {
  const contract = new URL('./contract-plugin.ts', import.meta.url).href;
  const folder = writePlugin(join(temporaryFolder(), 'contract'), {
    manifest: CONTRACT_MANIFEST,
    main: `export { activate } from ${JSON.stringify(contract)};`,
  });
  const pluginProcess = fileURLToPath(new URL('../../../reference/host/server/plugin-process.ts', import.meta.url));
  const practice = await startPractice({ pluginFolders: [folder], pluginProcess });
  const window = await practice.open();
  await window.run('dmp.restartCardAgent'); // from here on the plugin runs, and hears of every form
  // The first two have documents already.
  const [, , one, other] = seedPatients().map(({ id, identity }): PatientRef => ({ id, identity }));
  if (!one || !other) throw new Error('no patients');
  const refused = (error: unknown): never => {
    throw error instanceof ResponseError && error.data ? PluginError.fromDto(error.data as ErrorDto) : error;
  };
  const shown = <T>({ slotId, states }: { slotId: string; states: readonly T[] }) => ({
    last: () => states.at(-1),
    stop: () => window.tell(page.closeSlot, { slotId }),
  });
  return {
    patients: [one, other],
    openForm: (patient, formId) => window.openForm(patient.id, formId),
    closeForm: async (formId) => window.tell(page.closeForm, { formId }),
    show: async <T>(viewId: string, patient: PatientRef) => shown(await window.place<T>(viewId, patient.id)),
    showPage: async <T>(viewId: string) => shown(await window.place<T>(viewId)),
    contextOf: async (_patient, formId) => ({ last: () => window.contexts.get(formId) as ContextValues | undefined, stop: () => {} }),
    run: (id, patient, args) => window.run(id, patient.id, args).catch(refused),
    runForPage: (id, args) => window.run(id, undefined, args).catch(refused),
    changeEmail: async ({ id }, email) => {
      const before = await window.ask(page.getPatient, { patientId: id });
      if (!before) throw new Error('no such patient');
      await window.ask(page.savePatient, { record: { ...before, contact: { ...before.contact, email } }, before });
    },
    readCard: (readerId, signal) => {
      const cancellation = new CancellationTokenSource();
      signal?.addEventListener('abort', () => cancellation.cancel());
      return window.ask(page.readPatientCard, { readerId }, cancellation.token).catch(refused);
    },
    fetchFile: ({ id }) => window.fetchFile(id),
    addDocument: async ({ id: patientId }, title, bytes) => {
      const { id: fileId } = await window.postFile(bytes);
      return (await window.ask(page.addDocument, { patientId, fileId, title, kind: 'other', writtenOn: '2026-11-23' })).id;
    },
    validateDocument: ({ id: patientId }, documentId) => window.ask(page.validateDocuments, { patientId, documentIds: [documentId] }),
    changeDocument: async ({ id: patientId }, documentId, bytes) => {
      const [{ id: fileId }, list] = [await window.postFile(bytes), await window.ask(page.listDocuments, { patientId })];
      const document = list.find(({ id }) => id === documentId);
      if (!document) throw new Error('no such document');
      const { title, writtenOn } = document;
      await window.ask(page.changeDocument, { patientId, documentId, fileId, title, kind: 'other', writtenOn });
    },
    postFile: async (name, bytes) => (await window.postFile(bytes, { name, pluginId: 'dmp' })).id,
    pageCount: async (viewId) => ({ last: () => window.plugin('dmp')?.pageCounts[viewId], stop: () => {} }),
    configure: async (key, value) => void (await window.ask(page.changeSetting, { pluginId: 'dmp', key, value })),
    stop: () => practice.close(),
  };
});

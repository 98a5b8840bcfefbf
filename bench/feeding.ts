import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { PDFDocument, PDFName } from 'pdf-lib';
import { ROOT } from '../scripts/build.js';
import { processBelow } from '../scripts/process-below.js';
import type { DocumentDraft, DocumentForm, DocumentOutcome, FedDocument, JoinedBody } from '../src/api/documents.js';
import type { DmpTabState } from '../src/api/messages.js';
import { PluginError } from '../src/api/plugin-error.js';
import type { Exchange } from '../src/hardware/professional-identity.js';
import { UNWATCHED } from '../src/services/commit-points.js';
import { CdaWriter } from '../src/services/dmp/cda/cda-writer.js';
import { DmpClient } from '../src/services/dmp/dmp-client.js';
import { SoapDocumentGateway } from '../src/services/dmp/soap-document-gateway.js';
import type { MediaType, MedicalDocument } from '../src/services/medical-document.js';
import { newOid } from '../src/services/oid.js';
import { WorkerDocumentPreparer } from '../src/services/preparation/worker-document-preparer.js';
import { Sealing } from '../src/services/store/sealing.js';
import { SqliteOutbox } from '../src/services/store/sqlite-outbox.js';
import { Store } from '../src/services/store/store.js';
import { sealPin } from '../src/views/seal-pin.js';
import { inTurn, median } from './measure.js';
import { watchMemory } from './memory.js';
import { PracticeLine } from './practice-line.js';
import { cardInProcess, contextOf, type Figure, NO_JOURNAL, PATIENT, PIN, post, ratioOf, warmAgent } from './world.js';

const P01 = 'p01';
const TAB = 'tab';
const NURSING_NOTE = '11506-3';
const ROUNDS = 12;
const WARM_UP = 3;

/** A practice that runs, as `npm start` runs it. */
export interface Practice {
  readonly url: string;
  readonly soapBaseUrl: string;
  readonly data: string;
  readonly pid: number;
}

/**
 * From *Confirmer l'ajout de ce document* to *envoyé*, through window, host, plugin, outbox and agent, against the same finished body posted straight to the same
 * address; and how far the memory of plugin and agent rises meanwhile.
 */
export async function feeding(practice: Practice): Promise<readonly Figure[]> {
  const line = await PracticeLine.open(practice.url);
  await line.show(TAB, 'dmp.tab', P01);
  await unlock(line);
  await line.when<DmpTabState>(TAB, ({ feeding }) => feeding?.mayAdd === true);
  const { form, maxBytes } = await line.run<DocumentDraft>('dmp.documentDraft', P01);
  const pdf = await pdfOf(maxBytes * 0.97, maxBytes);

  const confirm = async (bodyId: string): Promise<void> => {
    const added = { form: { ...form, typeCode: NURSING_NOTE, title: 'Mesure' }, bodyId, confirmed: true };
    const outcome = await line.run<DocumentOutcome>('dmp.addDocument', P01, added);
    if (outcome.kind !== 'accepted') throw new Error(`refused: ${JSON.stringify(outcome.faults)}`);
    const isOver = ({ documentId, state: { kind } }: FedDocument) => documentId === outcome.documentId && ['sent', 'failed', 'refused'].includes(kind);
    const { feeding } = await line.when<DmpTabState>(TAB, (state) => state.feeding?.documents.some(isOver) === true);
    const { state } = feeding?.documents.find(isOver) ?? {};
    if (state?.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(state)}`);
  };
  const join = async (): Promise<string> => {
    const { id: fileId } = await line.post(pdf, 'mesure.pdf');
    return (await line.run<JoinedBody>('dmp.joinFile', P01, { fileId })).bodyId;
  };
  const rises = await memoryWhile(practice.pid, join, confirm);
  // Joined before: what is prepared and looked at is not part of it.
  const joined: string[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) joined.push(await join());
  const straight = await finishedBodies(practice, pdf, ROUNDS + WARM_UP);
  const agent = warmAgent(practice.data, cardInProcess(practice.data));
  const times = await inTurn(
    ROUNDS,
    () => confirm(joined.pop() ?? ''),
    async () => {
      const one = straight.pop();
      if (one) await post(one.url, one.headers, one.body, agent);
    },
    WARM_UP,
  );
  agent.destroy();
  line.close();
  const size = (pdf.length / 1024 ** 2).toFixed(1);
  const figure = ratioOf(`a PDF/A of ${size} MiB from Confirmer to envoyé / the same finished body posted straight`, times.a, times.b, '≤ 2×');
  const rise = (what: string, bytes: number): Figure => ({
    what: `peak memory of plugin and agent above what they held at Confirmer, ${what} / the document`,
    measured: `${(bytes / 1024 ** 2).toFixed(1)} MiB`,
    ratio: `${(bytes / pdf.length).toFixed(2)}×`,
    goal: '≤ 3×',
  });
  const [first, ...later] = rises;
  return first === undefined ? [figure] : [figure, rise('first document', first), rise('later ones', median(later))];
}

/** For some documents in turn, the first one of the session. Empty where the system does not tell. */
async function memoryWhile(pid: number, join: () => Promise<string>, confirm: (bodyId: string) => Promise<void>): Promise<readonly number[]> {
  const watches = [/plugin-process\.js$/, /card-agent\.js$/].flatMap((words) => watchMemory(processBelow(pid, words)) ?? []);
  const sum = (read: 'held' | 'peak'): number => watches.reduce((all, watch) => all + watch[read](), 0);
  const rises: number[] = [];
  for (let round = 0; round < 6 && watches.length === 2; round += 1) {
    const bodyId = await join();
    for (const watch of watches) watch.begin();
    const idle = sum('held');
    await confirm(bodyId);
    rises.push(sum('peak') - idle);
  }
  return rises;
}

/** What one document costs the outbox, from acceptance to success, where 10 000 and where 100 wait in it: of ten patients, the first ones not due yet. */
export async function crowdedOutbox(data: string): Promise<Figure> {
  const card = cardInProcess(data);
  const [few, many] = [await outboxOf(join(data, 'outbox-100'), 100, card), await outboxOf(join(data, 'outbox-10000'), 10_000, card)];
  const { a, b } = await inTurn(60, many.one, few.one);
  await Promise.all([few.close(), many.close()]);
  return ratioOf('one document through an outbox of 10 000 / of 100', a, b, 'flat');
}

async function outboxOf(folder: string, waiting: number, card: ReturnType<typeof cardInProcess>) {
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, string>();
  const host = {
    storage: { folder },
    secrets: { get: async (name: string) => kept.get(name), set: async (name: string, value: string) => void kept.set(name, value), delete: async () => {} },
    log: () => ({ info() {}, warn() {}, error() {} }),
  };
  const store = new Store(host);
  const outbox = new SqliteOutbox(store, new Sealing(host), Date.now, UNWATCHED);
  const document = noteOf(card, 'text/plain');
  const { pieces, written } = new CdaWriter().write(document, PATIENT, Buffer.from('Soin.'));
  const bytes = Buffer.concat([...pieces]);
  const signer = { signerId: card.holder.id, situationId: card.situation.id, environment: 'simulator' } as const;
  const add = async (patientId: string): Promise<string> => {
    const documentId = randomUUID();
    const content = () => ({ patient: { ...PATIENT, id: patientId }, document, written: written(), bodyDigest: '', form: FORM, visibility: [] });
    await outbox.add({ documentId, patientId, byRule: false, ...signer, status: 'queued', content }, [bytes]);
    return documentId;
  };
  for (let number = 0; number < waiting; number += 1) {
    const documentId = await add(`waiting-${number % 10}`);
    if (number < 10) await outbox.change(documentId, ['queued'], { status: 'failed', nextTry: Date.now() + 86_400_000 });
  }
  return {
    async one() {
      const documentId = await add('now');
      const next = await outbox.next(signer, Date.now());
      if (next?.documentId !== documentId) throw new Error('another one is next');
      await outbox.change(documentId, ['queued'], { status: 'sending', mayHaveLeft: true });
      for await (const _ of (await outbox.bytes(documentId))?.() ?? []);
      await outbox.change(documentId, ['sending'], { status: 'sent', mayHaveLeft: false });
      await outbox.counts();
    },
    close: () => store.close(),
  };
}
const FORM: DocumentForm = {
  ...{ typeCode: NURSING_NOTE, title: 'Mesure', comment: '', writtenOn: '', actStart: '', actEnd: '' },
  ...{ practiceSetting: 'SAD', situationId: '', authorId: '', visibility: [] },
};

/** Bodies ready to be posted, each of a document of its own: the simulator takes none twice, as the DMP would. */
async function finishedBodies({ data, soapBaseUrl }: Practice, pdf: Uint8Array, count: number) {
  const card = cardInProcess(data);
  const context = contextOf(soapBaseUrl);
  const finished: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }[] = [];
  const identity = {
    ...card.identity,
    async exchange({ body, headers, url }: Exchange): Promise<never> {
      finished.push({ url, headers, body: await buffer(body) });
      throw new PluginError('dmp.unreachable');
    },
  };
  const gateway = new SoapDocumentGateway(new DmpClient(identity, context, NO_JOURNAL), context, identity);
  for (let number = 0; number < count; number += 1) {
    const document = noteOf(card, 'application/pdf');
    const { pieces, written } = new CdaWriter().write(document, PATIENT, pdf);
    const bytes = [...pieces];
    const submission = { document, visibility: [], written: written(), bytes: () => Readable.from(bytes) };
    await gateway.submit(PATIENT, submission, card.holder.id).catch(() => {});
  }
  return finished;
}

const noteOf = ({ holder, situation }: Pick<ReturnType<typeof cardInProcess>, 'holder' | 'situation'>, mediaType: MediaType): MedicalDocument => ({
  ...{ uniqueId: newOid(randomUUID()), setId: newOid(randomUUID()), version: 1, typeCode: NURSING_NOTE, title: 'Mesure', mediaType },
  ...{ createdAt: Date.now() - 1_000, act: { start: new Date().toISOString().slice(0, 10) }, author: holder },
  ...{ structure: { id: situation.structureId, name: situation.structureName }, practiceSetting: 'SAD', facilityType: situation.sectorCode },
});

/** A PDF/A-1b of about `size` bytes, most of which is one picture of noise. */
async function pdfOf(size: number, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const side = Math.floor(Math.sqrt(size / 3));
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([595, 842]);
  const entries = { Type: 'XObject', Subtype: 'Image', Width: side, Height: side, ColorSpace: 'DeviceRGB', BitsPerComponent: 8 };
  const picture = pdf.context.register(pdf.context.stream(randomBytes(side * side * 3), entries));
  page.node.setXObject(PDFName.of('Noise'), picture);
  page.node.addContentStream(pdf.context.register(pdf.context.stream('q 500 0 0 500 40 300 cm /Noise Do Q')));
  const { bytes } = await new WorkerDocumentPreparer(join(ROOT, 'dist/preparation')).prepare(await pdf.save({ useObjectStreams: false }), { maxBytes });
  return new Uint8Array(bytes);
}

async function unlock(line: PracticeLine): Promise<void> {
  const { status } = await line.when<DmpTabState>(TAB, ({ status: { kind } }) => kind === 'needsPin' || kind === 'known');
  if (status.kind === 'needsPin' && 'pinKey' in status.card) await line.run('dmp.unlockCard', P01, { encryptedPin: await sealPin(PIN, status.card.pinKey) });
  await line.when<DmpTabState>(TAB, (state) => state.session !== undefined);
  await line.run('dmp.acknowledgeTraces', P01);
  await line.run('dmp.showStatus', P01);
}

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { QualifiedPatient } from '../../../src/api/patient.js';
import { CAUTIOUS } from '../../../src/services/dmp-parameters.js';
import { DocumentUpdateService } from '../../../src/services/document-update-service.js';
import { submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { informed, makeServices } from '../make-services.js';
import { FORM } from '../outbox-world.js';
import { CABINET, LEA } from './samples.js';
import { SimulatedDmp } from './simulated-dmp.js';

/** Changes whose answer the line has lost (`cutBeforeAnswer`), before the simulated DMP. */
let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterEach(() => {
  dmp.simulator.state.reset();
  Object.assign(dmp.simulator.state.controls, { fault: 'none' });
});
afterAll(() => dmp.close());

async function setUp(patient: QualifiedPatient) {
  const { access, outbox, outboxService, store } = makeServices(undefined, informed());
  const { documents } = dmp.gateway();
  const updates = new DocumentUpdateService(documents, outbox, outboxService, access, { current: async () => CAUTIOUS }, Date.now);
  const submission = submissionOf(patient, LEA);
  await documents.submit(patient, submission, LEA.id);
  const content = { patient, document: submission.document, written: submission.written, bodyDigest: 'x', form: FORM, visibility: [] };
  const row = { documentId: 'd1', patientId: patient.id, byRule: false, signerId: LEA.id, situationId: CABINET.id, environment: 'simulator' as const };
  await outbox.add({ ...row, status: 'queued', content: () => content }, [Buffer.from('x')]);
  await outbox.change('d1', ['queued'], { status: 'sent' });
  const { state } = dmp.simulator;
  /** The line drops once the next change is done; until it is mended, nothing comes back. */
  const loseNext = () => {
    const commit = state.documents.commit.bind(state.documents);
    state.documents.commit = (change) => {
      commit(change);
      state.controls.fault = 'cutBeforeAnswer';
      state.documents.commit = commit;
    };
  };
  const mend = () => (state.controls.fault = 'none');
  const kept = async () => {
    const now = await outbox.get('d1');
    return [now?.availability, now?.content?.visibility, now?.content?.unsettled !== undefined];
  };
  return { updates, loseNext, mend, kept, close: () => store.close() };
}

test.each([
  ['masked', (updates: DocumentUpdateService) => updates.changeVisibility(PATIENTS.open, 'd1', ['MASQUE_PS']), ['current', ['MASQUE_PS'], false]],
  ['archived', (updates: DocumentUpdateService) => updates.archive(PATIENTS.open, 'd1'), ['archived', [], false]],
  ['deleted', (updates: DocumentUpdateService) => updates.delete(PATIENTS.open, 'd1'), ['deleted', [], false]],
] as const)('a document that was %s while the answer was lost is so once it is asked for again', async (_, act, done) => {
  const world = await setUp(PATIENTS.open);
  world.loseNext();
  await expect(act(world.updates)).rejects.toMatchObject({ code: 'dmp.answerLost' });
  expect(await world.kept()).toEqual(['current', [], true]);
  world.mend();
  await act(world.updates);
  expect(await world.kept()).toEqual(done);
  await world.close();
});

test('one that was deleted by who may not read the record is deleted, though the DMP refuses to delete it again', async () => {
  const patient = PATIENTS.notAuthorised;
  const world = await setUp(patient);
  world.loseNext();
  await expect(world.updates.delete(patient, 'd1')).rejects.toMatchObject({ code: 'dmp.answerLost' });
  world.mend();
  await world.updates.delete(patient, 'd1');
  expect(await world.kept()).toEqual(['deleted', [], false]);
  await world.close();
});

test('one that never reached the DMP is archived when it is asked for again', async () => {
  const world = await setUp(PATIENTS.open);
  dmp.simulator.state.controls.fault = 'cutBeforeWork';
  await expect(world.updates.archive(PATIENTS.open, 'd1')).rejects.toBeDefined();
  world.mend();
  await world.updates.archive(PATIENTS.open, 'd1');
  expect(await world.kept()).toEqual(['archived', [], false]);
  await world.close();
});

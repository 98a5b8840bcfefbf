import { afterEach, expect, test } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import type { Holder } from '../../src/api/professional.js';
import { CAUTIOUS } from '../../src/services/dmp-parameters.js';
import { DocumentUpdateService } from '../../src/services/document-update-service.js';
import { submissionOf } from '../contract/document-gateway.contract.js';
import { HOLDER, SECRETARY, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { ALICE } from '../fakes/world.js';
import { informed, makeServices } from './make-services.js';
import { FORM } from './outbox-world.js';

const open: ReturnType<typeof makeServices>[] = [];
afterEach(async () => {
  for (const { store } of open.splice(0)) await store.close();
});

/** A document of Léa's, in the record, which `holder` has sent. */
async function setUp(holder: Holder) {
  const services = makeServices({ ...UNLOCKED, holder } as CardState, informed(holder.id));
  open.push(services);
  const { access, documents, outbox, outboxService } = services;
  const updates = new DocumentUpdateService(documents, outbox, outboxService, access, { current: async () => CAUTIOUS }, Date.now);
  const patient = ALICE as QualifiedPatient;
  const submission = submissionOf(patient, HOLDER);
  await documents.submit(patient, submission, holder.id);
  const { document, written } = submission;
  const content = () => ({ patient, document, written, bodyDigest: '', form: FORM, visibility: [] });
  const row = { documentId: 'd1', patientId: patient.id, byRule: false, signerId: holder.id, situationId: SITUATION.id, environment: 'simulator' as const };
  await outbox.add({ ...row, status: 'queued', content }, [Buffer.from('note')]);
  await outbox.change('d1', ['queued'], { status: 'sent' });
  const held = () => documents.record(patient.id).map(({ status, visibility }) => [status, ...visibility]);
  return { updates, held, outbox };
}

test('a professional hides, archives and deletes what is his', async () => {
  const { held, updates } = await setUp(HOLDER);
  await updates.changeVisibility(ALICE, 'd1', ['MASQUE_PS'], HOLDER.id);
  await updates.archive(ALICE, 'd1', HOLDER.id);
  expect(held()).toEqual([['archived', 'MASQUE_PS']]);
  await updates.delete(ALICE, 'd1', HOLDER.id);
  expect(held()).toEqual([['deleted', 'MASQUE_PS']]);
});

test('the staff deletes what it has sent, and neither hides nor archives it', async () => {
  const { held, outbox, updates } = await setUp(SECRETARY);
  const refused = { code: 'dmp.rightsRefused' };
  await expect(updates.changeVisibility(ALICE, 'd1', ['MASQUE_PS'], SECRETARY.id)).rejects.toMatchObject(refused);
  await expect(updates.archive(ALICE, 'd1', SECRETARY.id)).rejects.toMatchObject(refused);
  await expect(updates.unarchive(ALICE, 'd1', SECRETARY.id)).rejects.toMatchObject(refused);
  expect(held()).toEqual([['approved']]);
  await updates.delete(ALICE, 'd1', SECRETARY.id);
  expect([held(), (await outbox.get('d1'))?.availability]).toEqual([[['deleted']], 'deleted']);
});

import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { CAUTIOUS } from '../../src/services/dmp-parameters.js';
import { DocumentUpdateService } from '../../src/services/document-update-service.js';
import type { MedicalDocument } from '../../src/services/medical-document.js';
import { submissionOf } from '../contract/document-gateway.contract.js';
import { deferred } from '../fakes/deferred.js';
import { BY_STRUCTURE, HOLDER, SITUATION } from '../fakes/fake-identity.js';
import { ALICE } from '../fakes/world.js';
import { informed, makeServices } from './make-services.js';
import { FORM } from './outbox-world.js';

type Services = ReturnType<typeof makeServices>;
const open: Services[] = [];
afterEach(async () => {
  for (const { store } of open.splice(0)) await store.close();
});

/** A document that was sent, and the service that changes it. */
async function setUp(changes: Partial<MedicalDocument> = {}, card?: CardState) {
  const services = makeServices(card, informed());
  open.push(services);
  const { access, documents: dmp, outbox, outboxService } = services;
  const again = () => new DocumentUpdateService(dmp, outbox, outboxService, access, { current: async () => CAUTIOUS }, Date.now);
  const submission = submissionOf(ALICE as QualifiedPatient, HOLDER, changes);
  const { document, written } = submission;
  await dmp.submit(ALICE as QualifiedPatient, submission, HOLDER.id);
  const content = { patient: ALICE, document, written, bodyDigest: 'x', form: FORM, visibility: [] };
  const row = { documentId: 'd1', patientId: ALICE.id, byRule: false, signerId: HOLDER.id, situationId: SITUATION.id, environment: 'simulator' as const };
  await outbox.add({ ...row, status: 'queued', content: () => content }, [Buffer.from('x')]);
  await outbox.change('d1', ['queued'], { status: 'sent' });
  dmp.asked.length = 0;
  const kept = async () => {
    const now = await outbox.get('d1');
    return { availability: now?.availability, visibility: now?.content?.visibility, isUnsettled: now?.content?.unsettled !== undefined };
  };
  const shown = async () => (await firstValueFrom(outboxService.ofPatient$(ALICE.id)))[0]?.update;
  return { ...services, dmp, updates: again(), again, kept, shown, uniqueId: document.uniqueId };
}
type World = Awaited<ReturnType<typeof setUp>>;

const ACTS = {
  mask: { act: ({ updates }: World) => updates.changeVisibility(ALICE, 'd1', ['MASQUE_PS']), done: { availability: 'current', visibility: ['MASQUE_PS'] } },
  archive: { act: ({ updates }: World) => updates.archive(ALICE, 'd1'), done: { availability: 'archived', visibility: [] } },
  delete: { act: ({ updates }: World) => updates.delete(ALICE, 'd1'), done: { availability: 'deleted', visibility: [] } },
} as const;

test.each(['mask', 'archive'] as const)('the certificates of a structure may not %s what was sent', async (act) => {
  const world = await setUp({}, BY_STRUCTURE);
  await expect(ACTS[act].act(world)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
  expect([world.dmp.asked, await world.kept()]).toEqual([[], { availability: 'current', visibility: [], isUnsettled: false }]);
});

test('they may delete it, and are offered nothing else but to replace it', async () => {
  const world = await setUp({}, BY_STRUCTURE);
  const offered = async () => (await firstValueFrom(world.outboxService.ofPatient$(ALICE.id)))[0]?.acts;
  expect(await offered()).toEqual(['replace', 'delete']);
  await ACTS.delete.act(world);
  expect(await world.kept()).toEqual({ ...ACTS.delete.done, isUnsettled: false });
});

describe.each(Object.entries(ACTS))('an update (%s) whose answer was lost', (_, { act, done }) => {
  test('is found done at once: the record says so', async () => {
    const world = await setUp();
    world.dmp.nextUpdate('lost');
    await act(world);
    expect(await world.kept()).toEqual({ ...done, isUnsettled: false });
    expect(await world.shown()).toBeUndefined();
  });

  test('and that was not done says so, and is done when it is asked for again', async () => {
    const world = await setUp();
    world.dmp.nextUpdate('cut');
    await expect(act(world)).rejects.toMatchObject({ code: 'dmp.answerLost' });
    expect(await world.kept()).toEqual({ availability: 'current', visibility: [], isUnsettled: false });
    await act(world);
    expect(await world.kept()).toEqual({ ...done, isUnsettled: false });
  });

  test('and that nobody can ask about yet stays unsettled through a restart, and is settled without being sent twice', async () => {
    const world = await setUp();
    world.dmp.nextUpdate('lost');
    world.dmp.refuseSearches('dmp.unreachable');
    await expect(act(world)).rejects.toMatchObject({ code: 'dmp.answerLost' });
    const next = { ...world, updates: world.again() };
    expect([await world.kept(), await world.shown()]).toMatchObject([{ isUnsettled: true }, { kind: 'failed', error: { code: 'dmp.answerLost' } }]);
    world.dmp.refuseSearches();
    await act(next);
    expect(await world.kept()).toEqual({ ...done, isUnsettled: false });
    expect(world.dmp.asked.filter((one) => one.startsWith('change'))).toHaveLength(1);
  });

  test('is settled when somebody looks at the document', async () => {
    const world = await setUp();
    world.dmp.nextUpdate('lost');
    world.dmp.refuseSearches('dmp.unreachable');
    await expect(act(world)).rejects.toMatchObject({ code: 'dmp.answerLost' });
    world.dmp.refuseSearches();
    await world.updates.settle(ALICE, 'd1');
    expect([await world.kept(), await world.shown()]).toEqual([{ ...done, isUnsettled: false }, undefined]);
  });
});

test.each([
  ['the note of a vaccination', { typeCode: '87273-9' }, ['MASQUE_PS']],
  ['the note of a vaccination', { typeCode: '87273-9' }, ['INVISIBLE_PATIENT']],
  ['a document of an adult', {}, ['INVISIBLE_REPRESENTANTS_LEGAUX']],
  ['any document', {}, ['MASQUE_PS', 'INVISIBLE_PATIENT']],
] as const)('%s (%o) is not hidden as the DMP does not allow (%o): the DMP is not even asked', async (_, changes, visibility) => {
  const world = await setUp(changes);
  await expect(world.updates.changeVisibility(ALICE, 'd1', visibility)).rejects.toMatchObject({ code: 'dmp.documentRefused' });
  expect(world.dmp.asked).toEqual([]);
  expect(await world.kept()).toEqual({ availability: 'current', visibility: [], isUnsettled: false });
});

test('the note of a vaccination is archived and deleted as any other document', async () => {
  const world = await setUp({ typeCode: '87273-9' });
  await world.updates.archive(ALICE, 'd1');
  await world.updates.delete(ALICE, 'd1');
  expect(await world.kept()).toMatchObject({ availability: 'deleted' });
});

test('one that is settled otherwise than it was asked for is told before anything else is done to it', async () => {
  const world = await setUp();
  world.dmp.nextUpdate('lost');
  world.dmp.refuseSearches('dmp.unreachable');
  await expect(world.updates.delete(ALICE, 'd1')).rejects.toMatchObject({ code: 'dmp.answerLost' });
  world.dmp.refuseSearches();
  await expect(world.updates.archive(ALICE, 'd1')).rejects.toMatchObject({ code: 'document.moved' });
  expect(await world.kept()).toMatchObject({ availability: 'deleted', isUnsettled: false });
});

test('who may not read the record deletes all the same, and a lost answer is settled by the name of the document', async () => {
  const world = await setUp();
  world.dmp.refuseReaders('dmp.accessForbidden');
  world.dmp.nextUpdate('lost');
  await world.updates.delete(ALICE, 'd1');
  expect(await world.kept()).toMatchObject({ availability: 'deleted', isUnsettled: false });
});

test('nothing is asked of the record where no answer was lost', async () => {
  const world = await setUp();
  await world.updates.settle(ALICE, 'd1');
  await world.updates.archive(ALICE, 'd1');
  expect(world.dmp.asked).toEqual(['changeStatus approved archived']);
});

test('the end of the plugin waits for an update under way, as long as the host does, and begins no other', async () => {
  const world = await setUp();
  const answer = deferred<void>();
  world.dmp.nextUpdate(answer.promise);
  const archived = world.updates.archive(ALICE, 'd1');
  await vi.waitFor(() => expect(world.dmp.asked).toHaveLength(1));
  let isOver = false;
  const ending = world.updates.finish(new AbortController().signal).then(() => (isOver = true));
  await expect(world.updates.delete(ALICE, 'd1')).rejects.toMatchObject({ code: 'host.unavailable' });
  expect(isOver).toBe(false);
  answer.resolve();
  await Promise.all([archived, ending]);
  expect(await world.kept()).toMatchObject({ availability: 'archived' });
});

test('a host that waits no longer is not kept', async () => {
  const world = await setUp();
  const answer = deferred<void>();
  world.dmp.nextUpdate(answer.promise);
  const archived = world.updates.archive(ALICE, 'd1');
  await vi.waitFor(() => expect(world.dmp.asked).toHaveLength(1));
  await world.updates.finish(AbortSignal.abort());
  expect(await world.kept()).toMatchObject({ availability: 'current', isUnsettled: true });
  answer.resolve();
  await archived;
});

test('from hidden from the patient to masked, it goes by no step in which it would be both', async () => {
  const world = await setUp();
  await world.dmp.submit(ALICE as QualifiedPatient, { ...submissionOf(ALICE as QualifiedPatient, HOLDER), visibility: ['INVISIBLE_PATIENT'] }, HOLDER.id);
  const [, hidden] = world.dmp.record(ALICE.id);
  const row = await world.outbox.get('d1');
  if (!row?.content || !hidden) throw new Error('nothing was sent');
  const content = { ...row.content, document: { ...row.content.document, uniqueId: hidden.uniqueId }, visibility: ['INVISIBLE_PATIENT'] as const };
  await world.outbox.change('d1', ['sent'], { content });
  world.dmp.asked.length = 0;
  await world.updates.changeVisibility(ALICE, 'd1', ['MASQUE_PS']);
  expect([world.dmp.asked, await world.kept()]).toEqual([
    ['changeVisibility all', 'changeVisibility MASQUE_PS'],
    { availability: 'current', visibility: ['MASQUE_PS'], isUnsettled: false },
  ]);
});

test('one whose next version waits is neither deleted nor archived: that one would find nothing to replace', async () => {
  const world = await setUp();
  const row = await world.outbox.get('d1');
  const waiting = {
    ...{ documentId: 'd2', patientId: ALICE.id, byRule: false, signerId: HOLDER.id, situationId: SITUATION.id, environment: 'simulator' as const },
  };
  if (!row?.content) throw new Error('nothing was sent');
  const { content } = row;
  await world.outbox.add({ ...waiting, status: 'queued', content: () => ({ ...content, replaces: 'd1' }) }, [Buffer.from('y')]);
  const [, shown] = await firstValueFrom(world.outboxService.ofPatient$(ALICE.id));
  expect(shown?.acts).toEqual(['changeVisibility']);
  for (const act of [world.updates.delete(ALICE, 'd1'), world.updates.archive(ALICE, 'd1')])
    await expect(act).rejects.toMatchObject({ code: 'document.moved' });
  expect(world.dmp.asked).toEqual([]);
});

import { afterEach, expect, test, vi } from 'vitest';
import type { LocalDocument } from '../../src/api/local-document.js';
import { LocalDocumentService } from '../../src/services/local-document-service.js';
import type { Proposal } from '../../src/services/proposals.js';
import { ALICE, BOB, watch } from '../fakes/world.js';
import { informed, makeServices } from './make-services.js';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const LETTER: LocalDocument = {
  ...{ id: 'l1', patientId: ALICE.id, title: 'Courrier', kind: 'letter', fileName: 'courrier.txt', mediaType: 'text/plain', size: 8 },
  ...{ writtenOn: '2026-01-05', validatedAt: 1, version: 3 },
};
const PROPOSAL: Proposal = { localDocumentId: 'l1', version: 3, patientId: ALICE.id, since: 7, ruleId: 'r1', isDeclined: false };

async function setUp() {
  const services = makeServices(undefined, informed());
  const { host, outbox, outboxService, proposals, rules, store } = services;
  host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
  await rules.save({
    ...{ ruleId: 'r1', documentKind: 'letter', actCode: 'any', does: 'propose', typeCode: '96349-6', practiceSetting: 'SAD', visibility: ['MASQUE_PS'] },
  });
  await proposals.add(PROPOSAL);
  const tab = watch(outboxService.ofPatient$(ALICE.id));
  const page = watch(outboxService.page$());
  const count = watch(outboxService.count$());
  const marks = watch(new LocalDocumentService(outbox, proposals, host).marks$(ALICE));
  const watches = [tab, page, count, marks];
  open.push({
    stop: async () => {
      for (const one of watches) one.stop();
      await store.close();
    },
  });
  return { ...services, tab, page, count, mark: () => marks.last?.marks['l1'] };
}

test('what a rule proposes is a row in the tab and in the outbox, is counted, and says what the rule says', async () => {
  const { count, mark, page, tab } = await setUp();
  const row = {
    documentId: 'l1',
    title: 'Courrier',
    typeCode: '96349-6',
    visibility: ['MASQUE_PS'],
    state: { kind: 'proposed', since: 7 },
    acts: ['confirm', 'decline'],
  };
  await vi.waitFor(() => expect(tab.last).toMatchObject([row]));
  await vi.waitFor(() => expect(page.last?.rows).toMatchObject([{ ...row, patientId: ALICE.id, patientName: 'INS-FAMILLE-DIX LUCIE' }]));
  await vi.waitFor(() => expect(count.last).toBe(1));
  await vi.waitFor(() => expect(mark()).toEqual({ kind: 'proposed' }));
});

test('one that is declined is gone, its mark says so, and only a newer version is proposed again', async () => {
  const { count, host, mark, outboxService, proposals, tab } = await setUp();
  await outboxService.act('l1', 'decline', ALICE.id);
  await vi.waitFor(() => expect([tab.last, count.last, mark()]).toEqual([[], 0, { kind: 'declined' }]));
  host.keepDocument(ALICE, { ...LETTER, version: 4 }, Buffer.from('Bonsoir.'));
  await vi.waitFor(() => expect(mark()).toEqual({ kind: 'never' }));
  await proposals.add({ ...PROPOSAL, version: 4 });
  await vi.waitFor(() => expect([tab.last?.length, count.last, mark()]).toEqual([1, 1, { kind: 'proposed' }]));
});

test('one is declined once, and in the form of its patient alone', async () => {
  const { outboxService } = await setUp();
  await expect(outboxService.act('l1', 'decline', BOB.id)).rejects.toMatchObject({ code: 'document.moved' });
  await outboxService.act('l1', 'decline');
  await expect(outboxService.act('l1', 'decline')).rejects.toMatchObject({ code: 'document.moved' });
});

test('a document the practice no longer has is proposed no more', async () => {
  const { host, tab } = await setUp();
  await vi.waitFor(() => expect(tab.last).toHaveLength(1));
  host.removeDocument('l1');
  await vi.waitFor(() => expect(tab.last).toEqual([]));
});

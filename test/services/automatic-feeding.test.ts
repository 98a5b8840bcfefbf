import { sql } from 'kysely';
import { firstValueFrom, lastValueFrom, take } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FeedingRule } from '../../src/api/documents.js';
import type { LocalDocument } from '../../src/api/local-document.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { AutomaticFeeding } from '../../src/services/automatic-feeding.js';
import { BodyShelf } from '../../src/services/body-shelf.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import { CAUTIOUS } from '../../src/services/dmp-parameters.js';
import { DocumentService } from '../../src/services/document-service.js';
import { FormMemory } from '../../src/services/form-memory.js';
import { FakeDocumentPreparer } from '../fakes/fake-document-preparer.js';
import { ABSENT, HOLDER, OTHER_SITUATION, SECRETARY, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { ALICE, watch } from '../fakes/world.js';
import { informed, makeServices } from './make-services.js';

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

const REPORT: LocalDocument = {
  ...{ id: 'l1', patientId: ALICE.id, title: 'Suivi', kind: 'careReport', fileName: 'suivi.txt', mediaType: 'text/plain', size: 10 },
  ...{ writtenOn: '2026-01-05', version: 1 },
};
const RULE: FeedingRule = {
  ...{ ruleId: 'r1', documentKind: 'careReport', actCode: 'any', does: 'queue', typeCode: '11506-3', practiceSetting: 'SAD', visibility: [] },
};

/** `kept`: what an earlier run, or another one, has left of the rules. */
async function setUp(rule = RULE, isOn = true, kept?: object) {
  const services = makeServices(undefined, informed());
  const { access, cards, host, notes, outbox, proposals, proposalService, rules, settings, store, wishes } = services;
  const preparer = new FakeDocumentPreparer();
  const memory = new FormMemory(notes, host);
  const parameters = { current: async () => CAUTIOUS };
  const shelf = new BodyShelf(Date.now);
  const documents = new DocumentService(
    outbox,
    proposalService,
    preparer,
    new CdaWriter(),
    shelf,
    access,
    cards,
    wishes,
    parameters,
    memory,
    settings,
    Date.now,
    host,
  );
  const feeding = new AutomaticFeeding(rules, proposals, outbox, documents, preparer, access, notes, settings, Date.now, host);
  if (kept) await notes.write('feedingRules', { isOn, rules: [kept] });
  else await rules.save(rule);
  await rules.setOn(isOn);
  const running = feeding.run$().subscribe();
  await vi.waitFor(async () => expect(await notes.read('validatedSeen')).toBeDefined());
  open.push({
    stop: async () => {
      running.unsubscribe();
      await store.close();
    },
  });
  let at = Date.now();
  /** The professional validates this content; done when the rules have looked at it. */
  const validate = async (text: string, version = 1) => {
    host.keepDocument(ALICE, { ...REPORT, version }, Buffer.from(text));
    at += 1_000;
    host.validateDocument(REPORT.id, at);
    await vi.waitFor(async () => expect(await notes.read('validatedSeen')).toBe(at));
  };
  const rows = async () =>
    (await outbox.ofPatient(ALICE.id)).map(({ byRule, content, status }) => [content?.document.title, content?.document.version, status, byRule]);
  return { ...services, feeding, feedingService: services.feeding, preparer, proposals, rules, validate, rows };
}

test('a document that a rule names is queued once it is validated', async () => {
  const { rows, validate } = await setUp();
  await validate('Soin fait.');
  expect(await rows()).toEqual([['Suivi', 1, 'queued', true]]);
});

describe('nothing is queued', () => {
  test('while the rules are switched off', async () => {
    const { rows, validate } = await setUp(RULE, false);
    await validate('Soin fait.');
    expect(await rows()).toEqual([]);
  });

  test.each([
    ['by a rule that only proposes', { ...RULE, does: 'propose' as const }],
    ['by a rule that names another kind', { ...RULE, documentKind: 'letter' }],
    ['by a rule that names another act', { ...RULE, actCode: 'AMI' }],
  ])('%s', async (_, rule) => {
    const { rows, validate } = await setUp(rule);
    await validate('Soin fait.');
    expect(await rows()).toEqual([]);
  });

  test.each(['opposed', 'noRules'] as const)('about a patient who is %s', async (wish) => {
    const { proposals, rows, validate, wishes } = await setUp();
    await wishes.set(ALICE.id, wish, true);
    await validate('Soin fait.');
    expect([await rows(), await proposals.ofPatient(ALICE.id)]).toEqual([[], []]);
  });

  test.each(['queue', 'propose'] as const)('that is empty, nor proposed, by a rule that would %s', async (does) => {
    const { proposals, rows, validate } = await setUp({ ...RULE, does });
    await validate('');
    expect([await rows(), await proposals.ofPatient(ALICE.id)]).toEqual([[], []]);
  });

  test('for another DMP than the one its rule was signed for: it is proposed', async () => {
    const { host, proposals, rows, validate } = await setUp();
    host.configure({ 'dmp.environment': 'formation' });
    await validate('Soin fait.');
    expect([await rows(), (await proposals.ofPatient(ALICE.id)).length]).toEqual([[], 1]);
  });

  test('that was validated by another user than the one who signs: it is proposed', async () => {
    const signer = { userId: 'user-2', environment: 'simulator', holder: HOLDER, situation: SITUATION };
    const { proposals, rows, validate } = await setUp(RULE, true, { ...RULE, signer });
    await validate('Soin fait.');
    expect([await rows(), (await proposals.ofPatient(ALICE.id)).length]).toEqual([[], 1]);
  });
});

test('an unchanged one is not fed again, nor proposed', async () => {
  const { proposals, rows, rules, validate } = await setUp();
  await validate('Soin fait.');
  await validate('Soin fait.', 2);
  await rules.save({ ...RULE, does: 'propose' });
  await validate('Soin fait.', 3);
  expect([(await rows()).length, await proposals.ofPatient(ALICE.id)]).toEqual([1, []]);
});

test('what was taken out of the outbox is not put there again, also by the next run', async () => {
  const { feeding, outbox, outboxService, rows, validate } = await setUp();
  await validate('Soin fait.');
  const [first] = await outbox.ofPatient(ALICE.id);
  await outboxService.act(first?.documentId ?? '', 'withdraw');
  await lastValueFrom(feeding.run$().pipe(take(1)));
  expect(await rows()).toEqual([]);
  await validate('Soin refait.', 2);
  expect(await rows()).toHaveLength(1);
});

test('what a user holds back stays held when a rule puts a later version in its place', async () => {
  const { outbox, outboxService, rows, validate } = await setUp();
  await validate('Soin fait.');
  const [first] = await outbox.ofPatient(ALICE.id);
  await outboxService.act(first?.documentId ?? '', 'hold');
  await validate('Soin refait.', 2);
  expect(await rows()).toEqual([['Suivi', 1, 'held', true]]);
  const [second] = await outbox.ofPatient(ALICE.id);
  expect(second?.local?.version).toBe(2);
});

test('a later version takes the place of one that has not left', async () => {
  const { rows, validate } = await setUp();
  await validate('Soin fait.');
  await validate('Soin refait.', 2);
  expect(await rows()).toEqual([['Suivi', 1, 'queued', true]]);
});

test('a later version replaces the one that was sent', async () => {
  const { outbox, rows, validate } = await setUp();
  await validate('Soin fait.');
  const [first] = await outbox.ofPatient(ALICE.id);
  await outbox.change(first?.documentId ?? '', ['queued'], { status: 'sent' });
  await validate('Soin refait.', 2);
  expect(await rows()).toEqual([
    ['Suivi', 2, 'queued', true],
    ['Suivi', 1, 'sent', true],
  ]);
});

test('a later version of one that is on its way is only proposed', async () => {
  const { outbox, proposals, rows, validate } = await setUp();
  await validate('Soin fait.');
  const [first] = await outbox.ofPatient(ALICE.id);
  await outbox.change(first?.documentId ?? '', ['queued'], { status: 'sending', mayHaveLeft: true });
  await validate('Soin refait.', 2);
  expect([(await rows()).length, (await proposals.ofPatient(ALICE.id)).length]).toEqual([1, 1]);
});

describe('what a rule queues is signed by whoever saved the rule with his card', () => {
  test.each([
    ['is away', ABSENT],
    ['is not his', { kind: 'unlocked', holder: { ...HOLDER, id: '899900001230' }, situation: OTHER_SITUATION, since: 0 }],
  ] as const)('also when the card that is there %s: it waits for him, and leaves when he is back', async (_, card) => {
    const { identity, outbox, outboxService, rows, validate } = await setUp();
    identity.become(card);
    await validate('Soin fait.');
    const [row] = await outbox.ofPatient(ALICE.id);
    expect(row).toMatchObject({ status: 'queued', signerId: HOLDER.id, situationId: SITUATION.id, content: { document: { author: HOLDER } } });
    const shown = watch(outboxService.ofPatient$(ALICE.id));
    await vi.waitFor(() => expect(shown.last?.[0]?.state).toEqual({ kind: 'queued', waitsFor: 'card' }));
    identity.become(UNLOCKED);
    await vi.waitFor(() => expect(shown.last?.[0]?.state).toEqual({ kind: 'queued', waitsFor: 'turn' }));
    shown.stop();
    expect((await rows()).length).toBe(1);
  });

  test('who has no card there saves no rule that queues', async () => {
    const { identity, rules } = await setUp({ ...RULE, does: 'propose' });
    identity.become(ABSENT);
    await expect(rules.save(RULE)).rejects.toMatchObject({ code: 'card.absent' });
    identity.become({ kind: 'unlocked', holder: SECRETARY, situation: SITUATION, since: 0 });
    await expect(rules.save(RULE)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
    await rules.save({ ...RULE, does: 'propose', ruleId: 'r2' });
    const state = watch(rules.state$());
    await vi.waitFor(() => expect(state.last?.rules.map(({ signedBy }) => signedBy)).toEqual([undefined, undefined]));
    identity.become(UNLOCKED);
    await rules.save(RULE);
    expect(state.last?.rules.map(({ does, signedBy }) => [does, signedBy])).toEqual([
      ['queue', 'Léa INFIRMIER0212'],
      ['propose', undefined],
    ]);
    state.stop();
  });

  test('one of an older version that nobody has signed for only proposes', async () => {
    const { proposals, rows, validate } = await setUp(RULE, true, RULE);
    await validate('Soin fait.');
    expect([await rows(), (await proposals.ofPatient(ALICE.id)).length]).toEqual([[], 1]);
  });
});

test('an opposition holds back what a rule has queued, until it is lifted and the user lets it go', async () => {
  const { feedingService, outbox, outboxService, rows, validate } = await setUp();
  await validate('Soin fait.');
  await feedingService.setOpposition(ALICE, true);
  expect(await rows()).toEqual([['Suivi', 1, 'held', true]]);
  const [row] = await outbox.ofPatient(ALICE.id);
  await expect(outboxService.act(row?.documentId ?? '', 'release')).rejects.toMatchObject({ code: 'feeding.opposed' });
  await feedingService.setOpposition(ALICE, false);
  await outboxService.act(row?.documentId ?? '', 'release');
  expect(await rows()).toEqual([['Suivi', 1, 'queued', true]]);
});

describe('what a rule could neither queue nor propose', () => {
  const full = () => new PluginError('document.notKept');

  test('is done before the next one', async () => {
    const { host, notes, outbox, proposals, rows, validate } = await setUp();
    const failing = [vi.spyOn(outbox, 'add').mockRejectedValue(full()), vi.spyOn(proposals, 'add').mockRejectedValue(full())];
    const before = await notes.read('validatedSeen');
    host.keepDocument(ALICE, REPORT, Buffer.from('un'));
    host.validateDocument(REPORT.id, Date.now() + 500);
    await vi.waitFor(() => expect(host.logged.map(({ event }) => event)).toContain('rule.notApplied'));
    expect(await notes.read('validatedSeen')).toBe(before);
    for (const one of failing) one.mockRestore();
    host.keepDocument(ALICE, { ...REPORT, id: 'l2', title: 'Deux' }, Buffer.from('deux'));
    host.validateDocument('l2', Date.now() + 800);
    await vi.waitFor(async () => expect((await rows()).map(([title]) => title)).toEqual(['Deux', 'Suivi']));
    await validate('trois', 2);
    expect(await rows()).toHaveLength(2);
  });

  test('is told again at the next start', async () => {
    const { host, feeding, outbox, proposals, rows } = await setUp();
    const failing = [vi.spyOn(outbox, 'add').mockRejectedValue(full()), vi.spyOn(proposals, 'add').mockRejectedValue(full())];
    host.keepDocument(ALICE, REPORT, Buffer.from('un'));
    host.validateDocument(REPORT.id, Date.now() + 500);
    await vi.waitFor(() => expect(host.logged.map(({ event }) => event)).toContain('rule.notApplied'));
    for (const one of failing) one.mockRestore();
    const again = feeding.run$().subscribe();
    await vi.waitFor(async () => expect((await rows()).map(([title]) => title)).toEqual(['Suivi']));
    again.unsubscribe();
  });
});

test('an older version that waits makes room in one for the newer one, which waits for nobody to let it go', async () => {
  const { outbox, rows, validate } = await setUp();
  await validate('un');
  const add = vi.spyOn(outbox, 'add');
  await validate('deux', 2);
  expect(await rows()).toEqual([['Suivi', 1, 'queued', true]]);
  expect(add.mock.calls[0]?.[0].corrects).toBeDefined();
});

test('for a patient who is opposed, what is new is not fed, and what takes the place of a document that was sent is', async () => {
  const { outbox, rows, validate, wishes } = await setUp();
  await validate('un');
  const [row] = await outbox.ofPatient(ALICE.id);
  await outbox.change(row?.documentId ?? '', ['queued'], { status: 'sent' });
  await wishes.set(ALICE.id, 'opposed', true);
  await validate('deux', 2);
  expect(await rows()).toEqual([
    ['Suivi', 2, 'queued', true],
    ['Suivi', 1, 'sent', true],
  ]);
});

describe('a document of the practice that was sent long ago', () => {
  const sentLongAgo = async ({ outbox, validate }: Awaited<ReturnType<typeof setUp>>) => {
    await validate('un');
    const [row] = await outbox.ofPatient(ALICE.id);
    await outbox.change(row?.documentId ?? '', ['queued'], { status: 'sent' });
    await outbox.forgetSent(Date.now() + 1_000);
  };

  test('is shown no more', async () => {
    const world = await setUp();
    await sentLongAgo(world);
    expect([await world.outbox.list(10), (await world.outbox.counts()).sent]).toEqual([[], 0]);
    expect(await firstValueFrom(world.outboxService.ofPatient$(ALICE.id))).toEqual([]);
  });

  test('is not fed again unchanged, and its next version takes its place', async () => {
    const world = await setUp();
    await sentLongAgo(world);
    await world.validate('un', 2);
    expect(await world.rows()).toHaveLength(1);
    await world.validate('deux', 3);
    expect(await world.rows()).toEqual([
      ['Suivi', 2, 'queued', true],
      ['Suivi', 1, 'sent', true],
    ]);
    // Replaced, it says nothing any more.
    const [next, first] = await world.outbox.ofPatient(ALICE.id);
    await world.outbox.change(next?.documentId ?? '', ['queued'], { status: 'sent', replaces: first?.documentId ?? '' });
    await world.outbox.forgetSent(Date.now() - 1_000);
    expect(await world.rows()).toHaveLength(2);
    await world.outbox.forgetSent(Date.now() + 1_000);
    expect(await world.rows()).toHaveLength(1);
  });

  test('and whose key is lost is only proposed', async () => {
    const world = await setUp();
    await sentLongAgo(world);
    await world.store.attempt('test', (db) => sql`UPDATE outbox SET content = ${Buffer.alloc(60, 1)}`.execute(db));
    await world.validate('deux', 2);
    expect([(await world.rows()).length, await world.proposals.ofPatient(ALICE.id)]).toMatchObject([1, [{ version: 2 }]]);
  });
});

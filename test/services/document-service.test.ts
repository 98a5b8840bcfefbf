import { sql } from 'kysely';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LocalDocument } from '../../src/api/local-document.js';
import type { CardState } from '../../src/api/messages.js';
import { BodyShelf } from '../../src/services/body-shelf.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import { CAUTIOUS, type DmpParameters } from '../../src/services/dmp-parameters.js';
import { DocumentService } from '../../src/services/document-service.js';
import { FormMemory } from '../../src/services/form-memory.js';
import { FakeDocumentPreparer } from '../fakes/fake-document-preparer.js';
import { NURSE, REPLACEMENT } from '../fakes/fake-host.js';
import { ABSENT, HOLDER, OTHER_SITUATION, SECRETARY, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { ALICE, BOB, NOT_QUALIFIED, watch } from '../fakes/world.js';
import { informed, makeServices } from './make-services.js';
import { FORM } from './outbox-world.js';

const open: ReturnType<typeof makeServices>[] = [];
afterEach(async () => {
  for (const { store } of open.splice(0)) await store.close();
});

function setUp(parameters: DmpParameters = CAUTIOUS, card: CardState = UNLOCKED) {
  const services = makeServices(card, informed('holder' in card ? card.holder?.id : undefined));
  open.push(services);
  const { access, cards, host, notes, outbox, proposalService, settings, wishes } = services;
  const preparer = new FakeDocumentPreparer();
  const source = { current: async () => parameters };
  const shelf = new BodyShelf(Date.now);
  const memory = new FormMemory(notes, host);
  const documents = new DocumentService(
    outbox,
    proposalService,
    preparer,
    new CdaWriter(),
    shelf,
    access,
    cards,
    wishes,
    source,
    memory,
    settings,
    Date.now,
    host,
  );
  const form = { ...FORM, situationId: '499900021212001' };
  const joined = async (text = 'Soin fait.') => (await documents.joinText(ALICE, text)).bodyId;
  return { ...services, documents, preparer, form, joined };
}

test('a draft offers what this profession uses first, today, in the situation of the card', async () => {
  const draft = await setUp().documents.draft(ALICE, {});
  expect(draft).toMatchObject({ patientId: ALICE.id, mayCumulate: false, forbidden: { INVISIBLE_REPRESENTANTS_LEGAUX: 'adult' } });
  expect(draft.form).toMatchObject({ typeCode: '11506-3', situationId: '499900021212001', visibility: [] });
  expect(draft.types[0]).toMatchObject({ code: '11506-3', usual: true });
  expect(draft.types.map(({ category }) => category)).not.toContain('patient');
});

test('what was accepted is in the outbox, with who confirmed it, and the body is let go of', async () => {
  const { documents, form, joined, outbox } = setUp();
  const bodyId = await joined();
  const outcome = await documents.add(ALICE, { form, bodyId }, HOLDER.id);
  if (outcome.kind !== 'accepted') throw new Error('not accepted');
  expect(await outbox.get(outcome.documentId)).toMatchObject({
    status: 'queued',
    patientId: ALICE.id,
    signerId: HOLDER.id,
    content: { document: { title: form.title } },
  });
  await expect(documents.add(ALICE, { form, bodyId }, HOLDER.id)).rejects.toMatchObject({ code: 'document.bodyGone' });
});

test('the conditions are spread out until the user has added a document', async () => {
  const { documents, form, joined } = setUp();
  expect((await documents.draft(ALICE, {})).conditionsRead).toBe(false);
  await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
  expect((await documents.draft(ALICE, {})).conditionsRead).toBe(true);
});

test.each([
  ['', undefined],
  ['https://exemple.fr/cgu', 'https://exemple.fr/cgu'],
  ['javascript:alert(1)', undefined],
])('the terms of use that are set as "%s" have the link %s', async (address, link) => {
  const { documents, form, host, joined } = setUp();
  host.configure({ 'dmp.termsUrl': address });
  const check = await documents.check(ALICE, { form, bodyId: await joined() });
  expect(check.kind === 'valid' && check.termsUrl).toBe(link);
});

test('the confirmation says structure, type, title, dates and who may see it', async () => {
  const { documents, form, joined } = setUp();
  expect(await documents.check(ALICE, { form: { ...form, visibility: ['MASQUE_PS'] }, bodyId: await joined() })).toMatchObject({
    kind: 'valid',
    structure: 'CABINET MME INFIRMIER0212',
    typeLabel: 'CR ou fiche de suivi de soins par auxiliaire médical',
    title: form.title,
    writtenOn: '2026-01-05',
    visibility: ['MASQUE_PS'],
  });
});

test.each([
  ['no title', { title: ' ' }, { title: 'required' }],
  ['a title of more than 128 characters', { title: 'é'.repeat(129) }, { title: 'tooLong' }],
  ['a title with half a character', { title: 'Bilan \u{d83d}' }, { title: 'characters' }],
  ['a title of two lines', { title: 'Bilan\u{2028}suite' }, { title: 'characters' }],
  ['a comment of more than 255 characters', { comment: 'a'.repeat(256) }, { comment: 'tooLong' }],
  ['a day that does not exist', { writtenOn: '2026-02-30' }, { writtenOn: 'date' }],
  ['a day to come', { writtenOn: '2099-01-01' }, { writtenOn: 'dateInFuture' }],
  ['an end before its beginning', { actEnd: '2026-01-03' }, { actEnd: 'endBeforeStart' }],
  ['a type no official list holds', { typeCode: 'X' }, { typeCode: 'notInList' }],
  ['a situation of another card', { situationId: 'x' }, { situationId: 'notInList' }],
  ['both hidden and masked, which the DMP does not allow', { visibility: ['INVISIBLE_PATIENT', 'MASQUE_PS'] }, { visibility: 'visibilitiesExclude' }],
  ['the note of a vaccination, which is no file', { typeCode: '87273-9' }, { typeCode: 'notInList' }],
  ['hidden from the representatives of an adult', { visibility: ['INVISIBLE_REPRESENTANTS_LEGAUX'] }, { visibility: 'notInList' }],
] as const)('a form with %s is told field by field, and nothing is accepted', async (_, change, faults) => {
  const { documents, form, joined, outbox } = setUp();
  expect(await documents.add(ALICE, { form: { ...form, ...change }, bodyId: await joined() }, HOLDER.id)).toEqual({ kind: 'invalid', faults });
  expect(await outbox.ofPatient(ALICE.id)).toEqual([]);
});

test('with no room left on the disk nothing is accepted, and what was joined waits for another try', async () => {
  const { documents, form, joined, outbox, store } = setUp();
  const bodyId = await joined('x'.repeat(300_000));
  const room = (pages: number) => store.attempt('test', (db) => sql`PRAGMA max_page_count = ${sql.raw(String(pages))}`.execute(db));
  await room(1); // no less than it has
  await expect(documents.add(ALICE, { form, bodyId }, HOLDER.id)).rejects.toMatchObject({ code: 'document.notKept' });
  expect(await outbox.ofPatient(ALICE.id)).toEqual([]);
  await room(1_000_000);
  expect((await documents.add(ALICE, { form, bodyId }, HOLDER.id)).kind).toBe('accepted');
});

test('a file keeps its name, whatever is in it, and no log has it', async () => {
  const { documents, host } = setUp();
  const name = '🩹 Plaie de Mme Durand ]]>.txt';
  expect(await documents.joinFile(ALICE, host.postFile(name, Buffer.from('Soin fait.')))).toMatchObject({ name, mediaType: 'text/plain' });
  expect(JSON.stringify(host.logged)).not.toContain('Durand');
});

test('where the DMP allows it, a document is both hidden and masked', async () => {
  const { documents, form, joined } = setUp({ ...CAUTIOUS, mayCumulate: true });
  const outcome = await documents.add(ALICE, { form: { ...form, visibility: ['INVISIBLE_PATIENT', 'MASQUE_PS'] }, bodyId: await joined() }, HOLDER.id);
  expect(outcome.kind).toBe('accepted');
});

describe('nothing is accepted', () => {
  test.each([
    ['for an INS that is not qualified', NOT_QUALIFIED, 'ins.notQualified'],
    ['with what was joined to another patient’s form', BOB, 'document.bodyGone'],
  ] as const)('%s', async (_, patient, code) => {
    const { documents, form, joined } = setUp();
    await expect(documents.add(patient, { form, bodyId: await joined() }, HOLDER.id)).rejects.toMatchObject({ code });
  });

  test('without a card', async () => {
    const { documents, form, identity, joined } = setUp();
    const bodyId = await joined();
    identity.become(ABSENT);
    await expect(documents.add(ALICE, { form, bodyId })).rejects.toMatchObject({ code: 'card.absent' });
  });

  test('in another’s name', async () => {
    const { documents, form, joined } = setUp();
    await expect(documents.add(ALICE, { form, bodyId: await joined() }, '899900001230')).rejects.toMatchObject({ code: 'card.changed' });
  });

  test('about a patient who is opposed, until he no longer is', async () => {
    const { documents, feeding, form, joined, kept } = setUp();
    await feeding.setOpposition(ALICE, true, HOLDER.id);
    await expect(documents.draft(ALICE, {})).rejects.toMatchObject({ code: 'feeding.opposed' });
    await expect(documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id)).rejects.toMatchObject({ code: 'feeding.opposed' });
    await feeding.setOpposition(ALICE, false, HOLDER.id);
    expect((await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id)).kind).toBe('accepted');
    expect(kept.journal.entries.map(({ transaction }) => transaction)).toEqual(['OPPOSITION', 'OPPOSITION LEVEE']);
  });
});

describe('staff of a structure (CPE)', () => {
  const STAFF = { ...UNLOCKED, holder: SECRETARY } as CardState;
  const staff = (card = STAFF) => setUp(CAUTIOUS, card);

  test('is offered the professionals of its structure, and chooses: nobody is guessed where there are several', async () => {
    const { documents } = staff();
    const { authors, form } = await documents.draft(ALICE, {});
    expect(authors).toEqual([
      { code: NURSE.id, label: 'Léa INFIRMIER0212', situationIds: [SITUATION.id] },
      { code: REPLACEMENT.id, label: 'Hugo REMPLACANT0888', situationIds: [SITUATION.id] },
    ]);
    expect(form.authorId).toBe('');
  });

  test('has the only one there is filled in: not who practises elsewhere, and not its own', async () => {
    const { documents, host } = staff();
    host.employ({ ...REPLACEMENT, structureIds: [OTHER_SITUATION.structureId] }, NURSE, { ...NURSE, id: SECRETARY.id });
    const { authors, form } = await documents.draft(ALICE, {});
    expect([authors?.map(({ code }) => code), form.authorId]).toEqual([[NURSE.id], NURSE.id]);
  });

  test('adds a document whose author is the professional; the row is of who confirmed it', async () => {
    const { documents, form, joined, outbox } = staff();
    const outcome = await documents.add(ALICE, { form: { ...form, authorId: REPLACEMENT.id }, bodyId: await joined() }, SECRETARY.id);
    if (outcome.kind !== 'accepted') throw new Error('not accepted');
    const row = await outbox.get(outcome.documentId);
    expect(row).toMatchObject({ signerId: SECRETARY.id, situationId: SITUATION.id });
    const { structureIds, ...author } = REPLACEMENT;
    expect(row?.content?.document).toMatchObject({ author, structure: { id: structureIds[0] } });
    expect(row?.content?.document.author).not.toHaveProperty('structureIds');
  });

  test('is told both names before it confirms; a professional is told none', async () => {
    const { documents, form, joined } = staff();
    expect(await documents.check(ALICE, { form: { ...form, authorId: NURSE.id }, bodyId: await joined() })).toMatchObject({
      kind: 'valid',
      onBehalf: { author: 'Léa INFIRMIER0212', sender: 'Sylvie SECRETAIRE0212' },
    });
    const own = setUp();
    expect(await own.documents.check(ALICE, { form, bodyId: await own.joined() })).not.toHaveProperty('onBehalf');
  });

  test.each([
    ['without an author', '', 'required'],
    ['in its own name', SECRETARY.id, 'notInList'],
    ['for a professional of another structure', '899900001230', 'notInList'],
  ] as const)('adds nothing %s', async (_, authorId, fault) => {
    const { documents, form, joined, outbox } = staff();
    const outcome = await documents.add(ALICE, { form: { ...form, authorId }, bodyId: await joined() }, SECRETARY.id);
    expect(outcome).toEqual({ kind: 'invalid', faults: { authorId: fault } });
    expect(await outbox.ofPatient(ALICE.id)).toEqual([]);
  });

  test('adds nothing in a structure where the professional does not practise', async () => {
    const { documents, form, host, joined } = staff({ ...STAFF, situations: [SITUATION, OTHER_SITUATION] } as CardState);
    host.employ(NURSE, { ...REPLACEMENT, structureIds: [OTHER_SITUATION.structureId] });
    const added = { form: { ...form, authorId: REPLACEMENT.id }, bodyId: await joined() };
    expect(await documents.add(ALICE, added, SECRETARY.id)).toEqual({ kind: 'invalid', faults: { authorId: 'notInList' } });
    const there = { ...added, form: { ...added.form, situationId: OTHER_SITUATION.id } };
    expect((await documents.add(ALICE, there, SECRETARY.id)).kind).toBe('accepted');
  });

  test('replaces what it has sent, for the same professional', async () => {
    const { documents, form, joined, outbox } = staff();
    const first = await documents.add(ALICE, { form: { ...form, authorId: REPLACEMENT.id }, bodyId: await joined() }, SECRETARY.id);
    if (first.kind !== 'accepted') throw new Error('not accepted');
    await outbox.change(first.documentId, ['queued'], { status: 'sent' });
    expect((await documents.draft(ALICE, { replacesId: first.documentId })).form.authorId).toBe(REPLACEMENT.id);
  });
});

test('a professional adds nothing in the name of a colleague', async () => {
  const { documents, form, joined, outbox } = setUp();
  expect(await documents.draft(ALICE, {})).not.toHaveProperty('authors');
  const outcome = await documents.add(ALICE, { form: { ...form, authorId: REPLACEMENT.id }, bodyId: await joined() }, HOLDER.id);
  expect(outcome).toEqual({ kind: 'invalid', faults: { authorId: 'notInList' } });
  expect(await outbox.ofPatient(ALICE.id)).toEqual([]);
});

test('a replacement is the next version of the same set, and is allowed to who is opposed', async () => {
  const { documents, feeding, form, joined, outbox } = setUp();
  const first = await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
  if (first.kind !== 'accepted') throw new Error('not accepted');
  await expect(documents.draft(ALICE, { replacesId: first.documentId })).rejects.toMatchObject({ code: 'document.moved' });
  await outbox.change(first.documentId, ['queued'], { status: 'sent' });
  await feeding.setOpposition(ALICE, true, HOLDER.id);
  expect(await documents.draft(ALICE, { replacesId: first.documentId })).toMatchObject({ replaces: { title: form.title } });
  const second = await documents.add(ALICE, { form, bodyId: await joined('Soin refait.'), replacesId: first.documentId }, HOLDER.id);
  if (second.kind !== 'accepted') throw new Error('not accepted');
  const [now, before] = await Promise.all([outbox.get(second.documentId), outbox.get(first.documentId)]);
  expect(now?.content?.document).toMatchObject({ version: 2, setId: before?.content?.document.setId, replaces: before?.content?.document.uniqueId });
});

test('one that was refused is corrected with its own body, and goes when the new one is kept', async () => {
  const { documents, form, joined, outbox } = setUp();
  const first = await documents.add(ALICE, { form, bodyId: await joined('Soin à corriger.') }, HOLDER.id);
  if (first.kind !== 'accepted') throw new Error('not accepted');
  await outbox.change(first.documentId, ['queued'], { status: 'refused' });
  const { body } = await documents.draft(ALICE, { correctsId: first.documentId });
  expect(body?.preview).toMatchObject({ kind: 'text', text: 'Soin à corriger.' });
  await documents.add(ALICE, { form: { ...form, title: 'Corrigé' }, bodyId: body?.bodyId ?? '', correctsId: first.documentId }, HOLDER.id);
  expect((await outbox.ofPatient(ALICE.id)).map(({ content }) => content?.document.title)).toEqual(['Corrigé']);
});

test('a document has one next version: while that is in the outbox, there is no second one beside it', async () => {
  const { documents, form, joined, outbox, outboxService } = setUp();
  const first = await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
  if (first.kind !== 'accepted') throw new Error('not accepted');
  await outbox.change(first.documentId, ['queued'], { status: 'sent' });
  const shown = watch(outboxService.ofPatient$(ALICE.id));
  await vi.waitFor(() => expect(shown.last?.[0]?.acts).toContain('replace'));
  const second = await documents.add(ALICE, { form, bodyId: await joined('Version 2.'), replacesId: first.documentId }, HOLDER.id);
  if (second.kind !== 'accepted') throw new Error('not accepted');
  await outboxService.act(second.documentId, 'hold');
  await vi.waitFor(() => expect(shown.last?.map(({ state }) => state.kind)).toEqual(['held', 'sent']));
  shown.stop();
  expect(shown.last?.[1]?.acts).not.toContain('replace');
  await expect(documents.draft(ALICE, { replacesId: first.documentId })).rejects.toMatchObject({ code: 'document.moved' });
});

test('a replacement that was refused and is corrected still takes the place of what it replaces', async () => {
  const { documents, form, joined, outbox } = setUp();
  const sent = await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
  if (sent.kind !== 'accepted') throw new Error('not accepted');
  await outbox.change(sent.documentId, ['queued'], { status: 'sent' });
  const refused = await documents.add(ALICE, { form, bodyId: await joined('Version 2.'), replacesId: sent.documentId }, HOLDER.id);
  if (refused.kind !== 'accepted') throw new Error('not accepted');
  await outbox.change(refused.documentId, ['queued'], { status: 'refused' });
  const corrected = await documents.add(ALICE, { form, bodyId: await joined('Version 2, corrigée.'), correctsId: refused.documentId }, HOLDER.id);
  if (corrected.kind !== 'accepted') throw new Error('not accepted');
  const before = (await outbox.get(sent.documentId))?.content?.document;
  expect((await outbox.get(corrected.documentId))?.content).toMatchObject({
    replaces: sent.documentId,
    document: { version: 2, setId: before?.setId, replaces: before?.uniqueId },
  });
});

describe('a document of the practice', () => {
  const LETTER: LocalDocument = {
    ...{ id: 'l1', patientId: ALICE.id, title: 'Courrier', kind: 'letter', fileName: 'courrier.txt', mediaType: 'text/plain', size: 8 },
    ...{ writtenOn: '2026-01-05', validatedAt: 1, version: 3 },
  };

  test('that a rule has proposed is proposed no more once it is added', async () => {
    const { documents, form, host, proposals } = setUp();
    host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
    await proposals.add({ localDocumentId: 'l1', version: 3, patientId: ALICE.id, since: 1, ruleId: 'r', isDeclined: false });
    const { body } = await documents.draft(ALICE, { localDocumentId: 'l1' });
    await documents.add(ALICE, { form, bodyId: body?.bodyId ?? '', localDocumentId: 'l1' }, HOLDER.id);
    expect(await proposals.ofPatient(ALICE.id)).toEqual([]);
  });

  test('that a rule has proposed has a form that begins with what the rule says', async () => {
    const { documents, host, proposals, rules } = setUp();
    host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
    await rules.save({
      ...{ ruleId: 'r', documentKind: 'letter', actCode: 'any', does: 'propose', typeCode: 'CERT_DECL', practiceSetting: 'SAD', visibility: ['MASQUE_PS'] },
    });
    await proposals.add({ localDocumentId: 'l1', version: 3, patientId: ALICE.id, since: 1, ruleId: 'r', isDeclined: false });
    const { form } = await documents.draft(ALICE, { localDocumentId: 'l1' });
    expect(form).toMatchObject({ title: 'Courrier', typeCode: 'CERT_DECL', practiceSetting: 'SAD', visibility: ['MASQUE_PS'] });
  });

  test('is sent as the version that was read, also when it was changed since', async () => {
    const { documents, form, host, outbox } = setUp();
    host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
    const { body } = await documents.draft(ALICE, { localDocumentId: 'l1' });
    host.keepDocument(ALICE, { ...LETTER, version: 4 }, Buffer.from('Bonsoir.'));
    await documents.add(ALICE, { form, bodyId: body?.bodyId ?? '', localDocumentId: 'l1' }, HOLDER.id);
    expect((await outbox.ofLocal('l1'))?.local).toEqual({ documentId: 'l1', version: 3 });
  });

  test.each([
    ['sent', { version: 2, replaces: true }],
    ['refused', { version: 1, replaces: false }],
  ] as const)('that was %s before takes its own place, never one beside it', async (status, { version, replaces }) => {
    const { documents, form, host, outbox } = setUp();
    host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
    const add = async () => {
      const { body } = await documents.draft(ALICE, { localDocumentId: 'l1' });
      return documents.add(ALICE, { form, bodyId: body?.bodyId ?? '', localDocumentId: 'l1' }, HOLDER.id);
    };
    const first = await add();
    if (first.kind !== 'accepted') throw new Error('not accepted');
    const before = (await outbox.get(first.documentId))?.content?.document;
    await expect(documents.draft(ALICE, { localDocumentId: 'l1' })).rejects.toMatchObject({ code: 'document.moved' });
    await outbox.change(first.documentId, ['queued'], { status });
    await add();
    const [now, ...others] = await outbox.ofPatient(ALICE.id);
    expect(now?.content?.document).toMatchObject({ version, setId: before?.setId });
    expect([now?.content?.document.replaces === before?.uniqueId, others.length]).toEqual([replaces, replaces ? 1 : 0]);
  });

  test('that the DMP would not take leaves the form, and says why beside it', async () => {
    const { documents, host, preparer } = setUp();
    host.keepDocument(ALICE, LETTER, Buffer.from('Bonjour.'));
    preparer.refusal = 'document.isPng';
    const draft = await documents.draft(ALICE, { localDocumentId: 'l1' });
    expect(draft).toMatchObject({ form: { title: 'Courrier' }, bodyError: { code: 'document.isPng' } });
    expect(draft.body).toBeUndefined();
  });
});

test('the last choices are remembered for the next form', async () => {
  const { documents, form, joined } = setUp();
  await documents.add(ALICE, { form: { ...form, typeCode: '47420-5', practiceSetting: 'SAD' }, bodyId: await joined() }, HOLDER.id);
  expect((await documents.draft(ALICE, {})).form).toMatchObject({ typeCode: '47420-5', practiceSetting: 'SAD' });
});

describe('confirmed twice at once', () => {
  test('a document is added once, and both are told the same', async () => {
    const { documents, form, joined, outbox } = setUp();
    const bodyId = await joined();
    const outcomes = await Promise.all([1, 2].map(() => documents.add(ALICE, { form, bodyId }, HOLDER.id)));
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(await outbox.ofPatient(ALICE.id)).toHaveLength(1);
  });

  test('two replacements of one document are one, and the other is told that it moved', async () => {
    const { documents, form, joined, outbox } = setUp();
    const first = await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
    if (first.kind !== 'accepted') throw new Error('not accepted');
    await outbox.change(first.documentId, ['queued'], { status: 'sent' });
    const bodies = [await joined('un'), await joined('deux')];
    const outcomes = await Promise.allSettled(bodies.map((bodyId) => documents.add(ALICE, { form, bodyId, replacesId: first.documentId }, HOLDER.id)));
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { status: 'rejected', reason: { code: 'document.moved' } }]);
    expect((await outbox.ofPatient(ALICE.id)).map(({ content }) => content?.document.version)).toEqual([2, 1]);
  });

  test('what is wrong with a form is said each time', async () => {
    const { documents, form, joined } = setUp();
    const bodyId = await joined();
    const outcomes = await Promise.all([1, 2].map(() => documents.add(ALICE, { form: { ...form, title: '' }, bodyId }, HOLDER.id)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['invalid', 'invalid']);
    expect(await documents.add(ALICE, { form, bodyId }, HOLDER.id)).toMatchObject({ kind: 'accepted' });
  });
});

test('a correction and what it corrects change places in one: where it cannot be kept, the other stays', async () => {
  const { documents, form, joined, outbox, store } = setUp();
  const first = await documents.add(ALICE, { form, bodyId: await joined() }, HOLDER.id);
  if (first.kind !== 'accepted') throw new Error('not accepted');
  await outbox.change(first.documentId, ['queued'], { status: 'refused' });
  const bodyId = await joined('corrigé');
  const correct = () => documents.add(ALICE, { form, bodyId, correctsId: first.documentId }, HOLDER.id);
  const writable = (is: boolean) => store.attempt('test', (db) => sql`PRAGMA query_only = ${sql.raw(is ? 'OFF' : 'ON')}`.execute(db));
  await writable(false);
  await expect(correct()).rejects.toMatchObject({ code: 'document.notKept' });
  await writable(true);
  expect((await outbox.ofPatient(ALICE.id)).map(({ documentId, status }) => [documentId, status])).toEqual([[first.documentId, 'refused']]);
  const second = await correct();
  expect((await outbox.ofPatient(ALICE.id)).map(({ documentId, status }) => [documentId, status])).toEqual([
    [second.kind === 'accepted' && second.documentId, 'queued'],
  ]);
});

test.each(['birthPlaceCode', 'birthName', 'birthGivenNames', 'birthDate'] as const)(
  'for a patient without %s no form is opened and nothing is accepted',
  async (trait) => {
    const { documents, form, joined, outbox } = setUp();
    const patient = { ...ALICE, identity: { ...ALICE.identity, [trait]: '' } };
    await expect(documents.draft(patient, {})).rejects.toMatchObject({ code: 'ins.incomplete' });
    await expect(documents.add(patient, { form, bodyId: await joined() }, HOLDER.id)).rejects.toMatchObject({ code: 'ins.incomplete' });
    expect(await outbox.ofPatient(ALICE.id)).toEqual([]);
  },
);

test.each([undefined, true] as const)('a confirmation says whether a file signs in place of the card: %s', async (hasSoftwareSignature) => {
  const { documents, form, joined } = setUp(CAUTIOUS, { ...UNLOCKED, ...(hasSoftwareSignature && { hasSoftwareSignature }) } as CardState);
  const check = await documents.check(ALICE, { form, bodyId: await joined() });
  expect(check.kind === 'valid' && check.hasSoftwareSignature).toBe(hasSoftwareSignature);
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CardState, CreationForm, CreationOutcome } from '../../src/api/messages.js';
import type { PatientRef } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { ABSENT, BY_STRUCTURE, HOLDER, LOCKED, SECRETARY, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { readPaper } from '../fakes/fake-paper-writer.js';
import { MISSING, OPEN, SECRETS } from '../fakes/fake-record-gateway.js';
import { PAUL } from '../fakes/fake-vitale-reader.js';
import { ALICE, BOB, NOT_QUALIFIED, settled, WAITING_NUMBER, WRONG_KEY, watch } from '../fakes/world.js';
import { detailsOf, informed, keep, makeServices, nothingKept } from './make-services.js';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const CHILD: PatientRef = {
  id: 'zoé',
  identity: { ...BOB.identity, matricule: '216057218101255', birthGivenNames: 'ZOÉ', sex: 'F', birthDate: '2016-05-03', birthPlaceCode: '72181' },
};
const FORM: CreationForm = {
  consent: true,
  refusesBreakGlass: true,
  refusesEmergency: false,
  address: detailsOf(BOB).address,
};
const WITH_ACCOUNT: CreationForm = {
  ...FORM,
  account: {
    email: 'paul.onze@exemple.fr',
    emailConfirmation: 'paul.onze@exemple.fr',
    mobile: '06 11 11 11 11',
    mobileConfirmation: '06 11 11 11 11',
    channel: 'SMS',
  },
};

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function setUp(card: CardState = UNLOCKED, kept = informed()) {
  const made = makeServices(card, kept);
  made.host.keepDetails(detailsOf(BOB));
  const paper = ({ receipt }: Created) => readPaper(made.host.takeFile(receipt.file?.id ?? '')?.bytes ?? Buffer.from('{}'));
  return { ...made, paper };
}
type Created = Extract<CreationOutcome, { kind: 'created' }>;

/** Waits for the creation to end, whatever it ended in. */
const create = ({ creation }: ReturnType<typeof setUp>, form = FORM, patient = BOB) => creation.create(patient, form) as Promise<Created>;

describe('the draft', () => {
  test('is filled from the form of the host, and no box is ticked', async () => {
    const { creation } = setUp();
    expect(await creation.draft(BOB)).toEqual({
      patientId: BOB.id,
      patientName: 'INS-FAMILLE-ONZE PAUL JEAN MARC',
      birthDate: '1970-08-07',
      isMinor: false,
      vitaleReadAt: 1_000,
      form: { consent: false, refusesBreakGlass: false, refusesEmergency: false, address: detailsOf(BOB).address },
      contact: { email: 'paul.onze@exemple.fr', mobile: '06 11 11 11 11' },
    });
  });

  test('an address without a country is in France; a phone that is no mobile is not proposed as one', async () => {
    const { creation, host } = setUp();
    host.keepDetails(detailsOf(BOB, { address: { ...FORM.address, country: '' }, phones: ['02 43 00 00 01', 'sur rendez-vous'], email: '' }));
    const { form, contact } = await creation.draft(BOB);
    expect([form.address.country, contact]).toEqual(['FRANCE', { email: '', mobile: '' }]);
  });

  test('needs no CPS, and the Carte Vitale: nothing is typed that could not be sent', async () => {
    const { creation, host } = setUp(ABSENT);
    const { vitale, ...never } = detailsOf(BOB);
    host.keepDetails(never);
    await expect(creation.draft(BOB)).rejects.toMatchObject({ code: 'vitale.notRead' });
    host.keepDetails({ ...never, ...(vitale && { vitale }) });
    expect((await creation.draft(BOB)).vitaleReadAt).toBe(vitale?.readAt);
  });

  test('knows a minor', async () => {
    const { creation, host } = setUp();
    host.keepDetails(detailsOf(CHILD));
    expect((await creation.draft(CHILD)).isMinor).toBe(true);
  });

  test('is not made without the host', async () => {
    await expect(setUp().creation.draft(ALICE)).rejects.toMatchObject({ code: 'host.unavailable' });
  });

  test('asks the DMP nothing', async () => {
    const { creation, dmp } = setUp();
    await creation.draft(BOB);
    expect(await creation.check(BOB, { ...FORM, consent: false })).toEqual({ consent: 'consent' });
    expect(dmp.calls).toBe(0);
  });
});

describe('nothing is sent', () => {
  const nothing = ({ dmp, kept }: ReturnType<typeof setUp>) => expect([dmp.calls, kept.journal.entries]).toEqual([0, []]);

  test('without the consent', async () => {
    const made = setUp();
    expect(await create(made, { ...WITH_ACCOUNT, consent: false })).toEqual({ kind: 'invalid', faults: { consent: 'consent' } });
    nothing(made);
  });

  test('with a wrong field', async () => {
    const made = setUp();
    expect(await create(made, { ...FORM, address: { ...FORM.address, postalCode: '7200' } })).toEqual({
      kind: 'invalid',
      faults: { 'address.postalCode': 'postalCode' },
    });
    nothing(made);
  });

  test('when the card was removed between the tick and Valider', async () => {
    const made = setUp();
    await made.creation.draft(BOB);
    made.identity.become(ABSENT);
    await expect(create(made)).rejects.toMatchObject({ code: 'card.absent' });
    nothing(made);
  });

  test('on a locked card', async () => {
    const made = setUp(LOCKED);
    await expect(create(made)).rejects.toMatchObject({ code: 'card.absent' });
    nothing(made);
  });

  test('when the Carte Vitale was never read', async () => {
    const made = setUp();
    const { vitale: _, ...never } = detailsOf(BOB);
    made.host.keepDetails(never);
    await expect(create(made)).rejects.toMatchObject({ code: 'vitale.notRead' });
    nothing(made);
  });

  test('before the notice on traces is acknowledged', async () => {
    const made = setUp(UNLOCKED, nothingKept());
    await expect(create(made)).rejects.toMatchObject({ code: 'traces.notAcknowledged' });
    nothing(made);
  });

  test('by the certificates of a structure', async () => {
    const made = setUp(BY_STRUCTURE);
    await expect(create(made)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
    nothing(made);
  });

  test('by staff of a structure', async () => {
    const made = setUp({ ...UNLOCKED, holder: SECRETARY } as CardState, informed(SECRETARY.id));
    await expect(create(made)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
    nothing(made);
  });

  test.each([
    [NOT_QUALIFIED, 'ins.notQualified'],
    [WAITING_NUMBER, 'ins.isNia'],
    [WRONG_KEY, 'ins.wrongKey'],
  ] as const)('about an INS that may not be named: %#', async (patient, code) => {
    const made = setUp();
    made.host.keepDetails(detailsOf(patient));
    await expect(create(made, FORM, patient)).rejects.toMatchObject({ code });
    await expect(made.creation.draft(patient)).rejects.toMatchObject({ code });
    nothing(made);
  });

  test('in production, where creation was withdrawn', async () => {
    const made = setUp();
    made.host.configure({ 'dmp.environment': 'production' });
    const real = { ...BOB, identity: { ...BOB.identity, insOid: '1.2.250.1.213.1.4.8' } };
    await expect(create(made, FORM, real)).rejects.toMatchObject({ code: 'dmp.withdrawn' });
    await expect(made.creation.draft(real)).rejects.toMatchObject({ code: 'dmp.withdrawn' });
    nothing(made);
  });
});

describe('a record', () => {
  test('is created with the wishes, the address, the consent of now and the Carte Vitale', async () => {
    const made = setUp();
    const created = create(made);
    await made.dmp.done('createRecord', BOB, undefined);
    expect(made.dmp.written).toEqual([
      {
        call: 'createRecord',
        patientId: BOB.id,
        with: [
          {
            consentAt: NOW,
            refusesBreakGlass: true,
            refusesEmergency: false,
            address: FORM.address,
            vitale: { readAt: 1_000, beneficiary: PAUL },
          },
        ],
      },
    ]);
    const outcome = await created;
    expect(outcome).toEqual({
      kind: 'created',
      receipt: {
        patientId: BOB.id,
        professionalId: HOLDER.id,
        patientName: 'INS-FAMILLE-ONZE PAUL JEAN MARC',
        about: 'creation',
        file: expect.objectContaining({ mediaType: 'application/pdf' }),
      },
    });
    expect(made.paper(outcome)).toEqual({
      ...{ about: 'creation', accountFailed: false, patient: BOB, address: FORM.address },
      ...{ holder: HOLDER, situation: SITUATION, at: NOW, isSimulated: true },
      ...{ phone: '0 810 331 133', phoneCost: 'Service 0,06 € / min + prix appel' },
    });
  });

  test('of a minor names who represents him', async () => {
    const made = setUp();
    made.host.keepDetails(detailsOf(CHILD));
    const legalRepresentative = { relation: 'FTH', familyName: 'INS-FAMILLE-ONZE', givenName: 'PAUL' } as const;
    void create(made, { ...FORM, legalRepresentative }, CHILD);
    await made.dmp.done('createRecord', CHILD, undefined);
    expect(made.dmp.written[0]?.with[0]).toMatchObject({ legalRepresentative });
  });

  test('comes with the account that was asked for, in E.164', async () => {
    const made = setUp();
    const created = create(made, WITH_ACCOUNT);
    await made.dmp.done('createRecord', BOB, undefined);
    await made.dmp.done('createAccount', BOB, SECRETS);
    await made.dmp.done('changeChannel', BOB, undefined);
    const outcome = await created;
    expect(made.dmp.written.map(({ call, with: [first] }) => [call, first])).toEqual([
      ['createRecord', expect.objectContaining({ email: 'paul.onze@exemple.fr', mobile: '+33611111111' })],
      ['createAccount', { type: 'SMS', address: '+33611111111' }],
      ['changeChannel', 'AJOUT'],
    ]);
    expect(outcome.receipt).toMatchObject({ about: 'creationAndAccount', channel: 'SMS' });
    expect(made.paper(outcome)).toMatchObject({ about: 'creationAndAccount', secrets: SECRETS, channel: 'SMS', accountFailed: false });
  });

  test('whose account could not be created is created all the same, and the receipt says what is missing', async () => {
    const made = setUp();
    const work = watch(made.work.work$(BOB.id));
    const created = create(made, WITH_ACCOUNT);
    await made.dmp.done('createRecord', BOB, undefined);
    await made.dmp.refuse('createAccount', BOB, 'dmp.timeout');
    const outcome = await created;
    expect(outcome).toMatchObject({ kind: 'created', accountMissing: { code: 'dmp.timeout' }, receipt: { about: 'creation' } });
    expect(outcome.receipt.channel).toBeUndefined();
    expect(made.paper(outcome)).toMatchObject({ about: 'creation', accountFailed: true });
    expect(work.last).toMatchObject({ kind: 'done', accountMissing: { code: 'dmp.timeout' } });
  });

  test.each([
    ['taken out', ABSENT, 'card.absent'],
    ['changed for another', { ...UNLOCKED, holder: { ...HOLDER, id: '899900003100' } } as CardState, 'card.changed'],
    ['used in another situation', { ...UNLOCKED, situation: { ...SITUATION, id: 'other' } } as CardState, 'card.changed'],
  ])('has no account in the name of another, when the card was %s meanwhile', async (_, card, code) => {
    const made = setUp();
    const created = create(made, WITH_ACCOUNT);
    await settled();
    made.identity.become(card);
    await made.dmp.done('createRecord', BOB, undefined);
    expect(await created).toMatchObject({ kind: 'created', accountMissing: { code } });
    expect(made.dmp.written.map(({ call }) => call)).toEqual(['createRecord']);
  });

  test('that the DMP refuses is a refusal, without a receipt', async () => {
    const made = setUp();
    const created = expect(create(made, WITH_ACCOUNT)).rejects.toMatchObject({ code: 'dmp.refused' });
    await made.dmp.refuse('createRecord', BOB, 'dmp.refused');
    await created;
    expect([made.dmp.written.length, made.host.offered]).toEqual([1, []]);
  });

  test('whose receipt cannot be written is created all the same', async () => {
    const made = setUp();
    made.writer.isBroken = true;
    const created = create(made, WITH_ACCOUNT);
    await made.dmp.done('createRecord', BOB, undefined);
    await made.dmp.done('createAccount', BOB, SECRETS);
    await made.dmp.done('changeChannel', BOB, undefined);
    const outcome = await created;
    expect(outcome).toMatchObject({ kind: 'created', receipt: { about: 'creationAndAccount', channel: 'SMS' } });
    expect(outcome.receipt.file).toBeUndefined();
    expect(outcome.accountMissing).toBeUndefined();
  });
});

describe('after an answer that was lost', () => {
  test('the record that exists is ours: the account step goes on, and nothing is created twice', async () => {
    const made = setUp();
    await keep(made.kept.journal, BOB, ['TD1.1', 'unknown', 'dmp.answerLost']);
    const created = create(made, WITH_ACCOUNT);
    await made.dmp.refuse('createRecord', BOB, 'dmp.recordExists');
    await made.dmp.done('createAccount', BOB, SECRETS);
    await made.dmp.done('changeChannel', BOB, undefined);
    const outcome = await created;
    expect(outcome).toMatchObject({ kind: 'created', receipt: { about: 'creationAndAccount' } });
    expect(made.dmp.written.map(({ call }) => call)).toEqual(['createRecord', 'createAccount', 'changeChannel']);
  });

  test.each([
    [['TD1.1', 'sent']],
    [
      ['TD1.1', 'unknown'],
      ['TD1.1', 'notSent', 'dmp.unreachable'],
    ],
    [
      ['TD1.1', 'unknown'],
      ['TD1.1', 'refused', 'dmp.thresholdExceeded'],
    ],
    [
      ['TD1.1', 'done'],
      ['TD1.1', 'unknown'],
    ],
  ] as const)('so it is when the journal says %j', async (...lines) => {
    const made = setUp();
    await keep(made.kept.journal, BOB, ...lines);
    const created = create(made);
    await made.dmp.refuse('createRecord', BOB, 'dmp.recordExists');
    expect((await created).kind).toBe('created');
  });

  test.each([
    [],
    [['TD1.1', 'refused', 'dmp.recordExists']],
    [['TD1.1', 'notSent']],
    [
      ['TD1.1', 'unknown'],
      ['TD1.1', 'done'],
    ],
    [['TD1.5a', 'unknown']],
    [['TD0.2', 'unknown']],
  ] as const)("somebody else's record is never taken for ours: %j", async (...lines) => {
    const made = setUp();
    await keep(made.kept.journal, BOB, ...lines);
    const created = expect(create(made, WITH_ACCOUNT)).rejects.toMatchObject({ code: 'dmp.recordExists' });
    await made.dmp.refuse('createRecord', BOB, 'dmp.recordExists');
    await created;
    expect(made.dmp.written.map(({ call }) => call)).toEqual(['createRecord']);
  });

  test('nor is one that was lost by another professional, or for another patient', async () => {
    const made = setUp();
    await keep(made.kept.journal, ALICE, ['TD1.1', 'unknown']);
    await made.kept.journal.begin({ professionalId: '899900003100', patient: BOB, transaction: 'TD1.1', messageId: 'urn:uuid:other' });
    const created = expect(create(made)).rejects.toMatchObject({ code: 'dmp.recordExists' });
    await made.dmp.refuse('createRecord', BOB, 'dmp.recordExists');
    await created;
  });

  test('any other refusal is one, whatever was lost before', async () => {
    const made = setUp();
    await keep(made.kept.journal, BOB, ['TD1.1', 'unknown']);
    const created = expect(create(made)).rejects.toMatchObject({ code: 'dmp.refused' });
    await made.dmp.refuse('createRecord', BOB, 'dmp.refused');
    await created;
  });

  test('nothing is sent again by itself', async () => {
    const made = setUp();
    const created = expect(create(made, WITH_ACCOUNT)).rejects.toMatchObject({ code: 'dmp.answerLost' });
    await made.dmp.lose('createRecord', BOB);
    await created;
    expect(made.dmp.written.map(({ call }) => call)).toEqual(['createRecord']);
  });

  test('an account that our lost request created gets new secrets', async () => {
    const made = setUp();
    await keep(made.kept.journal, BOB, ['TD1.1', 'unknown'], ['TD1.5a', 'unknown']);
    const created = create(made, WITH_ACCOUNT);
    await made.dmp.refuse('createRecord', BOB, 'dmp.recordExists');
    await made.dmp.refuse('createAccount', BOB, 'dmp.accountExists');
    await made.dmp.done('renewSecrets', BOB, SECRETS);
    await made.dmp.done('changeChannel', BOB, undefined);
    await made.dmp.done('changeChannel', BOB, undefined);
    expect(made.paper(await created)).toMatchObject({ about: 'creationAndAccount', secrets: SECRETS });
  });
});

describe('while it is under way', () => {
  test('another patient may come on screen: it ends, and is told of its own patient', async () => {
    const made = setUp();
    const bob = watch(made.tab.state$(BOB));
    await made.dmp.answer(BOB, MISSING);
    vi.setSystemTime(NOW + 1);
    const created = create(made);
    await settled();
    bob.stop();
    const alice = watch(made.tab.state$(ALICE));
    await made.dmp.answer(ALICE, OPEN);
    await made.dmp.done('createRecord', BOB, undefined);
    expect((await created).receipt.patientId).toBe(BOB.id);
    expect([made.dmp.givenUp, alice.last?.work]).toEqual([[], undefined]);
    await made.dmp.answer(BOB, OPEN);
    const again = watch(made.tab.state$(BOB));
    await settled();
    expect(again.last).toMatchObject({ status: { kind: 'known', record: 'open' }, work: { kind: 'done', act: 'createRecord' } });
  });

  test('a second one is refused', async () => {
    const made = setUp();
    const first = create(made);
    await settled();
    await expect(create(made)).rejects.toMatchObject({ code: 'write.underWay' });
    await made.dmp.done('createRecord', BOB, undefined);
    await first;
    expect(made.dmp.written).toHaveLength(1);
  });
});

test('login and password are on the receipt, and nowhere else', async () => {
  const made = setUp();
  const tab = watch(made.tab.state$(BOB));
  const created = create(made, WITH_ACCOUNT);
  await made.dmp.done('createRecord', BOB, undefined);
  await made.dmp.done('createAccount', BOB, SECRETS);
  await made.dmp.done('changeChannel', BOB, undefined);
  const outcome = await created;
  await made.dmp.answer(BOB, OPEN);
  expect(made.paper(outcome).secrets).toEqual(SECRETS);
  made.writer.isBroken = true;
  const renewed = made.account.renew(BOB);
  await made.dmp.done('renewSecrets', BOB, SECRETS);
  const everything = JSON.stringify([
    outcome,
    await renewed,
    tab.all,
    made.host.logged,
    made.kept.journal.entries,
    made.host.offered.map(({ name, id }) => [name, id]),
  ]);
  for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  expect(everything).toContain('creationAndAccount');
});

test('the log names nobody', async () => {
  const made = setUp();
  const created = create(made).catch(() => {});
  await made.dmp.refuse('createRecord', BOB, new PluginError('dmp.refused', { detail: { layer: 'hl7', code: 'X', text: 'INS-FAMILLE-ONZE' } }));
  await created;
  const log = JSON.stringify(made.host.logged);
  expect(log).toContain('dmp.refused');
  for (const personal of ['ONZE', 'PAUL', BOB.identity.matricule, 'GAMBETTA', '0611111111']) expect(log).not.toContain(personal);
});

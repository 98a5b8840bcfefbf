import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccountOutcome, AccountWish, CardState, ChannelChange } from '../../src/api/messages.js';
import { ABSENT, BY_STRUCTURE, HOLDER, SECRETARY, UNLOCKED } from '../fakes/fake-identity.js';
import { readPaper } from '../fakes/fake-paper-writer.js';
import { NOT_AUTHORISED, OPEN, SECRETS } from '../fakes/fake-record-gateway.js';
import { ALICE, settled, watch } from '../fakes/world.js';
import { detailsOf, informed, keep, makeServices, nothingKept, writer } from './make-services.js';

const WISH: AccountWish = { email: 'lucie@exemple.fr', emailConfirmation: 'lucie@exemple.fr', mobile: '', mobileConfirmation: '', channel: 'EMAIL' };
const CHANGE: ChannelChange = { action: 'AJOUT', type: 'SMS', value: '06 22 22 22 22', confirmation: '06 22 22 22 22' };
const ABOUT_ALICE = { patientId: ALICE.id, professionalId: HOLDER.id, patientName: 'INS-FAMILLE-DIX LUCIE' };

beforeEach(() => void vi.useFakeTimers({ now: 5_000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function setUp(card: CardState = UNLOCKED, kept = informed()) {
  const made = makeServices(card, kept);
  made.host.keepDetails(detailsOf(ALICE));
  const paper = (outcome: AccountOutcome) =>
    outcome.kind === 'done' ? readPaper(made.host.takeFile(outcome.receipt?.file?.id ?? '')?.bytes ?? Buffer.from('{}')) : undefined;
  return { ...made, paper };
}

describe('the draft', () => {
  test.each([
    [OPEN, true],
    [NOT_AUTHORISED, false],
  ])('knows whether there is an account: $internetAccount', async (status, hasAccount) => {
    const { account, dmp, status: statuses } = setUp();
    watch(statuses.status$(ALICE));
    await dmp.answer(ALICE, status);
    expect(await account.draft(ALICE)).toEqual({
      patientId: ALICE.id,
      patientName: 'INS-FAMILLE-DIX LUCIE',
      hasAccount,
      contact: { email: 'paul.onze@exemple.fr', mobile: '06 11 11 11 11' },
    });
  });
});

describe('an account', () => {
  test('is created, and its secrets are on the receipt', async () => {
    const made = setUp();
    const created = made.account.create(ALICE, WISH);
    await made.dmp.done('createAccount', ALICE, SECRETS);
    const outcome = await created;
    expect(outcome).toMatchObject({
      kind: 'done',
      receipt: { patientId: ALICE.id, about: 'account', channel: 'EMAIL', file: { name: 'compte-internet-dmp.pdf' } },
    });
    expect(made.dmp.written).toEqual([{ call: 'createAccount', patientId: ALICE.id, with: [{ type: 'EMAIL', address: 'lucie@exemple.fr' }] }]);
    expect(made.paper(outcome)).toMatchObject({
      about: 'account',
      secrets: SECRETS,
      channel: 'EMAIL',
      accountFailed: false,
      address: detailsOf(ALICE).address,
    });
  });

  describe('for which both addresses were given', () => {
    const BOTH: AccountWish = { ...WISH, mobile: '06 22 22 22 22', mobileConfirmation: '06 22 22 22 22' };

    test.each([
      ['EMAIL', { type: 'SMS', address: '+33622222222' }],
      ['SMS', { type: 'EMAIL', address: 'lucie@exemple.fr' }],
    ] as const)('has both: the one that gets no password is added (%s)', async (channel, other) => {
      const { account, dmp } = setUp();
      const created = account.create(ALICE, { ...BOTH, channel });
      await dmp.done('createAccount', ALICE, SECRETS);
      await dmp.done('changeChannel', ALICE, undefined);
      expect(await created).toEqual({ kind: 'done', receipt: expect.objectContaining({ channel }) });
      expect(dmp.written.map(({ call, with: args }) => [call, ...args])).toEqual([
        ['createAccount', expect.objectContaining({ type: channel })],
        ['changeChannel', 'AJOUT', other],
      ]);
    });

    test('is there without the second one when the DMP refuses it, which is told', async () => {
      const made = setUp();
      const work = watch(made.work.work$(ALICE.id));
      const created = made.account.create(ALICE, BOTH);
      await made.dmp.done('createAccount', ALICE, SECRETS);
      await made.dmp.refuse('changeChannel', ALICE, 'dmp.serverError');
      const outcome = await created;
      expect(outcome).toMatchObject({ kind: 'done', channelMissing: { code: 'dmp.serverError' } });
      expect(made.paper(outcome)).toMatchObject({ secrets: SECRETS });
      expect(work.last).toMatchObject({ kind: 'done', channelMissing: { code: 'dmp.serverError' }, secretsOnPaper: true });
    });

    test('does not get the second one in the name of another', async () => {
      const { account, dmp, identity } = setUp();
      const created = account.create(ALICE, BOTH);
      await settled();
      identity.become({ ...UNLOCKED, holder: { ...HOLDER, id: '899900003100' } } as CardState);
      await dmp.done('createAccount', ALICE, SECRETS);
      expect(await created).toMatchObject({ kind: 'done', channelMissing: { code: 'card.changed' } });
      expect(dmp.written).toHaveLength(1);
    });
  });

  test('with a wrong field is not', async () => {
    const { account, dmp } = setUp();
    const faults = { 'account.emailConfirmation': 'emailsDiffer' };
    const wish = { ...WISH, emailConfirmation: 'lucy@exemple.fr' };
    expect([await account.create(ALICE, wish), await account.check(wish), dmp.calls]).toEqual([{ kind: 'invalid', faults }, faults, 0]);
  });

  test('that was there before is a refusal', async () => {
    const made = setUp();
    const created = expect(made.account.create(ALICE, WISH)).rejects.toMatchObject({ code: 'dmp.accountExists' });
    await made.dmp.refuse('createAccount', ALICE, 'dmp.accountExists');
    await created;
    expect(made.dmp.written).toHaveLength(1);
  });

  test.each([
    [['TD1.5a', 'unknown']],
    [['TD1.5a', 'sent']],
    [
      ['TD1.5a', 'unknown'],
      ['TD1.5a', 'refused', 'dmp.accountExists'],
      ['TD1.5d', 'unknown'],
    ],
  ] as const)('that our own lost request created gets new secrets: %j', async (...lines) => {
    const made = setUp();
    await keep(made.kept.journal, ALICE, ...lines);
    const created = made.account.create(ALICE, WISH);
    await made.dmp.refuse('createAccount', ALICE, 'dmp.accountExists');
    await made.dmp.done('renewSecrets', ALICE, SECRETS);
    await made.dmp.done('changeChannel', ALICE, undefined);
    expect(made.paper(await created)).toMatchObject({ about: 'account', secrets: SECRETS });
  });

  test('whose secrets were renewed and read since keeps them', async () => {
    const made = setUp();
    await keep(made.kept.journal, ALICE, ['TD1.5a', 'unknown'], ['TD1.5d', 'done']);
    const created = expect(made.account.create(ALICE, WISH)).rejects.toMatchObject({ code: 'dmp.accountExists' });
    await made.dmp.refuse('createAccount', ALICE, 'dmp.accountExists');
    await created;
    expect(made.dmp.written.map(({ call }) => call)).toEqual(['createAccount']);
  });
});

describe('a channel', () => {
  test.each([
    [CHANGE, ['AJOUT', { type: 'SMS', address: '+33622222222' }]],
    [{ ...CHANGE, action: 'MODIFICATION' }, ['MODIFICATION', { type: 'SMS', address: '+33622222222' }]],
    [{ action: 'SUPPRESSION', type: 'EMAIL', value: '', confirmation: '' }, ['SUPPRESSION', { type: 'EMAIL', address: '' }]],
  ] as const)('is changed, and there is no receipt: %j', async (change, sent) => {
    const { account, dmp, host } = setUp();
    const changed = account.changeChannel(ALICE, change);
    await dmp.done('changeChannel', ALICE, undefined);
    expect(await changed).toEqual({ kind: 'done' });
    expect([dmp.written.map(({ with: args }) => args), host.offered]).toEqual([[sent], []]);
  });

  test('with a wrong address is not', async () => {
    const { account, dmp } = setUp();
    expect(await account.changeChannel(ALICE, { ...CHANGE, value: '', confirmation: '' })).toEqual({ kind: 'invalid', faults: { 'change.value': 'required' } });
    expect(dmp.calls).toBe(0);
  });

  test('that exists is a refusal', async () => {
    const { account, dmp } = setUp();
    const changed = expect(account.changeChannel(ALICE, CHANGE)).rejects.toMatchObject({ code: 'dmp.channelExists' });
    await dmp.refuse('changeChannel', ALICE, 'dmp.channelExists');
    await changed;
  });
});

test('secrets are renewed, with a receipt of their own', async () => {
  const made = setUp();
  const renewed = made.account.renew(ALICE);
  await made.dmp.done('renewSecrets', ALICE, SECRETS);
  const outcome = await renewed;
  expect(outcome).toMatchObject({ kind: 'done', receipt: { about: 'renewal' } });
  expect(made.paper(outcome)).toMatchObject({ about: 'renewal', secrets: SECRETS, accountFailed: false });
});

test('a receipt that cannot be handed over undoes nothing', async () => {
  const { account, dmp, writer, host } = setUp();
  writer.isBroken = true;
  const renewed = account.renew(ALICE);
  await dmp.done('renewSecrets', ALICE, SECRETS);
  expect(await renewed).toEqual({ kind: 'done', receipt: { ...ABOUT_ALICE, about: 'renewal' } });
  expect(host.logged).toContainEqual({
    level: 'error',
    source: 'PaperService',
    event: 'paper.notWritten',
    facts: { code: 'document.notWritten', about: 'renewal' },
  });
});

describe.each([
  ['create', (made: ReturnType<typeof setUp>) => made.account.create(ALICE, WISH)],
  ['changeChannel', (made: ReturnType<typeof setUp>) => made.account.changeChannel(ALICE, CHANGE)],
  ['renew', (made: ReturnType<typeof setUp>) => made.account.renew(ALICE)],
] as const)('%s sends nothing', (_, act) => {
  const refused = async (made: ReturnType<typeof setUp>, code: string) => {
    await expect(act(made)).rejects.toMatchObject({ code });
    expect(made.dmp.calls).toBe(0);
  };

  test('where accounts were withdrawn', async () => {
    const made = setUp();
    made.host.configure({ 'dmp.legacyTransactions': 'off' });
    await refused(made, 'dmp.withdrawn');
    await expect(made.account.draft(ALICE)).rejects.toMatchObject({ code: 'dmp.withdrawn' });
  });

  test('without a card', () => refused(setUp(ABSENT), 'card.absent'));
  test('by staff of a structure', () => refused(setUp({ ...UNLOCKED, holder: SECRETARY } as CardState, informed(SECRETARY.id)), 'dmp.rightsRefused'));
  test('by the certificates of a structure', () => refused(setUp(BY_STRUCTURE), 'dmp.rightsRefused'));
  test('before the notice on traces', () => refused(setUp(UNLOCKED, nothingKept()), 'traces.notAcknowledged'));

  test('while another write is under way', async () => {
    const made = setUp();
    void made.work.run(writer(ALICE), 'askAuthorisation', () => new Promise(() => {}));
    await settled();
    await refused(made, 'write.underWay');
  });
});

describe('after a TD1.5a whose answer was lost', () => {
  const OTHER = { ...UNLOCKED, holder: { ...HOLDER, id: '899900003100' } };
  const WITH_SMS: AccountWish = { ...WISH, email: '', emailConfirmation: '', mobile: '06 22 22 22 22', mobileConfirmation: '06 22 22 22 22', channel: 'SMS' };
  const calls = ({ dmp }: ReturnType<typeof setUp>) => dmp.written.map(({ call, with: args }) => [call, ...args]);
  async function again(made: ReturnType<typeof setUp>, wish: AccountWish, patient = ALICE) {
    await keep(made.kept.journal, ALICE, ['TD1.5a', 'unknown']);
    const outcome = made.account.create(patient, wish).catch((error: unknown) => error);
    await vi.waitFor(() => expect(made.dmp.written).toHaveLength(1));
    return { outcome };
  }

  test('the secrets are not renewed in the name of another', async () => {
    const made = setUp();
    const { outcome } = await again(made, WISH);
    made.identity.become(OTHER);
    await made.dmp.refuse('createAccount', ALICE, 'dmp.accountExists');
    expect(await outcome).toMatchObject({ code: 'card.changed' });
    expect(made.dmp.written).toHaveLength(1);
  });

  test('nor are those of whoever has the INS the form was corrected to', async () => {
    const made = setUp();
    const corrected = { ...ALICE, identity: { ...ALICE.identity, matricule: '255069999999934' } };
    const { outcome } = await again(made, WISH, corrected);
    await made.dmp.refuse('createAccount', corrected, 'dmp.accountExists');
    expect(await outcome).toMatchObject({ code: 'dmp.accountExists' });
    expect(made.dmp.written).toHaveLength(1);
  });

  test('the channel asked for now is there, whichever was asked for then', async () => {
    const made = setUp();
    const { outcome } = await again(made, WITH_SMS);
    await made.dmp.refuse('createAccount', ALICE, 'dmp.accountExists');
    await made.dmp.done('renewSecrets', ALICE, SECRETS);
    await made.dmp.refuse('changeChannel', ALICE, 'dmp.channelExists');
    await made.dmp.done('changeChannel', ALICE, undefined);
    expect(await outcome).toMatchObject({ kind: 'done', receipt: { channel: 'SMS' } });
    const sms = { type: 'SMS', address: '+33622222222' };
    expect(calls(made).slice(1)).toEqual([['renewSecrets'], ['changeChannel', 'AJOUT', sms], ['changeChannel', 'MODIFICATION', sms]]);
  });
});

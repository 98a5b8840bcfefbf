import { afterEach, describe, expect, test } from 'vitest';
import type { OfferedFile } from '../../src/api/host.js';
import type { CreationDraft, DmpTabState, Receipt, RecordAct } from '../../src/api/messages.js';
import { RecordDialogs } from '../../src/browser/record-dialogs.js';
import { inside } from '../../storybook/places.js';
import { known, tab } from '../../storybook/samples.js';
import { FakeBrowserHost } from '../fakes/fake-browser-host.js';

const ended: { dispose(): void }[] = [];
afterEach(async () => {
  // A receipt nobody has closed would wait for the next test's form.
  for (const receipt of document.querySelectorAll('dmp-receipt-view')) receipt.close();
  await settled();
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});

const PATIENT = { patientId: 'p01', patientName: 'DESMAUX NATHALIE' };
const FILE: OfferedFile = { id: 'f1', name: 'accuse-de-creation-dmp.pdf', mediaType: 'application/pdf' };
const RECEIPT: Receipt = { ...PATIENT, about: 'creationAndAccount', channel: 'EMAIL', file: FILE };
const DRAFT: CreationDraft = {
  ...PATIENT,
  birthDate: '1955-06-15',
  isMinor: false,
  conditions: { card: true, vitaleReadAt: 1 },
  form: {
    consent: false,
    refusesBreakGlass: false,
    refusesEmergency: false,
    address: { line: '1 RUE A', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
  },
  contact: { email: '', mobile: '' },
};

/** A command whose answer comes when the test says so. */
function held(host: FakeBrowserHost, id: string) {
  let settle: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;
  host.answer(
    id,
    new Promise((resolve, reject) => {
      settle = { resolve, reject };
    }),
  );
  return { answer: (value: unknown) => settle?.resolve(value), refuse: (code: string) => settle?.reject({ data: { code } }) };
}

const TAB = tab(known({ authorisation: 'none' }));

function openForm(host: FakeBrowserHost, patientId = 'p01', now: () => DmpTabState | undefined = () => TAB) {
  const element = document.createElement('div');
  document.body.append(element);
  const dialogs = new RecordDialogs(host, { element, patientId, formId: 'form' }, now);
  ended.push(dialogs);
  return { dialogs, start: async (act: RecordAct) => dialogs.start(act) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
const shown = (host: FakeBrowserHost) => host.openDialogs.map(({ localName }) => localName);

async function askAuthorisation(host: FakeBrowserHost, now?: () => DmpTabState | undefined) {
  const form = openForm(host, 'p01', now);
  await form.start('askAuthorisation');
  const view = document.querySelector('dmp-authorisation-view');
  await view?.updateComplete;
  inside<HTMLInputElement>(view, 'input').click();
  await view?.updateComplete;
  return { ...form, view, validate: () => inside<HTMLButtonElement>(view, '.end .p').click() };
}

test('a dialog names its patient and who asked him', async () => {
  const { view } = await askAuthorisation(new FakeBrowserHost());
  expect(view?.shadowRoot?.textContent).toContain('DESMAUX NATHALIE');
  expect(view?.collectedBy).toBe('Léa INFIRMIER0212');
});

test('Valider pressed twice sends once, with the tick', async () => {
  const host = new FakeBrowserHost();
  const { validate } = await askAuthorisation(host);
  const command = held(host, 'dmp.askAuthorisation');
  validate();
  validate();
  expect(host.runsOf('dmp.askAuthorisation')).toEqual([{ consent: true, patientId: 'p01' }]);
  command.answer({ alreadyThere: false });
  await settled();
  expect([shown(host), host.notices]).toEqual([[], []]);
});

test('a refusal stays in the dialog, which can send again', async () => {
  const host = new FakeBrowserHost();
  const { validate, view } = await askAuthorisation(host);
  host.refuse('dmp.askAuthorisation', { data: { code: 'dmp.answerLost' } });
  validate();
  await settled();
  expect(view?.error?.code).toBe('dmp.answerLost');
  host.answer('dmp.askAuthorisation', { alreadyThere: true });
  validate();
  await settled();
  expect([view?.error, view?.alreadyThere]).toEqual([undefined, true]);
});

describe('what one professional asked the patient', () => {
  const { session } = TAB;
  const of = (id: string): DmpTabState => ({ ...TAB, ...(session && { session: { ...session, holder: { ...session.holder, id } } }) });

  test('is not sent in the name of the next', async () => {
    const host = new FakeBrowserHost();
    let now = of('899900021212');
    const { validate, view } = await askAuthorisation(host, () => now);
    now = of('899900003100');
    validate();
    expect([host.runsOf('dmp.askAuthorisation'), view?.error?.code]).toEqual([[], 'card.absent']);
  });

  test('is sent when his card is back', async () => {
    const host = new FakeBrowserHost();
    host.answer('dmp.askAuthorisation', { alreadyThere: false });
    let now = of('899900003100');
    const { validate } = await askAuthorisation(host, () => now);
    now = of('899900021212');
    validate();
    now = of('899900003100');
    validate();
    expect(host.runsOf('dmp.askAuthorisation')).toHaveLength(1);
  });

  test('is left to main to refuse without any card', async () => {
    const host = new FakeBrowserHost();
    host.refuse('dmp.askAuthorisation', { data: { code: 'card.absent' } });
    let now = TAB;
    const { validate, view } = await askAuthorisation(host, () => now);
    const { session: _gone, ...without } = TAB;
    now = without;
    validate();
    await settled();
    expect([host.runsOf('dmp.askAuthorisation').length, view?.error?.code]).toEqual([1, 'card.absent']);
  });
});

test('when the form has gone, the outcome is told with the name of its patient', async () => {
  const host = new FakeBrowserHost();
  const { dialogs, validate } = await askAuthorisation(host);
  const command = held(host, 'dmp.askAuthorisation');
  validate();
  dialogs.dispose();
  await settled();
  expect(shown(host)).toEqual([]);
  command.refuse('dmp.timeout');
  await settled();
  expect(host.notices).toEqual([{ title: 'Le DMP ne répond pas', text: 'DESMAUX NATHALIE', family: 'warn' }]);
});

test("another patient's answer opens nothing", async () => {
  const host = new FakeBrowserHost();
  host.answer('dmp.creationDraft', { ...DRAFT, patientId: 'p02' });
  await expect(openForm(host).start('createRecord')).rejects.toThrow();
  expect(shown(host)).toEqual([]);
});

describe('a form that is being filled', () => {
  test.each([
    ['createRecord', 'dmp.creationDraft', DRAFT],
    ['createAccount', 'dmp.accountDraft', { ...PATIENT, hasAccount: false, contact: DRAFT.contact }],
  ] as const)('for %s does not open over what has taken the place of its own', async (act, command, draft) => {
    const host = new FakeBrowserHost();
    const answer = held(host, command);
    const { dialogs, start } = openForm(host);
    const started = start(act);
    dialogs.dispose();
    answer.answer(draft);
    await started;
    expect(shown(host)).toEqual([]);
  });

  test('is not filled twice', async () => {
    const host = new FakeBrowserHost();
    const answer = held(host, 'dmp.creationDraft');
    const { start } = openForm(host);
    const clicks = [start('createRecord'), start('createRecord')];
    answer.answer(DRAFT);
    await Promise.all(clicks);
    expect(shown(host)).toEqual(['dmp-creation-view']);
  });

  test('can be asked for again when the host did not tell', async () => {
    const host = new FakeBrowserHost();
    const { start } = openForm(host);
    host.refuse('dmp.creationDraft', { data: { code: 'host.unavailable' } });
    await expect(start('createRecord')).rejects.toBeDefined();
    host.answer('dmp.creationDraft', DRAFT);
    await start('createRecord');
    expect(shown(host)).toEqual(['dmp-creation-view']);
  });
});

test('a form that has gone starts nothing any more', async () => {
  const host = new FakeBrowserHost();
  const { dialogs, start } = openForm(host);
  dialogs.dispose();
  await start('createRecord');
  dialogs.support();
  expect([host.runs, shown(host)]).toEqual([[], []]);
});

test('the support is asked with its numbers', async () => {
  const host = new FakeBrowserHost();
  openForm(host).dialogs.support();
  await settled();
  expect(shown(host)).toEqual(['dmp-support-view']);
  expect(document.querySelector('dmp-support-view')?.shadowRoot?.textContent).toContain(TAB.support?.dmpPhone ?? 'no number');
});

async function createRecord(host: FakeBrowserHost, now?: () => DmpTabState | undefined) {
  host.answer('dmp.creationDraft', DRAFT);
  host.answer('dmp.checkCreation', {});
  host.fileBytes.set(FILE.id, new TextEncoder().encode('%PDF-1.4'));
  const form = openForm(host, 'p01', now);
  await form.start('createRecord');
  const view = document.querySelector('dmp-creation-view');
  await view?.updateComplete;
  inside<HTMLInputElement>(view, '#consent').click();
  await view?.updateComplete;
  const command = held(host, 'dmp.createRecord');
  inside<HTMLButtonElement>(view, '.end .p').click();
  return { ...form, command };
}

test('a record that was created hands its receipt over, fetched once', async () => {
  const host = new FakeBrowserHost();
  const { command } = await createRecord(host);
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  expect([shown(host), host.fileBytes.size]).toEqual([['dmp-receipt-view'], 0]);
});

test('a form that goes before its dialog is painted takes it along', async () => {
  const host = new FakeBrowserHost();
  const { dialogs, start } = openForm(host);
  await start('askAuthorisation');
  dialogs.dispose();
  await settled();
  expect(shown(host)).toEqual([]);
});

test('wrong fields are shown, and nothing is handed over', async () => {
  const host = new FakeBrowserHost();
  const { command } = await createRecord(host);
  command.answer({ kind: 'invalid', faults: { 'address.line': 'required' } });
  await settled();
  expect(shown(host)).toEqual(['dmp-creation-view']);
  expect(document.querySelector('dmp-creation-view')?.faults).toEqual({ 'address.line': 'required' });
});

test("a receipt whose form has gone waits for that patient's form, and shows on no other", async () => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host);
  dialogs.dispose();
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  expect(host.notices).toEqual([{ title: 'Le DMP est créé', text: 'DESMAUX NATHALIE', family: 'ok' }]);
  openForm(host, 'p02');
  expect(shown(host)).toEqual([]);
  openForm(host, 'p01');
  expect(shown(host)).toEqual(['dmp-receipt-view']);
  expect(document.querySelector('dmp-receipt-view')?.pdf?.size).toBe(8);
});

test.each(['production', 'simulator'] as const)('a receipt that comes back says what it is worth where it was made: %s', async (environment) => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host, () => ({ ...TAB, environment }));
  dialogs.dispose();
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  openForm(host, 'p01', () => undefined);
  expect(document.querySelector('dmp-receipt-view')?.isProduction).toBe(environment === 'production');
});

test("another patient's receipt is not shown", async () => {
  const host = new FakeBrowserHost();
  const { command } = await createRecord(host);
  command.answer({ kind: 'created', receipt: { ...RECEIPT, patientId: 'p02' } });
  await settled();
  expect(shown(host)).not.toContain('dmp-receipt-view');
});

test('a receipt on screen goes with its form and comes back with it, until the user has closed it', async () => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host);
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  dialogs.dispose();
  await settled();
  expect(shown(host)).toEqual([]);
  openForm(host);
  expect(shown(host)).toEqual(['dmp-receipt-view']);
  await settled();
  const view = document.querySelector('dmp-receipt-view');
  expect(view?.pdf).toBeInstanceOf(Blob);
  view?.close();
  await settled();
  expect(view?.pdf).toBeUndefined();
  openForm(host);
  expect(shown(host)).toEqual([]);
});

import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OfferedFile } from '../../src/api/host.js';
import type { CreationDraft, DmpTabState, Receipt, RecordAct } from '../../src/api/messages.js';
import { RecordDialogs } from '../../src/browser/record-dialogs.js';
import { defineElements } from '../../src/views/elements.js';
import { inside } from '../../storybook/places.js';
import { known, LEA, PIN_KEY, tab } from '../../storybook/samples.js';
import { FakeBrowserHost } from '../fakes/fake-browser-host.js';

const ended: { dispose(): void }[] = [];
afterEach(async () => {
  // A receipt nobody has closed would wait for the next test's form.
  for (const receipt of document.querySelectorAll('dmp-receipt-view')) receipt.close();
  await vi.waitFor(() => expect(document.querySelector('dmp-receipt-view')).toBeNull());
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});

defineElements();
const PATIENT = { patientId: 'p01', patientName: 'DESMAUX NATHALIE' };
const FILE: OfferedFile = { id: 'f1', name: 'accuse-de-creation-dmp.pdf', mediaType: 'application/pdf' };
const RECEIPT: Receipt = { ...PATIENT, professionalId: '899900021212', about: 'creationAndAccount', channel: 'EMAIL', file: FILE };
const DRAFT: CreationDraft = {
  ...PATIENT,
  birthDate: '1955-06-15',
  isMinor: false,
  vitaleReadAt: 1,
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

function openForm(host: FakeBrowserHost, patientId = 'p01', now: DmpTabState = TAB) {
  const element = document.createElement('div');
  document.body.append(element);
  const dialogs = new RecordDialogs(host, { element, patientId, formId: 'form' });
  dialogs.follow(now);
  ended.push(dialogs);
  return { dialogs, start: async (act: RecordAct) => dialogs.start(act) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 40));
const shown = (host: FakeBrowserHost) => host.openDialogs.map(({ localName }) => localName);

async function askAuthorisation(host: FakeBrowserHost, now?: DmpTabState) {
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
  expect(host.runsOf('dmp.askAuthorisation')).toEqual([{ consent: true, professionalId: LEA.id, patientId: 'p01' }]);
  command.answer({ alreadyThere: false });
  await settled();
  expect([shown(host), host.notices]).toEqual([[], []]);
});

test('a click that bounces opens one dialog', async () => {
  const host = new FakeBrowserHost();
  const { start } = openForm(host);
  await start('askAuthorisation');
  await start('askAuthorisation');
  expect(shown(host)).toEqual(['dmp-authorisation-view']);
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

const MARC = '899900003100';
const { session } = TAB;
/** The tab as another professional's card makes it. */
const of = (id: string): DmpTabState => ({ ...TAB, ...(session && { session: { ...session, holder: { ...session.holder, id } } }) });
const REMOVED = tab({ kind: 'needsCard', card: { kind: 'absent', removedAt: 1 } });
const LOCKED = tab({ kind: 'needsPin', card: { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: false } });

describe("when another professional's session is open", () => {
  test('what one asked the patient is gone, and nothing is sent', async () => {
    const host = new FakeBrowserHost();
    const { dialogs, view } = await askAuthorisation(host);
    dialogs.follow(of(MARC));
    await settled();
    expect([shown(host), host.runsOf('dmp.askAuthorisation')]).toEqual([[], []]);
    expect(view?.isConnected).toBe(false);
  });

  test('what was typed stays, and the consent is asked again', async () => {
    const host = new FakeBrowserHost();
    host.answer('dmp.creationDraft', DRAFT);
    host.answer('dmp.checkCreation', {});
    const { dialogs, start } = openForm(host);
    await start('createRecord');
    const view = document.querySelector('dmp-creation-view');
    await view?.updateComplete;
    inside<HTMLInputElement>(view, '#consent').click();
    dialogs.follow(of(MARC));
    await view?.updateComplete;
    expect([inside<HTMLInputElement>(view, '#consent').checked, view?.error?.code]).toEqual([false, 'card.changed']);
    inside<HTMLButtonElement>(view, '.end .p').click();
    await settled();
    expect(host.runsOf('dmp.createRecord')).toEqual([]);
  });

  test('what is on its way goes on, and is handed on when it failed', async () => {
    const host = new FakeBrowserHost();
    const { command, dialogs } = await createRecord(host);
    dialogs.follow(of(MARC));
    await settled();
    const view = document.querySelector('dmp-creation-view');
    expect([view?.isSending, view?.error]).toEqual([true, undefined]);
    command.refuse('dmp.timeout');
    await settled();
    expect([inside<HTMLInputElement>(view, '#consent').checked, view?.error?.code]).toEqual([false, 'card.changed']);
  });

  test('a receipt on screen stays: it comes once', async () => {
    const host = new FakeBrowserHost();
    const { command, dialogs } = await createRecord(host);
    command.answer({ kind: 'created', receipt: RECEIPT });
    await settled();
    dialogs.follow(of(MARC));
    await settled();
    expect(shown(host)).toEqual(['dmp-receipt-view']);
  });
});

describe('when the card is taken out under a dialog', () => {
  test('the code is typed in the dialog, and the tick is still there', async () => {
    const host = new FakeBrowserHost();
    host.answer('dmp.askAuthorisation', { alreadyThere: false });
    const { dialogs, validate, view } = await askAuthorisation(host);
    dialogs.follow(LOCKED);
    await view?.updateComplete;
    const card = inside(view, 'dmp-card-view');
    card.dispatchEvent(new CustomEvent('dmp-unlock', { bubbles: true, composed: true, detail: { encryptedPin: 'sealed' } }));
    expect(host.runsOf('dmp.unlockCard')).toEqual([{ encryptedPin: 'sealed', patientId: 'p01' }]);
    dialogs.follow(TAB);
    await view?.updateComplete;
    expect(view?.shadowRoot?.querySelector('dmp-card-view')).toBeNull();
    validate();
    await settled();
    expect(host.runsOf('dmp.askAuthorisation')).toHaveLength(1);
  });

  test('what failed for it is told no longer once it is back', async () => {
    const host = new FakeBrowserHost();
    host.refuse('dmp.askAuthorisation', { data: { code: 'card.absent' } });
    const { dialogs, validate, view } = await askAuthorisation(host);
    validate();
    await settled();
    expect(view?.error?.code).toBe('card.absent');
    dialogs.follow(LOCKED);
    expect(view?.error).toBeUndefined();
    host.refuse('dmp.askAuthorisation', { data: { code: 'card.pinUnreadable' } });
    validate();
    await settled();
    expect(view?.error?.code).toBe('card.pinUnreadable');
    dialogs.follow(TAB);
    expect(view?.error).toBeUndefined();
  });

  test('what needs the card leads to where the card is asked for', async () => {
    const host = new FakeBrowserHost();
    host.refuse('dmp.askAuthorisation', { data: { code: 'card.absent' } });
    const { dialogs, validate, view } = await askAuthorisation(host);
    dialogs.follow(REMOVED);
    await view?.updateComplete;
    validate();
    await settled();
    expect([view?.error, view?.shadowRoot?.activeElement?.localName]).toEqual([undefined, 'dmp-card-view']);
    dialogs.follow(LOCKED);
    await vi.waitFor(() => expect(inside<HTMLElement>(inside(view, 'dmp-card-view'), 'dmp-pin-view').shadowRoot?.activeElement?.localName).toBe('input'));
  });

  test('a card that comes back takes the focus from nobody who types', async () => {
    const host = new FakeBrowserHost();
    host.answer('dmp.creationDraft', DRAFT);
    host.answer('dmp.checkCreation', {});
    const { dialogs, start } = openForm(host);
    await start('createRecord');
    const view = document.querySelector('dmp-creation-view');
    await view?.updateComplete;
    const field = inside<HTMLInputElement>(view, '#address-line');
    field.focus();
    for (const tab of [REMOVED, LOCKED]) {
      dialogs.follow(tab);
      await settled();
      expect(view?.shadowRoot?.activeElement).toBe(field);
    }
  });

  test.each([
    ['authorisedProfessionals', 'dmp.authorisedProfessionals'],
    ['administrativeData', 'dmp.administrativeData'],
  ] as const)('what could not be read for it is read once it is back: %s', async (act, command) => {
    const host = new FakeBrowserHost();
    host.refuse(command, { data: { code: 'card.absent' } });
    const { dialogs, start } = openForm(host);
    dialogs.follow(LOCKED);
    await start(act);
    await settled();
    dialogs.follow(TAB);
    await settled();
    expect(host.runsOf(command)).toHaveLength(2);
  });

  test('and is not read in the name of another, who has not asked for it', async () => {
    const host = new FakeBrowserHost();
    host.refuse('dmp.administrativeData', { data: { code: 'card.absent' } });
    const { dialogs, start } = openForm(host);
    await start('administrativeData');
    await settled();
    dialogs.follow(LOCKED);
    dialogs.follow(of(MARC));
    await settled();
    expect([shown(host), host.runsOf('dmp.administrativeData').length]).toEqual([[], 1]);
  });

  test('whoever ticked while no session was open is not taken for the next', async () => {
    const host = new FakeBrowserHost();
    const draft = held(host, 'dmp.creationDraft');
    host.answer('dmp.checkCreation', {});
    const { dialogs, start } = openForm(host);
    const started = start('createRecord');
    dialogs.follow(LOCKED);
    draft.answer(DRAFT);
    await started;
    const view = document.querySelector('dmp-creation-view');
    await view?.updateComplete;
    inside<HTMLInputElement>(view, '#consent').click();
    dialogs.follow(of(MARC));
    await view?.updateComplete;
    expect(inside<HTMLInputElement>(view, '#consent').checked).toBe(false);
  });

  const SITUATION = { id: 'a', structureName: 'CABINET', structureId: 'a', sectorCode: 'SA07' };
  test.each([
    ['a situation is chosen', tab({ kind: 'needsPin', card: { kind: 'chooseSituation', holder: LEA, situations: [SITUATION] } }), 'button', TAB],
    ['the card goes while its code is typed', LOCKED, 'dmp-pin-view', REMOVED],
  ])('the focus stays in the dialog when %s', async (_, before, focused, after) => {
    const host = new FakeBrowserHost();
    const { dialogs, view } = await askAuthorisation(host);
    dialogs.follow(before);
    await settled();
    const place = inside<HTMLElement>(inside(view, 'dmp-card-view'), focused);
    (place.shadowRoot?.querySelector<HTMLElement>('input') ?? place).focus();
    dialogs.follow(after);
    await settled();
    expect([document.activeElement, view?.shadowRoot?.activeElement === null]).toEqual([view, false]);
  });

  test('another professional, whose first session it is, reads the notice in the dialog', async () => {
    const host = new FakeBrowserHost();
    host.answer('dmp.creationDraft', DRAFT);
    const { dialogs, start } = openForm(host);
    await start('createRecord');
    const view = document.querySelector('dmp-creation-view');
    dialogs.follow({ ...of(MARC), tracesNoticeDue: true });
    await view?.updateComplete;
    inside<HTMLButtonElement>(view, '[aria-labelledby=traces] button').click();
    expect(host.runsOf('dmp.acknowledgeTraces')).toEqual([{ patientId: 'p01' }]);
    dialogs.follow(of(MARC));
    await settled();
    expect([view?.shadowRoot?.querySelector('#traces'), view?.shadowRoot?.activeElement?.id]).toEqual([null, 'consent']);
  });

  test('a code that could not be checked is told in the dialog', async () => {
    const host = new FakeBrowserHost();
    host.refuse('dmp.unlockCard', { data: { code: 'agent.unavailable' } });
    const { dialogs, view } = await askAuthorisation(host);
    dialogs.follow(LOCKED);
    await view?.updateComplete;
    inside(view, 'dmp-card-view').dispatchEvent(new CustomEvent('dmp-unlock', { bubbles: true, composed: true, detail: { encryptedPin: 'sealed' } }));
    await settled();
    expect(view?.error?.code).toBe('agent.unavailable');
  });
});

/** Whether the browser would ask before it leaves this page. */
const asksBeforeLeaving = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('the browser asks before this page goes', () => {
  test('while something is sent, and until a receipt with a password is printed', async () => {
    const host = new FakeBrowserHost();
    expect(asksBeforeLeaving()).toBe(false);
    const { command } = await createRecord(host);
    expect(asksBeforeLeaving()).toBe(true);
    command.answer({ kind: 'created', receipt: RECEIPT });
    await settled();
    expect(asksBeforeLeaving()).toBe(true);
    document.querySelector('dmp-receipt-view')?.dispatchEvent(new CustomEvent('dmp-handed-over'));
    expect(asksBeforeLeaving()).toBe(false);
  });

  test('while a receipt waits for its form, and not once it was closed', async () => {
    const host = new FakeBrowserHost();
    const { command, dialogs } = await createRecord(host);
    dialogs.dispose();
    command.answer({ kind: 'created', receipt: RECEIPT });
    await settled();
    expect(asksBeforeLeaving()).toBe(true);
    openForm(host);
    await settled();
    document.querySelector('dmp-receipt-view')?.close();
    await settled();
    expect(asksBeforeLeaving()).toBe(false);
  });

  test('not after a failure', async () => {
    const host = new FakeBrowserHost();
    const { command } = await createRecord(host);
    command.refuse('dmp.timeout');
    await settled();
    expect(asksBeforeLeaving()).toBe(false);
  });

  test('also for a receipt that holds no password: it comes once', async () => {
    const host = new FakeBrowserHost();
    const { command } = await createRecord(host);
    command.answer({ kind: 'created', receipt: { ...PATIENT, professionalId: LEA.id, about: 'creation', file: FILE } });
    await settled();
    expect([shown(host), asksBeforeLeaving()]).toEqual([['dmp-receipt-view'], true]);
    document.querySelector('dmp-receipt-view')?.close();
    await settled();
    expect(asksBeforeLeaving()).toBe(false);
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

async function createRecord(host: FakeBrowserHost, now?: DmpTabState) {
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
  const view = document.querySelector('dmp-creation-view');
  expect(view?.faults).toEqual({ 'address.line': 'required' });
  const again = held(host, 'dmp.createRecord');
  inside<HTMLDialogElement>(view, 'dialog').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }));
  await settled();
  expect([host.runsOf('dmp.createRecord').length, view?.faults]).toEqual([2, {}]);
  again.refuse('dmp.serverError');
  await settled();
});

test("a receipt whose form has gone waits for that patient's form, and shows on no other", async () => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host);
  dialogs.dispose();
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  const text = "DESMAUX NATHALIE\u00a0: l'accusé s'affichera dans l'onglet DMP de la fiche, avec la carte qui l'a demandé.";
  expect(host.notices).toEqual([{ title: 'Le DMP est créé', text, family: 'ok' }]);
  openForm(host, 'p02');
  expect(shown(host)).toEqual([]);
  openForm(host, 'p01');
  expect(shown(host)).toEqual(['dmp-receipt-view']);
  expect(document.querySelector('dmp-receipt-view')?.pdf?.size).toBe(8);
});

test("a receipt is shown to whoever made it alone: neither before his code, nor under another's card", async () => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host);
  dialogs.dispose();
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  const form = openForm(host, 'p01', LOCKED).dialogs;
  form.follow(of(MARC));
  expect(shown(host)).toEqual([]);
  form.follow(TAB);
  expect(shown(host)).toEqual(['dmp-receipt-view']);
  form.follow(TAB);
  expect(shown(host)).toEqual(['dmp-receipt-view']);
});

test("nor when it comes while another's session is open, who is told that it waits", async () => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host);
  dialogs.follow(of(MARC));
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  expect([shown(host), host.notices.map(({ title }) => title)]).toEqual([[], ['Le DMP est créé']]);
  dialogs.follow(TAB);
  expect(shown(host)).toEqual(['dmp-receipt-view']);
});

test.each(['production', 'simulator'] as const)('a receipt that comes back says what it is worth where it was made: %s', async (environment) => {
  const host = new FakeBrowserHost();
  const { command, dialogs } = await createRecord(host, { ...TAB, environment });
  dialogs.dispose();
  command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  openForm(host);
  expect(document.querySelector('dmp-receipt-view')?.isProduction).toBe(environment === 'production');
});

test('two professionals’ receipts about one patient wait for each of them, and keep the page no longer than that', async () => {
  const host = new FakeBrowserHost();
  const one = await createRecord(host);
  one.dialogs.dispose();
  one.command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  const two = await createRecord(host, of(MARC));
  two.dialogs.dispose();
  two.command.answer({ kind: 'created', receipt: { ...RECEIPT, professionalId: MARC } });
  await settled();
  const { dialogs } = openForm(host, 'p01', of(MARC));
  const seen: string[][] = [];
  for (const now of [of(MARC), TAB]) {
    dialogs.follow(now);
    await settled();
    seen.push([...shown(host)]);
    document.querySelector('dmp-receipt-view')?.close();
    await settled();
  }
  expect([seen, asksBeforeLeaving()]).toEqual([[['dmp-receipt-view'], ['dmp-receipt-view']], false]);
});

test("whoever does something else about that patient is not told of another's receipt", async () => {
  const host = new FakeBrowserHost();
  const one = await createRecord(host);
  one.dialogs.dispose();
  one.command.answer({ kind: 'created', receipt: RECEIPT });
  await settled();
  host.notices.length = 0;
  host.answer('dmp.askAuthorisation', { alreadyThere: false });
  const { dialogs, validate } = await askAuthorisation(host, of(MARC));
  validate();
  await settled();
  expect(host.notices).toEqual([]);
  dialogs.follow(TAB);
  await settled();
  document.querySelector('dmp-receipt-view')?.close();
  await settled();
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

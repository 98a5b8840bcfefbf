import { afterEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import manifest from '../plugin.manifest.json';
import type { LocalDocumentMarks } from '../src/api/documents.js';
import { activate } from '../src/browser.js';
import { DmpAboutView } from '../src/views/dmp-about-view.js';
import type { DmpTabView } from '../src/views/dmp-tab-view.js';
import { fire } from '../src/views/fire.js';
import { setLanguage } from '../src/views/l10n.js';
import { fed, feeding, HELD, outbox } from '../storybook/document-samples.js';
import { inside } from '../storybook/places.js';
import { ABOUT, CABINET, known, LEA, LINK, LOCKED, PIN_KEY, tab } from '../storybook/samples.js';
import { FakeBrowserHost } from './fakes/fake-browser-host.js';

const ended: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});

function setUp() {
  const host = new FakeBrowserHost();
  const plugin = activate(host);
  ended.push(plugin);
  return { host, plugin };
}

function setUpTab(patientId = 'p01') {
  const { host, plugin } = setUp();
  const slot = host.show('dmp.tab', patientId);
  ended.push(slot);
  const view = slot.element.querySelector('dmp-tab-view') as DmpTabView;
  const shown = async () => {
    await view.updateComplete;
    return view.shadowRoot?.textContent?.replace(/\s+/g, ' ') ?? '';
  };
  return { host, plugin, slot, view, shown };
}

/** New windows are not opened in tests: the link that would have been followed. */
function followed(): { href: string; target: string; rel: string }[] {
  const links: { href: string; target: string; rel: string }[] = [];
  const follow = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    links.push({ href: this.href, target: this.target, rel: this.rel });
  });
  ended.push({ dispose: () => follow.mockRestore() });
  return links;
}

test('everything the manifest leaves to the page is provided, and taken back at the end', () => {
  const { host, plugin } = setUp();
  const { views, commands } = manifest.contributes;
  const promised = [...views.patientForm, ...views.patientBand, ...views.visitColumn, ...views.localDocument, ...views.page].map(({ id }) => id).sort();
  const handled = commands.filter((command) => 'in' in command && command.in === 'browser').map(({ id }) => id);
  expect(host.offered).toEqual({ views: promised, commands: handled.sort() });
  plugin.dispose();
  expect(host.offered).toEqual({ views: [], commands: [] });
});

test('a plugin that is activated again finds its elements', () => {
  setUp().plugin.dispose();
  expect(() => setUp()).not.toThrow();
});

test('showing the tab asks for the status of its patient', () => {
  expect(setUpTab().host.runs).toEqual([{ id: 'dmp.showStatus', args: { patientId: 'p01' } }]);
});

test('in English, a view is there once its texts are', async () => {
  const host = new FakeBrowserHost('en');
  ended.push(activate(host));
  const slot = host.show('dmp.visitChip', 'p01');
  ended.push(slot, { dispose: () => setLanguage('fr') });
  slot.state$.next({ patientId: 'p01', chip: known() });
  await expect.poll(() => slot.element.querySelector('dmp-chip-view')?.shadowRoot?.textContent).toContain('Open, authorised');
});

test("another patient's state is never shown", async () => {
  const { slot, shown } = setUpTab('p02');
  slot.state$.next(tab(known()));
  expect(await shown()).toBe('');
  slot.state$.next({ ...tab(known()), patientId: 'p02' });
  expect(await shown()).toBe('');
  const own = known({ record: 'missing' });
  slot.state$.next({ ...tab(own), patientId: 'p02', status: { ...own, patientId: 'p02' } });
  expect(await shown()).toContain("Le DMP du patient n'est pas encore créé");
  slot.state$.next(tab(known()));
  expect(await shown()).toContain("Le DMP du patient n'est pas encore créé");
});

test("another patient's chip is never shown", async () => {
  const { host } = setUp();
  const slot = host.show('dmp.visitChip', 'p02');
  const view = slot.element.querySelector('dmp-chip-view');
  slot.state$.next({ patientId: 'p01', chip: known() });
  await view?.updateComplete;
  expect(view?.shadowRoot?.textContent).toBe('');
  slot.state$.next({ patientId: 'p02', chip: known() });
  await view?.updateComplete;
  expect(view?.shadowRoot?.textContent).toContain('Ouvert, autorisé');
  slot.dispose();
});

test('the code leaves the page as ciphertext only, and the field is emptied', async () => {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(
    { name: 'RSA-OAEP', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['encrypt', 'decrypt'],
  );
  const { host, slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'locked', pinKey: await crypto.subtle.exportKey('jwk', publicKey), holder: LEA, lastTry: false } }));
  const field = await pinField(view);
  await userEvent.click(field);
  await userEvent.keyboard('12x34{Enter}');
  await expect.poll(() => host.runsOf('dmp.unlockCard').length).toBe(1);
  expect(field.value).toBe('');
  const [args] = host.runsOf('dmp.unlockCard');
  expect(Object.keys(args ?? {}).sort()).toEqual(['encryptedPin', 'patientId']);
  expect(JSON.stringify(host.runs)).not.toContain('1234');
  const sealed = Uint8Array.from(atob(String(args?.['encryptedPin'])), (character) => character.charCodeAt(0));
  expect(new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'RSA-OAEP' }, privateKey, sealed))).toBe('1234');
});

test('digits typed for one card are not offered to the next', async () => {
  const { slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  const field = await pinField(view);
  await userEvent.click(field);
  await userEvent.keyboard('12');
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'locked', pinKey: { ...PIN_KEY }, holder: LEA, lastTry: false } }));
  await view?.updateComplete;
  expect((await pinField(view)).value).toBe('12');
  const marc = { ...LEA, id: '899900003100', givenName: 'Marc', familyName: 'KINE0310' };
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'locked', pinKey: { ...PIN_KEY, n: 'another' }, holder: marc, lastTry: false } }));
  await expect.poll(async () => (await pinField(view)).value).toBe('');
});

test('nothing is sent before four digits', async () => {
  const { host, slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await userEvent.click(await pinField(view));
  await userEvent.keyboard('123{Enter}');
  await expect.poll(() => inside(pinView(view), '#hint').textContent).toContain('Saisissez les 4 chiffres du code.');
  expect(host.runsOf('dmp.unlockCard')).toEqual([]);
});

test('after a wrong code the focus is back in the field; once it is right, on the status', async () => {
  const { slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await userEvent.click(await pinField(view));
  await userEvent.keyboard('1111{Enter}');
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'unlocking' } }));
  await view.updateComplete;
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'wrongPin', pinKey: PIN_KEY, holder: LEA, lastTry: false } }));
  await expect.poll(async () => (await pinField(view)).matches(':focus')).toBe(true);
  expect(alertOf(view)).toBe('Code porteur incorrect');
  await userEvent.keyboard('1234{Enter}');
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'unlocking' } }));
  await view.updateComplete;
  slot.state$.next(tab(known()));
  await expect.poll(() => view.shadowRoot?.activeElement?.textContent).toBe('Le DMP du patient est ouvert');
});

test('once the code is right, the focus waits for something to read', async () => {
  const { slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await userEvent.click(await pinField(view));
  await userEvent.keyboard('1234{Enter}');
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'unlocking' } }));
  await view.updateComplete;
  slot.state$.next(tab({ kind: 'loading', since: Date.now() }));
  await view.updateComplete;
  expect(view.shadowRoot?.querySelector('#sentence')).toBeNull();
  await expect.poll(() => view.shadowRoot?.activeElement?.textContent).toBe('Interrogation du DMP…');
});

test('a status that comes by itself leaves the focus where it is', async () => {
  const { slot, view } = setUpTab();
  const elsewhere = document.body.appendChild(document.createElement('input'));
  elsewhere.focus();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await pinField(view);
  slot.state$.next(tab(known()));
  await view.updateComplete;
  expect(document.activeElement).toBe(elsewhere);
});

test('the code of a tab that the user opened takes the focus', async () => {
  const { slot, view } = setUpTab();
  const button = document.body.appendChild(document.createElement('button'));
  button.setAttribute('role', 'tab');
  button.focus();
  view.takeFocus();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await expect.poll(async () => (await pinField(view)).matches(':focus')).toBe(true);
});

test('whoever types somewhere else, or has gone on to it, keeps the focus', async () => {
  const { slot, view } = setUpTab();
  const elsewhere = document.body.appendChild(document.createElement('input'));
  elsewhere.focus();
  view.takeFocus();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await pinField(view);
  expect(document.activeElement).toBe(elsewhere);
  slot.state$.next(tab({ kind: 'idle' }));
  elsewhere.blur();
  view.takeFocus();
  elsewhere.focus();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  await pinField(view);
  expect(document.activeElement).toBe(elsewhere);
});

test('every wish of the tab is a command that names its patient', async () => {
  const { host, slot, view } = setUpTab();
  slot.state$.next(tab(known()));
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.age button').click();
  inside<HTMLElement>(view, '#sentence').focus();
  await userEvent.keyboard('{F5}');
  expect(host.runsOf('dmp.refreshStatus')).toEqual([{ patientId: 'p01' }, { patientId: 'p01' }]);
  slot.state$.next(tab({ kind: 'loading', since: Date.now() - 11_000 }));
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.do button').click();
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'chooseSituation', holder: LEA, situations: [CABINET] } }));
  await view.updateComplete;
  await view.shadowRoot?.querySelector('dmp-card-view')?.updateComplete;
  inside<HTMLButtonElement>(view.shadowRoot?.querySelector('dmp-card-view'), '.do button').click();
  slot.state$.next(tab({ kind: 'needsCard', card: { kind: 'chooseReader', cards: [{ reader: 'Lecteur virtuel 1', holder: LEA }] } }));
  await view.updateComplete;
  await view.shadowRoot?.querySelector('dmp-card-view')?.updateComplete;
  inside<HTMLButtonElement>(view.shadowRoot?.querySelector('dmp-card-view'), '.do button').click();
  slot.state$.next(tab({ kind: 'needsCard', card: { kind: 'unavailable', reason: { code: 'agent.unavailable' } } }));
  await view.updateComplete;
  await view.shadowRoot?.querySelector('dmp-card-view')?.updateComplete;
  inside<HTMLButtonElement>(view.shadowRoot?.querySelector('dmp-card-view'), '.do button').click();
  expect(host.runs.slice(-4)).toEqual([
    { id: 'dmp.cancelRefresh', args: { patientId: 'p01' } },
    { id: 'dmp.chooseSituation', args: { patientId: 'p01', id: CABINET.id } },
    { id: 'dmp.chooseReader', args: { patientId: 'p01', reader: 'Lecteur virtuel 1' } },
    { id: 'dmp.restartCardAgent', args: { patientId: 'p01' } },
  ]);
});

describe('Création du DMP of the menu', () => {
  const missing = tab(known({ record: 'missing' }), { acts: ['createRecord'] });

  test('starts the creation of the patient it was chosen for', async () => {
    const { host, slot } = setUpTab();
    slot.state$.next(missing);
    await host.choose('dmp.openCreation', 'p01');
    await expect.poll(() => host.runsOf('dmp.creationDraft')).toEqual([{ patientId: 'p01' }]);
  });

  test('starts nothing when its form has gone on with another patient', async () => {
    const { host, slot } = setUpTab();
    slot.state$.next(missing);
    await host.choose('dmp.openCreation', 'p02');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(host.runsOf('dmp.creationDraft')).toEqual([]);
  });

  test('finds the tab that was mounted anew in the same form', async () => {
    const { host, slot } = setUpTab();
    const again = host.show('dmp.tab', 'p01');
    ended.push(again);
    again.state$.next(missing);
    slot.dispose();
    await host.choose('dmp.openCreation', 'p01');
    await expect.poll(() => host.runsOf('dmp.creationDraft')).toEqual([{ patientId: 'p01' }]);
  });
});

test('what is done to a document from the tab is a command that names its patient, or a dialog; the list is loaded with the first one', async () => {
  const { host, slot, view } = setUpTab();
  slot.state$.next(tab(known(), { feeding: feeding([HELD, fed()], { rules: 'apply' }) }));
  await expect.poll(() => view.shadowRoot?.querySelector('dmp-documents-view')?.shadowRoot?.querySelectorAll('[data-document]').length).toBe(2);
  const list = () => inside<HTMLElementTagNameMap['dmp-documents-view']>(view, 'dmp-documents-view');
  inside<HTMLButtonElement>(list(), '[data-document=h1] .acts .b').click();
  inside<HTMLButtonElement>(list(), '.foot .link:last-child').click();
  await expect.poll(() => host.runs.length).toBe(3);
  expect(host.runs.slice(1)).toEqual([
    { id: 'dmp.documentAct', args: { patientId: 'p01', documentId: 'h1', act: 'release' } },
    { id: 'dmp.setRuleException', args: { patientId: 'p01', isException: true } },
  ]);
  inside<HTMLButtonElement>(list(), '[data-document=d01] .acts .b').click();
  await expect.poll(() => host.openDialogs.map(({ localName }) => localName)).toEqual(['dmp-document-properties-view']);
  for (const dialog of document.querySelectorAll('dmp-document-properties-view')) dialog.close();
  await expect.poll(() => host.openDialogs).toEqual([]);
  inside<HTMLButtonElement>(list(), '.foot .link').click();
  await expect.poll(() => host.openDialogs.map(({ localName }) => localName)).toEqual(['dmp-opposition-view']);
});

test('a local document has its own mark, of its own patient', async () => {
  const { host } = setUp();
  const slot = host.showDocument('dmp.localDocument', 'p01', 'local-2');
  const words = async () => {
    const view = slot.element.querySelector('dmp-local-document-view');
    await view?.updateComplete;
    return view?.shadowRoot?.textContent?.trim();
  };
  const marks: LocalDocumentMarks = { patientId: 'p01', marks: { 'local-1': { kind: 'failed' }, 'local-2': { kind: 'held' } } };
  slot.state$.next({ ...marks, patientId: 'p02' });
  expect(await words()).toBe('');
  slot.state$.next(marks);
  expect(await words()).toBe('Retenu');
  slot.state$.next({ patientId: 'p01', marks: {} });
  expect(await words()).toBe('');
  slot.dispose();
});

test('a page of documents is loaded when it is shown, and not mounted once it is gone', async () => {
  const { host } = setUp();
  const slot = host.showPage('dmp.outbox');
  slot.state$.next(outbox());
  await expect.poll(() => slot.element.querySelector('dmp-outbox-view')?.shadowRoot?.querySelectorAll('[data-document]').length).toBe(8);
  slot.dispose();
  expect(slot.element.childElementCount).toBe(0);
  const gone = host.showPage('dmp.rules');
  gone.dispose();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(gone.element.childElementCount).toBe(0);
});

test('a refused command is told in French', async () => {
  const { host, slot, view, shown } = setUpTab();
  host.refuse('dmp.refreshStatus', Object.assign(new Error('refused'), { data: { code: 'host.unavailable', reference: 'a1' } }));
  slot.state$.next(tab(known()));
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.age button').click();
  await expect.poll(shown).toContain("L'extension DMP ne répond pas");
  expect(await shown()).toContain('Le DMP du patient est ouvert');
});

test('what was said of a card stays while its code is asked for, and goes with the card', async () => {
  const { host, slot, view, shown } = setUpTab();
  host.refuse('dmp.unlockCard', Object.assign(new Error('refused'), { data: { code: 'card.codeNotTried' } }));
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED }));
  fire(view, 'dmp-unlock', { encryptedPin: 'c2VhbGVk' });
  await expect.poll(shown).toContain("Votre code n'a pas été essayé");
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'unlocking' } }));
  slot.state$.next(tab({ kind: 'needsPin', card: { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: true } }));
  expect(await shown()).toContain("Votre code n'a pas été essayé");
  slot.state$.next(tab({ kind: 'needsCard', card: { kind: 'absent' } }));
  expect(await shown()).not.toContain("Votre code n'a pas été essayé");
});

test('a status in sight is asked for again when it is too old, once', async () => {
  const { host, slot } = setUpTab();
  const old = known({ checkedAt: Date.now() - 6 * 60_000 });
  slot.state$.next(tab(old));
  await expect.poll(() => host.runsOf('dmp.showStatus').length).toBe(2);
  slot.state$.next(tab(old));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(host.runsOf('dmp.showStatus').length).toBe(2);
});

test('a status in sight that grows old is asked for again', async () => {
  const { host, slot } = setUpTab();
  slot.state$.next(tab(known({ checkedAt: Date.now() - 5 * 60_000 + 400 })));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(host.runsOf('dmp.showStatus').length).toBe(1);
  await expect.poll(() => host.runsOf('dmp.showStatus').length).toBe(2);
});

test('a check that failed is not tried again by itself', async () => {
  const { host, slot } = setUpTab();
  const before = known({ checkedAt: Date.now() - 5 * 60_000 + 200 });
  slot.state$.next(tab(before));
  slot.state$.next(tab({ kind: 'loading', since: Date.now(), previous: before }));
  slot.state$.next(tab({ kind: 'failed', error: { code: 'dmp.timeout' }, previous: before }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(host.runsOf('dmp.showStatus').length).toBe(1);
});

test('a check under way is told after 300 ms, and with nothing known there is nothing before', async () => {
  const { slot, shown } = setUpTab();
  slot.state$.next(tab({ kind: 'loading', since: Date.now() }));
  expect(await shown()).not.toContain('Interrogation du DMP');
  await expect.poll(shown, { timeout: 600 }).toContain('Interrogation du DMP');
});

test('the last known status says that its identity differs', async () => {
  const { slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED, previous: known({ traitsThatDiffer: ['birthDate'] }) }));
  await pinField(view);
  expect(inside(view, 'dmp-card-view').shadowRoot?.textContent).toMatch(/L'identité de ce DMP diffère de celle de la fiche\s: date de naissance\./);
});

test.each(['dmp.unreachable', 'dmp.timeout'] as const)('without a network, %s is told as that', async (code) => {
  const { slot, view, shown } = setUpTab();
  view.offline = true;
  slot.state$.next(tab({ kind: 'failed', error: { code } }, { environment: 'production' }));
  expect(await shown()).toContain('Pas de connexion internet.');
});

test('a status out of sight is left alone', async () => {
  const { host, slot } = setUpTab();
  slot.element.hidden = true;
  slot.state$.next(tab(known({ checkedAt: Date.now() - 6 * 60_000 })));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(host.runsOf('dmp.showStatus').length).toBe(1);
});

test('a view that is taken away listens no more', () => {
  const { slot } = setUpTab();
  slot.dispose();
  expect(slot.state$.observed).toBe(false);
  expect(document.querySelector('dmp-tab-view')).toBeNull();
});

test('the page says who made the software', async () => {
  const { host } = setUp();
  const slot = host.showPage('dmp.about');
  slot.state$.next(ABOUT);
  const view = slot.element.querySelector('dmp-about-view');
  await view?.updateComplete;
  expect(view).toBeInstanceOf(DmpAboutView);
  expect(view?.shadowRoot?.textContent).toMatch(/Passerelle DMP[\s\S]*1\.0\.0[\s\S]*Consultation[\s\S]*08 10 33 13 33/);
  slot.dispose();
});

test.each([
  ['dmp.openDashboard', 'TableauDeBord'],
  ['dmp.openRecordHome', 'DossierPatient'],
  ['dmp.openAdministrativeData', 'GestionDMPPatient'],
  ['dmp.openDocuments', 'Documents'],
  ['dmp.openCarePath', 'ParcoursDeSoins'],
  ['dmp.openAccessHistory', 'HistoriqueAcces'],
  ['dmp.openWishes', 'VolontesEtDroits'],
  ['dmp.openSettings', 'Parametrages'],
  ['dmp.openVaccinations', 'CarnetVaccination'],
])('%s asks for the page %s', async (command, page) => {
  const { host } = setUp();
  host.answer('dmp.webDmpLink', LINK);
  await host.choose(command, 'p01');
  expect(host.runs).toEqual([{ id: 'dmp.webDmpLink', args: { patientId: 'p01', page } }]);
});

test('the notice holds the link itself, and the browser follows it', async () => {
  const { host } = setUp();
  host.answer('dmp.webDmpLink', LINK);
  await host.choose('dmp.openDocuments', 'p01');
  const notice = await dialogOf(host);
  expect(notice.textContent).toContain('Votre navigateur internet par défaut va être utilisé pour ouvrir le DMP de votre patient.');
  expect(notice.textContent).toContain('DESMAUX NATHALIE');
  expect(notice.querySelector('a')).toMatchObject({ href: LINK.url, target: '_blank', rel: 'noopener noreferrer' });
  notice.querySelector('a')?.addEventListener('click', (event) => event.preventDefault());
  notice.querySelector('input')?.click();
  notice.querySelector('a')?.click();
  await expect.poll(() => host.openDialogs).toEqual([]);
  expect(host.runsOf('dmp.hideWebDmpNotice')).toEqual([{ patientId: 'p01' }]);
});

test('Escape is Annuler: nothing is opened, nothing is remembered', async () => {
  const { host } = setUp();
  host.answer('dmp.webDmpLink', LINK);
  await host.choose('dmp.openDocuments', 'p01');
  (await dialogOf(host)).querySelector('input')?.click();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => host.openDialogs).toEqual([]);
  expect(host.runsOf('dmp.hideWebDmpNotice')).toEqual([]);
});

test('without a notice the page opens at once', async () => {
  const { host } = setUp();
  const links = followed();
  await userEvent.click(document.body);
  host.answer('dmp.webDmpLink', { ...LINK, showNotice: false });
  await host.choose('dmp.openDocuments', 'p01');
  expect(links).toEqual([{ href: LINK.url, target: '_blank', rel: 'noopener noreferrer' }]);
  expect(host.openDialogs).toEqual([]);
});

test('another page than the one asked for is always announced, with the reason', async () => {
  const { host } = setUp();
  const links = followed();
  host.answer('dmp.webDmpLink', { ...LINK, opens: 'TableauDeBord', because: 'closed', showNotice: false });
  await host.choose('dmp.openDocuments', 'p01');
  expect((await dialogOf(host)).textContent).toMatch(/Le DMP du patient est fermé\.[\s\S]*Documents du patient[\s\S]*Tableau de bord/);
  expect(links).toEqual([]);
});

test.each([
  ["another patient's address", { ...LINK, patientId: 'p02' }],
  ['an address that is no web page', { ...LINK, url: 'javascript:alert(1)' }],
])('%s is not opened', async (_, link) => {
  const { host } = setUp();
  const links = followed();
  host.answer('dmp.webDmpLink', { ...link, showNotice: false });
  await host.choose('dmp.openDocuments', 'p01');
  const dialog = await dialogOf(host);
  expect(dialog.textContent).toContain('erreur inattendue');
  expect([dialog.querySelector('a'), links]).toEqual([null, []]);
});

test('a refused address is told in French, without a link', async () => {
  const { host } = setUp();
  host.refuse('dmp.webDmpLink', Object.assign(new Error('refused'), { data: { code: 'ins.wrongKey' } }));
  await host.choose('dmp.openDocuments', 'p01');
  const dialog = await dialogOf(host);
  expect(dialog.textContent).toContain("La clé de l'INS de ce patient est fausse");
  expect(dialog.querySelector('a')).toBeNull();
});

test('a closed record offers its dashboard from the tab', async () => {
  const { host, slot, view } = setUpTab();
  host.answer('dmp.webDmpLink', { ...LINK, asked: 'TableauDeBord', opens: 'TableauDeBord' });
  slot.state$.next(tab(known({ record: 'closed', closing: { date: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' } })));
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.do button').click();
  await expect.poll(() => host.openDialogs.length).toBe(1);
  expect(host.runsOf('dmp.webDmpLink')).toEqual([{ patientId: 'p01', page: 'TableauDeBord' }]);
});

test('no view needs an inline style, so that a strict policy can forbid them', async () => {
  const { slot, view } = setUpTab();
  slot.state$.next(tab({ kind: 'needsPin', card: LOCKED, previous: known() }));
  await pinField(view);
  const roots = [view.shadowRoot, view.shadowRoot?.querySelector('dmp-card-view')?.shadowRoot, pinView(view).shadowRoot];
  expect(roots.map((root) => root?.querySelectorAll('[style], style').length)).toEqual([0, 0, 0]);
});

const pinView = (view: DmpTabView) => inside<HTMLElementTagNameMap['dmp-pin-view']>(view.shadowRoot?.querySelector('dmp-card-view'), 'dmp-pin-view');
const alertOf = (view: DmpTabView) => view.shadowRoot?.querySelector('[role=alert]')?.textContent?.trim();

async function pinField(view: DmpTabView): Promise<HTMLInputElement> {
  await view.updateComplete;
  await view.shadowRoot?.querySelector('dmp-card-view')?.updateComplete;
  await pinView(view).updateComplete;
  return inside<HTMLInputElement>(pinView(view), 'input');
}

async function dialogOf(host: FakeBrowserHost): Promise<ShadowRoot> {
  const [dialog] = host.openDialogs as HTMLElementTagNameMap['dmp-web-notice-view'][];
  await dialog?.updateComplete;
  if (!dialog?.shadowRoot) throw new Error('no dialog');
  return dialog.shadowRoot;
}

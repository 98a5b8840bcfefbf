import { afterEach, expect, test, vi } from 'vitest';
import { activate } from '../../src/browser.js';
import type { DmpAddDocumentView } from '../../src/views/dmp-add-document-view.js';
import { fire } from '../../src/views/fire.js';
import { CHECK, draftOf, joined } from '../../storybook/add-samples.js';
import { fed, feeding, outbox, REFUSED } from '../../storybook/document-samples.js';
import { inside } from '../../storybook/places.js';
import { ago, CABINET, known, LOCKED, MARC, tab } from '../../storybook/samples.js';
import { FakeBrowserHost } from '../fakes/fake-browser-host.js';

const ended: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
const TEXT = joined({ name: '', mediaType: 'text/plain', warnings: [], preview: { kind: 'text', text: 'Bilan' } });
const FILE = new File(['content'], 'Ordonnance kiné.pdf', { type: 'application/pdf' });
const confirmation = () => document.querySelector('dmp-document-confirmation-view');
/** What is loaded when it is first needed takes its time. */
const confirmed = () => vi.waitFor(() => expect(confirmation()?.shadowRoot?.querySelector('.facts')).toBeTruthy());
const opened = () =>
  vi.waitFor(() => expect(document.querySelector('dmp-add-document-view')?.draft ?? document.querySelector('dmp-add-document-view')?.error).toBeDefined());
/** A patient of its own for each test: what one leaves is kept in the page. */
let patients = 0;

async function setUp() {
  const patientId = `p${++patients}`;
  const host = new FakeBrowserHost();
  ended.push(activate(host));
  host.answer('dmp.documentDraft', draftOf({ patientId }));
  host.answer('dmp.joinFile', joined({ patientId }));
  host.answer('dmp.joinText', { ...TEXT, patientId });
  host.answer('dmp.checkDocument', { ...CHECK, patientId });
  host.answer('dmp.addDocument', { kind: 'accepted', patientId, documentId: 'new' });
  const mount = () => {
    host.fileBytes.set('page-1', new Uint8Array([1]));
    const slot = host.show('dmp.tab', patientId);
    ended.push(slot);
    const tell = (status: Parameters<typeof tab>[0], difference: Partial<ReturnType<typeof tab>> = {}) => {
      const now = tab(status, { feeding: feeding([fed()]), ...difference });
      slot.state$.next({ ...now, patientId, status: { ...now.status, patientId } });
    };
    tell(known());
    return { ...slot, tell };
  };
  const place = mount();
  await settled();
  const form = () => document.querySelector('dmp-add-document-view') as DmpAddDocumentView;
  const tabView = () => document.querySelector('dmp-tab-view');
  return {
    host,
    patientId,
    mount,
    place,
    form,
    tabView,
    async open() {
      [...(tabView()?.shadowRoot?.querySelectorAll<HTMLButtonElement>('.do .b') ?? [])]
        .find(({ textContent }) => textContent?.includes('Ajouter un document'))
        ?.click();
      await opened();
      await settled();
      return form();
    },
    async type(path: string, text: string) {
      const field = inside<HTMLInputElement>(form(), `#${path}`);
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      field.blur();
      await settled();
    },
    async press(view: Element | null, selector: string) {
      inside<HTMLButtonElement>(view, selector).click();
      await settled();
    },
  };
}

test('a file is posted, checked, confirmed, and accepted: the tab is back', async () => {
  const { host, patientId, open, type, press, form, tabView } = await setUp();
  const view = await open();
  expect(tabView()?.hidden).toBe(true);
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  expect(host.posted.get('posted-1')).toBe(FILE);
  expect(inside(view, '.joined').textContent).toContain('312 Ko · 1 page');
  await type('title', 'Ordonnance kiné');
  await press(view, '.end .p');
  await confirmed();
  expect(inside(confirmation(), '.facts').textContent).toContain('Prescription de soins');
  await press(confirmation(), '.end .p');
  expect(host.runsOf('dmp.addDocument')).toEqual([
    { form: { ...draftOf().form, title: 'Ordonnance kiné' }, bodyId: 'b1', confirmed: true, professionalId: '899900021212', patientId },
  ]);
  expect([form(), confirmation(), tabView()?.hidden]).toEqual([null, null, false]);
  await open();
  expect(inside<HTMLInputElement>(form(), '#title').value).toBe('');
});

test('without content, the form says so, with all else that is wrong', async () => {
  const { host, open, press } = await setUp();
  const view = await open();
  host.answer('dmp.checkDocument', { kind: 'invalid', faults: { body: 'noBody', title: 'required' } });
  await press(view, '.end .p');
  expect(host.runsOf('dmp.checkDocument').at(-1)).not.toHaveProperty('bodyId');
  expect(inside(view, '.end').textContent).toContain('2 champs à corriger');
  expect([view.shadowRoot?.activeElement?.id, confirmation()]).toEqual(['body', null]);
});

test('a text is joined when it is left, and again when it has changed', async () => {
  const { host, open, press, type } = await setUp();
  const view = await open();
  await press(view, '#way-text');
  await type('text', 'Bilan');
  expect(host.runsOf('dmp.joinText')).toHaveLength(1);
  expect(inside(inside(view, 'dmp-preview-view'), 'pre').textContent).toBe('Bilan');
  await press(view, '.end .p');
  expect(host.runsOf('dmp.joinText')).toHaveLength(1);
  expect(host.runsOf('dmp.checkDocument').at(-1)).toMatchObject({ bodyId: 'b1' });
});

test('a file that is too large is refused before it is posted, and the form stays', async () => {
  const { host, open } = await setUp();
  const view = await open();
  fire(view, 'dmp-join-files', { files: [new File([new Uint8Array(5_300_000)], 'scan.tif')] });
  await settled();
  expect(inside(view, '.error').textContent).toContain('Il fait 5,3 Mo, le maximum est de 5 Mo.');
  expect([host.posted.size, view.shadowRoot?.querySelector('#title') !== null]).toEqual([0, true]);
});

test('a file that is too large leaves the one that was joined before', async () => {
  const { open } = await setUp();
  const view = await open();
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  fire(view, 'dmp-join-files', { files: [new File([new Uint8Array(5_300_000)], 'scan.tif')] });
  await settled();
  expect([view.body?.name, inside(view, '.error').textContent?.includes('5,3 Mo')]).toEqual(['Ordonnance kiné.pdf', true]);
});

test('a document of the practice that the DMP would not take leaves the form, and says why beside it', async () => {
  const { host, patientId, form } = await setUp();
  host.answer('dmp.documentDraft', { ...draftOf({ patientId }), bodyError: { code: 'document.isPng' } });
  await host.choose('dmp.addDocuments', patientId, ['doc-1', 'doc-2']);
  await opened();
  await settled();
  expect(inside(form(), '.error').textContent).toContain('Ce fichier est une image PNG');
  expect([form().waiting, form().shadowRoot?.querySelector('#title') !== null]).toEqual([1, true]);
});

test('a form that cannot be filled is left for the next one', async () => {
  const { host, patientId, form, press } = await setUp();
  host.refuse('dmp.documentDraft', { data: { code: 'host.unknownDocument' } });
  await host.choose('dmp.addDocuments', patientId, ['doc-1', 'doc-2']);
  await opened();
  expect(form().isTyped).toBe(false);
  host.answer('dmp.documentDraft', draftOf({ patientId }));
  await press(form(), '.title .b');
  await settled();
  expect(host.runsOf('dmp.documentDraft').at(-1)).toEqual({ localDocumentId: 'doc-2', patientId });
  expect(form().draft).toBeDefined();
});

test('a click while a file is still being prepared waits for it', async () => {
  const { host, patientId, open, press } = await setUp();
  const view = await open();
  let ready = (_: unknown): void => {};
  host.answer('dmp.joinFile', new Promise((resolve) => (ready = resolve)));
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  await press(view, '.end .p');
  expect(host.runsOf('dmp.checkDocument')).toEqual([]);
  ready(joined({ patientId }));
  await confirmed();
});

test('what preparing refuses is said beside the file', async () => {
  const { host, open } = await setUp();
  const view = await open();
  host.refuse('dmp.joinFile', { data: { code: 'document.isPng' } });
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  expect(inside(view, '.error').textContent).toContain('Ce fichier est une image PNG');
});

test('what was typed is kept for this patient, also when the form of the practice has gone', async () => {
  const { place, mount, open, type, press, form } = await setUp();
  const view = await open();
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  await type('title', 'À finir');
  expect(inside(view, '.end').textContent).toContain('Brouillon gardé');
  await press(view, '.title .b');
  expect(form()).toBeNull();
  await open();
  expect(inside<HTMLInputElement>(form(), '#title').value).toBe('À finir');
  place.dispose();
  expect(form()).toBeNull();
  mount();
  await settled();
  await open();
  expect([inside<HTMLInputElement>(form(), '#title').value, form().body?.bodyId]).toEqual(['À finir', 'b1']);
});

test('Annuler asks, and what was typed is gone then', async () => {
  const { open, type, press, form } = await setUp();
  await open();
  await type('title', 'Pour rien');
  await press(form(), '.end .b:last-child');
  await press(form(), '.abandon .danger');
  expect(form()).toBeNull();
  await open();
  expect(inside<HTMLInputElement>(form(), '#title').value).toBe('');
});

test('another patient never sees it', async () => {
  const { place, open, type } = await setUp();
  await open();
  await type('title', 'De la première');
  place.dispose();
  const other = await setUp();
  await other.open();
  expect(inside<HTMLInputElement>(other.form(), '#title').value).toBe('');
});

test("another patient's draft is not shown", async () => {
  const { host, open } = await setUp();
  host.answer('dmp.documentDraft', draftOf({ patientId: 'somebody' }));
  const view = await open();
  expect([view.draft, view.error?.code]).toEqual([undefined, 'plugin.unexpected']);
});

test('several files are opened one after the other', async () => {
  const { open, press, form } = await setUp();
  const view = await open();
  fire(view, 'dmp-join-files', { files: [FILE, new File(['b'], 'b.pdf'), new File(['c'], 'c.pdf')] });
  await settled();
  expect(inside(view, '.f-info').textContent).toContain('2 autres fichiers attendent');
  await press(view, '.end .p');
  await confirmed();
  await press(confirmation(), '.end .p');
  await settled();
  expect(form()).not.toBe(view);
  expect([form().message, form().waiting, form().body?.bodyId]).toEqual(["Le document est dans la boîte d'envoi", 1, 'b1']);
});

test("the host's documents open a form each, also before their tab was shown", async () => {
  const { host, patientId, place, mount, form } = await setUp();
  place.dispose();
  await host.choose('dmp.addDocuments', patientId, ['doc-1', 'doc-2']);
  mount();
  await opened();
  expect(host.runsOf('dmp.documentDraft')).toEqual([{ localDocumentId: 'doc-1', patientId }]);
  expect(form().waiting).toBe(1);
});

test.each([
  ['replace', { replacesId: 'd01' }],
  ['correct', { correctsId: 'd01' }],
] as const)('to %s a document opens its form', async (act, source) => {
  const { host, patientId, tabView } = await setUp();
  fire(tabView() as HTMLElement, 'dmp-document-act', { documentId: 'd01', act });
  await opened();
  expect(host.runsOf('dmp.documentDraft')).toEqual([{ ...source, patientId }]);
});

test('the card is asked for in the form, which is prepared once it is there', async () => {
  const { host, patientId, place, open, form } = await setUp();
  host.refuse('dmp.documentDraft', { data: { code: 'card.absent' } });
  await open();
  place.tell({ kind: 'needsPin', card: LOCKED });
  await settled();
  expect(form().shadowRoot?.querySelector('dmp-card-view')).not.toBeNull();
  expect(form().shadowRoot?.querySelector('.error')).toBeNull();
  host.answer('dmp.documentDraft', draftOf({ patientId }));
  place.tell(known());
  await settled();
  expect(form().draft).toBeDefined();
});

test('another professional does not send what the first has filled in', async () => {
  const { place, open, type, form, tabView } = await setUp();
  await open();
  await type('title', 'De Léa');
  place.tell(known(), { session: { holder: MARC, situation: CABINET, since: ago(1) } });
  await settled();
  expect([form(), tabView()?.refusal?.code]).toEqual([null, 'card.changed']);
  await open();
  expect(inside<HTMLInputElement>(form(), '#title').value).toBe('');
});

test('a patient who is opposed is fed nothing', async () => {
  const { host, patientId, place, form } = await setUp();
  place.tell(known(), { feeding: feeding([], { opposedSince: ago(60), mayAdd: false }) });
  host.refuse('dmp.documentDraft', { data: { code: 'feeding.opposed' } });
  await host.choose('dmp.addDocuments', patientId, ['doc-1']);
  await opened();
  expect(form().shadowRoot?.querySelector('.f-stop')?.textContent).toContain("Le patient s'oppose");
  expect(form().shadowRoot?.querySelector('.end')).toBeNull();
});

test('what is corrected in the outbox opens its form in the tab of its patient, once the document is listed there', async () => {
  const { host, patientId, place, form, mount } = await setUp();
  place.dispose();
  const refused = { ...REFUSED, patientId };
  const outboxPage = host.showPage('dmp.outbox');
  ended.push(outboxPage);
  outboxPage.state$.next(outbox({ rows: [refused] }));
  await vi.waitFor(() => expect(outboxPage.element.querySelector('dmp-outbox-view')?.outbox).toBeDefined());
  fire(outboxPage.element.querySelector('dmp-outbox-view') as HTMLElement, 'dmp-document-act', { documentId: 'r1', act: 'correct' });
  await settled();
  expect(host.shownForms).toEqual([{ patientId, viewId: 'dmp.tab' }]);
  const { tell } = mount();
  await settled();
  expect(form()).toBeNull();
  tell(known(), { feeding: feeding([refused]) });
  await opened();
  expect(host.runsOf('dmp.documentDraft').at(-1)).toEqual({ correctsId: 'r1', patientId });
});

test('what is dropped on the form of a replacement is its content, also while the patient is opposed; nothing new waits behind it then', async () => {
  const { host, patientId, place, form } = await setUp();
  place.tell(known(), { feeding: feeding([fed()], { opposedSince: ago(60), mayAdd: false }) });
  host.answer('dmp.documentDraft', draftOf({ patientId, replaces: { documentId: 'd01', title: 'Ordonnance' } }));
  fire(place.element, 'dmp-document-act', { documentId: 'd01', act: 'replace' });
  await opened();
  inside<HTMLInputElement>(form(), '#way-text').click();
  const drop = async (...names: string[]) => {
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File(['content'], name));
    form().dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    await settled();
  };
  await drop('première.pdf');
  expect([form().body?.bodyId, inside<HTMLInputElement>(form(), '#way-file').checked, host.runsOf('dmp.joinFile').length]).toEqual(['b1', true, 1]);
  await drop('seconde.pdf', 'autre.pdf');
  expect([[...host.posted.values()].map(({ name }) => name), form().waiting]).toEqual([['première.pdf', 'seconde.pdf'], 0]);
});

test('a file whose content is no longer kept is to be joined again', async () => {
  const { host, open, press, form } = await setUp();
  const view = await open();
  fire(view, 'dmp-join-files', { files: [FILE] });
  await settled();
  host.refuse('dmp.checkDocument', { data: { code: 'document.bodyGone' } });
  await press(view, '.end .p');
  expect(inside(view, '.error').textContent).toContain("Le fichier joint n'est plus gardé");
  expect(form().body).toBeUndefined();
});

import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { closeSlot, documentsChanged, listDocuments, openSlot, runCommand, validateDocuments } from '../../../../../reference/host/page-protocol.js';
import type { FakePageServer } from '../fake-page-server.js';
import { byText, one, openPatient, pageWorld, settled, words } from '../page-harness.js';
import { DOCUMENTS, PAUL } from '../page-world.js';

async function setUp(prepare?: (server: FakePageServer) => void) {
  const world = await pageWorld(prepare);
  const chosen: unknown[] = [];
  world.plugin.onActivate = (context) => void context.commands.handle('dmp.sendDocument', async (args) => void chosen.push(args));
  const form = await openPatient(world);
  await userEvent.click(one('#tab-documents'));
  await settled();
  return { ...world, form, chosen };
}
const rows = (): string[] => [...document.querySelectorAll('.local-documents tbody tr')].map((row) => words(row.querySelector('th')));
const row = (id: string): HTMLElement => one(`tr[data-document="${id}"]`);
const inRow = <T extends HTMLElement = HTMLElement>(id: string, selector: string): T => one<T>(selector, row(id));
const entries = (): string[] => [...document.querySelectorAll('context-menu [role=menuitem] > span:not(.why)')].map(words).filter(Boolean);
const press = async (keys: string): Promise<void> => {
  await userEvent.keyboard(keys);
  await settled();
};
const choose = async (title: string): Promise<void> => {
  await userEvent.click(byText('context-menu [role=menuitem]', title));
  await settled();
};

test('the documents of this patient stand in their tab, the last one, with what they are and where they stand', async () => {
  await setUp();
  expect([...document.querySelectorAll('[role=tab]')].map(words)).toEqual(['Droits', 'DMP', 'Absences', 'Notes', 'Documents']);
  expect(rows()).toEqual(['Ordonnance kinéOrdonnance · ordonnance.pdf, 24 Ko', 'Surveillance du pansement, J+6Compte rendu de soins · surveillance.txt, 1 Ko']);
  expect([words(inRow('d1', '.chip')), words(inRow('d2', '.chip'))]).toEqual(['Validé le 20/11/2026', 'Brouillon']);
});

test('nothing is asked for before the tab is shown', async () => {
  const world = await pageWorld();
  await openPatient(world);
  expect(world.server.paramsOf(listDocuments)).toEqual([]);
});

test('each row shows the marks of the plugins, with the document it is about and the state of the patient, asked for once', async () => {
  const { plugin, server } = await setUp();
  expect(plugin.shown.filter((view) => view.startsWith('dmp.documentMark'))).toEqual(['dmp.documentMark p01 d1', 'dmp.documentMark p01 d2']);
  expect(
    server
      .paramsOf(openSlot)
      .filter(({ viewId }) => viewId === 'dmp.documentMark')
      .map(({ patientId }) => patientId),
  ).toEqual(['p01']);
  server.publish('dmp.documentMark', 'envoyé');
  expect(['d1', 'd2'].map((id) => words(inRow(id, '.fake-view')))).toEqual(['envoyé', 'envoyé']);
  server.keepDocuments(
    DOCUMENTS.filter(({ id }) => id !== 'd1'),
    'p01',
  );
  await settled();
  expect(server.paramsOf(closeSlot)).toEqual([]);
  server.keepDocuments([], 'p01');
  await settled();
  expect(server.paramsOf(closeSlot)).toHaveLength(1);
});

test('the button of a row opens the menu of this document, whatever is ticked', async () => {
  const { chosen, services } = await setUp();
  await userEvent.click(inRow('d1', 'input'));
  await userEvent.click(inRow('d2', 'button[aria-haspopup]'));
  await settled();
  expect(entries()).toEqual(['Valider', 'Modifier', 'Alimenter le DMP', 'Ne pas envoyer']);
  await choose('Alimenter le DMP');
  expect(chosen).toEqual([{ patientId: 'p01', formId: expect.any(String), documentIds: ['d2'] }]);
  expect(document.activeElement).toBe(inRow('d2', 'button[aria-haspopup]'));
  expect(services.notifier.toasts$.value).toEqual([]);
});

test('a right click in the selection is about all of it, elsewhere about that row', async () => {
  const { chosen } = await setUp((server) => (server.documents = [...DOCUMENTS, { ...DOCUMENTS[0], id: 'd4', title: 'Bilan' } as (typeof DOCUMENTS)[0]]));
  for (const id of ['d1', 'd2']) await userEvent.click(inRow(id, 'input'));
  await userEvent.click(inRow('d1', 'th'), { button: 'right' });
  await settled();
  expect(one('context-menu [data-id=changeDocument]').getAttribute('aria-disabled')).toBe('true');
  await choose('Alimenter le DMP');
  await userEvent.click(inRow('d4', 'th'), { button: 'right' });
  await settled();
  await choose('Alimenter le DMP');
  expect(chosen).toMatchObject([{ documentIds: ['d1', 'd2'] }, { documentIds: ['d4'] }]);
});

test('a command of main gets the documents with the patient', async () => {
  const { server } = await setUp();
  await userEvent.click(inRow('d1', 'button[aria-haspopup]'));
  await settled();
  await choose('Ne pas envoyer');
  expect(server.paramsOf(runCommand)).toEqual([{ commandId: 'dmp.neverSend', patientId: 'p01', args: { documentIds: ['d1'] } }]);
});

test.each(['{Shift>}{F10}{/Shift}', '{ContextMenu}'])('%s opens the menu from the keyboard, and gives the focus back', async (keys) => {
  await setUp();
  const box = inRow<HTMLInputElement>('d1', 'input');
  box.focus();
  await press(keys);
  expect(words(document.activeElement)).toContain('Valider');
  expect(document.querySelectorAll('[role=menu]')).toHaveLength(1);
  await press('{ArrowDown}');
  expect(words(document.activeElement)).toBe('Modifier');
  await press('{Escape}');
  expect([document.activeElement, document.querySelector('[role=menu]')]).toEqual([box, null]);
});

test.each([
  [1200, 620],
  [320, 700],
])('the menu stays inside a window of %i × %i', async (width, height) => {
  await setUp();
  await page.viewport(width, height);
  await userEvent.click(inRow('d2', 'button[aria-haspopup]'));
  await settled();
  const { right, bottom, left, top } = one('context-menu .menu').getBoundingClientRect();
  expect([right <= width, bottom <= height, left >= 0, top >= 0]).toEqual([true, true, true, true]);
});

test('a draft is validated from its row or with the selection; what is validated already stays', async () => {
  const { server, services } = await setUp();
  await userEvent.click(byText('.local-documents button', 'Valider'));
  await settled();
  expect(server.paramsOf(validateDocuments)).toEqual([{ patientId: 'p01', documentIds: ['d2'] }]);
  expect(words(inRow('d2', '.chip'))).toBe('Validé le 23/11/2026');
  expect(services.notifier.toasts$.value.map(({ title }) => title)).toEqual(['Document validé']);
  await userEvent.click(one('thead input'));
  await userEvent.click(byText('.local-documents button', 'Actions sur la sélection'));
  await settled();
  expect(words(byText('context-menu [role=menuitem]', 'Valider'))).toContain('Déjà validé.');
  await press('{Enter}');
  expect(server.paramsOf(validateDocuments)).toHaveLength(1);
});

test('without a selection its menu does not open', async () => {
  await setUp();
  await userEvent.click(byText('.local-documents button', 'Actions sur la sélection'), { force: true });
  await settled();
  expect(document.querySelector('[role=menu]')).toBeNull();
});

test('a file is added as a draft: nothing wrong is sent, and the title comes from the file', async () => {
  const { server } = await setUp();
  await userEvent.click(byText('.local-documents button', 'Ajouter un fichier'));
  await settled();
  await userEvent.click(byText('.dialog-foot button', 'Ajouter'));
  await settled();
  expect([words(one('#why-file')), document.activeElement?.id, server.posted.length]).toEqual(['Choisissez un fichier.', 'document-file', 0]);
  await userEvent.upload(one('#document-file'), new File(['plaie'], 'photo_de-plaie.jpg', { type: 'image/jpeg' }));
  expect([one<HTMLInputElement>('#document-title').value, one<HTMLSelectElement>('#document-kind').value]).toEqual(['photo de plaie', 'photo']);
  await userEvent.click(byText('.dialog-foot button', 'Ajouter'));
  await settled();
  expect(server.posted.map(({ file, pluginId }) => [file.name, pluginId])).toEqual([['photo_de-plaie.jpg', undefined]]);
  expect([rows()[0], document.querySelector('dialog')]).toEqual(['photo de plaiePhoto · photo_de-plaie.jpg, 1 Ko', null]);
  expect(words(inRow('posted-1', '.chip'))).toBe('Brouillon');
});

test('a refusal leaves the dialog with what was typed, and says why', async () => {
  const { server } = await setUp();
  await userEvent.click(byText('.local-documents button', 'Ajouter un fichier'));
  await settled();
  await userEvent.upload(one('#document-file'), new File(['a'], 'a.pdf', { type: 'application/pdf' }));
  server.status$.next('lost');
  await userEvent.click(byText('.dialog-foot button', 'Ajouter'));
  await settled();
  expect(words(one('dialog [role=alert]'))).toContain('L’application ne répond pas');
  expect(one<HTMLInputElement>('#document-title').value).toBe('a');
});

test('a validated document that is changed becomes the draft of its next version', async () => {
  await setUp();
  await userEvent.click(inRow('d1', 'button[aria-haspopup]'));
  await settled();
  await choose('Modifier');
  expect(words(one('dialog'))).toContain('redevient un brouillon');
  await userEvent.fill(one('#document-title'), 'Ordonnance kiné, 12 séances');
  await userEvent.fill(one('#document-writtenOn'), '31/02/2026');
  await press('{Control>}{Enter}{/Control}');
  expect(words(one('#why-writtenOn'))).toContain('Indiquez une date');
  await userEvent.fill(one('#document-writtenOn'), '19/11/2026');
  await press('{Control>}{Enter}{/Control}');
  expect([words(inRow('d1', 'th')), words(inRow('d1', '.chip'))]).toEqual([
    'Ordonnance kiné, 12 séancesOrdonnance · ordonnance.pdf, 24 Ko',
    'Brouillon, version 2',
  ]);
});

test('what happens in another window or in a plugin is followed; the folder of another patient is not, and a late answer is dropped', async () => {
  const { server, form } = await setUp();
  const asked = () => server.paramsOf(listDocuments).length;
  const before = asked();
  server.tell(documentsChanged, { patientId: PAUL.id });
  await settled();
  expect(asked()).toBe(before);

  let release = (): void => {};
  server.listGate = new Promise((resolve) => (release = resolve));
  server.keepDocuments([], 'p01');
  server.listGate = undefined;
  server.keepDocuments(DOCUMENTS, 'p01');
  await settled();
  release();
  await settled();
  expect(rows()).toHaveLength(2);

  form.remove();
  server.keepDocuments([], 'p01');
  await settled();
  expect(asked()).toBe(before + 2);
});

test('an empty folder says so', async () => {
  await setUp((server) => (server.documents = []));
  expect(words(one('.local-documents .empty'))).toContain('Aucun document');
});

test.each([1440, 320])('the panel, its menu and its dialog are accessible at %i px', async (width) => {
  await setUp();
  await page.viewport(width, 900);
  const check = async (place: string): Promise<void> => {
    const { violations, passes } = await axe.run(place, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { region: { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(passes.length).toBeGreaterThan(5);
  };
  await userEvent.click(inRow('d1', 'input'));
  await check('.tabs-pane');
  await userEvent.click(inRow('d2', 'button[aria-haspopup]'));
  await settled();
  await check('.tabs-pane');
  await choose('Modifier');
  await check('dialog');
});

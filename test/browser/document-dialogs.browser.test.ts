import { afterEach, expect, test } from 'vitest';
import type { FedDocument } from '../../src/api/documents.js';
import { RecordDialogs } from '../../src/browser/record-dialogs.js';
import { defineElements } from '../../src/views/elements.js';
import { fire } from '../../src/views/fire.js';
import { fed, feeding, HELD } from '../../storybook/document-samples.js';
import { inside } from '../../storybook/places.js';
import { ago, known, LOCKED, tab } from '../../storybook/samples.js';
import { FakeBrowserHost } from '../fakes/fake-browser-host.js';

defineElements();
const ended: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 40));
const WHO = { patientId: 'p01', professionalId: '899900021212' };

function setUp(documents: readonly FedDocument[] = [fed(), HELD], opposedSince?: number) {
  const host = new FakeBrowserHost();
  const element = document.createElement('div');
  document.body.append(element);
  const dialogs = new RecordDialogs(host, { element, patientId: 'p01', formId: 'form' });
  const follow = (now: readonly FedDocument[]) => dialogs.follow(tab(known(), { feeding: feeding(now, opposedSince === undefined ? {} : { opposedSince }) }));
  follow(documents);
  ended.push(dialogs);
  return { host, element, dialogs, follow, properties: () => document.querySelector('dmp-document-properties-view') };
}

test('what is changed in the properties names its document, and whose card was there', async () => {
  const { host, dialogs, properties } = setUp();
  dialogs.documents.properties('d01');
  await settled();
  const view = properties();
  if (!view) throw new Error('no dialog');
  fire(view, 'dmp-change-visibility', { visibility: ['MASQUE_PS'] });
  await settled();
  fire(view, 'dmp-archive-document');
  await settled();
  fire(view, 'dmp-unarchive-document');
  await settled();
  expect(host.runs).toEqual([
    { id: 'dmp.changeVisibility', args: { documentId: 'd01', visibility: ['MASQUE_PS'], ...WHO } },
    { id: 'dmp.archiveDocument', args: { documentId: 'd01', ...WHO } },
    { id: 'dmp.unarchiveDocument', args: { documentId: 'd01', ...WHO } },
  ]);
  expect(inside(view, '.note.f-ok').textContent).toContain("Le document n'est plus archivé");
});

test('what came of a change whose answer was lost is asked for when its document is looked at', async () => {
  const { host, dialogs } = setUp([fed({ update: { kind: 'failed', error: { code: 'dmp.answerLost' } } })]);
  dialogs.documents.properties('d01');
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.settleDocument', args: { documentId: 'd01', ...WHO } }]);
});

test('a document that is deleted takes its dialog along', async () => {
  const { host, dialogs, properties } = setUp();
  dialogs.documents.properties('d01');
  await settled();
  inside<HTMLButtonElement>(properties(), '.end .danger').click();
  await properties()?.updateComplete;
  inside<HTMLButtonElement>(properties(), '.abandon .danger').click();
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.deleteDocument', args: { documentId: 'd01', confirmed: true, ...WHO } }]);
  expect(properties()).toBeNull();
});

test('the properties follow the document, and forget no choice on the way', async () => {
  const { dialogs, follow, properties } = setUp();
  dialogs.documents.properties('d01');
  await settled();
  inside<HTMLInputElement>(properties(), '#MASQUE_PS').click();
  follow([fed({ update: { kind: 'running' }, acts: ['changeVisibility'] })]);
  await settled();
  expect(inside(properties(), '.note.f-info').textContent).toContain('Modification dans le DMP');
  expect(inside<HTMLInputElement>(properties(), '#MASQUE_PS').checked).toBe(true);
  follow([fed({ update: { kind: 'failed', error: { code: 'dmp.rightsRefused' } }, acts: ['changeVisibility'] })]);
  await settled();
  expect(inside(properties(), '[role=alert]').textContent).toContain("Votre profession n'a pas ce droit");
  follow([]);
  await settled();
  expect(inside(properties(), '.in').textContent).toContain('Surveillance du pansement');
});

test('the card is asked for in the dialog', async () => {
  const { dialogs, properties } = setUp();
  dialogs.follow(tab({ kind: 'needsPin', card: LOCKED }, { feeding: feeding([fed({ acts: [] })]) }));
  dialogs.documents.properties('d01');
  await settled();
  expect(properties()?.shadowRoot?.querySelector('dmp-card-view')).not.toBeNull();
  expect(properties()?.shadowRoot?.querySelector('.end .p')).toBeNull();
});

test('to be replaced, the document is handed on to its form', async () => {
  const { dialogs, element, properties } = setUp();
  const acts: unknown[] = [];
  element.addEventListener('dmp-document-act', ({ detail }) => acts.push(detail));
  dialogs.documents.properties('d01');
  await settled();
  [...(properties()?.shadowRoot?.querySelectorAll<HTMLButtonElement>('.in .b') ?? [])].find(({ textContent }) => textContent?.includes('Remplacer'))?.click();
  await settled();
  expect([acts, properties()]).toEqual([[{ documentId: 'd01', act: 'replace' }], null]);
});

test('in the tab too, a withdrawal is asked first, and needs no card', async () => {
  const { host, dialogs } = setUp();
  dialogs.follow(tab({ kind: 'needsPin', card: LOCKED }, { feeding: feeding([HELD]) }));
  dialogs.documents.withdraw('h1');
  dialogs.documents.withdraw('h1');
  await settled();
  const view = document.querySelector('dmp-withdrawal-view');
  expect([host.openDialogs.length, host.runs]).toEqual([1, []]);
  expect(inside(view, '.for').textContent).toBe('DESMAUX NATHALIE, né(e) le 15/06/1955');
  expect(view?.shadowRoot?.querySelector('dmp-card-view')).toBeNull();
  inside<HTMLButtonElement>(view, '.danger').click();
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.documentAct', args: { patientId: 'p01', documentId: 'h1', act: 'withdraw' } }]);
});

test.each([
  [undefined, true],
  [ago(60), false],
])('an opposition is recorded, or lifted where there is one (%s)', async (opposedSince, opposed) => {
  const { host, dialogs } = setUp([], opposedSince);
  dialogs.documents.opposition();
  await settled();
  const view = document.querySelector('dmp-opposition-view');
  inside<HTMLButtonElement>(view, '.end .p').click();
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.setOpposition', args: { opposed, ...WHO } }]);
  expect(document.querySelector('dmp-opposition-view')).toBeNull();
});

test('a document nobody knows any more opens nothing', async () => {
  const { host, dialogs } = setUp();
  dialogs.documents.properties('gone');
  dialogs.documents.withdraw('gone');
  await settled();
  expect(host.openDialogs).toEqual([]);
});

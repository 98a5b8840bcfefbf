import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { OutboxRow } from '../../src/api/documents.js';
import { DmpDocumentsView } from '../../src/views/dmp-documents-view.js';
import { DmpOutboxView } from '../../src/views/dmp-outbox-view.js';
import { defineDocumentElements } from '../../src/views/document-elements.js';
import { CARD, FAILED, feeding, HELD, outbox, REFUSED, SENDING } from '../../storybook/document-samples.js';
import { inside } from '../../storybook/places.js';

defineDocumentElements();
afterEach(async () => {
  document.body.replaceChildren();
  await page.viewport(1280, 800);
});

async function setUp(rows: readonly OutboxRow[]) {
  const view = Object.assign(new DmpOutboxView(), { outbox: outbox({ rows }) });
  document.body.append(view);
  await view.updateComplete;
  const show = async (...now: OutboxRow[]) => {
    view.outbox = outbox({ rows: now });
    await view.updateComplete;
  };
  const said = (role: 'status' | 'alert') => inside(view, `.said[role=${role}]`).textContent;
  return { view, show, said };
}
const sent = (row: OutboxRow): OutboxRow => ({ ...row, state: { kind: 'sent', at: Date.now() } });

test('a batch is one sentence; what stands there already is not read aloud', async () => {
  const { show, said } = await setUp([sent(HELD), SENDING, CARD]);
  await show(sent(HELD), sent(SENDING), CARD);
  await show(sent(HELD), sent(SENDING), sent(CARD));
  await expect.poll(() => said('status'), { timeout: 3_000 }).toBe('2 documents envoyés');
  await show(sent(HELD), sent(SENDING), sent(CARD), sent(FAILED));
  await expect.poll(() => said('status'), { timeout: 3_000 }).toBe('1 document envoyé');
});

test('a document that is refused is told at once, its patient first', async () => {
  const { show, said } = await setUp([REFUSED, SENDING]);
  expect(said('alert')).toBe('');
  await show(REFUSED, { ...SENDING, state: { kind: 'refused', error: { code: 'dmp.documentRefused' } } });
  expect(said('alert')).toBe('DESMAUX Nathalie\u00a0: le DMP a refusé le document «\u00a0Cicatrice du genou, J+6\u00a0».');
});

test('a row that goes on to another group takes the focus along', async () => {
  const { view, show } = await setUp([FAILED, HELD]);
  inside<HTMLButtonElement>(view, '[data-document=f1] .acts .b').focus();
  await show({ ...FAILED, state: { kind: 'queued', waitsFor: 'turn' }, acts: ['hold'] }, HELD);
  await expect.poll(() => view.shadowRoot?.activeElement?.closest('tr')?.dataset['document']).toBe('f1');
});

test('nothing can be retried where nothing failed', async () => {
  const { view, show } = await setUp([HELD]);
  const retried: unknown[] = [];
  view.addEventListener('dmp-retry-all', (event) => retried.push(event));
  const button = () => inside<HTMLButtonElement>(view, '.top .b:last-child');
  button().click();
  expect([retried.length, button().getAttribute('aria-disabled')]).toEqual([0, 'true']);
  await show(FAILED);
  button().click();
  expect(retried).toHaveLength(1);
});

test.each([320, 600, 899, 1180])('at %d px it is a table or a list, and nothing scrolls sideways', async (width) => {
  await page.viewport(width, 800);
  document.body.style.margin = '0';
  const { view } = await setUp([REFUSED, FAILED, SENDING, CARD, HELD]);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  expect(getComputedStyle(inside(view, 'tbody tr')).display).toBe(width < 900 ? 'block' : 'table-row');
});

test('in the tab, an upload is told at its start and at its half', async () => {
  const view = new DmpDocumentsView();
  const at = async (sentBytes: number) => {
    view.feeding = feeding([{ ...SENDING, state: { kind: 'sending', sentBytes, totalBytes: 100 } }]);
    await view.updateComplete;
    return inside(view, '.said[role=status]').textContent;
  };
  view.feeding = feeding([CARD]);
  document.body.append(view);
  await view.updateComplete;
  const told = [await at(0), await at(30), await at(60), await at(99)];
  expect(told.map((sentence) => /\d+\u00a0%/.exec(sentence ?? '')?.[0])).toEqual(['0\u00a0%', '0\u00a0%', '50\u00a0%', '50\u00a0%']);
});

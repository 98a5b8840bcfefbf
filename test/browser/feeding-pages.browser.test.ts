import { afterEach, expect, test } from 'vitest';
import { mountOutbox, mountRules } from '../../src/browser/feeding-pages.js';
import type { DmpOutboxView } from '../../src/views/dmp-outbox-view.js';
import type { DmpRulesView } from '../../src/views/dmp-rules-view.js';
import { fire } from '../../src/views/fire.js';
import { HELD, outbox, PROPOSED, REFUSED, RULES } from '../../storybook/document-samples.js';
import { inside } from '../../storybook/places.js';
import { FakeBrowserHost } from '../fakes/fake-browser-host.js';

const ended: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of ended.splice(0).reverse()) one.dispose();
  document.body.replaceChildren();
});
const settled = () => new Promise((resolve) => setTimeout(resolve, 40));

async function setUpOutbox() {
  const host = new FakeBrowserHost();
  const gone: unknown[] = [];
  host.views.providePage('dmp.outbox', (slot) =>
    mountOutbox(host, slot, async (...asked) => void gone.push(await host.forms.show(asked[0], 'dmp.tab'), asked[1])),
  );
  const slot = host.showPage('dmp.outbox');
  ended.push(slot);
  slot.state$.next(outbox({ rows: [HELD, REFUSED, PROPOSED] }));
  const view = slot.element.querySelector('dmp-outbox-view') as DmpOutboxView;
  await view.updateComplete;
  const withdraw = async () => {
    fire(view, 'dmp-document-act', { documentId: 'h1', act: 'withdraw' });
    await settled();
  };
  return { host, slot, view, gone, withdraw, dialog: () => document.querySelector('dmp-withdrawal-view') };
}

test('what is asked of the outbox names a document and no patient', async () => {
  const { host, view } = await setUpOutbox();
  fire(view, 'dmp-document-act', { documentId: 'h1', act: 'release' });
  fire(view, 'dmp-suspend-outbox');
  fire(view, 'dmp-resume-outbox');
  fire(view, 'dmp-acknowledge-loss');
  fire(view, 'dmp-retry-all');
  expect(host.runs).toEqual([
    { id: 'dmp.outboxAct', args: { documentId: 'h1', act: 'release' } },
    { id: 'dmp.suspendOutbox', args: {} },
    { id: 'dmp.resumeOutbox', args: {} },
    { id: 'dmp.acknowledgeLoss', args: {} },
    { id: 'dmp.retryAll', args: {} },
  ]);
});

test('what is done in the form of a patient goes there: to correct, to confirm, or only to look', async () => {
  const { gone, host, view } = await setUpOutbox();
  fire(view, 'dmp-document-act', { documentId: 'r1', act: 'correct' });
  fire(view, 'dmp-document-act', { documentId: 'p1', act: 'confirm' });
  fire(view, 'dmp-open-form', { patientId: 'p07' });
  await settled();
  expect(host.shownForms.map(({ patientId }) => patientId)).toEqual(['p03', 'p01', 'p07']);
  expect(gone).toEqual(['form', { documentId: 'r1', act: 'correct' }, 'form', { documentId: 'p1', act: 'confirm' }, 'form', undefined]);
  expect(host.runs).toEqual([]);
});

test('a form that cannot be shown is said on the page', async () => {
  const { host, view } = await setUpOutbox();
  host.unknownPatients = ['p03'];
  fire(view, 'dmp-document-act', { documentId: 'r1', act: 'correct' });
  await settled();
  expect(inside(view, '.error').textContent).toContain("L'extension DMP ne répond pas");
});

test('a document is withdrawn after a question that names it and its patient', async () => {
  const { host, withdraw, dialog } = await setUpOutbox();
  await withdraw();
  await withdraw();
  expect([host.openDialogs.length, host.runs]).toEqual([1, []]);
  expect(inside(dialog(), '.in').textContent).toMatch(/INS-FAMILLE-DEUX Rosa[\s\S]*Suivi des plaies, novembre/);
  inside<HTMLButtonElement>(dialog(), '.danger').click();
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.outboxAct', args: { documentId: 'h1', act: 'withdraw' } }]);
  expect(dialog()).toBeNull();
});

test('a withdrawal that failed says so where it was asked', async () => {
  const { host, withdraw, dialog } = await setUpOutbox();
  host.refuse('dmp.outboxAct', { data: { code: 'host.unavailable' } });
  await withdraw();
  inside<HTMLButtonElement>(dialog(), '.danger').click();
  await settled();
  expect(inside(dialog(), '[role=alert]').textContent).toContain("L'extension DMP ne répond pas");
});

test('a question does not outlive its page', async () => {
  const { slot, withdraw, dialog } = await setUpOutbox();
  await withdraw();
  slot.dispose();
  await settled();
  expect(dialog()).toBeNull();
});

test('a refusal is shown until something else is asked', async () => {
  const { host, view } = await setUpOutbox();
  host.refuse('dmp.retryAll', { data: { code: 'host.unavailable' } });
  fire(view, 'dmp-retry-all');
  await settled();
  expect(inside(view, '.error').textContent).toContain("L'extension DMP ne répond pas");
  fire(view, 'dmp-suspend-outbox');
  await settled();
  expect(view.shadowRoot?.querySelector('.error')).toBeNull();
});

async function setUpRules() {
  const host = new FakeBrowserHost();
  host.views.providePage('dmp.rules', (slot) => mountRules(host, slot));
  const slot = host.showPage('dmp.rules');
  ended.push(slot);
  slot.state$.next(RULES);
  const view = slot.element.querySelector('dmp-rules-view') as DmpRulesView;
  await view.updateComplete;
  return { host, view, dialog: () => document.querySelector('dmp-rule-view') };
}

test('rules are switched, removed, and ended as an exception', async () => {
  const { host, view } = await setUpRules();
  fire(view, 'dmp-set-rules-on', { isOn: false });
  fire(view, 'dmp-remove-rule', { ruleId: 'a' });
  fire(view, 'dmp-set-rule-exception', { patientId: 'p07', isException: false });
  expect(host.runs).toEqual([
    { id: 'dmp.setRulesOn', args: { isOn: false } },
    { id: 'dmp.removeRule', args: { ruleId: 'a' } },
    { id: 'dmp.setRuleException', args: { patientId: 'p07', isException: false } },
  ]);
});

test('a rule is changed in its dialog, which closes once it is kept', async () => {
  const { host, view, dialog } = await setUpRules();
  fire(view, 'dmp-edit-rule', { ruleId: 'b' });
  await settled();
  inside<HTMLInputElement>(dialog(), '#does-queue').click();
  inside<HTMLButtonElement>(dialog(), '.end .p').click();
  await settled();
  expect(host.runs).toEqual([{ id: 'dmp.saveRule', args: { rule: { ...RULES.rules[1], does: 'queue' } } }]);
  expect(dialog()).toBeNull();
});

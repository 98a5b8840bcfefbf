import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { DmpMenuView } from '../../src/views/dmp-menu-view.js';
import { defineDocumentElements } from '../../src/views/document-elements.js';
import { inside } from '../../storybook/places.js';

defineDocumentElements();
afterEach(() => document.body.replaceChildren());

async function setUp() {
  const view = Object.assign(new DmpMenuView(), {
    label: 'Autres actions pour Bilan',
    items: [
      { id: 'hold', icon: 'circle-pause', label: 'Retenir' },
      { id: 'replace', icon: 'replace', label: 'Remplacer' },
      { id: 'properties', icon: 'sliders-horizontal', label: 'Propriétés' },
    ] as const,
  });
  const chosen: string[] = [];
  view.addEventListener('dmp-menu-choice', ({ detail }) => chosen.push(detail.id));
  document.body.append(view);
  await view.updateComplete;
  inside<HTMLButtonElement>(view, 'button').focus();
  const focused = () => view.shadowRoot?.activeElement?.textContent?.trim();
  const isOpen = () => inside(view, 'button').getAttribute('aria-expanded') === 'true';
  return { view, chosen, focused, isOpen };
}

test('by keyboard: arrows go round, Home and End to the ends, a letter to its entry', async () => {
  const { focused } = await setUp();
  const walked: unknown[] = [];
  for (const key of ['{Enter}', '{ArrowDown}', '{ArrowUp}', '{ArrowUp}', '{ArrowDown}', '{End}', '{Home}', 'p', 'r', 'r']) {
    await userEvent.keyboard(key);
    await expect.poll(focused).not.toBe('');
    walked.push(focused());
  }
  expect(walked).toEqual(['Retenir', 'Remplacer', 'Retenir', 'Propriétés', 'Retenir', 'Propriétés', 'Retenir', 'Propriétés', 'Retenir', 'Remplacer']);
});

test('what is chosen is told once the focus is back on the button', async () => {
  const { chosen, isOpen, view } = await setUp();
  await userEvent.keyboard('{ArrowUp}');
  await expect.poll(isOpen).toBe(true);
  await userEvent.keyboard('{Enter}');
  await expect.poll(isOpen).toBe(false);
  expect(chosen).toEqual(['properties']);
  expect(view.shadowRoot?.activeElement).toBe(inside(view, 'button'));
});

test('Escape and a click elsewhere close it and choose nothing; Escape goes no further', async () => {
  const { chosen, isOpen, view } = await setUp();
  let heard = 0;
  view.addEventListener('keydown', ({ key }) => (heard += key === 'Escape' ? 1 : 0));
  await userEvent.keyboard('{Enter}');
  await expect.poll(isOpen).toBe(true);
  await userEvent.keyboard('{Escape}');
  await expect.poll(isOpen).toBe(false);
  await userEvent.keyboard('{Enter}');
  await expect.poll(isOpen).toBe(true);
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
  await expect.poll(isOpen).toBe(false);
  expect([chosen, heard]).toEqual([[], 0]);
});

test('at the end of a page it opens upwards', async () => {
  await page.viewport(600, 300);
  const { view } = await setUp();
  view.style.cssText = 'position: fixed; inset: auto 0 0 auto';
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => view.shadowRoot?.querySelector('.menu.up')?.getBoundingClientRect().bottom).toBeLessThan(300);
  await page.viewport(1280, 800);
});

import { afterEach, expect, test } from 'vitest';
import { DmpTabView } from '../../src/views/dmp-tab-view.js';
import { defineElements } from '../../src/views/elements.js';
import { inside } from '../../storybook/places.js';
import { known, tab } from '../../storybook/samples.js';

defineElements();
const root = document.documentElement.style;
afterEach(() => {
  document.body.replaceChildren();
  for (const name of ['--dmp-ok-ink', 'color-scheme']) root.removeProperty(name);
});

async function inkOfAnOpenRecord(): Promise<string> {
  const view = Object.assign(new DmpTabView(), { tab: tab(known()) });
  document.body.append(view);
  await view.updateComplete;
  return getComputedStyle(inside(view, '.tile')).color;
}

test('without a word from the host, a view has its own colours, light or dark as its place', async () => {
  root.setProperty('color-scheme', 'light');
  expect(await inkOfAnOpenRecord()).toBe('rgb(18, 97, 58)');
  root.setProperty('color-scheme', 'dark');
  expect(await inkOfAnOpenRecord()).toBe('rgb(121, 214, 162)');
});

test("the host's colour wins, also where it depends on the theme", async () => {
  root.setProperty('--dmp-ok-ink', 'light-dark(rgb(1, 2, 3), rgb(4, 5, 6))');
  root.setProperty('color-scheme', 'light');
  expect(await inkOfAnOpenRecord()).toBe('rgb(1, 2, 3)');
  root.setProperty('color-scheme', 'dark');
  expect(await inkOfAnOpenRecord()).toBe('rgb(4, 5, 6)');
});

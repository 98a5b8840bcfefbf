import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { AdministrativeComparison } from '../../src/api/messages.js';
import { defineDialogs } from '../../src/views/dialog-elements.js';
import { DmpAdministrativeView } from '../../src/views/dmp-administrative-view.js';
import { inside } from '../../storybook/places.js';
import { HOST } from './administrative-sample.js';

defineDialogs();
const OTHER: AdministrativeComparison = {
  patientId: 'p01',
  patientName: 'DESMAUX NATHALIE',
  host: HOST,
  dmp: {
    ...HOST,
    birthName: 'DESMEAUX',
    email: 'nathalie.desmaux.au-nom-bien-long@exemple-de-messagerie.org',
    refusesBreakGlass: false,
    refusesEmergency: false,
  },
  identityDiffers: ['birthName'],
  canChange: true,
};
afterEach(async () => {
  document.body.replaceChildren();
  await page.viewport(1280, 800);
});

async function shown(comparison: AdministrativeComparison) {
  const view = Object.assign(new DmpAdministrativeView(), { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15', comparison });
  document.body.append(view);
  await view.updateComplete;
  return { view, rows: () => view.shadowRoot?.querySelectorAll('tbody tr').length };
}

test('by keyboard, the user passes identity vigilance before anything else is shown, and again for other data', async () => {
  const { view, rows } = await shown(OTHER);
  expect(rows()).toBe(3);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(rows()).toBe(3);
  await userEvent.keyboard('{Tab}{Tab}');
  expect(view.shadowRoot?.activeElement?.textContent).toContain("C'est bien le même patient");
  await userEvent.keyboard('{Enter}');
  await vi.waitFor(() => expect(rows()).toBe(12));
  expect(view.shadowRoot?.activeElement?.id).toBe('title');
  view.comparison = { ...OTHER };
  await view.updateComplete;
  expect(rows()).toBe(3);
});

test('once the DMP is up to date, the focus is on what is left to do', async () => {
  const { view } = await shown({ ...OTHER, identityDiffers: [] });
  inside<HTMLInputElement>(view, '#confirm').focus();
  view.message = 'Les données du DMP sont à jour';
  await view.updateComplete;
  expect(view.shadowRoot?.activeElement?.textContent).toContain('Fermer');
});

test.each([320, 700, 1280])('at %d px nothing scrolls sideways', async (width) => {
  await page.viewport(width, 640);
  const { view } = await shown({ ...OTHER, identityDiffers: [] });
  const dialog = inside<HTMLDialogElement>(view, 'dialog');
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  expect(dialog.getBoundingClientRect().right).toBeLessThanOrEqual(width);
  expect(getComputedStyle(inside(view, 'tbody tr')).display).toBe(width < 720 ? 'block' : 'table-row');
});

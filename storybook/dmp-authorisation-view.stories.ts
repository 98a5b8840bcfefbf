import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { DmpAuthorisationView } from '../src/views/dmp-authorisation-view.js';
import { DmpRemovalView } from '../src/views/dmp-removal-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';

const PATIENT = { patientName: 'INS-FAMILLE-UN JEAN-MICHEL', birthDate: '1973-08-07' };
const meta: Meta = { title: 'Autorisation d’accès' };
export default meta;
const ask = (name: string, more: Partial<DmpAuthorisationView> = {}): StoryObj => ({
  name,
  render: () => Object.assign(new DmpAuthorisationView(), PATIENT, { collectedBy: 'Léa INFIRMIER0212' }, more),
});
const remove = (name: string, more: Partial<DmpRemovalView> = {}): StoryObj => ({ name, render: () => Object.assign(new DmpRemovalView(), PATIENT, more) });

export const Unticked = ask("Je demande l'autorisation");
Unticked.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorisation-view');
  const asked = fn();
  view?.addEventListener('dmp-ask-authorisation', asked);
  const box = inside<HTMLInputElement>(view, 'input');
  await waitFor(() => expect(box.checkVisibility()).toBe(true));
  inside<HTMLButtonElement>(view, '.end .p').click();
  await view?.updateComplete;
  await expect(asked).not.toHaveBeenCalled();
  await expect(inside(view, '[role=alert]').textContent).toContain('Cochez la case pour valider.');
  await expect(view?.shadowRoot?.activeElement).toBe(box);
  await userEvent.keyboard(' ');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect(asked).toHaveBeenCalledOnce();
};
export const UntickedDark = inTheDark(ask("Je demande l'autorisation"));
export const UntickedNarrow = in320Pixels(ask("Je demande l'autorisation"));
export const Sending = ask("L'autorisation est en cours d'enregistrement", { isSending: true });
Sending.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorisation-view');
  const asked = fn();
  view?.addEventListener('dmp-ask-authorisation', asked);
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(asked).not.toHaveBeenCalled();
};
export const Lost = ask('La réponse du DMP s’est perdue', { error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } });
export const AlreadyThere = ask("J'avais déjà l'autorisation", { alreadyThere: true });

export const Removal = remove('Je supprime mon autorisation');
Removal.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-removal-view');
  await waitFor(() => expect(view?.shadowRoot?.activeElement?.id).toBe('title'));
  const removed = fn();
  view?.addEventListener('dmp-remove-authorisation', removed);
  inside<HTMLButtonElement>(view, '.danger').click();
  await expect(removed).toHaveBeenCalledOnce();
};
export const RemovalDark = inTheDark(remove('Je supprime mon autorisation'));
export const RemovalFailed = remove('La suppression n’a pas abouti', { error: { code: 'dmp.unreachable' } });

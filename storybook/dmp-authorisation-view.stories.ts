import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import { DmpAuthorisationView } from '../src/views/dmp-authorisation-view.js';
import { DmpRemovalView } from '../src/views/dmp-removal-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { TAKEN_OUT, TO_UNLOCK } from './samples.js';

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
  await waitFor(() => expect(view?.shadowRoot?.activeElement).toBe(box));
  await expect(box.checked).toBe(false);
  inside<HTMLButtonElement>(view, '.end .p').click();
  await view?.updateComplete;
  await expect(asked).not.toHaveBeenCalled();
  await expect(inside(view, '[role=alert]').textContent).toContain('Cochez la case pour valider.');
  await expect(view?.shadowRoot?.activeElement).toBe(box);
  await userEvent.keyboard(' ');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect(asked).toHaveBeenCalledOnce();
};
export const CardTakenOut = ask('Ma carte a été retirée pendant la question', { card: TAKEN_OUT });
export const CardTakenOutDark = inTheDark(CardTakenOut);
export const CardTakenOutNarrow = in320Pixels(CardTakenOut);
export const CardBack = ask('Ma carte est revenue, son code est demandé ici', { card: TO_UNLOCK });
export const CardBackDark = inTheDark(CardBack);
export const CardBackNarrow = in320Pixels(CardBack);
export const RemovalCardBack = remove('Ma carte est revenue pendant la suppression', { card: TO_UNLOCK });
export const RemovalCardBackDark = inTheDark(RemovalCardBack);
export const RemovalCardBackNarrow = in320Pixels(RemovalCardBack);
export const SentOnce = ask("Je valide d'un double clic");
SentOnce.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorisation-view');
  if (!view) throw new Error('no dialog');
  const asked = fn(() => (view.isSending = true));
  view.addEventListener('dmp-ask-authorisation', asked);
  inside<HTMLInputElement>(view, 'input').click();
  await view.updateComplete;
  const validate = inside<HTMLButtonElement>(view, '.end .p');
  validate.click();
  validate.click();
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
  // What was sent is not changed meanwhile.
  const box = inside<HTMLInputElement>(view, 'input');
  box.click();
  await expect(box.checked).toBe(false);
};
export const Lost = ask('La réponse du DMP s’est perdue', { error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } });
Lost.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorisation-view');
  const asked = fn();
  view?.addEventListener('dmp-ask-authorisation', asked);
  inside<HTMLInputElement>(view, 'input').click();
  await view?.updateComplete;
  const retry = inside<HTMLButtonElement>(view, '.end .p');
  await expect(retry.textContent?.trim()).toBe('Réessayer');
  retry.click();
  await expect(asked).toHaveBeenCalledOnce();
};
export const LostDark = inTheDark(ask('La réponse du DMP s’est perdue', { error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } }));
export const LostNarrow = in320Pixels(ask('La réponse du DMP s’est perdue', { error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } }));
export const AlreadyThere = ask("J'avais déjà l'autorisation", { alreadyThere: true });

AlreadyThere.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorisation-view');
  await waitFor(() => expect(view?.shadowRoot?.activeElement?.textContent).toContain("Vous aviez déjà l'autorisation"));
  await expect(view?.shadowRoot?.querySelector('input')).toBeNull();
};

export const Removal = remove('Je supprime mon autorisation');
Removal.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-removal-view');
  await waitFor(() => expect(view?.shadowRoot?.activeElement?.id).toBe('title'));
  const removed = fn();
  view?.addEventListener('dmp-remove-authorisation', removed);
  await expect(view?.shadowRoot?.querySelector('dialog')?.textContent).toContain("Il restera possible d'y ajouter des documents");
  inside<HTMLButtonElement>(view, '.danger').click();
  await expect(removed).toHaveBeenCalledOnce();
};
export const RemovalDark = inTheDark(remove('Je supprime mon autorisation'));
export const RemovalFailed = remove('La suppression n’a pas abouti', { error: { code: 'dmp.unreachable' } });
export const RemovalSending = remove('La suppression est en cours', { isSending: true });
RemovalSending.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-removal-view');
  const removed = fn();
  view?.addEventListener('dmp-remove-authorisation', removed);
  inside<HTMLButtonElement>(view, '.danger').click();
  await expect(removed).not.toHaveBeenCalled();
};
export const RemovalCancelled = remove('Je renonce à supprimer mon autorisation');
RemovalCancelled.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-removal-view');
  const removed = fn();
  const closed = fn();
  view?.addEventListener('dmp-remove-authorisation', removed);
  view?.addEventListener('dmp-close', closed);
  await waitFor(() => expect(view?.shadowRoot?.activeElement?.id).toBe('title'));
  view?.shadowRoot?.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
  await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  await expect(removed).not.toHaveBeenCalled();
};

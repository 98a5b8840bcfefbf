import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import type { OutboxState } from '../src/api/documents.js';
import { DmpOutboxView } from '../src/views/dmp-outbox-view.js';
import { DmpWithdrawalView } from '../src/views/dmp-withdrawal-view.js';
import { HELD, outbox, PROPOSED, REFUSED, SENT, UNREADABLE } from './document-samples.js';
import { in320Pixels, inEveryPlace, inside, inTheDark } from './places.js';

type Args = { readonly outbox: () => OutboxState; readonly more?: Partial<DmpOutboxView> };
const meta: Meta<Args> = {
  title: "Boîte d'envoi",
  render: (args) => inEveryPlace(() => Object.assign(new DmpOutboxView(), args.more, { outbox: args.outbox() })),
};
export default meta;
/** Times are taken when the story is shown. */
const story = (name: string, make: () => OutboxState, more: Partial<DmpOutboxView> = {}): StoryObj<Args> => ({ name, args: { outbox: make, more } });
const viewIn = (canvasElement: HTMLElement): DmpOutboxView => canvasElement.querySelector('dmp-outbox-view') as DmpOutboxView;

export const Full = story('Des documents dans chaque état', () => outbox());
Full.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const acts: unknown[] = [];
  view.addEventListener('dmp-document-act', ({ detail }) => acts.push(detail));
  const heads = [...(view.shadowRoot?.querySelectorAll('.grp') ?? [])].map(({ textContent }) => textContent?.trim());
  await expect(heads).toEqual(['À traiter', 'En cours et en attente', 'Envoyés']);
  // One filled button: what is most pressing.
  await expect([...(view.shadowRoot?.querySelectorAll('.b.p') ?? [])].map(({ textContent }) => textContent?.trim())).toEqual(['Corriger et renvoyer']);
  inside<HTMLButtonElement>(view, '[data-document=h1] .acts .b').click();
  inside<HTMLButtonElement>(view, '[data-document=r1] .acts .b').click();
  await expect(acts).toEqual([
    { documentId: 'h1', act: 'release' },
    { documentId: 'r1', act: 'correct' },
  ]);
  const opened: unknown[] = [];
  view.addEventListener('dmp-open-form', ({ detail }) => opened.push(detail));
  inside<HTMLButtonElement>(view, '[data-document=r1] .link').click();
  await expect(opened).toEqual([{ patientId: 'p03' }]);
};
export const Lost = story("Le fichier de la boîte d'envoi a été perdu", () => outbox({ rows: [], lostAt: new Date(2026, 10, 24, 7, 34).getTime() }));
Lost.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const known = fn();
  view.addEventListener('dmp-acknowledge-loss', known);
  inside<HTMLButtonElement>(view, '[role=alert] .b').click();
  await expect(known).toHaveBeenCalledOnce();
};
export const MenuOpen = story("Le menu d'un document est ouvert", () => outbox({ rows: [REFUSED, HELD, SENT] }));
MenuOpen.play = async ({ canvasElement }) => {
  const menu = inside(viewIn(canvasElement), '[data-document=h1] dmp-menu-view');
  inside<HTMLButtonElement>(menu, 'button').click();
  await waitFor(() => expect(menu.shadowRoot?.activeElement?.textContent?.trim()).toBe("Retirer de la boîte d'envoi"));
};
export const ByPatient = story('Les documents, patient par patient', () => outbox());
ByPatient.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  inside<HTMLInputElement>(view, '#view-byPatient').click();
  await view.updateComplete;
  const heads = [...(view.shadowRoot?.querySelectorAll('.grp') ?? [])].map(({ textContent }) => textContent?.trim());
  await expect(heads[0]).toBe('DESMAUX Nathalie');
  await expect(heads).toHaveLength(5);
};
export const OnlyHeld = story("Je ne regarde qu'un état", () => outbox());
OnlyHeld.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  inside<HTMLButtonElement>(view, '.counter.f-stop').click();
  await view.updateComplete;
  await expect(view.shadowRoot?.querySelectorAll('[data-document]')).toHaveLength(1);
};
export const Proposed = story("Une règle propose un document, un autre n'est plus lisible", () => outbox({ rows: [UNREADABLE, PROPOSED], sentToday: 0 }));
Proposed.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const acts: unknown[] = [];
  view.addEventListener('dmp-document-act', ({ detail }) => acts.push(detail));
  const button = inside<HTMLButtonElement>(view, '[data-document=p1] .acts .b');
  await expect(button.textContent?.trim()).toBe('Vérifier et ajouter');
  button.click();
  const menu = inside(view, '[data-document=p1] dmp-menu-view');
  inside<HTMLButtonElement>(menu, 'button').click();
  await waitFor(() => expect(menu.shadowRoot?.activeElement?.textContent?.trim()).toBe('Ne pas envoyer'));
  await expect(acts).toEqual([{ documentId: 'p1', act: 'confirm' }]);
};
export const Suspended = story('Les envois sont suspendus', () =>
  outbox({ suspended: true, rows: [{ ...HELD, state: { kind: 'queued', waitsFor: 'suspended' }, acts: ['hold', 'withdraw'] }], more: 214 }),
);
Suspended.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const resumed = fn();
  view.addEventListener('dmp-resume-outbox', resumed);
  inside<HTMLButtonElement>(view, '.top .b').click();
  await expect(resumed).toHaveBeenCalledOnce();
};
export const Empty = story('Rien à envoyer', () => outbox({ rows: [], sentToday: 0 }));
export const Refused = story("Ce que je demande n'a pas pu être fait", () => outbox(), { refusal: { code: 'host.unavailable' } });

const withdrawal = (name: string, more: Partial<DmpWithdrawalView> = {}): StoryObj => ({
  name,
  render: () => Object.assign(new DmpWithdrawalView(), { patientName: HELD.patientName, documentTitle: HELD.title, typeLabel: HELD.typeLabel }, more),
});
export const Withdraw = withdrawal('Retirer un document');
Withdraw.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-withdrawal-view');
  const confirmed = fn();
  view?.addEventListener('dmp-withdraw', confirmed);
  // What cannot be taken back has not the focus.
  await expect(view?.shadowRoot?.activeElement?.id).toBe('title');
  inside<HTMLButtonElement>(view, '.danger').click();
  await expect(confirmed).toHaveBeenCalledOnce();
};
export const WithdrawDark = inTheDark(withdrawal('Retirer un document'));
export const WithdrawNarrow = in320Pixels(withdrawal('Retirer un document'));
export const Withdrawing = withdrawal('Le document est en cours de retrait', { isSending: true });
export const WithdrawFailed = withdrawal("Le document n'a pas pu être retiré", { error: { code: 'host.unavailable' } });

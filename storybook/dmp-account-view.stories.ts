import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import type { FormFault, FormFaults } from '../src/api/form-faults.js';
import type { AccountDraft, AccountWish } from '../src/api/messages.js';
import { DmpAccountView } from '../src/views/dmp-account-view.js';
import { handsOn } from './form-hands.js';
import { in320Pixels, inTheDark } from './places.js';
import { TO_UNLOCK } from './samples.js';

type Args = Partial<Pick<DmpAccountView, 'draft' | 'card' | 'isSending' | 'error' | 'message'>> & { readonly refused?: FormFaults; readonly task?: string };

const NONE: AccountDraft = {
  patientId: 'p02',
  patientName: 'INS-FAMILLE-ONZE PAUL',
  hasAccount: false,
  contact: { email: 'paul.onze@exemple.fr', mobile: '06 11 11 11 11' },
};
const THERE: AccountDraft = { ...NONE, hasAccount: true };

const meta: Meta<Args> = {
  title: 'Compte internet du patient',
  render({ refused, task: _task, ...args }) {
    const view = Object.assign(new DmpAccountView(), args);
    view.addEventListener('dmp-close', () => view.remove());
    if (refused) view.refuse(refused);
    return view;
  },
  async play({ canvasElement, args: { task } }) {
    if (task) await handsOn(canvasElement, 'dmp-account-view').tick(`task-${task}`);
  },
};
export default meta;
const story = (name: string, args: Args = {}): StoryObj<Args> => ({ name, args: { draft: THERE, ...args } });

export const Creation = story("Le patient n'a pas de compte", { draft: NONE });
export const CreationDark = inTheDark(Creation);
export const CreationNarrow = in320Pixels(Creation);
export const CreationRefused = story('Des champs du compte sont à corriger', {
  draft: NONE,
  refused: { 'account.email': 'channelWithoutEmail', 'account.mobile': 'phone', 'account.mobileConfirmation': 'phonesDiffer' },
});
export const CreationRefusedDark = inTheDark(CreationRefused);
export const CreationRefusedNarrow = in320Pixels(CreationRefused);
export const Email = story("J'ajoute une adresse email");
export const EmailDark = inTheDark(Email);
export const EmailNarrow = in320Pixels(Email);
export const Mobile = story('Je change le téléphone mobile', { task: 'mobile' });
export const MobileDark = inTheDark(Mobile);
export const MobileNarrow = in320Pixels(Mobile);
export const Removal = story("Je supprime l'adresse email", { task: 'removeEmail' });
export const RemovalDark = inTheDark(Removal);
export const RemovalNarrow = in320Pixels(Removal);
export const Renewal = story("Je renouvelle l'identifiant et le mot de passe", { task: 'renew' });
export const RenewalDark = inTheDark(Renewal);
export const RenewalNarrow = in320Pixels(Renewal);
export const CardBack = story('Ma carte est revenue, son code est demandé ici', { card: TO_UNLOCK, task: 'renew' });
export const CardBackDark = inTheDark(CardBack);
export const CardBackNarrow = in320Pixels(CardBack);
export const Sending = story('La mise à jour est en cours', { isSending: true });
export const SendingDark = inTheDark(Sending);
export const SendingNarrow = in320Pixels(Sending);
export const Failed = story("La mise à jour n'a pas abouti", { error: { code: 'dmp.channelExists', reference: '2b1c-77e0' } });
export const FailedDark = inTheDark(Failed);
export const FailedNarrow = in320Pixels(Failed);
export const Done: StoryObj<Args> = {
  ...story('Le compte est à jour', { message: 'Le compte internet est à jour' }),
  async play({ canvasElement }) {
    const { focused } = handsOn(canvasElement, 'dmp-account-view');
    await waitFor(() => expect(focused()?.textContent?.trim()).toBe('Fermer'));
  },
};
export const DoneDark = inTheDark(Done);
export const DoneNarrow = in320Pixels(Done);

export const Created: StoryObj<Args> = {
  ...story('Je crée le compte', { draft: NONE }),
  async play({ canvasElement }) {
    const { created, fill, key } = watched(canvasElement);
    await fill('account.emailConfirmation', 'paul.onze@exemple.fr');
    await fill('account.mobileConfirmation', '06 11 11 11 11');
    await key('Enter', { ctrlKey: true });
    await key('Enter', { ctrlKey: true });
    const account: AccountWish = {
      email: 'paul.onze@exemple.fr',
      emailConfirmation: 'paul.onze@exemple.fr',
      mobile: '06 11 11 11 11',
      mobileConfirmation: '06 11 11 11 11',
      channel: 'EMAIL',
    };
    await expect(created).toHaveBeenCalledOnce();
    await expect(created).toHaveBeenCalledWith({ account });
  },
};
export const ChannelChanged: StoryObj<Args> = {
  ...story('Je remplace le téléphone mobile'),
  async play({ canvasElement }) {
    const { changed, tick, fill, press } = watched(canvasElement);
    await tick('task-mobile');
    await tick('action-MODIFICATION');
    await fill('change.value', '06 22 22 22 22');
    await fill('change.confirmation', '06 22 22 22 22');
    await press('.p');
    await expect(changed).toHaveBeenCalledWith({ change: { action: 'MODIFICATION', type: 'SMS', value: '06 22 22 22 22', confirmation: '06 22 22 22 22' } });
  },
};
export const TwinsDiffer: StoryObj<Args> = {
  ...story('Les deux adresses email sont différentes'),
  async play({ canvasElement }) {
    const { tick, fill, text, has } = watched(canvasElement);
    await fill('change.confirmation', 'paul.onze@exemple.com');
    await expect(text('#change-confirmation-note')).toBe("Les deux adresses sont différentes. Corrigez l'une ou l'autre.");
    await expect(text('.end .bad')).toBe('1 champ à corriger');
    await tick('task-mobile');
    await expect(has('.end .bad')).toBe(false);
  },
};
export const RemovalConfirmed: StoryObj<Args> = {
  ...story('Je confirme la suppression du téléphone mobile'),
  async play({ canvasElement }) {
    const { changed, tick, press, text, focused, field } = watched(canvasElement);
    await tick('task-removeMobile');
    await press('.danger');
    await expect(text('#confirmed-fault')).toBe('Cochez la case pour valider.');
    await expect(focused()).toBe(field('confirmed'));
    await expect(changed).not.toHaveBeenCalled();
    await tick('confirmed');
    await press('.danger');
    await expect(changed).toHaveBeenCalledWith({ change: { action: 'SUPPRESSION', type: 'SMS', value: '', confirmation: '' } });
  },
};
export const ConfirmedForOneTaskAlone: StoryObj<Args> = {
  ...story('Je confirme une suppression, puis je choisis le renouvellement'),
  async play({ canvasElement }) {
    const { changed, renewed, tick, press, text } = watched(canvasElement);
    await tick('task-removeEmail');
    await tick('confirmed');
    await tick('task-renew');
    await press('.danger');
    await expect(text('#confirmed-fault')).toBe('Cochez la case pour valider.');
    await expect(renewed).not.toHaveBeenCalled();
    await tick('confirmed');
    await press('.danger');
    await expect(renewed).toHaveBeenCalledOnce();
    await expect(changed).not.toHaveBeenCalled();
  },
};
export const Abandoning: StoryObj<Args> = {
  ...story("J'annule après avoir saisi"),
  async play({ canvasElement }) {
    const { fill, key, text, closed, press } = watched(canvasElement);
    await fill('change.value', 'paul@exemple.fr');
    await key('Escape');
    await expect(text('#abandon-title')).toBe('Abandonner la saisie ?');
    await press('.abandon .danger');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};

/** A form that is checked as the plugin does, and sent to nobody: the answer never comes. */
function watched(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-account-view');
  const [created, changed, renewed, closed] = [fn(), fn(), fn(), fn()];
  const send = (sent: (detail?: object) => void) => (event: CustomEvent<object | undefined>) => {
    sent(event.detail ?? undefined);
    if (view) view.isSending = true;
  };
  view?.addEventListener('dmp-close', () => closed());
  view?.addEventListener('dmp-create-account', send(created));
  view?.addEventListener('dmp-change-channel', send(changed));
  view?.addEventListener('dmp-renew-secrets', send(renewed));
  view?.addEventListener('dmp-check-account', ({ detail: { account } }) => {
    view.faults = faultsOf(account);
  });
  return { ...handsOn(canvasElement, 'dmp-account-view'), created, changed, renewed, closed };
}

function faultsOf(account: AccountWish): FormFaults {
  const faults: Record<string, FormFault> = {};
  if (account.email !== account.emailConfirmation) faults['account.emailConfirmation'] = 'emailsDiffer';
  if (account.mobile !== account.mobileConfirmation) faults['account.mobileConfirmation'] = 'phonesDiffer';
  return faults;
}

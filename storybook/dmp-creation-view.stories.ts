import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import type { FormFault, FormFaults } from '../src/api/form-faults.js';
import type { CreationDraft, CreationForm } from '../src/api/messages.js';
import { DmpCreationView } from '../src/views/dmp-creation-view.js';
import { handsOn } from './form-hands.js';
import { in320Pixels, inTheDark } from './places.js';
import { ago, LEA, PIN_KEY } from './samples.js';

type Args = Partial<Pick<DmpCreationView, 'draft' | 'card' | 'faults' | 'isSending' | 'error' | 'tracesNoticeDue'>> & { readonly refused?: FormFaults };

const DRAFT: CreationDraft = {
  patientId: 'p02',
  patientName: 'INS-FAMILLE-ONZE PAUL',
  birthDate: '1970-08-07',
  isMinor: false,
  vitaleReadAt: ago(20),
  form: {
    consent: false,
    refusesBreakGlass: false,
    refusesEmergency: false,
    address: { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' },
  },
  contact: { email: 'paul.onze@exemple.fr', mobile: '06 11 11 11 11' },
};
const MINOR: CreationDraft = { ...DRAFT, patientId: 'p17', patientName: 'INS-FAMILLE-ONZE ZOÉ', birthDate: '2016-05-03', isMinor: true };
const ALL_WRONG: FormFaults = {
  'address.line': 'tooLong',
  'address.complement': 'characters',
  'address.postalCode': 'postalCode',
  'address.city': 'required',
  'address.country': 'required',
  'account.email': 'email',
  'account.emailConfirmation': 'emailsDiffer',
  'account.mobile': 'mobile',
  'account.mobileConfirmation': 'phonesDiffer',
};

const meta: Meta<Args> = {
  title: 'Création du DMP',
  render({ refused, ...args }) {
    const view = Object.assign(new DmpCreationView(), args);
    view.addEventListener('dmp-close', () => view.remove());
    if (refused) view.refuse(refused);
    return view;
  },
};
export default meta;
const story = (name: string, args: Args = {}): StoryObj<Args> => ({ name, args: { draft: DRAFT, ...args } });

export const Empty = story('Le formulaire, aucune case cochée');
export const EmptyDark = inTheDark(Empty);
export const EmptyNarrow = in320Pixels(Empty);
export const CardMissing: StoryObj<Args> = {
  ...story('La CPS manque', { card: { kind: 'locked', pinKey: PIN_KEY, holder: LEA, lastTry: false } }),
  async play({ canvasElement }) {
    const { text } = handsOn(canvasElement, 'dmp-creation-view');
    await expect(text('.chips')).toMatch(/^Session CPS à ouvrir Carte Vitale lue .* INS qualifiée$/);
  },
};
export const CardMissingDark = inTheDark(CardMissing);
export const CardMissingNarrow = in320Pixels(CardMissing);
export const ReadOnAnotherDay = story('La Carte Vitale a été lue un autre jour', {
  draft: { ...DRAFT, vitaleReadAt: new Date(2026, 4, 7, 7, 34).getTime() },
});
export const CardChanged = story("La carte d'un autre professionnel est ouverte", { error: { code: 'card.changed' } });
export const CardChangedDark = inTheDark(CardChanged);
export const CardChangedNarrow = in320Pixels(CardChanged);
export const NoticeDue = story('Cet autre professionnel doit lire que ses accès sont tracés', { error: { code: 'card.changed' }, tracesNoticeDue: true });
export const NoticeDueDark = inTheDark(NoticeDue);
export const NoticeDueNarrow = in320Pixels(NoticeDue);
export const Minor = story('Le patient est mineur', { draft: MINOR });
export const MinorDark = inTheDark(Minor);
export const MinorNarrow = in320Pixels(Minor);
export const Sending = story('La création est en cours', { isSending: true });
export const SendingDark = inTheDark(Sending);
export const SendingNarrow = in320Pixels(Sending);
export const Failed = story("La création n'a pas abouti", { error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } });
export const FailedDark = inTheDark(Failed);
export const FailedNarrow = in320Pixels(Failed);

export const Refused: StoryObj<Args> = {
  ...story('Des champs sont à corriger', { refused: ALL_WRONG }),
  async play({ canvasElement }) {
    const { tick, has, text, focused, field } = handsOn(canvasElement, 'dmp-creation-view');
    await expect(focused()).toBe(field('address.line'));
    await tick('account');
    await expect(text('.end .bad')).toBe('9 champs à corriger');
    await expect(text('#address-postalCode-note')).toBe('Un code postal français comporte 5 chiffres, par exemple 72000.');
    await expect(field('address.postalCode').getAttribute('aria-describedby')).toBe('address-postalCode-note');
    await expect(has('#address-complement[aria-invalid]')).toBe(true);
  },
};
export const RefusedDark = inTheDark(Refused);
export const RefusedNarrow = in320Pixels(Refused);
export const RepresentativeMissing = story('Le représentant légal manque', {
  draft: MINOR,
  refused: { 'legalRepresentative.relation': 'required', 'legalRepresentative.familyName': 'required', 'legalRepresentative.givenName': 'required' },
});
RepresentativeMissing.play = async ({ canvasElement }) => {
  const { fill, text, focused, field } = handsOn(canvasElement, 'dmp-creation-view');
  await expect(focused()).toBe(field('relation'));
  await fill('legalRepresentative.familyName', 'INS-FAMILLE-ONZE');
  await expect(text('.end .bad')).toBe('2 champs à corriger');
};

export const ConsentFirst: StoryObj<Args> = {
  ...story("Je valide sans l'accord du patient"),
  async play({ canvasElement }) {
    const { asked, press, tick, text, focused, field } = watched(canvasElement);
    await press('.p');
    await expect(text('#consent-fault')).toBe('Cochez la case pour valider.');
    await expect(focused()).toBe(field('consent'));
    await expect(asked).not.toHaveBeenCalled();
    await tick('consent');
    await expect(text('#consent-fault')).toBe('');
    await press('.p');
    await expect(asked).toHaveBeenCalledWith({ ...DRAFT.form, consent: true });
  },
};
export const Disagrees: StoryObj<Args> = {
  ...story("Le patient n'est pas d'accord"),
  async play({ canvasElement }) {
    const { asked, closed, fill, press } = watched(canvasElement);
    await fill('address.complement', 'BAT B');
    await press('.end .push');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
    await expect(asked).not.toHaveBeenCalled();
  },
};

export const TwinsDiffer: StoryObj<Args> = {
  ...story('Les deux adresses email sont différentes'),
  async play({ canvasElement }) {
    const { tick, fill, text, has } = watched(canvasElement);
    await tick('account');
    await fill('account.email', 'paul.onze@exemple.fr');
    await expect(has('#account-emailConfirmation-note')).toBe(false);
    await fill('account.emailConfirmation', 'paul.onze@exemple.com');
    await expect(text('#account-emailConfirmation-note')).toBe("Les deux adresses sont différentes. Corrigez l'une ou l'autre.");
    await expect(text('.end .bad')).toBe('1 champ à corriger');
  },
};
export const TwinsDifferDark = inTheDark(TwinsDiffer);
export const TwinsDifferNarrow = in320Pixels(TwinsDiffer);
export const TwinsCorrected: StoryObj<Args> = {
  ...story("Je corrige l'une des deux adresses email"),
  async play({ canvasElement }) {
    const { tick, fill, has } = watched(canvasElement);
    await tick('account');
    await fill('account.emailConfirmation', 'paul.onze@exemple.com');
    await expect(has('#account-emailConfirmation-note')).toBe(true);
    await fill('account.email', 'paul.onze@exemple.com');
    await expect(has('#account-emailConfirmation-note')).toBe(false);
    await expect(has('.end .bad')).toBe(false);
  },
};

export const Abandoning: StoryObj<Args> = {
  ...story("J'annule après avoir saisi"),
  async play({ canvasElement }) {
    const { closed, fill, key, focused, text, has } = watched(canvasElement);
    await fill('address.complement', 'BAT B');
    await key('Escape');
    await expect(text('#abandon-title')).toBe('Abandonner la création ?');
    await expect(focused()?.textContent).toBe('Revenir au formulaire');
    await expect(has('dialog:first-of-type[open]')).toBe(true);
    await expect(closed).not.toHaveBeenCalled();
  },
};
export const AbandoningDark = inTheDark(Abandoning);
export const AbandoningNarrow = in320Pixels(Abandoning);
export const BackToTheForm: StoryObj<Args> = {
  ...story('Je reviens au formulaire'),
  async play({ canvasElement }) {
    const { asked, closed, fill, tick, key, has, field } = watched(canvasElement);
    await fill('address.complement', 'BAT B');
    await tick('consent');
    await key('Escape');
    await key('Enter', { ctrlKey: true });
    await expect(asked).not.toHaveBeenCalled();
    await key('Escape');
    await waitFor(() => expect(has('.abandon')).toBe(false));
    await expect(field('address.complement').value).toBe('BAT B');
    await expect(closed).not.toHaveBeenCalled();
  },
};
export const Abandoned: StoryObj<Args> = {
  ...story("J'abandonne la création"),
  async play({ canvasElement }) {
    const { asked, closed, fill, press } = watched(canvasElement);
    await fill('address.complement', 'BAT B');
    await press('.end .b:last-child');
    await press('.abandon .danger');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
    await expect(asked).not.toHaveBeenCalled();
  },
};
export const NothingTyped: StoryObj<Args> = {
  ...story("J'annule sans avoir rien saisi"),
  async play({ canvasElement }) {
    const { closed, key } = watched(canvasElement);
    await key('Escape');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};

export const SentOnce: StoryObj<Args> = {
  ...story('Je valide deux fois'),
  async play({ canvasElement }) {
    const { asked, closed, tick, key, press, field, text } = watched(canvasElement);
    await tick('consent');
    await key('Enter', { ctrlKey: true });
    await key('Enter', { ctrlKey: true });
    await press('.p');
    await expect(asked).toHaveBeenCalledOnce();
    await expect(text('[role=status]:not(.said)')).toContain("La création continue, son résultat s'affichera dans l'onglet DMP du patient.");
    await expect(field('address.line').readOnly).toBe(true);
    await tick('refusesEmergency');
    await expect(field('refusesEmergency').checked).toBe(false);
    await key('Escape');
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};
export const Complete: StoryObj<Args> = {
  ...story("Je crée le DMP d'un mineur et son compte", { draft: MINOR }),
  async play({ canvasElement }) {
    const { asked, tick, fill, press, field } = watched(canvasElement);
    for (const box of ['consent', 'refusesBreakGlass', 'account']) await tick(box);
    field('relation').value = 'MTH';
    field('relation').dispatchEvent(new Event('change'));
    await fill('legalRepresentative.familyName', 'INS-FAMILLE-ONZE');
    await fill('legalRepresentative.givenName', 'ANNE');
    await fill('account.emailConfirmation', 'paul.onze@exemple.fr');
    await fill('account.mobileConfirmation', '0611111111');
    await tick('channel-SMS');
    await press('.p');
    const form: CreationForm = {
      ...DRAFT.form,
      consent: true,
      refusesBreakGlass: true,
      account: {
        email: 'paul.onze@exemple.fr',
        emailConfirmation: 'paul.onze@exemple.fr',
        mobile: '06 11 11 11 11',
        mobileConfirmation: '0611111111',
        channel: 'SMS',
      },
      legalRepresentative: { relation: 'MTH', familyName: 'INS-FAMILLE-ONZE', givenName: 'ANNE' },
    };
    await expect(asked).toHaveBeenCalledWith(form);
  },
};

/** A form that is checked as the plugin does, and sent to nobody: the answer never comes. */
function watched(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-creation-view');
  const asked = fn();
  const closed = fn();
  view?.addEventListener('dmp-close', () => closed());
  view?.addEventListener('dmp-check-creation', ({ detail: { form } }) => {
    view.faults = faultsOf(form);
  });
  view?.addEventListener('dmp-create-record', ({ detail: { form } }) => {
    asked(form);
    view.isSending = true;
  });
  return { ...handsOn(canvasElement, 'dmp-creation-view'), asked, closed };
}

function faultsOf({ consent, account }: CreationForm): FormFaults {
  const faults: Record<string, FormFault> = {};
  if (!consent) faults['consent'] = 'consent';
  if (account && account.email !== account.emailConfirmation) faults['account.emailConfirmation'] = 'emailsDiffer';
  return faults;
}

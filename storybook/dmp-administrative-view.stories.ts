import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import type { AdministrativeComparison } from '../src/api/messages.js';
import { DmpAdministrativeView } from '../src/views/dmp-administrative-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { TAKEN_OUT } from './samples.js';

const ADDRESS = { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' };
const HOST: AdministrativeComparison['host'] = {
  birthName: 'DESMAUX',
  usedName: '',
  givenNames: 'NATHALIE',
  sex: 'F',
  birthDate: '19550615',
  address: ADDRESS,
  homePhone: '02 43 00 00 01',
  mobilePhone: '+33611111111',
  email: '',
};
const COMPARISON: AdministrativeComparison = {
  patientId: 'p01',
  patientName: 'DESMAUX NATHALIE',
  host: HOST,
  dmp: {
    ...HOST,
    usedName: 'DESMAUX-MARTIN',
    address: { ...ADDRESS, line: '12 RUE DU GUÉ DE MAULNY', complement: 'BÂTIMENT B', postalCode: '72000', city: 'LE MANS' },
    homePhone: '',
    mobilePhone: '+33 6 11 11 11 11',
    email: 'nathalie@example.org',
    refusesBreakGlass: true,
    refusesEmergency: false,
  },
  identityDiffers: [],
  canChange: true,
};
const SAME: AdministrativeComparison = { ...COMPARISON, dmp: { ...HOST, refusesBreakGlass: false, refusesEmergency: false }, canChange: false };
const MINOR: AdministrativeComparison = {
  ...COMPARISON,
  dmp: { ...COMPARISON.dmp, legalRepresentative: { relation: 'MTH', familyName: 'DESMAUX', givenName: 'NATHALIE' } },
};
const OTHER: AdministrativeComparison = {
  ...COMPARISON,
  dmp: { ...COMPARISON.dmp, birthName: 'DESMEAUX', birthDate: '19550616' },
  identityDiffers: ['birthName', 'birthDate'],
};

const meta: Meta = {
  title: 'Données administratives',
  render: (args) => Object.assign(new DmpAdministrativeView(), { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15', ...args }),
};
export default meta;
const story = (name: string, args: Partial<DmpAdministrativeView>): StoryObj => ({ name, args });

export const Compared = story('La fiche et le DMP diffèrent', { comparison: COMPARISON });
export const ComparedDark = inTheDark(Compared);
export const ComparedNarrow = in320Pixels(Compared);
export const Same = story('Rien ne diffère, le DMP ne peut pas être modifié', { comparison: SAME });
export const SameDark = inTheDark(Same);
export const SameNarrow = in320Pixels(Same);
export const Minor = story('Un mineur et son représentant légal', { comparison: MINOR });
export const MinorOfAnUncle = story('Un mineur dont le représentant légal est inconnu de nos listes', {
  comparison: { ...MINOR, dmp: { ...MINOR.dmp, legalRepresentative: { relation: 'UNCLE', familyName: 'DESMAUX', givenName: 'RENÉ' } } },
});
MinorOfAnUncle.play = async ({ canvasElement }) => {
  await expect(inside(canvasElement.querySelector('dmp-administrative-view'), '[aria-labelledby=wishes]').textContent).toContain('DESMAUX RENÉ (UNCLE)');
};
export const MinorDark = inTheDark(Minor);
export const MinorNarrow = in320Pixels(Minor);
export const Copied = story('Deux données sont copiées dans la fiche', { comparison: COMPARISON, taken: ['addressLine', 'city'] });
export const CopiedDark = inTheDark(Copied);
export const CopiedNarrow = in320Pixels(Copied);
export const OtherIdentity = story("L'identité diffère", { comparison: OTHER });
export const OtherIdentityDark = inTheDark(OtherIdentity);
export const OtherIdentityNarrow = in320Pixels(OtherIdentity);
export const Unreachable = story('Le DMP ne répond pas', { error: { code: 'dmp.unreachable', reference: '2b1c-77e0' } });
export const UnreachableDark = inTheDark(Unreachable);
export const UnreachableNarrow = in320Pixels(Unreachable);
export const Refused = story('La mise à jour est refusée', { comparison: COMPARISON, error: { code: 'dmp.attachedToMes' } });
export const RefusedDark = inTheDark(Refused);
export const RefusedNarrow = in320Pixels(Refused);
export const CardTakenOut = story('Ma carte a été retirée', { comparison: COMPARISON, card: TAKEN_OUT });
export const CardTakenOutDark = inTheDark(CardTakenOut);
export const CardTakenOutNarrow = in320Pixels(CardTakenOut);
export const Sending = story('La mise à jour est en cours', { comparison: COMPARISON, isSending: true });
export const SendingDark = inTheDark(Sending);
export const SendingNarrow = in320Pixels(Sending);
export const Done = story('Le DMP est à jour', { comparison: COMPARISON, message: 'Les données du DMP sont à jour' });
export const DoneDark = inTheDark(Done);
export const DoneNarrow = in320Pixels(Done);

const loading: StoryObj = {
  ...story('Lecture des données', { isLoading: true }),
  async play({ canvasElement }) {
    const { view } = watched(canvasElement);
    await expect(view.shadowRoot?.querySelector('.note')).toBeNull();
    await waitFor(() => expect(inside(view, '[role=status]:not(.said)').textContent).toContain('Lecture des données'));
  },
};
export const Loading = loading;
export const LoadingDark = inTheDark(loading);
export const LoadingNarrow = in320Pixels(loading);

export const Compares: StoryObj = {
  ...story('Chaque donnée dit si elle diffère', { comparison: COMPARISON }),
  async play({ canvasElement }) {
    const { view } = watched(canvasElement);
    const lines = [...(view.shadowRoot?.querySelectorAll('tbody tr') ?? [])].map((line) => [...line.children].map(({ textContent }) => tidy(textContent)));
    await expect(lines).toContainEqual(['Nom utilisé', 'Non renseigné', 'DESMAUX-MARTIN', 'Absent de la fiche']);
    await expect(lines).toContainEqual(['Sexe', 'Féminin', 'Féminin', 'Identique']);
    await expect(lines).toContainEqual(['Ville', 'LE MANS CEDEX 2', 'LE MANS', 'Différent Copier dans la fiche']);
    await expect(lines).toContainEqual(['Téléphone fixe', '02 43 00 00 01', 'Non renseigné', 'Absent du DMP']);
    await expect(lines).toContainEqual(['Téléphone mobile', '06 11 11 11 11', '06 11 11 11 11', 'Identique']);
    await expect(lines).toContainEqual(['Adresse e-mail', 'Non renseigné', 'nathalie@example.org', 'Absent de la fiche Copier dans la fiche']);
    const wishes = [...inside(view, '.facts').children].map(({ textContent }) => tidy(textContent));
    await expect(wishes).toEqual(['Accès « bris de glace »', 'Refusé par le patient', "Accès en cas d'urgence", 'Accepté par le patient']);
  },
};
export const Copies: StoryObj = {
  ...story('Je copie une donnée dans la fiche', { comparison: COMPARISON }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    const button = inside<HTMLButtonElement>(view, '[data-field=city]');
    await expect(button.getAttribute('aria-label')).toMatch(/^Copier dans la fiche\s: Ville$/);
    button.focus();
    await userEvent.keyboard('{Enter}');
    await expect(fired).toHaveBeenLastCalledWith('dmp-propose-fields', { fields: { city: 'LE MANS' } });
    view.taken = [...view.taken, 'city'];
    await view.updateComplete;
    await expect(tidy(button.textContent)).toBe('Copié');
    await expect(view.shadowRoot?.activeElement).toBe(button);
    await expect(view.shadowRoot?.textContent).toContain('Validez la fiche pour enregistrer');
    button.click();
    await expect(fired).toHaveBeenCalledOnce();
  },
};
export const NotTaken: StoryObj = {
  ...story("La fiche n'a pas de place pour ce que je copie", { comparison: COMPARISON }),
  async play({ canvasElement }) {
    const { view } = watched(canvasElement);
    inside<HTMLButtonElement>(view, '[data-field=email]').click();
    view.taken = [...view.taken];
    await view.updateComplete;
    await expect(inside(view, 'td [role=alert]').textContent).toContain("La fiche n'a pas pris cette valeur.");
  },
};
export const Vigilance: StoryObj = {
  ...story("Au clavier, je confirme qu'il s'agit du même patient", { comparison: OTHER }),
  async play({ canvasElement }) {
    const { view } = watched(canvasElement);
    await expect(view.shadowRoot?.querySelectorAll('tbody tr')).toHaveLength(3);
    await expect(view.shadowRoot?.textContent).not.toContain('nathalie@example.org');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect(view.shadowRoot?.querySelectorAll('tbody tr')).toHaveLength(3);
    const [goOn] = view.shadowRoot?.querySelectorAll<HTMLButtonElement>('.end button') ?? [];
    await expect(tidy(goOn?.textContent)).toBe("C'est bien le même patient, continuer");
    goOn?.focus();
    await userEvent.keyboard('{Enter}');
    await view.updateComplete;
    await expect(view.shadowRoot?.querySelectorAll('tbody tr')).toHaveLength(12);
    await expect(view.shadowRoot?.activeElement?.id).toBe('title');
  },
};
export const Stopped: StoryObj = {
  ...story("J'arrête : ce n'est pas le même patient", { comparison: OTHER }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    const [, stop] = view.shadowRoot?.querySelectorAll<HTMLButtonElement>('.end button') ?? [];
    await expect(tidy(stop?.textContent)).toBe('Arrêter');
    stop?.click();
    await waitFor(() => expect(fired.mock.calls).toEqual([['dmp-close', null]]));
  },
};
export const Changed: StoryObj = {
  ...story('Je mets le DMP à jour avec la fiche', { comparison: COMPARISON }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    const send = inside<HTMLButtonElement>(view, '.end .p');
    await expect(tidy(inside(view, '.change').textContent)).toContain("l'adresse et les téléphones");
    await expect(inside<HTMLInputElement>(view, '[name=breakGlass]').checked).toBe(true);
    await expect(send.getAttribute('aria-disabled')).toBe('true');
    send.click();
    await view.updateComplete;
    await expect(inside(view, '#missing').textContent).toContain('Cochez la case');
    await expect(view.shadowRoot?.activeElement?.id).toBe('confirm');
    await expect(fired).not.toHaveBeenCalled();
    inside<HTMLInputElement>(view, '[name=breakGlass]').click();
    inside<HTMLInputElement>(view, '[name=emergency]').click();
    inside<HTMLInputElement>(view, '#confirm').click();
    await view.updateComplete;
    send.click();
    await expect(fired.mock.calls).toEqual([['dmp-change-administrative-data', { change: { refusesBreakGlass: false, refusesEmergency: true } }]]);
    await Promise.all(send.getAnimations().map(({ finished }) => finished));
  },
};
export const Retried: StoryObj = {
  ...story('Je relance la lecture', { error: { code: 'dmp.unreachable' } }),
  async play({ canvasElement }) {
    const { view, fired } = watched(canvasElement);
    inside<HTMLButtonElement>(view, '.error button').click();
    await expect(fired.mock.calls).toEqual([['dmp-retry', null]]);
  },
};

const tidy = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

function watched(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-administrative-view');
  if (!view) throw new Error('no view');
  const fired = fn();
  for (const name of ['dmp-retry', 'dmp-propose-fields', 'dmp-change-administrative-data', 'dmp-close'] as const)
    view.addEventListener(name, ({ detail }) => fired(name, detail));
  return { view, fired };
}

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, userEvent } from 'storybook/test';
import type { AuthorisedProfessional } from '../src/api/messages.js';
import { DmpAuthorisedView } from '../src/views/dmp-authorised-view.js';
import { DmpExplainView } from '../src/views/dmp-explain-view.js';
import { DmpSupportView } from '../src/views/dmp-support-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { TO_UNLOCK } from './samples.js';

const PATIENT = { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15' };
const PROFESSIONALS: readonly AuthorisedProfessional[] = [
  {
    id: '899900021212',
    familyName: 'INFIRMIER0212',
    givenName: 'Léa',
    specialities: ['Infirmier'],
    since: '20261120080000',
    lastAction: '20261123073400',
    mode: 'authorised',
    treatingPhysician: false,
  },
  {
    id: '899900001230',
    familyName: 'ALONSO0123',
    givenName: 'Fabrice',
    specialities: ['Médecin', 'Médecine générale'],
    since: '20240105090000',
    lastAction: '',
    mode: 'authorised',
    treatingPhysician: true,
  },
  {
    id: '899900003100',
    familyName: 'KINE0310',
    givenName: 'Marc',
    specialities: ['Masseur-Kinésithérapeute'],
    since: '20250301090000',
    lastAction: '20250301090000',
    mode: 'blocked',
    treatingPhysician: false,
  },
];
const meta: Meta = { title: 'Professionnels autorisés, explications, support' };
export default meta;
const list = (name: string, more: Partial<DmpAuthorisedView>): StoryObj => ({ name, render: () => Object.assign(new DmpAuthorisedView(), PATIENT, more) });

export const CardBack = list('Ma carte est revenue pendant la lecture', { card: TO_UNLOCK });
export const CardBackDark = inTheDark(CardBack);
export const CardBackNarrow = in320Pixels(CardBack);
export const List = list('Le patient a autorisé et bloqué des professionnels', { professionals: PROFESSIONALS });
List.play = async ({ canvasElement }) => {
  const table = inside<HTMLTableElement>(canvasElement.querySelector('dmp-authorised-view'), 'table');
  await expect(table.tBodies[0]?.rows).toHaveLength(3);
  await expect(table.textContent).toContain('Bloqué');
};
export const ListDark = inTheDark(list('Le patient a autorisé et bloqué des professionnels', { professionals: PROFESSIONALS }));
export const ListNarrow = in320Pixels(list('Le patient a autorisé et bloqué des professionnels', { professionals: PROFESSIONALS }));
export const Empty = list('Le patient n’a autorisé personne', { professionals: [] });
export const Loading = list('La liste est en cours de lecture', { isLoading: true });
export const Failed = list('La liste n’a pas pu être lue', { error: { code: 'dmp.timeout', reference: '2b1c-77e0' } });
Failed.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-authorised-view');
  const retried = fn();
  view?.addEventListener('dmp-retry', retried);
  inside<HTMLButtonElement>(view, '.error button').click();
  await expect(retried).toHaveBeenCalledOnce();
};

const explain = (name: string, about: DmpExplainView['about']): StoryObj => ({ name, render: () => Object.assign(new DmpExplainView(), PATIENT, { about }) });
export const WhyNoCreation = explain('Pourquoi un DMP ne se crée plus ici', 'explainCreation');
WhyNoCreation.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-explain-view');
  const printed = fn();
  view?.addEventListener('dmp-print-leaflet', printed);
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(printed).toHaveBeenCalledOnce();
  await userEvent.dblClick(inside<HTMLButtonElement>(view, '.end .p'));
  await expect(printed).toHaveBeenCalledTimes(2);
};
export const WhyNoCreationDark = inTheDark(explain('Pourquoi un DMP ne se crée plus ici', 'explainCreation'));
export const WhyNoAccount = explain('Pourquoi le compte ne se gère plus ici', 'explainAccount');
export const WhyNoAccountNarrow = in320Pixels(explain('Pourquoi le compte ne se gère plus ici', 'explainAccount'));

const support = (name: string, productPhone: string, productEmail: string, dmpPhone = '08 10 33 13 33'): StoryObj => ({
  name,
  render: () => Object.assign(new DmpSupportView(), { support: { dmpPhone, productPhone, productEmail } }),
});
export const Support = support('Je veux joindre le support', '04 67 00 00 00', 'assistance@exemple.fr');
Support.play = async ({ canvasElement }) => {
  const links = [...(canvasElement.querySelector('dmp-support-view')?.shadowRoot?.querySelectorAll('a') ?? [])].map(({ href }) => href);
  await expect(links).toEqual(['tel:0810331333', 'tel:0467000000', 'mailto:assistance@exemple.fr']);
};
export const SupportDark = inTheDark(support('Je veux joindre le support', '04 67 00 00 00', 'assistance@exemple.fr'));
export const SupportUnknown = support('Le support du logiciel n’est pas renseigné', '', '');
export const SupportByEmail = support('Le support du logiciel n’a qu’une adresse', '', 'assistance@exemple.fr', '');
SupportByEmail.play = async ({ canvasElement }) => {
  await expect(canvasElement.querySelector('dmp-support-view')?.shadowRoot?.querySelector('.in')?.textContent).toContain(
    "Le numéro du support DMP n'est pas renseigné",
  );
};
export const SupportNarrow = in320Pixels(support('Je veux joindre le support', '04 67 00 00 00', 'assistance@exemple.fr'));

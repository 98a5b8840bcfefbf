import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn } from 'storybook/test';
import { DmpDocumentConfirmationView } from '../src/views/dmp-document-confirmation-view.js';
import { CHECK, drawnPage } from './add-samples.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { LOCKED } from './samples.js';

type Args = Partial<DmpDocumentConfirmationView>;
const meta: Meta<Args> = {
  title: "Confirmation de l'ajout",
  loaders: [async () => ({ page: await drawnPage('Ordonnance') })],
  render: (args, { loaded }) =>
    Object.assign(
      new DmpDocumentConfirmationView(),
      { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15', collectedBy: 'Léa INFIRMIER0212', check: CHECK },
      { preview: { kind: 'pages', pages: [loaded['page']], total: 1 } },
      args,
    ),
};
export default meta;
const story = (name: string, args: Args = {}): StoryObj<Args> => ({ name, args });
const viewIn = (canvasElement: HTMLElement): DmpDocumentConfirmationView =>
  canvasElement.querySelector('dmp-document-confirmation-view') as DmpDocumentConfirmationView;

export const Asked = story('Ce qui sera signé et envoyé');
Asked.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const confirmed = fn();
  view.addEventListener('dmp-confirm-document', confirmed);
  await expect(inside(view, '.facts').textContent).toMatch(/20\/11\/2026.*Ajouté au DMP le.*24\/11\/2026/s);
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(confirmed).toHaveBeenCalledOnce();
  if (innerWidth < 720) return;
  const [confirm, cancel] = [...(view.shadowRoot?.querySelectorAll<HTMLElement>('.end .b') ?? [])].map((button) => button.getBoundingClientRect());
  await expect(cancel?.top).toBe(confirm?.top);
};
export const AskedDark = inTheDark(Asked);
export const AskedNarrow = in320Pixels(Asked);
export const Terms = story('Les CGU ont un lien', { check: { ...CHECK, termsUrl: 'https://exemple.fr/cgu' } });
Terms.play = async ({ canvasElement }) => {
  await expect(inside<HTMLAnchorElement>(viewIn(canvasElement), '.what a').textContent).toBe('CGU');
};
export const Hidden = story('Un document masqué', { check: { ...CHECK, visibility: ['INVISIBLE_PATIENT', 'MASQUE_PS'] } });
export const ForSomebody: StoryObj<Args> = {
  ...story("Une secrétaire l'ajoute pour un professionnel", {
    check: { ...CHECK, onBehalf: { author: 'Léa INFIRMIER0212', sender: 'Sylvie SECRETAIRE0212' } },
    collectedBy: 'Sylvie SECRETAIRE0212',
  }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    await expect(inside(view, '.facts').textContent).toMatch(/Auteur du document.*Léa INFIRMIER0212.*Envoyé par.*Sylvie SECRETAIRE0212, avec sa CPE/s);
    await expect(inside(view, '.end').textContent).toContain('Signé avec la CPE de Sylvie SECRETAIRE0212');
  },
};
export const CardMissing: StoryObj<Args> = {
  ...story('La CPS manque', { card: LOCKED }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const confirmed = fn();
    view.addEventListener('dmp-confirm-document', confirmed);
    inside<HTMLButtonElement>(view, '.end .p').click();
    await expect(confirmed).not.toHaveBeenCalled();
  },
};
export const Sending: StoryObj<Args> = {
  ...story("L'ajout est en cours", { isSending: true }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const confirmed = fn();
    view.addEventListener('dmp-confirm-document', confirmed);
    inside<HTMLButtonElement>(view, '.end .p').click();
    await expect(confirmed).not.toHaveBeenCalled();
  },
};
export const Failed = story("Le document n'a pas pu être gardé", { error: { code: 'document.notKept' } });

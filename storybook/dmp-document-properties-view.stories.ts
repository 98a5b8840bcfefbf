import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn } from 'storybook/test';
import type { FedDocument } from '../src/api/documents.js';
import { DmpDocumentPropertiesView } from '../src/views/dmp-document-properties-view.js';
import { fed } from './document-samples.js';
import { in320Pixels, inside, inTheDark } from './places.js';
import { TO_UNLOCK } from './samples.js';

type Args = Partial<DmpDocumentPropertiesView>;
const meta: Meta<Args> = {
  title: "Propriétés d'un document",
  render: (args) => {
    const view = Object.assign(new DmpDocumentPropertiesView(), { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15' }, args);
    view.addEventListener('dmp-close', () => view.remove());
    return view;
  },
};
export default meta;
const story = (name: string, difference: Partial<FedDocument> = {}, more: Args = {}): StoryObj<Args> => ({
  name,
  args: { document: fed(difference), ...more },
});
const viewIn = (canvasElement: HTMLElement): DmpDocumentPropertiesView =>
  canvasElement.querySelector('dmp-document-properties-view') as DmpDocumentPropertiesView;
const HIDDEN: Partial<FedDocument> = { visibility: ['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'], comment: 'À lire avec le patient', version: 2 };

export const Current = story('Le document est visible de tous');
Current.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const changes: unknown[] = [];
  view.addEventListener('dmp-change-visibility', ({ detail }) => changes.push(detail));
  await expect(view.shadowRoot?.activeElement?.id).toBe('title');
  await expect(inside(view, '.end .p').getAttribute('aria-disabled')).toBe('true');
  inside<HTMLInputElement>(view, '#MASQUE_PS').click();
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(changes).toEqual([{ visibility: ['MASQUE_PS'] }]);
};
export const CurrentDark = inTheDark(story('Le document est visible de tous'));
export const CurrentNarrow = in320Pixels(story('Le document est visible de tous'));
export const Hidden = story('Le patient ne le voit pas encore', HIDDEN);
export const Reveal = story('Je le rends visible au patient', HIDDEN);
Reveal.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const changes: unknown[] = [];
  view.addEventListener('dmp-change-visibility', ({ detail }) => changes.push(detail));
  inside<HTMLInputElement>(view, '#INVISIBLE_PATIENT').click();
  await view.updateComplete;
  inside<HTMLButtonElement>(view, '.end .p').click();
  await view.updateComplete;
  await expect(changes).toEqual([]);
  await expect(inside(view, '.abandon').textContent).toContain('Vous ne pourrez plus le lui masquer');
  await expect(view.shadowRoot?.activeElement?.textContent?.trim()).toBe('Annuler');
  inside<HTMLButtonElement>(view, '.abandon .danger').click();
  await expect(changes).toEqual([{ visibility: ['INVISIBLE_REPRESENTANTS_LEGAUX'], confirmed: true }]);
};
export const Lost = story("La réponse d'une modification s'est perdue", { update: { kind: 'failed', error: { code: 'dmp.answerLost' } } });
Lost.play = async ({ canvasElement }) => {
  await expect(inside(viewIn(canvasElement), '[role=alert]').textContent).toContain("La réponse du DMP s'est perdue en chemin");
};
export const Delete = story('Je le supprime');
Delete.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const deleted = fn();
  view.addEventListener('dmp-delete-document', deleted);
  inside<HTMLButtonElement>(view, '.end .danger').click();
  await view.updateComplete;
  await expect(deleted).not.toHaveBeenCalled();
  await expect(inside(view, '.abandon').textContent).toContain('Les anciennes versions');
  inside<HTMLButtonElement>(view, '.abandon .danger').click();
  await expect(deleted).toHaveBeenCalledOnce();
};
export const AskingToDelete = story('La suppression est demandée deux fois');
AskingToDelete.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  inside<HTMLButtonElement>(view, '.end .danger').click();
  await view.updateComplete;
  await expect(view.shadowRoot?.activeElement?.textContent?.trim()).toBe('Annuler');
};
export const Replace = story('Je le remplace');
Replace.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const acts: unknown[] = [];
  view.addEventListener('dmp-document-act', ({ detail }) => acts.push(detail));
  [...(view.shadowRoot?.querySelectorAll<HTMLButtonElement>('.in .b') ?? [])].find(({ textContent }) => textContent?.includes('Remplacer'))?.click();
  await expect(acts).toEqual([{ documentId: 'd01', act: 'replace' }]);
};
export const Archived = story('Le document est archivé', { availability: 'archived', acts: ['unarchive', 'delete'] });
export const NothingOffered = story("Une version plus récente l'a remplacé", { availability: 'replaced', acts: [] });
export const Updating = story('Une modification est en cours', { update: { kind: 'running' } });
export const UpdateFailed = story("La dernière modification n'a pas abouti", {
  update: { kind: 'failed', error: { code: 'dmp.rightsRefused', detail: { layer: 'xds', code: 'DMPAccessDeniedByRightsService', transaction: 'TD3.3a' } } },
});
export const Done = story('La visibilité est modifiée', { visibility: ['MASQUE_PS'] }, { message: 'La visibilité du document est modifiée' });
export const CardMissing = story('La CPS manque', {}, { card: TO_UNLOCK });

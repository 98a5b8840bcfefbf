import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn } from 'storybook/test';
import type { FeedingState, LocalDocumentMark } from '../src/api/documents.js';
import { DmpDocumentsView } from '../src/views/dmp-documents-view.js';
import { DmpLocalDocumentView } from '../src/views/dmp-local-document-view.js';
import { DmpOppositionView } from '../src/views/dmp-opposition-view.js';
import { BEFORE, CARD, FAILED, fed, feeding, HELD, PROPOSED, REFUSED, SENDING, UNREADABLE } from './document-samples.js';
import { in320Pixels, inEveryPlace, inside, inTheDark } from './places.js';
import { ago, TO_UNLOCK } from './samples.js';

type Args = { readonly feeding: () => FeedingState };
const meta: Meta<Args> = {
  title: 'Documents envoyés par le cabinet',
  render: (args) => inEveryPlace(() => Object.assign(new DmpDocumentsView(), { feeding: args.feeding() })),
};
export default meta;
/** Times are taken when the story is shown. */
const story = (name: string, make: () => FeedingState): StoryObj<Args> => ({ name, args: { feeding: make } });
const viewIn = (canvasElement: HTMLElement): DmpDocumentsView => canvasElement.querySelector('dmp-documents-view') as DmpDocumentsView;
const IMAGING = { category: 'imaging', typeLabel: "CR d'imagerie médicale" } as const;

export const Sent = story('Des documents envoyés, par catégorie', () =>
  feeding([
    fed(),
    fed({ documentId: 'd02', title: 'Radiographie du genou', ...IMAGING, writtenOn: '2026-11-20', visibility: ['INVISIBLE_PATIENT'] }),
    fed({ documentId: 'd03', title: 'Surveillance du pansement, J+3', availability: 'replaced', acts: [] }),
    fed({ documentId: 'd04', title: 'Suivi de la plaie', availability: 'archived', visibility: ['MASQUE_PS', 'INVISIBLE_REPRESENTANTS_LEGAUX'] }),
    fed({ documentId: 'd05', title: 'Envoyé par erreur', availability: 'deleted', acts: [] }),
  ]),
);
Sent.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const acts: unknown[] = [];
  view.addEventListener('dmp-document-act', ({ detail }) => acts.push(detail));
  const heads = [...(view.shadowRoot?.querySelectorAll('.grp') ?? [])].map(({ textContent }) => textContent?.trim());
  await expect(heads).toEqual(['Traitements et soins (4)', 'Imagerie médicale (1)']);
  const chips = (id: string) => [...(view.shadowRoot?.querySelectorAll(`[data-document=${id}] .chip`) ?? [])].map(({ textContent }) => textContent?.trim());
  await expect(chips('d01')[0]).toMatch(/^envoyé (à|le) /);
  await expect(chips('d02')[1]).toBe('non visible par le patient');
  await expect(chips('d05')).toEqual(['supprimé du DMP']);
  inside<HTMLButtonElement>(view, '[data-document=d01] .acts .b').click();
  await expect(acts).toEqual([{ documentId: 'd01', act: 'properties' }]);
};
export const OnTheirWay = story('Des documents sont en chemin', () =>
  feeding([
    PROPOSED,
    SENDING,
    BEFORE,
    { ...CARD, documentId: 'c1' },
    { ...CARD, documentId: 'c2', title: 'Glycémies d’octobre' },
    HELD,
    FAILED,
    REFUSED,
    UNREADABLE,
    fed({ update: { kind: 'running' } }),
    fed({ documentId: 'd02', update: { kind: 'failed', error: { code: 'dmp.timeout' } } }),
    fed({ documentId: 'd03', update: { kind: 'failed', error: { code: 'dmp.answerLost' } } }),
  ]),
);
OnTheirWay.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  await expect(inside(view, '.head').textContent).toContain('2 documents attendent votre carte');
  await expect(view.shadowRoot?.querySelectorAll('[data-document]')).toHaveLength(10);
  inside<HTMLButtonElement>(view, '.foot .link').click();
  await view.updateComplete;
  await expect(view.shadowRoot?.querySelectorAll('[data-document]')).toHaveLength(12);
  await expect(inside(view, '[data-document=d03]').textContent).toContain('modification à vérifier');
};
export const Opposed = story("Le patient s'oppose à l'alimentation", () => feeding([fed()], { opposedSince: ago(3 * 24 * 60), mayAdd: false, rules: 'apply' }));
Opposed.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  const opened = fn();
  view.addEventListener('dmp-open-opposition', opened);
  inside<HTMLButtonElement>(view, '.note .b').click();
  await expect(opened).toHaveBeenCalledOnce();
};
export const Excepted = story("Les règles automatiques ne s'appliquent pas à ce patient", () => feeding([fed()], { rules: 'exception' }));
export const Empty = story("Le cabinet n'a rien envoyé", () => feeding([]));

const opposition = (name: string, more: Partial<DmpOppositionView> = {}): StoryObj => ({
  name,
  render: () => Object.assign(new DmpOppositionView(), { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15' }, more),
});
export const Oppose = opposition('Enregistrer une opposition');
Oppose.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-opposition-view');
  const asked: unknown[] = [];
  view?.addEventListener('dmp-set-opposition', ({ detail }) => asked.push(detail));
  inside<HTMLButtonElement>(view, '.end .p').click();
  await expect(asked).toEqual([{ opposed: true }]);
};
export const OpposeDark = inTheDark(opposition('Enregistrer une opposition'));
export const OpposeNarrow = in320Pixels(opposition('Enregistrer une opposition'));
export const Lift = opposition('Lever une opposition', { isOpposed: true });
export const OpposeWithoutCard = opposition('La CPS manque', { card: TO_UNLOCK });
export const Opposing = opposition("L'opposition est en cours d'enregistrement", { isSending: true });
export const OpposeFailed = opposition("L'opposition n'a pas pu être enregistrée", { error: { code: 'host.unavailable' } });

const MARKS: readonly LocalDocumentMark[] = [
  { kind: 'proposed' },
  { kind: 'queued' },
  { kind: 'sending' },
  { kind: 'held' },
  { kind: 'failed' },
  { kind: 'refused' },
  { kind: 'locked' },
  { kind: 'deleted' },
  { kind: 'sent', at: ago(3) },
  { kind: 'changed', at: ago(26 * 60) },
  { kind: 'declined' },
  { kind: 'never' },
];
export const Marks: StoryObj = {
  name: 'Les documents du dossier local',
  render: () =>
    inEveryPlace(() => {
      const list = document.createElement('div');
      list.append(...MARKS.map((mark) => Object.assign(new DmpLocalDocumentView(), { mark })));
      return list;
    }),
  async play({ canvasElement }) {
    const words = [...canvasElement.querySelectorAll('.place:first-child dmp-local-document-view')].map((view) => view.shadowRoot?.textContent?.trim() ?? '');
    await expect(words.slice(1, 5)).toEqual(['À envoyer', 'À envoyer', 'Retenu', 'Échec']);
    await expect(words.slice(-2)).toEqual(['Non envoyé', '']);
  },
};

import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, waitFor } from 'storybook/test';
import type { FormFaults } from '../src/api/form-faults.js';
import { DmpAddDocumentView } from '../src/views/dmp-add-document-view.js';
import type { Preview } from '../src/views/dmp-preview-view.js';
import { draftOf, drawnPage, filledIn, joined } from './add-samples.js';
import { feeding } from './document-samples.js';
import { inEveryPlace, inside } from './places.js';
import { ago, CABINET, CPE, LEA, LOCKED } from './samples.js';

type Args = { readonly state: Partial<DmpAddDocumentView>; readonly refused?: FormFaults };
const AROUND = { patientName: 'DESMAUX NATHALIE', birthDate: '1955-06-15', feeding: feeding([]), session: { holder: LEA, situation: CABINET, since: ago(95) } };

const meta: Meta<Args> = {
  title: 'Ajouter un document',
  loaders: [async () => ({ page: await drawnPage('Ordonnance') })],
  render: ({ refused, state }, { loaded }) =>
    inEveryPlace(() => {
      const preview: Preview | undefined =
        state.body && state.joinedText === undefined ? { kind: 'pages', pages: [loaded['page']], total: state.body.pages } : undefined;
      const view = Object.assign(new DmpAddDocumentView(), AROUND, preview && { preview }, state);
      if (refused) view.refuse(refused);
      return view;
    }),
};
export default meta;
const story = (name: string, state: Args['state'], refused?: FormFaults): StoryObj<Args> => ({ name, args: { state, ...(refused && { refused }) } });
const viewIn = (canvasElement: HTMLElement): DmpAddDocumentView => canvasElement.querySelector('dmp-add-document-view') as DmpAddDocumentView;
const FILLED = draftOf({ form: filledIn() });

export const Preparing = story('Le formulaire se prépare', {});
export const Empty = story('Le formulaire, rien de joint', { draft: draftOf() });
export const Filled = story('Un fichier joint, converti', { draft: FILLED, body: joined() });
Filled.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  await expect(inside(view, '.lines').textContent).toContain('Visible par le patient');
  const preview = view.shadowRoot?.querySelector('dmp-preview-view');
  await waitFor(() => expect(inside<HTMLImageElement>(preview, 'img').naturalWidth).toBe(420));
};
export const SeveralPages: StoryObj<Args> = {
  ...story('Plusieurs pages', { draft: FILLED, body: joined({ pages: 12, warnings: ['renderedToImages', 'hiddenDataRemoved'] }) }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const first = await drawnPage('Page 1');
    view.preview = { kind: 'pages', pages: [first, await drawnPage('Page 2')], total: 12 };
    await view.updateComplete;
    const preview = view.shadowRoot?.querySelector('dmp-preview-view');
    await preview?.updateComplete;
    const [before, after] = preview?.shadowRoot?.querySelectorAll<HTMLButtonElement>('.turn .b') ?? [];
    await expect(before?.ariaDisabled).toBe('true');
    after?.click();
    await preview?.updateComplete;
    await expect(inside(preview, '.turn').textContent).toContain('Page 2 sur 12');
    await expect(after?.ariaDisabled).toBe('true');
  },
};
export const Written = story('Un texte rédigé', {
  draft: FILLED,
  kept: { form: filledIn(), way: 'text', text: 'Bilan de la semaine\n\nPlaie propre.' },
  joinedText: 'Bilan de la semaine\n\nPlaie propre.',
  body: joined({ name: '', mediaType: 'text/plain', warnings: [] }),
  preview: { kind: 'text', text: 'Bilan de la semaine\n\nPlaie propre.' },
});
export const Reading = story('Un fichier est lu', { draft: FILLED, reading: 'Radiographie.tif' });
export const ReadingText = story('Un texte est préparé', { draft: FILLED, reading: '', kept: { form: filledIn(), way: 'text', text: 'Bilan' } });
export const RefusedFile = story("Un fichier n'est pas accepté", { draft: FILLED, bodyError: { code: 'document.isPng' } });
export const TooLarge = story('Un fichier est trop grand', { draft: FILLED, bodyError: { code: 'document.tooLarge' }, refusedSize: 12_300_000 });
export const RefusedText = story("Un texte n'est pas accepté", {
  draft: FILLED,
  bodyError: { code: 'document.textControl' },
  kept: { form: filledIn(), way: 'text', text: 'Bilan' },
});
export const Wrong = story(
  'Des champs sont à corriger',
  { draft: draftOf() },
  { body: 'noBody', title: 'required', writtenOn: 'dateInFuture', actEnd: 'endBeforeStart', typeCode: 'notInList', visibility: 'visibilitiesExclude' },
);
Wrong.play = async ({ canvasElement }) => {
  const view = viewIn(canvasElement);
  await expect(inside(view, '.end').textContent).toContain('6 champs à corriger');
  await expect(inside(view, '#actEnd-note').textContent).toContain('avant la date de début');
};
const AUTHORS = [
  { code: '899900021212', label: 'Léa INFIRMIER0212', situationIds: [CABINET.id] },
  { code: '899900008880', label: 'Hugo REMPLACANT0888', situationIds: [CABINET.id] },
];
const HOSPITAL = { code: '10B0127189', label: 'MAISON DE SANTE DES JACOBINS / Maison de santé' };
export const ForSomebody: StoryObj<Args> = {
  ...story("Je suis secrétaire, j'ajoute pour un professionnel", {
    draft: draftOf({ form: filledIn(), authors: AUTHORS, situations: [...draftOf().situations, HOSPITAL] }),
    body: joined(),
    session: CPE,
  }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const choose = async (path: string, code: string) => {
      const field = inside<HTMLSelectElement>(view, `#${path}`);
      field.value = code;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      await view.updateComplete;
    };
    await expect(inside<HTMLSelectElement>(view, '#authorId').value).toBe('');
    await choose('authorId', '899900008880');
    await expect(view.typed?.form.authorId).toBe('899900008880');
    await choose('situationId', HOSPITAL.code);
    await expect([view.typed?.form.authorId, inside<HTMLSelectElement>(view, '#authorId').value]).toEqual(['', '']);
    await expect(inside(view, '#authorId-note').textContent).toContain('aucun professionnel');
    await choose('situationId', CABINET.id);
    await choose('authorId', '899900021212');
    await expect(view.typed?.form.authorId).toBe('899900021212');
  },
};
export const ForNobody = story(
  "Je suis secrétaire, l'auteur manque",
  { draft: draftOf({ form: filledIn(), authors: AUTHORS }), session: CPE },
  { authorId: 'required' },
);
export const Checking = story('Le formulaire est vérifié', { draft: FILLED, body: joined(), isSending: true });
export const Failed = story("Le formulaire n'a pas pu être vérifié", { draft: FILLED, body: joined(), error: { code: 'host.unavailable' } });
export const NotPrepared = story("Le formulaire n'a pas pu être préparé", { error: { code: 'host.unavailable' } });
export const CardMissing = story('La CPS manque', {
  card: LOCKED,
  error: { code: 'card.absent' },
  feeding: feeding([], { conditions: { card: false, record: true } }),
});
export const Traces = story("L'avis de traçabilité n'est pas lu", { draft: FILLED, tracesNoticeDue: true });
export const Opposed = story("Le patient s'oppose à l'alimentation", { feeding: feeding([], { opposedSince: ago(60), mayAdd: false }) });
export const Replaces = story('Un document en remplace un autre', {
  draft: draftOf({ form: filledIn(), replaces: { documentId: 'd01', title: 'Surveillance du pansement, J+6' } }),
  feeding: feeding([], { opposedSince: ago(60), mayAdd: false }),
});
export const ConditionsRead = story("J'ai déjà ajouté un document, les conditions sont repliées", {
  draft: draftOf({ form: filledIn(), conditionsRead: true }),
  body: joined(),
});
ConditionsRead.play = async ({ canvasElement }) => {
  for (const view of canvasElement.querySelectorAll('dmp-add-document-view')) await expect(inside<HTMLDetailsElement>(view, '.foldable').open).toBe(false);
};
export const ConditionMissing = story('Une condition manque, elles sont dépliées', {
  draft: draftOf({ form: filledIn(), conditionsRead: true }),
  feeding: feeding([], { conditions: { card: false, record: true }, mayAdd: false }),
});
ConditionMissing.play = async ({ canvasElement }) => {
  for (const view of canvasElement.querySelectorAll('dmp-add-document-view')) await expect(inside<HTMLDetailsElement>(view, '.foldable').open).toBe(true);
};
export const Waiting = story("D'autres fichiers attendent", { draft: draftOf(), body: joined(), waiting: 2, message: "Le document est dans la boîte d'envoi" });
export const Minor = story('Un patient mineur, tout se cumule', {
  draft: draftOf({ form: filledIn({ visibility: ['INVISIBLE_PATIENT', 'MASQUE_PS'] }), forbidden: {}, mayCumulate: true }),
});
export const NotOffered = story('Un patient mineur, le DMP ne le propose pas', {
  draft: draftOf({ forbidden: { INVISIBLE_REPRESENTANTS_LEGAUX: 'notOffered' } }),
});

export const Confidentiality: StoryObj<Args> = {
  ...story('La confidentialité se choisit', { draft: FILLED, body: joined() }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const box = (id: string) => inside<HTMLInputElement>(view, `#${id}`);
    const tick = async (id: string) => {
      box(id).click();
      await view.updateComplete;
    };
    await tick('everybody');
    await expect(box('everybody').checked).toBe(true);
    await tick('MASQUE_PS');
    await expect([box('everybody').checked, box('INVISIBLE_PATIENT').ariaDisabled]).toEqual([false, 'true']);
    await tick('INVISIBLE_PATIENT');
    await tick('INVISIBLE_REPRESENTANTS_LEGAUX');
    await expect(view.typed?.form.visibility).toEqual(['MASQUE_PS']);
    await expect(inside(view, '.lines').textContent).toContain('Masqué aux professionnels de santé');
    await tick('MASQUE_PS');
    await expect(box('everybody').checked).toBe(true);
  },
};
export const Types: StoryObj<Args> = {
  ...story('Le type se trouve en tapant', { draft: draftOf() }),
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const field = inside<HTMLInputElement>(view, '#typeCode');
    const key = async (name: string) => {
      field.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
      await view.updateComplete;
    };
    await key('ArrowDown');
    await expect(inside(view, '[role=group] .group').textContent).toBe('Les plus utilisés');
    await expect(field.getAttribute('aria-activedescendant')).toBe('type-57133-1');
    field.value = 'DECLARATION';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await view.updateComplete;
    const options = [...(view.shadowRoot?.querySelectorAll('.option') ?? [])].map(({ textContent }) => textContent);
    await expect(options).toEqual(['Certificat, déclaration']);
    await key('Enter');
    await expect([field.value, view.typed?.form.typeCode, field.ariaExpanded]).toEqual(['Certificat, déclaration', 'CERT_DECL', 'false']);
    await key('ArrowDown');
  },
};
export const Abandon: StoryObj<Args> = {
  name: "L'abandon est demandé",
  args: { state: { draft: draftOf(), body: joined() } },
  render({ state }) {
    const main = document.createElement('main');
    main.append(Object.assign(new DmpAddDocumentView(), AROUND, state));
    return main;
  },
  async play({ canvasElement }) {
    const view = viewIn(canvasElement);
    const dropped: unknown[] = [];
    view.addEventListener('dmp-drop-draft', (event) => dropped.push(event.type));
    inside<HTMLButtonElement>(view, '.end .b:last-child').click();
    await view.updateComplete;
    await expect(inside(view, '.abandon').textContent).toContain('Abandonner');
    await expect(dropped).toEqual([]);
  },
};

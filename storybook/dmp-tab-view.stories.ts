import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, userEvent, waitFor } from 'storybook/test';
import type { DmpTabState, RecordAct } from '../src/api/messages.js';
import type { DmpSessionView } from '../src/views/dmp-session-view.js';
import { DmpTabView } from '../src/views/dmp-tab-view.js';
import { CARD, fed, feeding } from './document-samples.js';
import { inEveryPlace, inside } from './places.js';
import { ago, CABINET, CPE, known, LEA, LOCKED, MAISON, tab } from './samples.js';

type Args = { readonly tab: () => DmpTabState; readonly more?: Partial<DmpTabView> };
const meta: Meta<Args> = {
  title: 'Onglet DMP',
  render: (args) => inEveryPlace(() => Object.assign(new DmpTabView(), args.more, { tab: args.tab() })),
};
export default meta;
/** Times are taken when the story is shown. */
const story = (name: string, makeTab: () => DmpTabState, more: Partial<DmpTabView> = {}): StoryObj<Args> => ({ name, args: { tab: makeTab, more } });

const AUTHORISED: readonly RecordAct[] = ['removeAuthorisation', 'changeAccount', 'administrativeData', 'changeAdministrativeData', 'authorisedProfessionals'];
const UNAUTHORISED: readonly RecordAct[] = ['askAuthorisation', 'createAccount', 'administrativeData', 'authorisedProfessionals'];
const NO_ACCOUNT = { authorisation: 'none', internetAccount: 'none' } as const;
const MISSING = { record: 'missing', authorisation: 'none', internetAccount: 'unknown' } as const;

export const OpenAuthorised = story('Le DMP est ouvert, je suis autorisée', () => tab(known(), { acts: AUTHORISED }));
OpenAuthorised.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  const acts: string[] = [];
  view?.addEventListener('dmp-act', ({ detail }) => acts.push(detail.act));
  await expect(wordsOf(view, '.do .b')).toEqual(['Données administratives', 'Professionnels autorisés', 'Supprimer mon autorisation']);
  for (const button of view?.shadowRoot?.querySelectorAll<HTMLButtonElement>('.do .b, .side .link') ?? []) button.click();
  await expect(acts).toEqual(['changeAccount', 'administrativeData', 'authorisedProfessionals', 'removeAuthorisation']);
};
export const Feeding = story('Le cabinet envoie des documents à ce DMP', () =>
  tab(known(), { acts: AUTHORISED, feeding: feeding([CARD, fed({ visibility: ['MASQUE_PS'] })]) }),
);
Feeding.play = async ({ canvasElement }) => {
  const list = inside(canvasElement.querySelector('dmp-tab-view'), 'dmp-documents-view');
  await expect(inside(list, '.head').textContent).toContain('1 document attend votre carte');
};
export const OpenTreatingPhysician = story('Le DMP est ouvert, je suis le médecin traitant', () => tab(known({ treatingPhysician: true })));
/** Reading the words as the eye does. */
function wordsOf(view: Element | null, selector: string): (string | undefined)[] {
  return [...(view?.shadowRoot?.querySelectorAll(selector) ?? [])].map(({ textContent }) => textContent?.trim());
}
export const OpenAttached = story('Le DMP est ouvert, le patient a Mon espace santé', () => tab(known({ attachedToMes: true, internetAccount: 'unknown' })));
export const OpenNotAuthorised = story("Le DMP est ouvert, je n'ai pas l'autorisation", () => tab(known(NO_ACCOUNT), { acts: UNAUTHORISED }));
OpenNotAuthorised.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  await expect(wordsOf(view, '.do .p')).toEqual(["Demander l'autorisation"]);
  await expect(wordsOf(view, '.conditions .chip')).toEqual(['Prêt', 'À faire', 'Prêt']);
};
export const OpenExpired = story('Mon autorisation a expiré', () =>
  tab(known({ authorisation: 'expired', checkedAt: ago(0) }), { acts: ['askAuthorisation', 'changeAccount'] }),
);
export const OpenBlocked = story("Le patient ne souhaite pas que j'accède à son DMP", () => tab(known({ authorisation: 'blocked' })));
OpenBlocked.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  await expect(wordsOf(view, '.do .b')).toEqual(['Ouvrir le tableau de bord du WEB DMP']);
  await expect(wordsOf(view, '.do .p')).toEqual([]);
};
export const Missing = story("Le DMP n'est pas encore créé", () => tab(known(MISSING), { acts: ['createRecord'], conditions: { card: true } }));
export const Closed = story('Le DMP est fermé à la demande du patient', () =>
  tab(
    known({
      record: 'closed',
      authorisation: 'none',
      internetAccount: 'none',
      checkedAt: ago(26 * 60),
      closing: { date: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' },
    }),
    { acts: ['leaflet'] },
  ),
);
Closed.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  await expect(wordsOf(view, '.do .b')).toEqual(['Ouvrir le tableau de bord du WEB DMP', 'Imprimer la notice pour le patient']);
  await expect(wordsOf(view, '.side .link')).toEqual([]);
};
export const ClosedOtherwise = story('Le DMP est fermé pour un motif que je ne connais pas', () =>
  tab(known({ record: 'closed', authorisation: 'none', internetAccount: 'none', closing: { date: '20260302101500', reason: 'FERMETURE_AUTRE_MOTIF' } })),
);
export const ClosedUndated = story('Le DMP est fermé, sans date', () =>
  tab(known({ record: 'closed', authorisation: 'none', internetAccount: 'none', closing: { date: '', reason: '' } })),
);
export const TraitsDiffer = story("L'identité du DMP diffère de la fiche", () => tab(known({ traitsThatDiffer: ['birthName', 'birthDate'] })));
export const OldStatus = story('Le statut date de plusieurs jours', () => tab(known({ checkedAt: ago(3 * 24 * 60) })));
export const NotAsked = story("Le statut n'est pas connu", () => tab({ kind: 'idle' }));

export const Loading = story("Le DMP est interrogé, rien n'est encore connu", () => tab({ kind: 'loading', since: Date.now() - 500 }));
export const LoadingSlow = story("Le DMP tarde, j'attends depuis 3 secondes", () =>
  tab({ kind: 'loading', since: Date.now() - 3_000, previous: known({ checkedAt: ago(7) }) }),
);
export const LoadingVerySlow = story('Le DMP tarde, je peux annuler', () =>
  tab({ kind: 'loading', since: Date.now() - 12_000, previous: known({ checkedAt: ago(7) }) }),
);
export const LoadingVerySlowUnknown = story("Le DMP tarde, rien n'est encore connu, je peux annuler", () =>
  tab({ kind: 'loading', since: Date.now() - 12_000 }),
);
LoadingVerySlow.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  const cancelled = fn();
  view?.addEventListener('dmp-cancel', cancelled);
  inside<HTMLButtonElement>(view, '.side .b').click();
  await expect(cancelled).toHaveBeenCalledOnce();
};

export const FailedKeepsStatus = story('Le DMP ne répond pas, le statut précédent reste', () =>
  tab({ kind: 'failed', error: { code: 'dmp.timeout', reference: '2b1c-77e0' }, previous: known({ checkedAt: ago(14) }) }),
);
export const FailedUnknown = story("Le DMP est injoignable, rien n'est connu", () => tab({ kind: 'failed', error: { code: 'dmp.unreachable' } }));
export const Refused = story("La structure n'est pas reconnue par le DMP", () =>
  tab({
    kind: 'failed',
    error: {
      code: 'dmp.structureUnknown',
      reference: '2b1c-77e0',
      detail: { layer: 'soap', code: 'env:Receiver', transaction: 'TD0.2', text: 'Structure introuvable ou Inactive' },
    },
  }),
);
Refused.play = async ({ canvasElement }) => {
  const details = inside<HTMLDetailsElement>(canvasElement.querySelector('dmp-tab-view'), 'details');
  await expect(details.open).toBe(false);
  details.open = true;
  await expect(details.textContent).toContain('Structure introuvable ou Inactive');
};
export const Offline = story(
  "Il n'y a pas de connexion internet",
  () => tab({ kind: 'failed', error: { code: 'dmp.unreachable' }, previous: known({ checkedAt: ago(40) }) }, { environment: 'production' }),
  {
    offline: true,
  },
);
export const OfflineUnknown = story(
  "Il n'y a pas de connexion internet, rien n'est connu",
  () => tab({ kind: 'failed', error: { code: 'dmp.unreachable' } }, { environment: 'formation' }),
  { offline: true },
);
export const InsNotQualified = story("L'INS n'est pas qualifiée", () => tab({ kind: 'failed', error: { code: 'ins.notQualified' } }));
export const InsIsNia = story('Le numéro du patient est un NIA', () => tab({ kind: 'failed', error: { code: 'ins.isNia' } }));
export const InsWrongKey = story("La clé de l'INS est fausse", () => tab({ kind: 'failed', error: { code: 'ins.wrongKey' } }));
export const InsWrongDomain = story("L'INS n'est pas du bon domaine", () => tab({ kind: 'failed', error: { code: 'ins.wrongDomain' } }));
export const CommandRefused = story("L'extension n'a pas pu faire ce que je demande", () => tab(known()), { refusal: { code: 'host.unavailable' } });

export const NeedsPin = story('Mon code est demandé, un statut est déjà connu', () =>
  tab({ kind: 'needsPin', card: LOCKED, previous: known({ checkedAt: ago(3 * 24 * 60) }) }),
);
export const NeedsCard = story("Ma carte n'est pas là", () =>
  tab({ kind: 'needsCard', card: { kind: 'absent' }, previous: known({ authorisation: 'none', checkedAt: ago(90) }) }),
);
export const AcceptedPin = story('Mon code est accepté, le statut prend le focus', () => tab({ kind: 'needsPin', card: LOCKED }));
AcceptedPin.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  const unlocked = new Promise<string>((resolve) => view.addEventListener('dmp-unlock', ({ detail }) => resolve(detail.encryptedPin)));
  const prompt = inside<HTMLElement>(inside(view, 'dmp-card-view'), 'dmp-pin-view');
  const field = inside<HTMLInputElement>(prompt, 'input');
  field.focus();
  field.value = '1234';
  field.dispatchEvent(new InputEvent('input'));
  inside<HTMLFormElement>(prompt, 'form').requestSubmit();
  await expect(await unlocked).toMatch(/^[\w+/]{342}==$/);
  view.tab = tab({ kind: 'needsPin', card: { kind: 'unlocking' } });
  await view.updateComplete;
  view.tab = tab(known(), {
    session: { holder: LEA, situation: { id: 's', structureName: 'CABINET MME INFIRMIER0212', structureId: 's', sectorCode: 'SA07' }, since: Date.now() },
  });
  await waitFor(() => expect(view.shadowRoot?.activeElement?.textContent).toBe('Le DMP du patient est ouvert'));
};

export const MissingVitaleRead = story("Le DMP n'est pas encore créé, la Carte Vitale est lue", () =>
  tab(known(MISSING), { acts: ['createRecord'], conditions: { card: true, vitaleReadAt: ago(12) } }),
);
MissingVitaleRead.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  const acts: string[] = [];
  view?.addEventListener('dmp-act', ({ detail }) => acts.push(detail.act));
  inside<HTMLButtonElement>(view, 'button.tile').click();
  inside<HTMLButtonElement>(view, '.do .p').click();
  await expect(acts).toEqual(['createRecord', 'createRecord']);
};
export const MissingInProduction = story("Le DMP n'existe pas, et ne se crée plus ici", () =>
  tab(known(MISSING), { acts: ['explainCreation', 'leaflet'], environment: 'production' }),
);
export const AccountInProduction = story('Le compte internet ne se gère plus ici', () =>
  tab(known(NO_ACCOUNT), { acts: ['askAuthorisation', 'explainAccount', 'administrativeData'], environment: 'production' }),
);
export const MissingForStaff = story("Le DMP n'est pas encore créé, ma carte est une CPE", () => tab(known(MISSING), { session: CPE }));
export const TracesNotice = story('Je dois savoir que mes accès sont tracés', () =>
  tab(known({ record: 'closed', authorisation: 'none', internetAccount: 'none' }), { tracesNoticeDue: true }),
);
TracesNotice.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  const understood = fn();
  view.addEventListener('dmp-acknowledge-traces', understood);
  // Nothing else is offered before.
  await expect(wordsOf(view, '.b:not(.icon)')).toEqual(["J'ai compris"]);
  inside<HTMLButtonElement>(view, '.p').focus();
  await userEvent.keyboard('{Enter}');
  await expect(understood).toHaveBeenCalledOnce();
  view.tab = tab(known(), { acts: AUTHORISED });
  await waitFor(() => expect(view.shadowRoot?.activeElement?.id).toBe('sentence'));
};
export const Working = story('Le DMP est en cours de création', () =>
  tab(known(MISSING), { work: { kind: 'running', act: 'createRecord', since: Date.now() - 4_000 } }),
);
Working.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  const done = { kind: 'done', act: 'createRecord', at: Date.now() } as const;
  await expect(inside(view, '.note').textContent).toMatch(/Création du DMP en cours….*4 s/s);
  view.tab = tab(known(MISSING), { work: done });
  await waitFor(() => expect(inside(view, '[role=status]').textContent).toBe('Le DMP est créé'));
  view.tab = tab(known(), { acts: AUTHORISED, work: done });
  await waitFor(() => expect(inside(view, '[role=status]').textContent).toContain("vous avez l'autorisation"));
};
export const WorkDone = story('Mon autorisation vient d’être enregistrée', () =>
  tab(known(), { acts: AUTHORISED, work: { kind: 'done', act: 'askAuthorisation', at: ago(1) } }),
);
WorkDone.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  view.addEventListener('dmp-dismiss-work', () => (view.tab = tab(known(), { acts: AUTHORISED })));
  inside<HTMLButtonElement>(view, '.dismiss').focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(view.shadowRoot?.activeElement?.id).toBe('sentence'));
};
/** Between a first status and an answer there is nothing to read for a moment. */
export const AcceptedPinThenAsked = story('Mon code est accepté, le statut est encore inconnu', () => tab({ kind: 'idle' }, { tracesNoticeDue: true }));
AcceptedPinThenAsked.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  const focused = () => view.shadowRoot?.activeElement?.textContent;
  inside<HTMLElement>(view, '#sentence').focus();
  view.tab = tab({ kind: 'loading', since: Date.now() }, { tracesNoticeDue: true });
  await view.updateComplete;
  await expect(focused()).toBeUndefined();
  view.tab = tab(known(), { tracesNoticeDue: true });
  await waitFor(() => expect(focused()).toBe('Le DMP du patient est ouvert'));
};
export const FocusBack = story('Mon autorisation est enregistrée, le bouton qui la demandait a disparu', () => tab(known(NO_ACCOUNT), { acts: UNAUTHORISED }));
FocusBack.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  if (!view) throw new Error('no tab');
  const focused = () => view.shadowRoot?.activeElement?.id || view.shadowRoot?.activeElement?.textContent?.trim();
  inside<HTMLButtonElement>(view, '.do .p').focus();
  view.takeFocusBack();
  await expect(focused()).toBe("Demander l'autorisation");
  view.tab = tab(known(), { acts: AUTHORISED });
  await view.updateComplete;
  await expect(focused()).toBe('sentence');
  inside<HTMLButtonElement>(view, '.do button').focus();
  view.tab = tab({ kind: 'needsCard', card: { kind: 'absent', removedAt: ago(0) } });
  await waitFor(() => expect(inside(view, 'dmp-card-view').shadowRoot?.activeElement?.textContent).toBe('La carte a été retirée'));
};
export const WorkDoneInPart = story('Le DMP est créé, le compte internet ne l’est pas', () =>
  tab(known(NO_ACCOUNT), {
    acts: UNAUTHORISED,
    work: { kind: 'done', act: 'createRecord', at: ago(1), accountMissing: { code: 'dmp.timeout', reference: '2b1c-77e0' } },
  }),
);
export const SecretsOnPaper = story('Le compte est créé, ses secrets sont sur l’accusé, une adresse manque', () =>
  tab(known(), {
    acts: AUTHORISED,
    work: { kind: 'done', act: 'account', at: ago(1), secretsOnPaper: true, channelMissing: { code: 'dmp.timeout' } },
  }),
);
export const WorkFailed = story('La création n’a pas abouti', () =>
  tab(known(MISSING), {
    acts: ['createRecord'],
    conditions: { card: true, vitaleReadAt: ago(12) },
    work: { kind: 'failed', act: 'createRecord', at: ago(1), error: { code: 'dmp.answerLost', reference: '2b1c-77e0' } },
  }),
);
WorkFailed.play = async ({ canvasElement }) => {
  const view = canvasElement.querySelector('dmp-tab-view');
  const dismissed = fn();
  view?.addEventListener('dmp-dismiss-work', dismissed);
  await expect(inside(view, '.error').textContent).toContain("La création du DMP n'a pas abouti");
  inside<HTMLButtonElement>(view, '.dismiss').click();
  await expect(dismissed).toHaveBeenCalledOnce();
};
export const SeveralSituations = story("J'exerce dans deux structures", () =>
  tab(known(), { acts: AUTHORISED, session: { holder: LEA, situation: CABINET, since: ago(5), situations: [CABINET, MAISON] } }),
);
SeveralSituations.play = async ({ canvasElement }) => {
  const tabView = canvasElement.querySelector('dmp-tab-view');
  const chosen: string[] = [];
  tabView?.addEventListener('dmp-choose-situation', ({ detail }) => chosen.push(detail.id));
  const view = inside<DmpSessionView>(tabView, 'dmp-session-view');
  const focused = () => view.shadowRoot?.activeElement?.textContent?.trim();
  inside<HTMLButtonElement>(view, '[aria-haspopup]').focus();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(focused()).toBe(CABINET.structureName));
  await userEvent.keyboard('{ArrowDown}');
  await expect(focused()).toBe(MAISON.structureName);
  await userEvent.keyboard('{ArrowDown}');
  await expect(focused()).toBe(CABINET.structureName);
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(focused()).toBe('Changer'));
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(focused()).toBe(CABINET.structureName));
  await userEvent.keyboard('{End}{Enter}');
  await expect(chosen).toEqual([MAISON.id]);
  await waitFor(() => expect(focused()).toBe('Changer'));
};
export const ChoosingSituation = story('Je change de structure', () =>
  tab(known(), { session: { holder: LEA, situation: CABINET, since: ago(5), situations: [CABINET, MAISON] } }),
);
ChoosingSituation.play = async ({ canvasElement }) => {
  for (const view of canvasElement.querySelectorAll('dmp-tab-view')) {
    inside<HTMLButtonElement>(inside(view, 'dmp-session-view'), '[aria-haspopup]').click();
    await inside<DmpSessionView>(view, 'dmp-session-view').updateComplete;
  }
};
export const Replacement = story('Je remplace une collègue', () =>
  tab(known(), { acts: AUTHORISED, session: { holder: LEA, situation: { ...CABINET, isReplacement: true }, since: ago(5) } }),
);
export const Secretary = story('Je suis secrétaire, avec une CPE', () => tab(known(), { acts: ['administrativeData'], session: CPE }));
export const Trainee = story('Je suis en formation, avec une CPF', () =>
  tab(known(), {
    acts: AUTHORISED,
    session: { holder: { ...LEA, cardKind: 'CPF', familyName: 'ETUDIANTE0777', givenName: 'Zélie' }, situation: MAISON, since: ago(5) },
  }),
);

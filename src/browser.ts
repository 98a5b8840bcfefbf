import { combineLatest, distinctUntilChanged, EMPTY, filter, from, map, Observable, share, switchMap, take, timer } from 'rxjs';
import { type Disposable, DisposableStore } from './api/disposable.js';
import type { LocalDocumentMarks } from './api/documents.js';
import type { ActivateBrowser, BrowserContext, PageChoice, PageSlot, ViewSlot } from './api/host.js';
import type { AboutState, CardState, DmpChipState, DmpTabState, RecordAct, WebDmpPage } from './api/messages.js';
import type { Place } from './browser/add-document.js';
import { CARD_COMMANDS } from './browser/card-commands.js';
import type { Wanted } from './browser/document-drafts.js';
import { dropZone } from './browser/drop-zone.js';
import { errorOf } from './browser/error-of.js';
import type { DocumentWish } from './browser/feeding-pages.js';
import { LazyPart } from './browser/lazy-part.js';
import { openVideo, openWebDmp } from './browser/open-web-dmp.js';
import { cardOf } from './views/card-look.js';
import { DmpAboutView } from './views/dmp-about-view.js';
import { DmpChipView } from './views/dmp-chip-view.js';
import { DmpLocalDocumentView } from './views/dmp-local-document-view.js';
import { DmpTabView } from './views/dmp-tab-view.js';
import { defineElements } from './views/elements.js';
import { fire, type ViewEvents } from './views/fire.js';
import { setLanguage, t } from './views/l10n.js';

/** Which page of the Web-PS each command opens. */
const WEB_PAGES: Readonly<Record<string, WebDmpPage>> = {
  'dmp.openDashboard': 'TableauDeBord',
  'dmp.openRecordHome': 'DossierPatient',
  'dmp.openAdministrativeData': 'GestionDMPPatient',
  'dmp.openDocuments': 'Documents',
  'dmp.openCarePath': 'ParcoursDeSoins',
  'dmp.openAccessHistory': 'HistoriqueAcces',
  'dmp.openWishes': 'VolontesEtDroits',
  'dmp.openSettings': 'Parametrages',
  'dmp.openVaccinations': 'CarnetVaccination',
};

/** What the tab asks for, and the command of `main` that does it. */
const TAB_COMMANDS: readonly (readonly [keyof ViewEvents, string])[] = [
  ['dmp-refresh', 'dmp.refreshStatus'],
  ['dmp-cancel', 'dmp.cancelRefresh'],
  ...CARD_COMMANDS,
  ['dmp-acknowledge-traces', 'dmp.acknowledgeTraces'],
  ['dmp-dismiss-work', 'dmp.dismissWork'],
];

/** What is done to a document at once; the rest opens a dialog. */
const DIRECT_ACTS = ['decline', 'retry', 'release', 'hold'];

const CODE_ASKED: readonly (CardState['kind'] | undefined)[] = ['locked', 'unlocking', 'wrongPin'];

/** Called once by the host's page, when the first of our views is about to show. */
export const activate: ActivateBrowser = (host) => {
  defineElements();
  const own = new DisposableStore();
  // Texts that cannot be loaded leave the French ones.
  const texts = setLanguage(host.language)?.catch(() => {});
  const inLanguage = <Slot>(mount: (slot: Slot) => Disposable): ((slot: Slot) => Disposable) =>
    texts ? (slot) => mountLater(() => texts.then(() => mount(slot))) : mount;
  const pages = () => import('./browser/feeding-pages.js');
  own.add(
    host.views.provide(
      'dmp.tab',
      inLanguage((slot) => mountTab(host, slot)),
    ),
  );
  for (const id of ['dmp.bandChip', 'dmp.visitChip']) own.add(host.views.provide(id, inLanguage(mountChip)));
  own.add(host.views.provide('dmp.localDocument', inLanguage(mountLocalDocument)));
  own.add(host.views.providePage('dmp.about', inLanguage(mountAbout)));
  own.add(
    host.views.providePage(
      'dmp.outbox',
      inLanguage((slot) => mountLater(async () => (await pages()).mountOutbox(host, slot, (patientId, wish) => goToForm(host, patientId, wish)))),
    ),
  );
  own.add(
    host.views.providePage(
      'dmp.rules',
      inLanguage((slot) => mountLater(async () => (await pages()).mountRules(host, slot))),
    ),
  );
  own.add(
    host.views.providePage(
      'dmp.diagnostic',
      inLanguage((slot) => mountLater(async () => (await import('./browser/diagnostic-page.js')).mountDiagnostic(host, slot))),
    ),
  );
  own.add(host.commands.handle('dmp.openVideo', ({ patientId }) => openVideo(host, patientId)));
  own.add(host.commands.handle('dmp.openCreation', async (form) => openCreation(host, form)));
  own.add(host.commands.handle('dmp.addDocuments', async (chosen) => addDocuments(host, chosen)));
  for (const [id, page] of Object.entries(WEB_PAGES)) own.add(host.commands.handle(id, ({ patientId }) => openWebDmp(host, patientId, page)));
  return own;
};

/** Mounts what is loaded when it is shown. What has gone meanwhile is not mounted. */
function mountLater(mount: () => Promise<Disposable>): Disposable {
  const own = new DisposableStore();
  void mount().then((mounted) => own.add(mounted));
  return own;
}

/** The list of what was fed is loaded with the first record that has one; it takes its place in the tab by itself. */
let isListLoading = false;
function loadDocumentList(): void {
  if (isListLoading) return;
  isListLoading = true;
  import('./views/document-elements.js').then(
    (loaded) => loaded.defineDocumentElements(),
    // The next state of a tab tries again.
    () => (isListLoading = false),
  );
}

/** Loaded when the first of them is needed: a tab that only shows its status does without. Once loaded, it is there for a receipt that waits for a form. */
let areDialogsLoaded = false;
async function loadDialogs(): Promise<typeof import('./browser/record-dialogs.js')> {
  const loaded = await import('./browser/record-dialogs.js');
  areDialogsLoaded = true;
  return loaded;
}

/** A tab on screen, and what can be begun in it from elsewhere. */
interface OpenTab {
  readonly patientId: string;
  readonly view: DmpTabView;
  readonly start: (act: RecordAct) => void;
  readonly add: (wanted: readonly Wanted[]) => void;
  readonly act: (wish: DocumentWish) => void;
}
type Begun = (tab: OpenTab) => void;
/** By form. */
const openTabs = new Map<string, OpenTab>();
/** What was chosen for a form whose tab is not there yet, by form. */
const wantedLater = new Map<string, { readonly patientId: string; readonly begin: Begun }>();

/** Begins it in the tab of this form, now or when it is there. The form may have gone on with another patient since: then nothing is done. */
function inTab({ formId, patientId }: Pick<PageChoice, 'formId' | 'patientId'>, begin: Begun): void {
  const tab = openTabs.get(formId);
  if (!tab) wantedLater.set(formId, { patientId, begin });
  else if (tab.patientId === patientId) begin(tab);
}

/** From the outbox to the form of a patient, and on to what is to be done there. @throws what the host refuses with */
async function goToForm(host: BrowserContext, patientId: string, wish?: DocumentWish): Promise<void> {
  const formId = await host.forms.show(patientId, 'dmp.tab');
  if (wish) inTab({ formId, patientId }, ({ act }) => act(wish));
}

/** *Création du DMP* of the menu: shows the tab, and starts what the record allows; the tab says what is missing for it. */
function openCreation(host: BrowserContext, { formId, patientId }: { readonly formId: string; readonly patientId: string }): void {
  const tab = openTabs.get(formId);
  // The form may have gone on with another patient since.
  if (tab && tab.patientId !== patientId) return;
  host.views.reveal('dmp.tab', formId);
  const act = tab?.view.tab?.acts.find((one) => one === 'createRecord' || one === 'explainCreation');
  if (act) tab?.start(act);
}

/** *Ajouter au DMP* of the host's documents: shows the tab, and opens a form for each. */
function addDocuments(host: BrowserContext, { documentIds = [], formId, patientId }: PageChoice): void {
  const wanted = documentIds.map((localDocumentId) => ({ source: { localDocumentId } }));
  const tab = openTabs.get(formId);
  if (tab && tab.patientId !== patientId) return;
  host.views.reveal('dmp.tab', formId);
  inTab({ formId, patientId }, ({ add }) => add(wanted));
}

function mountTab(host: BrowserContext, slot: ViewSlot): Disposable {
  const { element, patientId } = slot;
  const own = new DisposableStore();
  const view = new DmpTabView();
  const settle = async (asked: Promise<unknown>): Promise<void> => {
    view.refusal = undefined;
    await asked.catch((rejection: unknown) => (view.refusal = errorOf(rejection)));
  };
  const run = (id: string, payload?: object): Promise<void> => settle(host.commands.run(id, { ...payload, patientId }));
  const tab$ = ownStates<DmpTabState>(slot).pipe(filter(({ status }) => status.patientId === patientId));
  const now = () => view.tab;
  const dialogs = new LazyPart(async () => new (await loadDialogs()).RecordDialogs(host, slot), now);
  if (areDialogsLoaded) void dialogs.open();
  const confirm: Place['confirm'] = (ask) => dialogs.use(({ documents }) => ask(documents));
  const adding = new LazyPart(async () => new (await import('./browser/add-document.js')).AddDocument(host, { element, patientId, tab: view, confirm }), now);
  const start = (act: RecordAct): void => {
    view.refusal = undefined;
    dialogs.use((opened) => opened.start(act)).catch((rejection: unknown) => (view.refusal = errorOf(rejection)));
  };
  const add = (wanted: readonly Wanted[]): void => {
    view.refusal = undefined;
    adding.use((opened) => opened.open(wanted)).catch((rejection: unknown) => (view.refusal = errorOf(rejection)));
  };
  element.append(view);
  own.add(() => view.remove());
  own.add(dialogs);
  own.add(adding);
  // What replaces a document may be dropped on its form also where nothing new may be added.
  const invitation = () => {
    const replaced = element.querySelector('dmp-add-document-view')?.draft?.replaces;
    if (replaced) return t('add.drop.replace', replaced.title);
    return view.tab?.feeding?.mayAdd ? t('add.drop', view.tab.patient?.name ?? '') : undefined;
  };
  own.add(dropZone(element, { invitation, onFiles: (files) => add(files.map((file) => ({ source: {}, file }))) }));
  /** As soon as the document is in the list: what is asked of it is read there. */
  const act = (wish: DocumentWish): void => {
    const isListed = ({ feeding }: DmpTabState) => feeding?.documents.some(({ documentId }) => documentId === wish.documentId) ?? false;
    own.add(tab$.pipe(filter(isListed), take(1)).subscribe(() => fire(element, 'dmp-document-act', wish)));
  };
  const openTab = { patientId, view, start, add, act };
  openTabs.set(slot.formId, openTab);
  own.add(() => openTabs.get(slot.formId) === openTab && openTabs.delete(slot.formId));
  own.add(
    tab$.subscribe((tab) => {
      if (tab.feeding) loadDocumentList();
      if (view.refusal?.code.startsWith('card.') && hasGoneOn(view.tab, tab)) view.refusal = undefined;
      view.tab = tab;
      dialogs.follow(tab);
      adding.follow(tab);
    }),
  );
  own.add(network$.subscribe((isOnline) => (view.offline = !isOnline)));
  for (const [event, command] of TAB_COMMANDS) view.addEventListener(event, ({ detail }) => void run(command, detail));
  view.addEventListener('dmp-add-document-form', () => add([{ source: {} }]));
  view.addEventListener('dmp-act', ({ detail: { act } }) => start(act));
  const stop = new AbortController();
  own.add(() => stop.abort());
  // On the form's place: a dialog tells there what is to be done next.
  element.addEventListener(
    'dmp-document-act',
    ({ detail: { documentId, act } }) => {
      if (DIRECT_ACTS.includes(act)) void run('dmp.documentAct', { documentId, act });
      else if (act === 'withdraw') void dialogs.use(({ documents }) => documents.withdraw(documentId));
      else if (act === 'properties') void dialogs.use(({ documents }) => documents.properties(documentId));
      else if (act === 'confirm') add([{ source: { localDocumentId: documentId } }]);
      else if (act === 'replace') add([{ source: { replacesId: documentId } }]);
      else if (act === 'correct') add([{ source: { correctsId: documentId } }]);
    },
    { signal: stop.signal },
  );
  view.addEventListener('dmp-open-opposition', () => void dialogs.use(({ documents }) => documents.opposition()));
  view.addEventListener('dmp-set-rule-exception', ({ detail }) => void settle(host.commands.runForPage('dmp.setRuleException', { ...detail, patientId })));
  view.addEventListener('dmp-open-support', () => void dialogs.use((opened) => opened.support()));
  view.addEventListener('dmp-open-diagnostic', () => void settle(host.views.showPage('dmp.diagnostic')));
  view.addEventListener('dmp-open-dashboard', () => void openWebDmp(host, patientId, 'TableauDeBord'));
  const place$ = placeOf(view);
  own.add(staleInSight(place$, tab$).subscribe(() => void run('dmp.showStatus')));
  // Shown by a click or a key, not by a restart of the plugin: what the user wants next is in here.
  own.add(
    place$
      .pipe(
        map(isShown),
        distinctUntilChanged(),
        filter((shown) => shown && navigator.userActivation?.isActive),
      )
      .subscribe(() => view.takeFocus()),
  );
  void run('dmp.showStatus');
  const later = wantedLater.get(slot.formId);
  wantedLater.delete(slot.formId);
  if (later?.patientId === patientId) later.begin(openTab);
  return own;
}

/** The card was opened or taken out, or another one is to be chosen. While a code is asked for, what was said of the one before still holds. */
function hasGoneOn(before: DmpTabState | undefined, now: DmpTabState): boolean {
  const kind = cardOf(now.status)?.kind;
  return kind !== (before && cardOf(before.status)?.kind) && !CODE_ASKED.includes(kind);
}

function mountChip(slot: ViewSlot): Disposable {
  const own = new DisposableStore();
  const view = new DmpChipView();
  slot.element.append(view);
  own.add(() => view.remove());
  own.add(ownStates<DmpChipState>(slot).subscribe((state) => (view.state = state)));
  return own;
}

/** Of a document that has no mark, nothing was heard yet: it shows none. */
function mountLocalDocument(slot: ViewSlot): Disposable {
  const { documentId = '', element } = slot;
  const own = new DisposableStore();
  const view = new DmpLocalDocumentView();
  element.append(view);
  own.add(() => view.remove());
  own.add(ownStates<LocalDocumentMarks>(slot).subscribe(({ marks }) => (view.mark = marks[documentId])));
  return own;
}

function mountAbout({ element, state$ }: PageSlot): Disposable {
  const own = new DisposableStore();
  const view = new DmpAboutView();
  element.append(view);
  own.add(() => view.remove());
  own.add((state$ as Observable<AboutState>).subscribe((about) => (view.about = about)));
  return own;
}

/** The last check before a clinician reads it: never another patient's answer. */
function ownStates<State extends { readonly patientId: string }>({ state$, patientId }: ViewSlot): Observable<State> {
  // The host's Observable is of its own copy of RxJS.
  return from(state$ as Observable<State | null | undefined>).pipe(filter((state): state is State => state?.patientId === patientId));
}

/** Emits when a known status in sight grows older than its configured age. A check under way, or one that failed, is not begun again. */
function staleInSight(place$: Observable<IntersectionObserverEntry>, tab$: Observable<DmpTabState>): Observable<unknown> {
  const expiry$ = tab$.pipe(
    filter(({ status }) => status.kind !== 'loading'),
    map(({ status, maxAgeMinutes }) => (status.kind === 'known' ? status.checkedAt + maxAgeMinutes * 60_000 : undefined)),
    distinctUntilChanged(),
  );
  const isInSight$ = place$.pipe(
    map(({ isIntersecting }) => isIntersecting),
    distinctUntilChanged(),
  );
  return combineLatest([expiry$, isInSight$]).pipe(
    // A timer of the page may fire a millisecond early, when the answer is still young enough.
    switchMap(([expiry, isInSight]) => (isInSight && expiry !== undefined ? timer(new Date(expiry + 50)) : EMPTY)),
  );
}

/** Where the view is, whenever it comes into sight or leaves it. */
function placeOf(view: HTMLElement): Observable<IntersectionObserverEntry> {
  return new Observable<IntersectionObserverEntry>((subscriber) => {
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) subscriber.next(entry);
    });
    observer.observe(view);
    return () => observer.disconnect();
  }).pipe(share());
}

/** A tab that is not selected has no size. */
const isShown = ({ boundingClientRect: { width } }: IntersectionObserverEntry): boolean => width > 0;

const network$ = new Observable<boolean>((subscriber) => {
  const tell = () => subscriber.next(navigator.onLine);
  const stop = new AbortController();
  for (const event of ['online', 'offline']) window.addEventListener(event, tell, { signal: stop.signal });
  tell();
  return () => stop.abort();
});

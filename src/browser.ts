import { combineLatest, distinctUntilChanged, EMPTY, filter, from, map, Observable, share, switchMap, timer } from 'rxjs';
import { type Disposable, DisposableStore } from './api/disposable.js';
import type { ActivateBrowser, BrowserContext, PageSlot, ViewSlot } from './api/host.js';
import type { AboutState, DmpChipState, DmpTabState, WebDmpLink, WebDmpPage } from './api/messages.js';
import { ERROR_CODES, type ErrorDto } from './api/plugin-error.js';
import { DmpAboutView } from './views/dmp-about-view.js';
import { DmpChipView } from './views/dmp-chip-view.js';
import { DmpTabView } from './views/dmp-tab-view.js';
import { DmpWebNoticeView } from './views/dmp-web-notice-view.js';
import { defineElements } from './views/elements.js';
import type { ViewEvents } from './views/fire.js';
import { setLanguage } from './views/l10n.js';

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
  ['dmp-unlock', 'dmp.unlockCard'],
  ['dmp-choose-reader', 'dmp.chooseReader'],
  ['dmp-choose-situation', 'dmp.chooseSituation'],
  ['dmp-restart-agent', 'dmp.restartCardAgent'],
];

/** Called once by the host's page, when the first of our views is about to show. */
export const activate: ActivateBrowser = (host) => {
  setLanguage(host.language);
  defineElements();
  const own = new DisposableStore();
  own.add(host.views.provide('dmp.tab', (slot) => mountTab(host, slot)));
  for (const id of ['dmp.bandChip', 'dmp.visitChip']) own.add(host.views.provide(id, mountChip));
  own.add(host.views.providePage('dmp.about', mountAbout));
  for (const [id, page] of Object.entries(WEB_PAGES)) own.add(host.commands.handle(id, ({ patientId }) => openWebDmp(host, patientId, page)));
  return own;
};

function mountTab(host: BrowserContext, slot: ViewSlot): Disposable {
  const { element, patientId } = slot;
  const own = new DisposableStore();
  const view = new DmpTabView();
  const run = async (id: string, payload?: object): Promise<void> => {
    view.refusal = undefined;
    await host.commands.run(id, { ...payload, patientId }).catch((rejection: unknown) => (view.refusal = errorOf(rejection)));
  };
  const tab$ = ownStates<DmpTabState>(slot).pipe(filter(({ status }) => status.patientId === patientId));
  element.append(view);
  own.add(() => view.remove());
  own.add(tab$.subscribe((tab) => (view.tab = tab)));
  own.add(network$.subscribe((isOnline) => (view.offline = !isOnline)));
  for (const [event, command] of TAB_COMMANDS) view.addEventListener(event, ({ detail }) => void run(command, detail));
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
  return own;
}

function mountChip(slot: ViewSlot): Disposable {
  const own = new DisposableStore();
  const view = new DmpChipView();
  slot.element.append(view);
  own.add(() => view.remove());
  own.add(ownStates<DmpChipState>(slot).subscribe((state) => (view.state = state)));
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

/** Asks for the address, then opens it: after the notice where one is due, else at once. */
async function openWebDmp(host: BrowserContext, patientId: string, page: WebDmpPage): Promise<void> {
  const view = new DmpWebNoticeView();
  try {
    const link = (await host.commands.run('dmp.webDmpLink', { patientId, page })) as WebDmpLink;
    if (link.patientId !== patientId || !/^https?:$/.test(new URL(link.url).protocol)) throw new Error('an address for something else');
    // Without a recent act of the user the browser would block the new window: the notice gives him a link to click.
    if (!link.showNotice && link.opens === link.asked && navigator.userActivation?.isActive !== false) return follow(link.url);
    view.link = link;
  } catch (rejection) {
    view.error = errorOf(rejection);
  }
  const dialog = host.dialogs.open(view);
  view.addEventListener('dmp-close', () => dialog.dispose());
  view.addEventListener('dmp-hide-notice', () => void host.commands.run('dmp.hideWebDmpNotice', { patientId }));
}

function follow(url: string): void {
  const link = document.createElement('a');
  Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
  link.click();
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

/** A refusal comes as the `data` of a rejection; anything else is a fault of ours. */
function errorOf(rejection: unknown): ErrorDto {
  const data = (rejection as { readonly data?: Partial<ErrorDto> } | null)?.data;
  return data?.code && data.code in ERROR_CODES ? (data as ErrorDto) : { code: 'plugin.unexpected' };
}

import { inject, injectable } from 'inversify';
import {
  BehaviorSubject,
  catchError,
  concatMap,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  finalize,
  from,
  map,
  merge,
  type Observable,
  of,
  Subject,
  scan,
  shareReplay,
  startWith,
  switchMap,
  take,
  tap,
  throwError,
} from 'rxjs';
import { type Logger, PluginContext } from '../api/host.js';
import type { DmpAnswer, Known } from '../api/messages.js';
import { keyOf, type PatientRef, type QualifiedPatient } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { type Asker, sameAsker } from './asker.js';
import { Clock } from './clock.js';
import { RecordGateway } from './record-gateway.js';
import { Settings } from './settings.js';
import { StatusCache } from './status-cache.js';
import { keepPrevious, knownOf } from './status-of.js';

/** `cached`: an answer that is young enough will do. `fresh`: whatever we hold. `cancel`: let go of the question under way. */
export type Ask = 'cached' | 'fresh' | 'cancel';

/** How one patient is being looked at. */
export interface Look {
  readonly asks$: Observable<Ask>;
  /** What was known a moment ago, to this asker. */
  readonly known: Known | undefined;
}

type Event = DmpAnswer | { readonly kind: 'remembered'; readonly known: Known | undefined } | { readonly kind: 'cancelled' };
/** `settled`: what a cancelled question goes back to. */
interface Board {
  readonly answer: DmpAnswer;
  readonly settled: DmpAnswer;
}

/** What the DMP says of one patient to one professional: a cached answer at once, and a new one when that has grown old. */
@injectable()
export class RecordLookup {
  /** The question under way, by key of its patient. */
  private readonly asking$ = new BehaviorSubject<ReadonlyMap<string, symbol>>(new Map());
  /** Without an asker: forgotten, for everybody. */
  private readonly learnt$ = new Subject<{ readonly key: string; readonly asker?: Asker; readonly known?: Known }>();

  private readonly log: Logger;

  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(StatusCache) private readonly cache: StatusCache,
    @inject(Clock) private readonly now: Clock,
    @inject(Settings) private readonly settings: Settings,
    @inject(PluginContext) host: Pick<PluginContext, 'log'>,
  ) {
    this.log = host.log('RecordLookup');
  }

  /** What was learnt of an identity that has changed, or of a record before a write, is no longer said. */
  forget(patient: PatientRef): Promise<void> {
    this.learnt$.next({ key: keyOf(patient) });
    return this.cache.forget(patient);
  }

  /** The last answer, from the cache; then each one that arrives. Asks nothing. */
  known$(patient: PatientRef, asker: Asker): Observable<Known | undefined> {
    const news$ = this.learnt$.pipe(
      filter((news) => news.key === keyOf(patient) && (!news.asker || sameAsker(news.asker, asker))),
      map(({ known }) => known),
    );
    return merge(
      from(this.cache.read(patient, asker)).pipe(map((known) => ({ known, isNews: false }))),
      news$.pipe(map((known) => ({ known, isNews: true }))),
    ).pipe(
      // An answer that arrived while the cache was being read is younger than what was read.
      scan((before, now) => (before?.isNews && !now.isNews ? before : now)),
      map(({ known }) => known),
      distinctUntilChanged(),
    );
  }

  /** Whether the DMP is being asked about this patient. */
  isAsking$(patient: PatientRef): Observable<boolean> {
    return this.asking$.pipe(
      map((questions) => questions.has(keyOf(patient))),
      distinctUntilChanged(),
    );
  }

  /** Never errors. A question under way serves whoever asks meanwhile; unsubscribing lets go of it. */
  answers(patient: QualifiedPatient, asker: Asker, { asks$, known }: Look): Observable<DmpAnswer> {
    return defer(() => {
      const start: DmpAnswer = known ?? { kind: 'idle' };
      let board: Board = { answer: start, settled: start };
      const remembered$ = from(this.cache.read(patient, asker)).pipe(shareReplay(1));
      const asked$ = defer(() => this.ask(patient, asker));
      const askedWhenOld$ = remembered$.pipe(switchMap(() => (this.isOld(knownOf(board.answer)) ? asked$ : EMPTY)));
      const reactions$ = asks$.pipe(
        filter((ask) => ask === 'cancel' || board.answer.kind !== 'loading'),
        switchMap((ask): Observable<Event> => {
          if (ask === 'cancel') return of({ kind: 'cancelled' });
          return ask === 'fresh' ? asked$ : askedWhenOld$;
        }),
      );
      return merge(remembered$.pipe(map((found): Event => ({ kind: 'remembered', known: found }))), reactions$).pipe(
        scan(step, board),
        tap((next) => {
          board = next;
        }),
        map(({ answer }) => answer),
        startWith(start),
        distinctUntilChanged(),
      );
    });
  }

  /** One answer: from now on, or for `cached` one that is young enough. Errors with a `PluginError` where there is none. */
  answer$(patient: QualifiedPatient, asker: Asker, ask: 'cached' | 'fresh'): Observable<Known> {
    return defer(() => {
      const since = this.now();
      const isEnough = (known: Known): boolean => known.checkedAt >= since || (ask === 'cached' && !this.isOld(known));
      return this.answers(patient, asker, { asks$: of(ask), known: undefined }).pipe(
        concatMap((answer) => {
          if (answer.kind === 'failed') return throwError(() => PluginError.fromDto(answer.error));
          return answer.kind === 'known' && isEnough(answer) ? of(answer) : EMPTY;
        }),
        take(1),
      );
    });
  }

  private ask(patient: QualifiedPatient, asker: Asker): Observable<DmpAnswer> {
    const key = keyOf(patient);
    const question = Symbol();
    const since = this.now();
    return this.dmp.findRecord(patient).pipe(
      map((status): Known => ({ kind: 'known', ...status, checkedAt: this.now() })),
      tap((known) => {
        void this.cache.write(patient, asker, known);
        this.learnt$.next({ key, asker, known });
        this.noteEnd(key, question);
        this.log.info('record.answered', { milliseconds: this.now() - since });
      }),
      startWith({ kind: 'loading', since } as const),
      catchError((failure: unknown) => {
        const error = PluginError.from(failure, 'dmp.unreachable').toDto();
        this.log.warn('record.notAnswered', { code: error.code, reference: error.reference, milliseconds: this.now() - since });
        return of({ kind: 'failed', error } as const);
      }),
      tap({ subscribe: () => this.asking$.next(new Map(this.asking$.value).set(key, question)) }),
      // A question that a change of the card ends is over once everybody has heard of the change.
      finalize(() => queueMicrotask(() => this.noteEnd(key, question))),
    );
  }

  private noteEnd(key: string, question: symbol): void {
    if (this.asking$.value.get(key) !== question) return;
    const others = new Map(this.asking$.value);
    others.delete(key);
    this.asking$.next(others);
  }

  /** So is an answer from a time to come: the clock was put back since. */
  private isOld(known: Known | undefined): boolean {
    const age = known ? this.now() - known.checkedAt : -1;
    return age < 0 || age >= this.settings.get('dmp.statusMaxAgeMinutes') * 60_000;
  }
}

function step({ answer, settled }: Board, event: Event): Board {
  switch (event.kind) {
    case 'remembered':
      return event.known ? { answer: remember(answer, event.known), settled: remember(settled, event.known) } : { answer, settled };
    case 'cancelled':
      return { answer: settled, settled };
    case 'loading':
      return { answer: keepPrevious(answer, event), settled };
    default: {
      const next = keepPrevious(answer, event);
      return { answer: next, settled: next };
    }
  }
}

/** What the cache held comes after what we learnt ourselves. */
const remember = (answer: DmpAnswer, known: Known): DmpAnswer => {
  if (answer.kind === 'idle') return known;
  if (answer.kind === 'known') return answer.checkedAt < known.checkedAt ? known : answer;
  return keepPrevious(known, answer);
};

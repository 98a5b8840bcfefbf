import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import {
  BehaviorSubject,
  defer,
  distinctUntilChanged,
  finalize,
  firstValueFrom,
  map,
  type Observable,
  of,
  Subject,
  shareReplay,
  skipWhile,
  startWith,
  switchMap,
  tap,
} from 'rxjs';
import type { DmpAnswer, DmpStatus, Known } from '../api/messages.js';
import { isQualified, type PatientRef } from '../api/patient.js';
import type { ErrorCode } from '../api/plugin-error.js';
import { type Asker, sameAsker } from './asker.js';
import { type CardSession, CardSessionService } from './card-session-service.js';
import { checkIns } from './ins.js';
import { type Ask, RecordLookup } from './record-lookup.js';
import { knownOf, statusOf } from './status-of.js';

/** A status, and the session that serves it. */
export interface Seen {
  readonly status: DmpStatus;
  readonly session: CardSession;
}

/** One patient somebody watches. */
interface Watched {
  readonly patient$: BehaviorSubject<PatientRef>;
  readonly asks$: Subject<Ask>;
  readonly seen$: Observable<Seen>;
  isShown: boolean;
}

/** The DMP status of every patient somebody watches: one stream each, shared by that patient's windows. */
@injectable()
export class DmpStatusService {
  private readonly watched = new Map<string, Watched>();

  constructor(
    @inject(RecordLookup) private readonly records: RecordLookup,
    @inject(CardSessionService) private readonly cards: CardSessionService,
  ) {}

  /** Never errors: a failure is a state. A reference with another identity, here or in a command, replaces the one watched until then. */
  status$(patient: PatientRef): Observable<DmpStatus> {
    return this.seen$(patient).pipe(
      map(({ status }) => status),
      distinctUntilChanged<DmpStatus>(isDeepStrictEqual),
    );
  }

  /** The same with the session that serves it. */
  seen$(patient: PatientRef): Observable<Seen> {
    return defer(() => (this.find(patient) ?? this.watch(patient)).seen$);
  }

  /** The tab is in sight: an answer that has grown old is asked for again, and from now on an unlocked card is enough to ask. */
  show(patient: PatientRef): void {
    const watched = this.find(patient);
    if (!watched) return;
    watched.isShown = true;
    watched.asks$.next('cached');
  }

  /** Asks again whatever the cache holds. Done when the answer, or the failure, is in the state. */
  async refresh(patient: PatientRef): Promise<void> {
    const status$ = this.status$(patient);
    const held = status$.subscribe();
    try {
      this.find(patient)?.asks$.next('fresh');
      await firstValueFrom(status$.pipe(skipWhile(({ kind }) => kind === 'loading')), { defaultValue: undefined });
    } finally {
      held.unsubscribe();
    }
  }

  /** What was known is no longer so: it is forgotten, and the DMP asked anew. An answer that is under way was given before. Done as `refresh` is. */
  async renew(patient: PatientRef): Promise<void> {
    // The patient may have been given another identity meanwhile: what is asked about is the one of now.
    const current = () => this.watched.get(patient.id)?.patient$.value ?? patient;
    this.cancelRefresh(current());
    await this.records.forget(patient);
    await this.refresh(current());
  }

  /** Lets go of the question under way; the state goes back to what it was before. */
  cancelRefresh(patient: PatientRef): void {
    this.find(patient)?.asks$.next('cancel');
  }

  private find(patient: PatientRef): Watched | undefined {
    const watched = this.watched.get(patient.id);
    if (watched && !isDeepStrictEqual(watched.patient$.value, patient)) {
      // What was learnt of an identity, or compared with its traits, is not said of its successor.
      void this.records.forget(watched.patient$.value);
      watched.patient$.next(patient);
    }
    return watched;
  }

  private watch(first: PatientRef): Watched {
    const watched: Watched = {
      patient$: new BehaviorSubject(first),
      asks$: new Subject(),
      isShown: false,
      seen$: defer(() => watched.patient$).pipe(
        switchMap((patient) => this.follow(patient, watched)),
        distinctUntilChanged<Seen>(isDeepStrictEqual),
        finalize(() => this.watched.delete(first.id)),
        shareReplay({ bufferSize: 1, refCount: true }),
      ),
    };
    this.watched.set(first.id, watched);
    return watched;
  }

  private follow(patient: PatientRef, watched: Watched): Observable<Seen> {
    let last: { readonly asker: Asker; readonly known: Known } | undefined;
    return this.cards.session$.pipe(
      switchMap((session, turn) => {
        const { card, asker, environment } = session;
        const known = last && sameAsker(last.asker, asker) ? last.known : undefined;
        // No card can change a refused INS: nobody is asked for a code in vain.
        const refusal = checkIns(patient.identity, environment);
        if (refusal || !isQualified(patient)) return of(refusedIns(patient.id, refusal ?? 'ins.notQualified', session));
        const answer$ = (): Observable<DmpAnswer> => {
          if (!asker) return of(IDLE);
          if (card.kind !== 'unlocked') return this.remembered$(patient, asker, known);
          // A form that opens on an unlocked card asks at once; unlocked later, it waits until its tab was shown.
          const asks$ = turn === 0 || watched.isShown ? watched.asks$.pipe(startWith('cached' as const)) : watched.asks$;
          return this.records.answers(patient, asker, { asks$, known });
        };
        return answer$().pipe(
          tap((answer) => {
            const learnt = knownOf(answer);
            if (learnt && asker) last = { asker, known: learnt };
          }),
          map((answer) => ({ status: statusOf(patient.id, card, answer), session })),
        );
      }),
    );
  }

  private remembered$(patient: PatientRef, asker: Asker, known: Known | undefined): Observable<DmpAnswer> {
    if (known) return of(known);
    return this.records.known$(patient, asker).pipe(
      map((found) => found ?? IDLE),
      startWith(IDLE),
    );
  }
}

const IDLE: DmpAnswer = { kind: 'idle' };

const refusedIns = (patientId: string, code: ErrorCode, session: CardSession): Seen => ({ status: { patientId, kind: 'failed', error: { code } }, session });

import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import { catchError, combineLatest, distinctUntilChanged, map, type Observable, of, startWith, switchMap } from 'rxjs';
import { PluginContext } from '../api/host.js';
import type { CardState, DmpStatus, DmpTabState, RecordAct, RecordWork } from '../api/messages.js';
import type { PatientDetails, PatientRef } from '../api/patient.js';
import { conditionsOf } from './creation-conditions.js';
import { DmpStatusService, type Seen } from './dmp-status-service.js';
import { type Fed, FeedingService, feedingOf } from './feeding-service.js';
import { offersLegacy } from './legacy-transactions.js';
import { nameOf } from './patient-name.js';
import { actsOf } from './record-acts.js';
import { RecordWorkService } from './record-work-service.js';
import { Settings } from './settings.js';
import { TracesNoticeService } from './traces-notice-service.js';

/** What the DMP tab shows: the status, and what can be done with it. */
@injectable()
export class DmpTabService {
  constructor(
    @inject(DmpStatusService) private readonly status: DmpStatusService,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
    @inject(TracesNoticeService) private readonly notice: TracesNoticeService,
    @inject(FeedingService) private readonly feeding: FeedingService,
    @inject(Settings) private readonly settings: Settings,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients'>,
  ) {}

  /** Never errors: a failure is a state. */
  state$(patient: PatientRef): Observable<DmpTabState> {
    const seen$ = this.status.seen$(patient);
    return combineLatest([seen$, this.details$(patient, seen$), this.feeding.fed$(patient).pipe(startWith(undefined))]).pipe(
      switchMap(([seen, details, fed]) => this.around$(patient, seen, details, fed)),
      distinctUntilChanged<DmpTabState>(isDeepStrictEqual),
    );
  }

  private around$(patient: PatientRef, { status, session: { card, environment } }: Seen, details: Told, fed: Fed | undefined): Observable<DmpTabState> {
    const { settings } = this;
    return combineLatest([
      settings.value$('dmp.statusMaxAgeMinutes'),
      settings.support$,
      settings.value$('dmp.legacyTransactions').pipe(map((choice) => offersLegacy(choice, environment))),
      this.work.work$(patient.id, 'holder' in card ? card.holder.id : undefined),
      card.kind === 'unlocked' ? this.notice.isDue$(card.holder.id) : of(undefined),
    ]).pipe(
      map(([maxAgeMinutes, support, legacy, work, isNoticeDue]) => ({
        patientId: patient.id,
        patient: { name: nameOf(patient), birthDate: patient.identity.birthDate },
        status,
        ...sessionOf(card),
        environment,
        maxAgeMinutes,
        support,
        acts: isNoticeDue === false ? actsNow(status, card, work, legacy) : [],
        ...(work && { work }),
        tracesNoticeDue: isNoticeDue === true,
        ...(details && isMissing(status) && { conditions: conditionsOf(card, details) }),
        ...(fed && { feeding: feedingOf(fed, knownIn(status)?.record, card.kind === 'unlocked' && isNoticeDue === false) }),
      })),
    );
  }

  /** What the host's form says, while it matters: for a missing record. A host that does not tell keeps the tab from nothing. */
  private details$({ id }: PatientRef, seen$: Observable<Seen>): Observable<Told> {
    return seen$.pipe(
      map(({ status }) => isMissing(status)),
      distinctUntilChanged(),
      switchMap((isWanted): Observable<Told> => {
        if (!isWanted) return of(undefined);
        return this.host.patients.details$(id).pipe(
          catchError(() => of({})),
          startWith(undefined),
        );
      }),
    );
  }
}

/** `undefined`: not yet, or not wanted. */
type Told = Pick<PatientDetails, 'vitale'> | undefined;

const isMissing = (status: DmpStatus): boolean => knownIn(status)?.record === 'missing';

function sessionOf(card: CardState): Pick<DmpTabState, 'session'> {
  if (card.kind !== 'unlocked') return {};
  const { kind: _, ...session } = card;
  return { session };
}

/** None while a write is under way, and none of what was known before it. */
function actsNow(status: DmpStatus, card: CardState, work: RecordWork | undefined, legacy: boolean): readonly RecordAct[] {
  const known = status.kind === 'known' || status.kind === 'loading' ? knownIn(status) : undefined;
  if (!known || card.kind !== 'unlocked' || work?.kind === 'running' || (work && known.checkedAt < work.at)) return [];
  return actsOf(known, card.holder, legacy);
}

function knownIn(status: DmpStatus) {
  if (status.kind === 'known') return status;
  return 'previous' in status ? status.previous : undefined;
}

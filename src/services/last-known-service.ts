import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import { combineLatest, concat, distinctUntilChanged, map, type Observable, of, switchMap } from 'rxjs';
import type { DmpChipState, Known } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import type { ErrorCode } from '../api/plugin-error.js';
import { sameAsker } from './asker.js';
import { CardSessionService } from './card-session-service.js';
import { checkIns } from './ins.js';
import { RecordLookup } from './record-lookup.js';
import { Settings } from './settings.js';

/** What this professional was last told of any patient, from the cache alone: nothing here asks the DMP. */
@injectable()
export class LastKnownService {
  constructor(
    @inject(RecordLookup) private readonly records: RecordLookup,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  /** The last answer, once the cache is read; then each one that follows. */
  known$(patient: PatientRef): Observable<Known | undefined> {
    return this.cards.session$.pipe(
      map(({ asker }) => asker),
      distinctUntilChanged(sameAsker),
      switchMap((asker, turn) => {
        if (!asker) return of(undefined);
        const known$ = this.records.known$(patient, asker);
        // Another professional: what the one before was told goes out of sight at once.
        return turn === 0 ? known$ : concat(of(undefined), known$);
      }),
      distinctUntilChanged(),
    );
  }

  /** The chip of one patient: his last known answer, or that it is being asked for. */
  chip$(patient: PatientRef): Observable<DmpChipState> {
    const refusal$ = this.settings.value$('dmp.environment').pipe(map((environment) => checkIns(patient.identity, environment)));
    return combineLatest([refusal$, this.known$(patient), this.records.isAsking$(patient)]).pipe(
      map(([refusal, known, isAsking]) => ({ patientId: patient.id, chip: chipOf(refusal, isAsking, known) })),
      distinctUntilChanged<DmpChipState>(isDeepStrictEqual),
    );
  }
}

function chipOf(refusal: ErrorCode | undefined, isAsking: boolean, known: Known | undefined): DmpChipState['chip'] {
  if (refusal) return { kind: refusal === 'ins.notQualified' ? 'insToQualify' : 'insToVerify' };
  return isAsking ? { kind: 'loading' } : (known ?? { kind: 'unknown' });
}

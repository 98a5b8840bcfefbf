import { inject, injectable } from 'inversify';
import { combineLatest, defer, filter, from, map, type Observable, startWith, switchMap } from 'rxjs';
import type { FedDocument, FeedingState } from '../api/documents.js';
import type { RecordStatus } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { FeedingRules } from './feeding-rules.js';
import { Journal } from './journal.js';
import { OutboxService } from './outbox-service.js';
import { PatientWishes, type Wishes } from './patient-wishes.js';
import { RecordAccess } from './record-access.js';

/** What is fed to one record, and whether anything may be. */
@injectable()
export class FeedingService {
  constructor(
    @inject(OutboxService) private readonly outbox: OutboxService,
    @inject(PatientWishes) private readonly wishes: PatientWishes,
    @inject(FeedingRules) private readonly rules: FeedingRules,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(Journal) private readonly journal: Journal,
  ) {}

  /** Without what depends on the record: `feedingOf` adds it. Never errors. */
  fed$({ id }: PatientRef): Observable<Fed> {
    const wishes$ = this.wishes.changed$.pipe(
      filter((changed) => changed === id),
      startWith(id),
      // What nobody can read is no leave to feed.
      switchMap(() => from(this.wishes.of(id).catch((): Wishes => ({ opposed: 0 })))),
    );
    return defer(() => combineLatest([this.outbox.ofPatient$(id), wishes$, this.rules.isOn$()])).pipe(
      map(([documents, { noRules, opposed }, isOn]) => ({
        documents,
        ...(opposed !== undefined && { opposedSince: opposed }),
        ...(isOn && { rules: noRules === undefined ? ('apply' as const) : ('exception' as const) }),
      })),
    );
  }

  /** The patient does not want to be fed any more, or again (§11.6). In the journal, as everything that is decided about a record. @throws PluginError `document.notKept`, those of `RecordAccess.open` */
  async setOpposition(ref: PatientRef, isOpposed: boolean, professionalId?: string): Promise<void> {
    const { holder, patient } = await this.access.open(ref, {}, professionalId);
    const messageId = `urn:uuid:${crypto.randomUUID()}`;
    await this.journal.begin({ professionalId: holder.id, patient, transaction: isOpposed ? 'OPPOSITION' : 'OPPOSITION LEVEE', messageId });
    await this.wishes.set(patient.id, 'opposed', isOpposed);
    if (isOpposed) await this.outbox.holdNew(patient.id);
    await this.journal.end(messageId, 'done');
  }
}

export type Fed = Pick<FeedingState, 'opposedSince' | 'rules'> & { readonly documents: readonly FedDocument[] };

/** `isReady`: a session, the notice acknowledged. Adding needs no authorisation, not even where the patient refuses one. */
export function feedingOf(fed: Fed, record: RecordStatus['record'] | undefined, isReady: boolean): FeedingState {
  const isOpen = record === 'open';
  return { ...fed, conditions: { card: isReady, record: isOpen }, mayAdd: isReady && isOpen && fed.opposedSince === undefined };
}

import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import {
  BehaviorSubject,
  combineLatest,
  debounceTime,
  defer,
  distinctUntilChanged,
  filter,
  from,
  map,
  merge,
  type Observable,
  Subject,
  startWith,
  switchMap,
  timer,
} from 'rxjs';
import type { DocumentAct, FedDocument, OutboxRow as Line, OutboxState } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import { PluginError } from '../api/plugin-error.js';
import { dayOf, startOfDay } from './calendar.js';
import { CardSessionService } from './card-session-service.js';
import { Clock } from './clock.js';
import { fedDocument, type OutboxView } from './fed-document.js';
import { Notes } from './notes.js';
import { isNew, Outbox, type OutboxChange, type OutboxRow, type OutboxStatus } from './outbox.js';
import { OutboxSender } from './outbox-sender.js';
import { nameOf } from './patient-name.js';
import { PatientWishes } from './patient-wishes.js';
import { ProposalService } from './proposal-service.js';
import { Settings } from './settings.js';

/** Rows a page shows: what is beyond is counted. */
const MOST_ROWS = 200;
const SUSPENDED = 'outboxSuspended';
const LOSS_KNOWN = 'outboxLossKnown';
const A_DAY = 24 * 60 * 60_000;
/** Several changes at once are looked at once. */
const TOGETHER = 50;

/** The outbox as it is seen, and what a user does to what lies in it. */
@injectable()
export class OutboxService {
  private readonly updates$ = new BehaviorSubject<OutboxView['updates']>(new Map());
  private readonly lossKnown$ = new Subject<void>();
  private readonly suspended$ = new BehaviorSubject<boolean | undefined>(undefined);

  constructor(
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(OutboxSender) private readonly sender: OutboxSender,
    @inject(ProposalService) private readonly proposals: ProposalService,
    @inject(PatientWishes) private readonly wishes: PatientWishes,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(Notes) private readonly notes: Notes,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients'>,
  ) {}

  /** Sends as long as nobody suspends it, and forgets what was sent long ago. */
  run$(): Observable<unknown> {
    const tidy$ = timer(0, A_DAY).pipe(switchMap(() => this.outbox.forgetSent(this.now() - this.settings.get('dmp.sentDays') * A_DAY).catch(() => {})));
    return combineLatest([this.sender.run$(this.isSuspended$().pipe(map((isSuspended) => !isSuspended))).pipe(startWith(undefined)), tidy$]);
  }

  /** What this practice feeds to one record, the newest first; before it what rules propose. */
  ofPatient$(patientId: string): Observable<readonly FedDocument[]> {
    const rows$ = this.outbox.changed$.pipe(
      filter((changed) => changed === patientId),
      startWith(patientId),
      debounceTime(TOGETHER),
      startWith(patientId),
      switchMap(() => this.outbox.ofPatient(patientId).catch(() => [])),
    );
    return combineLatest([rows$, this.view$(), this.proposals.ofPatient$(patientId)]).pipe(
      map(([rows, view, proposed]) => [
        ...proposed,
        ...rows.filter(({ isForgotten }) => !isForgotten).map((row) => fedDocument(row, { ...view, others: rows })),
      ]),
      distinctUntilChanged<readonly FedDocument[]>(isDeepStrictEqual),
    );
  }

  /** The page *Boîte d'envoi*. */
  page$(): Observable<OutboxState> {
    const rows$ = this.changes$().pipe(switchMap(() => from(this.read())));
    const proposed$ = this.proposals.all$().pipe(switchMap(async (proposed) => ({ proposed, proposedTo: await this.names(proposed) })));
    return combineLatest([rows$, proposed$, this.view$(), this.isSuspended$()]).pipe(
      map(([{ names, rows, ...counted }, { proposed, proposedTo }, view, suspended]) => ({
        ...counted,
        suspended,
        rows: [
          ...proposed.map((row): Line => ({ ...row, patientName: proposedTo.get(row.patientId) ?? '' })),
          ...rows.map(
            (row): Line => ({
              ...fedDocument(row, { ...view, others: rows.filter((one) => one.patientId === row.patientId) }),
              patientName: names.get(row.patientId) ?? '',
            }),
          ),
        ],
      })),
      distinctUntilChanged<OutboxState>(isDeepStrictEqual),
    );
  }

  /** What is not in the DMP yet, what waits to be confirmed, and a loss that nobody has read of, for the rail. */
  count$(): Observable<number> {
    const unsent$ = this.changes$().pipe(
      switchMap(async () => {
        const counts = await this.outbox.counts().catch(() => undefined);
        const lost = (await this.lostAt()) === undefined ? 0 : 1;
        return lost + (counts ? counts.held + counts.queued + counts.sending + counts.failed + counts.refused : 0);
      }),
    );
    return combineLatest([unsent$, this.proposals.all$()]).pipe(
      map(([unsent, proposed]) => unsent + proposed.length),
      distinctUntilChanged(),
    );
  }

  /** `patientId`: of the form it was asked for in. @throws PluginError `document.moved`, `feeding.opposed` */
  async act(documentId: string, act: DocumentAct, patientId?: string): Promise<void> {
    if (act === 'decline') return this.proposals.decline(documentId, patientId);
    const row = await this.outbox.get(documentId);
    if (!row || (patientId !== undefined && row.patientId !== patientId)) throw new PluginError('document.moved');
    const wish = WISHES[act];
    if (!wish) throw new PluginError('document.moved');
    if (wish.to?.status === 'queued' && isNew(row) && (await this.wishes.of(row.patientId)).opposed !== undefined) throw new PluginError('feeding.opposed');
    // What may have left is looked for before anything else happens to it.
    if (wish.isOver && row.mayHaveLeft && row.content) throw new PluginError('document.moved');
    const isDone = wish.to
      ? await this.outbox.change(documentId, wish.from, wish.to)
      : await this.outbox.remove(documentId, row.content ? wish.from : ANY_UNSENT);
    if (!isDone) throw new PluginError('document.moved');
    if (act === 'retry') this.sender.hurry();
    if (!wish.to) await this.proposals.noteWithdrawn(row);
  }

  /** The patient is opposed: nothing new of him leaves. What may have left already stays as it is. */
  async holdNew(patientId: string): Promise<void> {
    for (const row of await this.outbox.ofPatient(patientId))
      if (isNew(row) && !row.mayHaveLeft) await this.outbox.change(row.documentId, ['queued', 'failed'], { status: 'held' });
  }

  /** Whatever has failed leaves now. */
  async retryAll(): Promise<void> {
    for (const documentId of await this.outbox.failed()) await this.act(documentId, 'retry').catch(() => {});
  }

  async suspend(isSuspended: boolean): Promise<void> {
    await this.notes.write(SUSPENDED, isSuspended);
    this.suspended$.next(isSuspended);
  }

  /** The user has read that the outbox was lost, and looks after what waited. */
  async acknowledgeLoss(): Promise<void> {
    await this.notes.write(LOSS_KNOWN, (await this.outbox.lostAt()) ?? 0);
    this.lossKnown$.next();
  }

  /** An update of what was sent, told in its row. @throws what `update` throws */
  async follow(documentId: string, update: () => Promise<void>): Promise<void> {
    if (this.updates$.value.get(documentId)?.kind === 'running') throw new PluginError('write.underWay');
    this.tell(documentId, { kind: 'running' });
    try {
      await update();
      this.tell(documentId, undefined);
    } catch (error) {
      this.tell(documentId, { kind: 'failed', error: PluginError.from(error).toDto() });
      throw error;
    }
  }

  private tell(documentId: string, update: FedDocument['update']): void {
    const updates = new Map(this.updates$.value);
    if (update) updates.set(documentId, update);
    else updates.delete(documentId);
    this.updates$.next(updates);
  }

  private changes$(): Observable<unknown> {
    return merge(this.outbox.changed$, this.lossKnown$).pipe(startWith(''), debounceTime(TOGETHER), startWith(''));
  }

  private view$(): Observable<Omit<OutboxView, 'others'>> {
    return combineLatest([this.cards.session$, this.isSuspended$(), this.sender.sending$, this.updates$]).pipe(
      map(([{ card, environment }, isSuspended, sending, updates]) => ({
        signer:
          card.kind === 'unlocked'
            ? { signerId: card.holder.id, situationId: card.situation.id, environment, ...(card.holder.isIndirect && { isIndirect: true }) }
            : undefined,
        isSuspended,
        sending,
        updates,
      })),
    );
  }

  private isSuspended$(): Observable<boolean> {
    return defer(() => {
      if (this.suspended$.value === undefined)
        void this.notes.read(SUSPENDED).then((value) => this.suspended$.value === undefined && this.suspended$.next(value === true));
      return this.suspended$.pipe(filter((value) => value !== undefined));
    });
  }

  private async read() {
    try {
      const [rows, counts, sentToday, lostAt] = await Promise.all([
        this.outbox.list(MOST_ROWS),
        this.outbox.counts(),
        this.outbox.sentSince(startOfDay(dayOf(this.now()))),
        this.lostAt(),
      ]);
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
      return { rows, names: await this.names(rows), sentToday, more: total - rows.length, ...(lostAt !== undefined && { lostAt }) };
    } catch {
      return { rows: [], names: new Map<string, string>(), sentToday: 0, more: 0 };
    }
  }

  private async lostAt(): Promise<number | undefined> {
    const lostAt = await this.outbox.lostAt();
    if (lostAt === undefined) return undefined;
    const known = await this.notes.read(LOSS_KNOWN).catch(() => undefined);
    return typeof known === 'number' && known >= lostAt ? undefined : lostAt;
  }

  /** As the document names its patient; where nobody can read it, as the host does. */
  private async names(rows: readonly Pick<OutboxRow, 'patientId' | 'content'>[]): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for (const { content, patientId } of rows) {
      if (names.has(patientId)) continue;
      const patient = content?.patient ?? (await this.host.patients.get(patientId).catch(() => undefined));
      if (patient) names.set(patientId, nameOf(patient));
    }
    return names;
  }
}

interface WishedChange {
  readonly from: readonly OutboxStatus[];
  /** Absent: the row goes. */
  readonly to?: OutboxChange;
  /** It does not leave any more. */
  readonly isOver?: boolean;
}
const ANY_UNSENT: readonly OutboxStatus[] = ['held', 'queued', 'sending', 'failed', 'refused'];
const WISHES: { readonly [act in DocumentAct]?: WishedChange } = {
  hold: { from: ['queued', 'failed'], to: { status: 'held' }, isOver: true },
  release: { from: ['held'], to: { status: 'queued' } },
  retry: { from: ['failed', 'refused'], to: { status: 'queued', tries: 0 } },
  withdraw: { from: ['held', 'queued', 'failed', 'refused'], isOver: true },
};

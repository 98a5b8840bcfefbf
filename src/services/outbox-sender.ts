import { inject, injectable } from 'inversify';
import { BehaviorSubject, combineLatest, distinctUntilChanged, firstValueFrom, map, Observable } from 'rxjs';
import { type Logger, PluginContext } from '../api/host.js';
import { isQualified, keyOf, type QualifiedPatient } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { CardSessionService } from './card-session-service.js';
import { Clock } from './clock.js';
import { CommitPoints } from './commit-points.js';
import { DocumentGateway, type SubmissionProgress } from './document-gateway.js';
import { checkIns } from './ins.js';
import { isNew, Outbox, type OutboxChange, type OutboxContent, type OutboxRow, type OutboxSigner } from './outbox.js';
import { PatientWishes } from './patient-wishes.js';
import { RecordLookup } from './record-lookup.js';
import { RetryTimes } from './retry-times.js';

/** How far the submission under way has come. */
export interface Sending {
  readonly documentId: string;
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** A row that is looked at again though nobody said anything: the clock may have been put back. */
const LONGEST_PAUSE = 60_000;
/** For a card that goes or comes to be heard of. */
const A_MOMENT = 1_000;

/**
 * Sends what the outbox holds, one submission at a time, as long as the card of whoever confirmed it is unlocked. Before a document is sent again after its
 * answer was lost, the DMP is asked whether it has it (TD3.1b): nothing is in a record twice. What the patient has opposed meanwhile is held instead.
 */
@injectable()
export class OutboxSender {
  private readonly current$ = new BehaviorSubject<Sending | undefined>(undefined);
  /** The submission under way. */
  readonly sending$: Observable<Sending | undefined> = this.current$.asObservable();
  private readonly log: Logger;
  private isEnding = false;
  private running: Promise<void> | undefined;
  private wake = () => {};
  /** By the clock that nobody sets. */
  private restsUntil = 0;

  constructor(
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(DocumentGateway) private readonly dmp: DocumentGateway,
    @inject(RecordLookup) private readonly records: RecordLookup,
    @inject(PatientWishes) private readonly wishes: Pick<PatientWishes, 'of'>,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(RetryTimes) private readonly times: RetryTimes,
    @inject(Clock) private readonly now: Clock,
    @inject(CommitPoints) private readonly points: CommitPoints,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'log' | 'patients'>,
  ) {
    this.log = host.log('OutboxSender');
  }

  /** Sends from now on, while `mayRun$` says so. Unsubscribing stops it after the submission under way. */
  run$(mayRun$: Observable<boolean>): Observable<never> {
    return new Observable((subscriber) => {
      let signer: OutboxSigner | undefined;
      let stopped = false;
      const watch = combineLatest([this.signer$(), mayRun$]).subscribe(([now, mayRun]) => {
        signer = mayRun ? now : undefined;
        this.wake();
      });
      watch.add(this.outbox.changed$.subscribe(() => this.wake()));
      this.running = this.loop(
        () => signer,
        () => stopped || this.isEnding,
      );
      this.running.catch((error: unknown) => subscriber.error(error));
      return () => {
        stopped = true;
        watch.unsubscribe();
        this.wake();
      };
    });
  }

  /** The user wants something sent now, whatever time the DMP has asked for. */
  hurry(): void {
    this.restsUntil = 0;
    this.wake();
  }

  /** Done when no submission is under way any more, or when `signal` says that nobody waits longer: what was lost then is settled at the next start. */
  async finish(signal: AbortSignal): Promise<void> {
    this.isEnding = true;
    this.wake();
    const over = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([this.running, over]);
  }

  private async loop(signer: () => OutboxSigner | undefined, isOver: () => boolean): Promise<void> {
    for (;;) {
      if (isOver()) return;
      const called = new Promise<void>((resolve) => (this.wake = resolve));
      const who = signer();
      const rest = this.restsUntil - performance.now();
      const row = who && rest <= 0 && (await this.outbox.next(who, this.now()).catch(() => undefined));
      if (isOver()) return;
      if (row) {
        const since = this.now();
        await this.send(row);
        await pause(this.times.apart - (this.now() - since));
      } else await Promise.race([called, pause(rest > 0 ? rest : await this.untilNextTry(who))]);
    }
  }

  private async untilNextTry(signer: OutboxSigner | undefined): Promise<number> {
    const due = signer && (await this.outbox.nextTry(signer).catch(() => undefined));
    return due === undefined ? LONGEST_PAUSE : Math.min(Math.max(due - this.now(), 0) + 10, LONGEST_PAUSE);
  }

  private signer$(): Observable<OutboxSigner | undefined> {
    return this.cards.session$.pipe(
      map(({ card, environment }) => (card.kind === 'unlocked' ? { signerId: card.holder.id, situationId: card.situation.id, environment } : undefined)),
      distinctUntilChanged(
        (one, other) => one?.signerId === other?.signerId && one?.situationId === other?.situationId && one?.environment === other?.environment,
      ),
    );
  }

  /** Never rejects. */
  private async send(row: OutboxRow): Promise<void> {
    const { documentId } = row;
    const since = this.now();
    // Whether it may be in the record, as this try goes on.
    let { mayHaveLeft } = row;
    try {
      const { content, patient, bytes } = await this.ready(row);
      await this.points.reached('attempt.before');
      const isOurs = await this.outbox.change(documentId, ['queued', 'failed', 'sending'], { status: 'sending', mayHaveLeft: true, tries: row.tries + 1 });
      if (!isOurs) return; // it was withdrawn or held meanwhile
      await this.points.reached('attempt.after');
      if (mayHaveLeft) {
        const isThere = await this.isThere(patient, content);
        if (isThere) return await this.succeed(row, since);
        mayHaveLeft = isThere === undefined;
      }
      const replaces = content.document.replaces && (await this.replaced(patient, content.document.replaces));
      // The last look: an opposition may have come while it was accepted, or since this try began.
      if (isNew(row) && (await this.wishes.of(row.patientId)).opposed !== undefined) return await this.hold(row, mayHaveLeft);
      const { document, visibility, written } = content;
      const comment = content.form.comment.trim();
      const submission = { document, visibility, written, bytes: this.watched(bytes), ...(comment && { comment }), ...(replaces && { replaces }) };
      await this.dmp.submit(patient, submission, row.signerId, this.progress(row, written.size));
      mayHaveLeft = true;
      await this.points.reached('answer');
      await this.succeed(row, since);
    } catch (failure) {
      const error = PluginError.from(failure);
      await this.fail({ ...row, mayHaveLeft: mayHaveLeft || error.code === 'dmp.answerLost' }, error, since);
    } finally {
      this.current$.next(undefined);
    }
  }

  /** What has to be so before anything leaves. @throws PluginError */
  private async ready({ content, documentId, environment, patientId, signerId }: OutboxRow) {
    if (!content) throw new PluginError('document.locked');
    const now = await this.host.patients.get(patientId);
    if (!now) throw new PluginError('document.patientUnknown');
    // What was confirmed about one person is not sent when the form names another. What is told of him is what the document says.
    const { patient } = content;
    if (keyOf(now) !== keyOf(patient)) throw new PluginError('document.patientChanged');
    const reason = checkIns(patient.identity, environment);
    if (reason || !isQualified(patient)) throw new PluginError(reason ?? 'ins.notQualified');
    const bytes = await this.outbox.bytes(documentId);
    if (!bytes) throw new PluginError('document.locked');
    await this.needOpenRecord(patient, { environment, holderId: signerId });
    return { content, patient, bytes };
  }

  /** TD0.2 first: nothing is fed to a record that is closed or missing (§11.6). */
  private async needOpenRecord(patient: QualifiedPatient, asker: { readonly environment: OutboxRow['environment']; readonly holderId: string }): Promise<void> {
    const since = this.now();
    let known = await firstValueFrom(this.records.answer$(patient, asker, 'cached'));
    // What waits for the user then waits for no reason that is over.
    if (known.record !== 'open' && known.checkedAt < since) known = await firstValueFrom(this.records.answer$(patient, asker, 'fresh'));
    if (known.record !== 'open') throw new PluginError(known.record === 'closed' ? 'dmp.recordClosed' : 'dmp.recordMissing');
  }

  private async replaced(patient: QualifiedPatient, uniqueId: string): Promise<string> {
    const entryUuid = await firstValueFrom(this.dmp.findOwn(patient, uniqueId));
    if (!entryUuid) throw new PluginError('dmp.documentUnknown');
    return entryUuid;
  }

  /** `undefined`: the threshold of searches stops no feeding (EX_3.1-2035); sent again under its own uniqueId, the DMP itself refuses what it has. */
  private async isThere(patient: QualifiedPatient, { document }: OutboxContent): Promise<boolean | undefined> {
    try {
      return (await firstValueFrom(this.dmp.findOwn(patient, document.uniqueId))) !== undefined;
    } catch (error) {
      if (error instanceof PluginError && error.code === 'dmp.thresholdExceeded') return undefined;
      throw error;
    }
  }

  private async succeed({ documentId, content }: OutboxRow, since: number): Promise<void> {
    await this.outbox.change(documentId, ['sending'], { status: 'sent', mayHaveLeft: false, ...(content?.replaces && { replaces: content.replaces }) });
    await this.points.reached('success.after');
    this.log.info('document.sent', { milliseconds: this.now() - since, bytes: content?.written.size });
  }

  /** Nothing of this try has left. Where nobody can say whether an earlier one did, the document is neither sent again nor held. */
  private async hold({ documentId, tries }: OutboxRow, mayHaveLeft: boolean): Promise<void> {
    if (mayHaveLeft) throw new PluginError('dmp.thresholdExceeded');
    await this.outbox.change(documentId, ['sending'], { status: 'held', mayHaveLeft, tries });
    this.log.info('document.held');
  }

  /** `row.mayHaveLeft`: as it is after this try. */
  private async fail(row: OutboxRow, error: PluginError, since: number): Promise<void> {
    const { code, about } = error;
    this.log.warn('document.notSent', { code, reference: about.reference, milliseconds: this.now() - since });
    // The DMP has this very document: of all the ways it could be there, each is what we want.
    if (code === 'dmp.documentDuplicate') return void (await this.succeed(row, since).catch(() => {}));
    const { mayHaveLeft } = row;
    const change: OutboxChange = waitsForCard(error)
      ? { status: 'queued', mayHaveLeft }
      : this.times.isLasting(error)
        ? { status: 'refused', mayHaveLeft, error: error.toDto() }
        : { status: 'failed', mayHaveLeft, error: error.toDto(), tries: row.tries + 1, nextTry: this.times.after(row.tries, error, this.now()) };
    const rest = waitsForCard(error) ? A_MOMENT : this.times.rest(error);
    this.restsUntil = Math.max(this.restsUntil, performance.now() + rest);
    try {
      await this.outbox.change(row.documentId, ['queued', 'failed', 'sending'], change);
      if (change.status === 'refused') await this.points.reached('refusal.after');
    } catch {
      // The store is full or gone. On disk it still says `sending`, which is what will be settled.
      await pause(LONGEST_PAUSE / 10);
    }
  }

  private watched(bytes: () => AsyncIterable<Uint8Array>): () => AsyncIterable<Uint8Array> {
    const { points } = this;
    return async function* () {
      await points.reached('firstByte');
      yield* bytes();
      await points.reached('lastByte');
    };
  }

  private progress({ documentId }: OutboxRow, totalBytes: number): SubmissionProgress {
    this.current$.next({ documentId, sentBytes: 0, totalBytes });
    let told = 0;
    return {
      sent: (sentBytes) => {
        // Fifty steps are as many as a bar can show.
        if (sentBytes - told < totalBytes / 50 && sentBytes < totalBytes) return;
        told = sentBytes;
        this.current$.next({ documentId, sentBytes, totalBytes });
      },
    };
  }
}

const waitsForCard = ({ code, about }: PluginError): boolean =>
  code === 'card.absent' || code === 'card.changed' || (code === 'dmp.answerLost' && about.detail?.layer === 'card');

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)).unref());

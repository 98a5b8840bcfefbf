import { inject, injectable } from 'inversify';
import { BehaviorSubject, distinctUntilChanged, map, type Observable } from 'rxjs';
import { type Logger, PluginContext } from '../api/host.js';
import type { RecordWork, WriteAct } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { type ErrorDto, PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { DmpStatusService } from './dmp-status-service.js';

/** What is written to a record: one write at a time per patient. Nobody gives one up: neither a closed window nor another patient on screen. */
@injectable()
export class RecordWorkService {
  /** By patient: the write under way, or the last one of this run. */
  private readonly works$ = new BehaviorSubject<ReadonlyMap<string, RecordWork>>(new Map());
  private readonly running = new Map<string, Promise<unknown>>();
  /** Whose status is being asked for after a write. */
  private readonly asking = new Map<string, PatientRef>();
  private isEnding = false;
  private readonly log: Logger;

  constructor(
    @inject(DmpStatusService) private readonly status: DmpStatusService,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) host: Pick<PluginContext, 'log'>,
  ) {
    this.log = host.log('RecordWorkService');
  }

  work$(patientId: string): Observable<RecordWork | undefined> {
    return this.works$.pipe(
      map((works) => works.get(patientId)),
      distinctUntilChanged(),
    );
  }

  /**
   * Begins at once, or not at all. Afterwards, also after a failure, the DMP is asked anew what the record is: what we knew was before.
   * @param missing what was not done of what was asked for
   * @throws PluginError `write.underWay`, `host.unavailable` when the plugin ends, and what `write` throws
   */
  run<T>(patient: PatientRef, act: WriteAct, write: () => Promise<T>, missing: (outcome: T) => ErrorDto | undefined = () => undefined): Promise<T> {
    if (this.running.has(patient.id)) return Promise.reject(new PluginError('write.underWay'));
    // What nobody would wait for is not begun.
    if (this.isEnding) return Promise.reject(new PluginError('host.unavailable'));
    const work = this.follow(patient, act, write, missing);
    this.running.set(patient.id, work);
    return work;
  }

  /** Forgets how the last write ended; one under way stays in sight. */
  dismiss(patientId: string): void {
    if (this.running.has(patientId)) return;
    const others = new Map(this.works$.value);
    others.delete(patientId);
    this.works$.next(others);
  }

  /** Done when no write is under way any more, or when `signal` says that nobody waits longer. */
  async finish(signal: AbortSignal): Promise<void> {
    this.isEnding = true;
    for (const patient of this.asking.values()) this.status.cancelRefresh(patient);
    const over = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.allSettled(this.running.values()), over]);
  }

  private async follow<T>(patient: PatientRef, act: WriteAct, write: () => Promise<T>, missing: (outcome: T) => ErrorDto | undefined): Promise<T> {
    const since = this.now();
    this.tell(patient, { kind: 'running', act, since });
    try {
      const outcome = await write();
      const accountMissing = missing(outcome);
      this.running.delete(patient.id);
      this.tell(patient, { kind: 'done', act, at: this.now(), ...(accountMissing && { accountMissing }) });
      this.log.info('write.done', { act, milliseconds: this.now() - since, missing: accountMissing?.code });
      return outcome;
    } catch (failure) {
      const error = PluginError.from(failure).toDto();
      this.running.delete(patient.id);
      this.tell(patient, { kind: 'failed', act, at: this.now(), error });
      this.log.warn('write.failed', { act, code: error.code, reference: error.reference, milliseconds: this.now() - since });
      throw failure;
    } finally {
      void this.askAnew(patient);
    }
  }

  private tell({ id }: PatientRef, work: RecordWork): void {
    this.works$.next(new Map(this.works$.value).set(id, work));
  }

  private async askAnew(patient: PatientRef): Promise<void> {
    if (this.isEnding) return;
    this.asking.set(patient.id, patient);
    try {
      await this.status.renew(patient);
    } finally {
      if (this.asking.get(patient.id) === patient) this.asking.delete(patient.id);
    }
  }
}

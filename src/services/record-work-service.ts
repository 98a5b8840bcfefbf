import { inject, injectable } from 'inversify';
import { BehaviorSubject, distinctUntilChanged, map, type Observable } from 'rxjs';
import { type Logger, PluginContext } from '../api/host.js';
import type { RecordWork, WorkReport, WriteAct } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { DmpStatusService } from './dmp-status-service.js';
import type { OpenRecord } from './record-access.js';

/** Whose record, and who writes. */
type Writer = { readonly patient: PatientRef } & Pick<OpenRecord, 'holder'>;

/** What is written to a record: one write at a time per patient. Nobody gives one up: neither a closed window nor another patient on screen. */
@injectable()
export class RecordWorkService {
  /** By patient: the write under way, or the last one of this run, and whose it is. */
  private readonly works$ = new BehaviorSubject<ReadonlyMap<string, { readonly work: RecordWork; readonly professionalId: string }>>(new Map());
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

  /** How a write ended is told to whoever wrote, as long as no other's card is read: `reader` is its PS_IdNat. One under way keeps everybody waiting. */
  work$(patientId: string, reader?: string): Observable<RecordWork | undefined> {
    return this.works$.pipe(
      map((works) => works.get(patientId)),
      map((told) => (told?.work.kind === 'running' || reader === undefined || reader === told?.professionalId ? told?.work : undefined)),
      distinctUntilChanged(),
    );
  }

  /**
   * Begins at once, or not at all. Afterwards, also after a failure, the DMP is asked anew what the record is: what we knew was before.
   * @param report what is to be told of it
   * @throws PluginError `write.underWay`, `host.unavailable` when the plugin ends, and what `write` throws
   */
  run<T>(writer: Writer, act: WriteAct, write: () => Promise<T>, report: (outcome: T) => WorkReport = () => ({})): Promise<T> {
    const { patient } = writer;
    if (this.running.has(patient.id)) return Promise.reject(new PluginError('write.underWay'));
    // What nobody would wait for is not begun.
    if (this.isEnding) return Promise.reject(new PluginError('host.unavailable'));
    const work = this.follow(writer, act, write, report);
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

  private async follow<T>(writer: Writer, act: WriteAct, write: () => Promise<T>, report: (outcome: T) => WorkReport): Promise<T> {
    const { patient } = writer;
    const since = this.now();
    this.tell(writer, { kind: 'running', act, since });
    try {
      const outcome = await write();
      const told = report(outcome);
      this.running.delete(patient.id);
      this.tell(writer, { kind: 'done', act, at: this.now(), ...told });
      this.log.info('write.done', { act, milliseconds: this.now() - since, missing: (told.accountMissing ?? told.channelMissing)?.code });
      return outcome;
    } catch (failure) {
      const error = PluginError.from(failure).toDto();
      this.running.delete(patient.id);
      this.tell(writer, { kind: 'failed', act, at: this.now(), error });
      this.log.warn('write.failed', { act, code: error.code, reference: error.reference, milliseconds: this.now() - since });
      throw failure;
    } finally {
      void this.askAnew(patient);
    }
  }

  private tell({ patient, holder }: Writer, work: RecordWork): void {
    this.works$.next(new Map(this.works$.value).set(patient.id, { work, professionalId: holder.id }));
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

import { inject, injectable } from 'inversify';
import { BehaviorSubject, combineLatest, defer, distinctUntilChanged, map, type Observable } from 'rxjs';
import { PluginError } from '../api/plugin-error.js';
import { CardSessionService, currentCard } from './card-session-service.js';
import { Clock } from './clock.js';
import { Settings } from './settings.js';
import { UserMemory } from './user-memory.js';

const DAY = 86_400_000;

/** Each professional is told that accesses are traced, at his first session and then periodically (SC.DMP/CONF.11). */
@injectable()
export class TracesNoticeService {
  /** By holder, once read; `undefined`: never. A store that cannot be written tells nobody twice in one run. */
  private readonly acknowledged$ = new BehaviorSubject<ReadonlyMap<string, number | undefined>>(new Map());

  constructor(
    @inject(UserMemory) private readonly memory: UserMemory,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly now: Clock,
  ) {}

  /** `undefined` until it is known. */
  isDue$(holderId: string): Observable<boolean | undefined> {
    return defer(() => {
      void this.read(holderId);
      return combineLatest([this.acknowledged$, this.settings.value$('dmp.tracesNoticeDays')]).pipe(
        map(([acknowledged]) => (acknowledged.has(holderId) ? this.isOld(acknowledged.get(holderId)) : undefined)),
        distinctUntilChanged(),
      );
    });
  }

  async isDue(holderId: string): Promise<boolean> {
    await this.read(holderId);
    return this.isOld(this.acknowledged$.value.get(holderId));
  }

  /** Of the holder of the session. @throws PluginError `card.absent` */
  async acknowledge(): Promise<void> {
    const card = await currentCard(this.cards);
    if (card.kind !== 'unlocked') throw new PluginError('card.absent');
    const at = this.now();
    this.keep(card.holder.id, at);
    await this.memory.noteTracesAcknowledged(card.holder.id, at);
  }

  private async read(holderId: string): Promise<void> {
    if (this.acknowledged$.value.has(holderId)) return;
    const at = await this.memory.tracesAcknowledgedAt(holderId);
    // What was acknowledged while the store was being read is the later word.
    if (!this.acknowledged$.value.has(holderId)) this.keep(holderId, at);
  }

  private keep(holderId: string, at: number | undefined): void {
    this.acknowledged$.next(new Map(this.acknowledged$.value).set(holderId, at));
  }

  /** So is a time to come: the clock was put back since. */
  private isOld(at: number | undefined): boolean {
    const age = at === undefined ? -1 : this.now() - at;
    return age < 0 || age >= this.settings.get('dmp.tracesNoticeDays') * DAY;
  }
}

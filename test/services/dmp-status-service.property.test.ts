import fc from 'fast-check';
import { defer, from, type Observable, type Subscription } from 'rxjs';
import { expect, test } from 'vitest';
import type { CardState, DmpChipState, DmpStatus, Known, RecordStatus } from '../../src/api/messages.js';
import type { PatientRef, QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import type { Holder } from '../../src/api/professional.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import { DmpStatusService } from '../../src/services/dmp-status-service.js';
import { LastKnownService } from '../../src/services/last-known-service.js';
import { RecordLookup } from '../../src/services/record-lookup.js';
import { Settings } from '../../src/services/settings.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { ABSENT, FakeIdentity, HOLDER, LOCKED, SITUATION } from '../fakes/fake-identity.js';
import { FakeRecordGateway, OPEN } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { ALICE, BOB } from '../fakes/world.js';

const MINUTE = 60_000;
const LEA = HOLDER;
const MARC: Holder = { ...HOLDER, id: '899900003100', familyName: 'KINE0310' };
const locked = (holder: Holder) => ({ ...LOCKED, holder }) as CardState;
const unlocked = (holder: Holder): CardState => ({ kind: 'unlocked', holder, situation: SITUATION, since: 0 });
const CARDS: readonly CardState[] = [
  ABSENT,
  { kind: 'unlocking' },
  { kind: 'blocked' },
  locked(LEA),
  locked(MARC),
  unlocked(LEA),
  unlocked(LEA),
  unlocked(MARC),
];

const patient = fc.constantFrom(ALICE, BOB);
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('open', 'open', 'close', 'show', 'refresh', 'refresh', 'cancel'), patient }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('card'), card: fc.constantFrom(...CARDS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), minutes: fc.constantFrom(1, 6) }) },
);
type Event = { readonly do: string; readonly patient?: PatientRef; readonly card?: CardState; readonly minutes?: number };

/** A morning begins with an open form and an unlocked card; the rest is chance. */
const BEGINNING: readonly Event[] = [
  { do: 'card', card: unlocked(LEA) },
  { do: 'open', patient: ALICE },
];

/** Everything that takes time ends when the scheduler says so; every answer says of whom and to whom it is. */
class World {
  readonly faults: string[] = [];
  asked = 0;
  shown = 0;
  private now = 0;
  private lastUnlocked: string | undefined;
  private card: CardState = ABSENT;
  /** Whose card is in the reader; `undefined`: none is. */
  private inView: string | undefined;
  private readonly identity = new FakeIdentity(ABSENT);
  private readonly forms = new Map<string, Subscription[]>();
  private readonly status: DmpStatusService;
  private readonly lastKnown: LastKnownService;

  constructor(
    private readonly scheduler: fc.Scheduler,
    private readonly failures: readonly boolean[],
  ) {
    const host = new FakeHost();
    const settings = new Settings(host);
    const cards = new CardSessionService(this.identity, new FakeCardAgentControl(), slow(scheduler, new FakeUserMemory()), settings, host);
    const gateway = Object.assign(new FakeRecordGateway(), { findRecord: (asked: QualifiedPatient) => this.findRecord(asked) });
    const records = new RecordLookup(gateway, slow(scheduler, new FakeStatusCache()), () => this.now, settings, host);
    this.status = new DmpStatusService(records, cards);
    this.lastKnown = new LastKnownService(records, cards, settings);
    // Rows of the day's visits: their chips outlive the forms.
    for (const one of [ALICE, BOB]) this.watchChip(one);
  }

  handle({ do: verb, patient: whose, card, minutes = 0 }: Event): void {
    if (card) {
      this.card = card;
      if (card.kind === 'absent') this.inView = undefined;
      else this.inView = 'holder' in card ? card.holder.id : (this.inView ?? 'a stranger');
      if (card.kind === 'unlocked') this.lastUnlocked = card.holder.id;
      this.identity.become(card);
    }
    this.now += minutes * MINUTE;
    if (!whose) return;
    if (verb === 'open') this.open(whose);
    if (verb === 'close') for (const seen of this.forms.get(whose.id)?.splice(0) ?? []) seen.unsubscribe();
    if (verb === 'show') this.status.show(whose);
    if (verb === 'refresh' && this.forms.get(whose.id)?.length) void this.status.refresh(whose);
    if (verb === 'cancel') this.status.cancelRefresh(whose);
  }

  private open(whose: PatientRef): void {
    const seen = this.forms.get(whose.id) ?? [];
    this.forms.set(whose.id, seen);
    const tab = this.status.seen$(whose).subscribe(({ status }) => this.check(whose, status.patientId, knownIn(status)));
    seen.push(tab, this.watchChip(whose));
  }

  private watchChip(whose: PatientRef): Subscription {
    return this.lastKnown.chip$(whose).subscribe(({ patientId, chip }: DmpChipState) => this.check(whose, patientId, chip.kind === 'known' ? chip : undefined));
  }

  private findRecord({ id }: QualifiedPatient): Observable<RecordStatus> {
    return defer(() => {
      this.asked += 1;
      const holder = this.card.kind === 'unlocked' ? this.card.holder.id : 'nobody';
      const answer: RecordStatus = { ...OPEN, closing: { date: id, reason: holder } };
      const failure = this.failures[this.asked % this.failures.length] ? new PluginError('dmp.timeout') : undefined;
      return from(this.scheduler.schedule(Promise.resolve(), `DMP on ${id}`).then(() => (failure ? Promise.reject(failure) : answer)));
    });
  }

  private check(whose: PatientRef, said: string, known: Known | undefined): void {
    if (said !== whose.id) this.faults.push(`${said} on the form of ${whose.id}`);
    if (!known) return;
    this.shown += 1;
    if (known.closing?.date !== whose.id) this.faults.push(`the record of ${known.closing?.date} on the form of ${whose.id}`);
    const entitled = this.inView ?? this.lastUnlocked;
    if (known.closing?.reason !== entitled) this.faults.push(`an answer to ${known.closing?.reason} shown to ${entitled} (${this.card.kind})`);
  }
}

const knownIn = (status: DmpStatus): Known | undefined => (status.kind === 'known' ? status : 'previous' in status ? status.previous : undefined);

/** The same port, whose promises resolve when the scheduler says so. */
function slow<T extends object>(scheduler: fc.Scheduler, port: T): T {
  return new Proxy(port, {
    get: (target, name: string) => {
      const method: unknown = Reflect.get(target, name);
      return typeof method === 'function' ? (...args: unknown[]) => scheduler.schedule(Promise.resolve(method.apply(target, args)), name) : method;
    },
  });
}

test("no interleaving shows one patient's state on another's form, or an answer to another holder", async () => {
  let asked = 0;
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(event, { minLength: 10, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      async (scheduler, events, failures) => {
        const world = new World(scheduler, failures);
        scheduler.scheduleSequence([...BEGINNING, ...events].map((one) => ({ label: JSON.stringify(one.do), builder: async () => world.handle(one) })));
        await scheduler.waitIdle();
        asked += world.asked;
        shown += world.shown;
        expect(world.faults).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
  // The property says something only if answers were asked for and shown.
  expect(asked).toBeGreaterThan(400);
  expect(shown).toBeGreaterThan(400);
});

import { Readable } from 'node:stream';
import { inject, injectable } from 'inversify';
import { BehaviorSubject, firstValueFrom, type Observable } from 'rxjs';
import type { CardState, DiagnosticLine, DiagnosticState } from '../api/messages.js';
import { type ErrorCode, PluginError } from '../api/plugin-error.js';
import { ProfessionalIdentity } from '../hardware/professional-identity.js';
import { type CertificateFact, Workstation, type WorkstationFacts } from '../hardware/workstation.js';
import { Clock } from './clock.js';
import { DmpAddress } from './dmp-address.js';

const DAY = 24 * 3600 * 1000;
/** A certificate that ends sooner is told of. */
const SOON_DAYS = 60;
/** What the clocks of workstation and DMP may differ by, in seconds; an assertion lives a few minutes. Assumed [A]. */
const MOST_SKEW_SECONDS = 180;

/** What one exchange says of the network and of our clock. */
interface Reached {
  readonly milliseconds: number;
  /** Ours minus the server's. Undefined: it did not say. */
  readonly skewSeconds?: number;
}

/** The page *Diagnostic du poste*: what is needed for a session, looked at when the user asks, and for nobody else. */
@injectable()
export class DiagnosticService {
  private readonly state = new BehaviorSubject<DiagnosticState>({ isRunning: false, lines: [] });
  readonly state$: Observable<DiagnosticState> = this.state;

  constructor(
    @inject(Workstation) private readonly workstation: Workstation,
    @inject(ProfessionalIdentity) private readonly identity: ProfessionalIdentity,
    @inject(DmpAddress) private readonly address: DmpAddress,
    @inject(Clock) private readonly now: Clock,
  ) {}

  /** Looks at everything again. What was known stays shown meanwhile. */
  async run(): Promise<void> {
    if (this.state.value.isRunning) return;
    this.state.next({ ...this.state.value, isRunning: true });
    const started = this.now();
    const card = await firstValueFrom(this.identity.state$);
    const [facts, reached] = await Promise.all([this.facts(), card.kind === 'unlocked' ? this.reach() : undefined]);
    const lines = [
      ...(facts instanceof PluginError ? [agentLine(facts)] : workstationLines(facts, card, this.now())),
      ...networkLines(reached, hostOf(this.address())),
    ];
    const at = this.now();
    this.state.next({ isRunning: false, lines, at, milliseconds: at - started });
  }

  private facts(): Promise<WorkstationFacts | PluginError> {
    return this.workstation.facts().catch((error: unknown) => PluginError.from(error, 'agent.unavailable'));
  }

  /** An empty message: any answer is one. */
  private async reach(): Promise<Reached | PluginError> {
    const started = this.now();
    try {
      const { body, headers } = await this.identity.exchange({
        url: this.address(),
        headers: { 'content-type': 'application/soap+xml' },
        body: Readable.from([]),
      });
      body.destroy();
      const at = this.now();
      const served = Date.parse(headers['date'] ?? '');
      return { milliseconds: at - started, ...(Number.isNaN(served) ? {} : { skewSeconds: Math.round((at - served) / 1000) }) };
    } catch (error) {
      return PluginError.from(error, 'dmp.unreachable');
    }
  }
}

function workstationLines(facts: WorkstationFacts, card: CardState, now: number): readonly DiagnosticLine[] {
  const isFileSigned = card.kind === 'unlocked' && card.hasSoftwareSignature === true;
  return [
    { says: `means.${facts.means}`, verdict: 'ok', values: [] },
    ...serviceLines(facts),
    ...(facts.means === 'structure' || facts.pcsc === 'stopped' ? [] : readerLines(facts)),
    ...(facts.means === 'card' ? moduleLines(facts) : []),
    ...certificateLines(facts.certificates, now),
    ...(isFileSigned ? [{ says: 'signing.file', verdict: 'watch', values: [] } as const] : []),
    situationLine(card),
    ...(facts.means === 'card' ? [keyLine(facts)] : []),
    // Accepted outside production alone.
    ...(facts.vitale ? [{ says: `vitale.${facts.vitale}`, verdict: facts.vitale === 'card' ? 'watch' : 'ok', values: [], detail: facts.vitale } as const] : []),
  ];
}

const SERVICE: Readonly<Record<NonNullable<WorkstationFacts['pcsc']>, DiagnosticLine>> = {
  running: { says: 'service.running', verdict: 'ok', values: [] },
  stopped: { says: 'service.stopped', verdict: 'wrong', values: [], error: 'card.noPcsc', detail: 'card.noPcsc' },
  unseen: { says: 'service.unseen', verdict: 'watch', values: [] },
};
/** Without the service there is nothing to say of the readers. */
const serviceLines = ({ pcsc }: WorkstationFacts): readonly DiagnosticLine[] => (pcsc ? [SERVICE[pcsc]] : []);

function readerLines({ means, readers }: WorkstationFacts): readonly DiagnosticLine[] {
  if (typeof readers === 'string') return [{ says: 'readers.failed', verdict: 'wrong', values: [], error: readers, detail: readers }];
  if (readers.length === 0) return [{ says: 'readers.none', verdict: 'wrong', values: [] }];
  const values = [readers.map(({ name }) => name).join(', ')];
  const detail = readers.map(({ holds }) => holds).join(', ');
  if (readers.some(({ holds }) => holds === 'cps')) return [{ says: 'readers.card', verdict: 'ok', values, detail }];
  const isMute = readers.some(({ holds }) => holds === 'unreadable');
  if (isMute) return [{ says: 'readers.unreadable', verdict: 'wrong', values, detail }];
  return [{ says: means === 'card' ? 'readers.noCard' : 'readers.noSoftwareCard', verdict: 'watch', values, detail }];
}

function moduleLines({ module, modules }: WorkstationFacts): readonly DiagnosticLine[] {
  if (!module) return [];
  if (typeof module === 'string') return [{ says: 'module.failed', verdict: 'wrong', values: [], error: module, detail: module }];
  const values = [module.name, module.version];
  const detail = `${module.name} ${module.version} ${unowned(module.path)}`;
  const isOpenSc = /opensc/i.test(module.name) || /opensc/i.test(module.path);
  const lines: DiagnosticLine[] = [
    isOpenSc ? { says: 'module.opensc', verdict: 'watch', values, detail } : { says: 'module.found', verdict: 'ok', values, detail },
  ];
  const others = modules.filter((path) => path !== module.path);
  if (others.length > 0) lines.push({ says: 'module.several', verdict: 'watch', values: [String(others.length + 1)], detail: others.map(unowned).join(', ') });
  return lines;
}

/** A folder of somebody's bears his name, which is for no report. */
const unowned = (path: string): string => path.replace(/^(\/home|\/Users|[A-Z]:[/\\]Users)[/\\][^/\\]+/i, '~');

function certificateLines(certificates: readonly CertificateFact[], now: number): readonly DiagnosticLine[] {
  if (certificates.length === 0) return [{ says: 'certificates.unread', verdict: 'unchecked', values: [] }];
  return certificates.map(({ holder, use, validUntil }) => {
    const days = Math.floor((validUntil - now) / DAY);
    const date = new Date(validUntil).toISOString().slice(0, 10);
    if (days < 0) return { says: `${use}.expired`, verdict: 'wrong', values: [holder], date, detail: date };
    if (days < SOON_DAYS) return { says: `${use}.soon`, verdict: 'watch', values: [holder, String(days)], date, detail: date };
    return { says: `${use}.valid`, verdict: 'ok', values: [holder], date, detail: date };
  });
}

function situationLine(card: CardState): DiagnosticLine {
  if (card.kind === 'unlocked') return { says: 'situation.chosen', verdict: 'ok', values: [card.situation.structureName] };
  if (card.kind === 'chooseSituation') return { says: 'situation.choose', verdict: 'watch', values: [] };
  return { says: 'situation.unread', verdict: 'unchecked', values: [] };
}

const keyLine = ({ tls }: WorkstationFacts): DiagnosticLine =>
  tls ? { says: `key.${tls}`, verdict: 'ok', values: [], detail: tls } : { says: 'key.none', verdict: 'wrong', values: [] };

/** Empty: nobody has said where the DMP is. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : '');

function networkLines(reached: Reached | PluginError | undefined, host: string): readonly DiagnosticLine[] {
  if (!reached)
    return [
      { says: 'dmp.unread', verdict: 'unchecked', values: [] },
      { says: 'clock.unread', verdict: 'unchecked', values: [] },
    ];
  if (reached instanceof PluginError) {
    const { code } = reached;
    const detail = [code, reached.about.detail?.code, host].filter(Boolean).join(' ');
    return [
      { says: 'dmp.failed', verdict: 'wrong', values: [], error: code, detail },
      { says: 'clock.unread', verdict: 'unchecked', values: [] },
    ];
  }
  const { milliseconds, skewSeconds } = reached;
  return [{ says: 'dmp.reached', verdict: 'ok', values: [String(milliseconds), host], detail: `${milliseconds} ms ${host}` }, clockLine(skewSeconds)];
}

function clockLine(skew: number | undefined): DiagnosticLine {
  if (skew === undefined) return { says: 'clock.unread', verdict: 'unchecked', values: [] };
  const detail = `${skew} s`;
  if (Math.abs(skew) <= MOST_SKEW_SECONDS) return { says: 'clock.right', verdict: 'ok', values: [], detail };
  const values = [String(Math.floor(Math.abs(skew) / 60)), String(Math.abs(skew) % 60)];
  return { says: skew > 0 ? 'clock.ahead' : 'clock.behind', verdict: 'wrong', values, detail };
}

const agentLine = ({ code }: { readonly code: ErrorCode }): DiagnosticLine => ({
  says: 'agent.failed',
  verdict: 'wrong',
  values: [],
  error: code,
  detail: code,
});

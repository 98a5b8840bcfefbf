import { distinctUntilChanged, type Observable, ReplaySubject } from 'rxjs';
import type { RequestType } from 'vscode-jsonrpc/node';
import type { Logger } from '../api/host.js';
import type { CardState } from '../api/messages.js';
import { PluginError } from '../api/plugin-error.js';
import type { VitaleReading } from '../api/vitale.js';
import { type AgentFile, AgentProcess } from './agent-process.js';
import {
  type AgentOptions,
  chooseReader,
  chooseSituation,
  type Outcome,
  readVitale,
  signatureCertificate,
  signBytes,
  unlockCard,
  workstationFacts,
} from './agent-protocol.js';
import { AGENT_TIMES, type AgentTimes } from './agent-times.js';
import type { Answer, Exchange, ProfessionalIdentity } from './professional-identity.js';
import type { Workstation, WorkstationFacts } from './workstation.js';

const UNAVAILABLE: CardState = { kind: 'unavailable', reason: { code: 'agent.unavailable' } };

/**
 * The identity that lives in the card agent. Starts the agent, watches over it, and replaces it when it dies or hangs. `state$` is silent
 * until the first agent has spoken, and `unavailable` while there is none.
 */
export class AgentIdentity implements ProfessionalIdentity, Workstation {
  private readonly state = new ReplaySubject<CardState>(1);
  readonly state$: Observable<CardState> = this.state.pipe(distinctUntilChanged());
  private agent: AgentProcess | undefined;
  /** Settles when the agent has looked at its readers, or is gone. */
  private looked: Promise<unknown> = Promise.resolve();
  /** For the next agent to say. */
  private removedAt: number | undefined;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private disposed = false;

  constructor(
    private readonly file: AgentFile,
    private options: AgentOptions,
    private readonly log: Logger,
    private readonly times: AgentTimes = AGENT_TIMES,
  ) {
    this.run();
  }

  async unlock(encryptedPin: string): Promise<void> {
    await this.ask(unlockCard, { encryptedPin });
  }

  async chooseReader(reader: string): Promise<void> {
    await this.ask(chooseReader, { reader });
  }

  async chooseSituation(id: string): Promise<void> {
    await this.ask(chooseSituation, { id });
  }

  async sign(bytes: Uint8Array, _use: 'signature'): Promise<Uint8Array> {
    return Buffer.from(await this.ask(signBytes, { bytes: Buffer.from(bytes).toString('base64') }), 'base64');
  }

  async certificate(_use: 'signature'): Promise<Uint8Array> {
    return Buffer.from(await this.ask(signatureCertificate, undefined), 'base64');
  }

  facts(): Promise<WorkstationFacts> {
    return this.ask(workstationFacts, undefined);
  }

  /** What `AgentVitaleReader` offers: the readers are in the same agent. */
  readVitale(signal: AbortSignal): Promise<VitaleReading> {
    return this.ask(readVitale, undefined, signal);
  }

  async exchange(request: Exchange): Promise<Answer> {
    if (this.agent) return this.agent.exchange(request);
    request.body.destroy();
    throw new PluginError('agent.unavailable');
  }

  /** A new agent, now. Whatever the old one was doing rejects with `agent.unavailable`. */
  async restart(): Promise<void> {
    if (this.disposed) return;
    const old = this.agent;
    this.agent = undefined;
    clearTimeout(this.timer);
    this.failures = 0;
    this.state.next(UNAVAILABLE);
    await old?.end();
    // Two restarts at once make one agent.
    if (!this.agent && !this.disposed) this.run();
  }

  /** A new agent for the next session. Until it has looked at the readers, the old one's last word holds. */
  private succeed(old: AgentProcess): void {
    if (this.agent !== old) return;
    this.agent = undefined;
    clearTimeout(this.timer);
    this.looked = old.end().then(() => (this.agent || this.disposed ? undefined : this.run()));
  }

  /** Other options mean another agent; the same ones change nothing. */
  async configure(options: AgentOptions): Promise<void> {
    if (JSON.stringify(options) === JSON.stringify(this.options)) return;
    this.options = options;
    await this.restart();
  }

  /** Ends the agent and waits for it. */
  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    clearTimeout(this.timer);
    const old = this.agent;
    this.agent = undefined;
    this.state.next(UNAVAILABLE);
    await old?.end();
  }

  /** Resolves when the new agent has looked at its readers, or is gone. */
  private run(): Promise<unknown> {
    const agent = new AgentProcess(this.file, this.times, this.log, {
      onState: (state) => this.handleState(agent, state),
      onWorn: () => this.succeed(agent),
    });
    this.agent = agent;
    void agent.ended.then(() => this.handleEnd(agent));
    const { removedAt } = this;
    const started = agent.start({ ...this.options, ...(removedAt !== undefined && { removedAt }) });
    this.looked = started.catch(() => {});
    started.then(
      () => {
        this.log.info('agent.started', { pid: agent.pid });
        this.watch(agent);
      },
      () => agent.kill('start'),
    );
    return this.looked;
  }

  private handleState(agent: AgentProcess, state: CardState): void {
    if (this.agent !== agent) return;
    this.removedAt = state.kind === 'absent' ? state.removedAt : undefined;
    this.state.next(state);
  }

  private watch(agent: AgentProcess): void {
    if (this.agent !== agent) return;
    this.timer = setTimeout(async () => {
      // An agent that does not answer kills itself in `ping`; its end is handled where every end is.
      const alive = await agent.ping().then(
        () => true,
        () => false,
      );
      if (!alive || this.agent !== agent) return;
      this.failures = 0;
      this.watch(agent);
    }, this.times.pingEveryMilliseconds);
  }

  private handleEnd(agent: AgentProcess): void {
    if (this.agent !== agent) return;
    this.agent = undefined;
    clearTimeout(this.timer);
    this.state.next(UNAVAILABLE);
    const waits = this.times.backOffMilliseconds;
    const wait = waits[Math.min(this.failures, waits.length - 1)] ?? 0;
    this.failures += 1;
    this.timer = setTimeout(() => void this.run(), wait);
  }

  private async ask<P, T>(type: RequestType<P, Outcome<T>, void>, parameters: P, giveUp?: AbortSignal): Promise<T> {
    // A patient's card may be asked for while the agent is still starting.
    await this.looked;
    giveUp?.throwIfAborted();
    if (!this.agent) throw new PluginError('agent.unavailable');
    const outcome = await this.agent.call(type, parameters, { giveUp });
    if ('error' in outcome) throw PluginError.fromDto(outcome.error);
    return outcome.ok;
  }
}

import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { CardState, DmpStatus, DmpTabState, Known } from '../api/messages.js';
import { ERROR_CODES, type ErrorCode, type ErrorDto } from '../api/plugin-error.js';
import { Announcer } from './announcer.js';
import { cardLook, cardOf } from './card-look.js';
import { ClockController } from './clock-controller.js';
import type { DmpCardView } from './dmp-card-view.js';
import { sessionSentence } from './dmp-session-view.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { knownStatus } from './known-status.js';
import { checkedAge, rich, t } from './l10n.js';
import { statusCard } from './status-card.js';
import { situationOf } from './status-look.js';
import { viewStyles } from './styles.js';
import { tracesNotice } from './traces-notice.js';
import { workNote, workSentence } from './work-note.js';

/** Milliseconds of asking after which the tab says so, says it aloud, counts the seconds, and lets the user give up. */
const ASKING = { shown: 300, said: 1_000, counted: 2_000, cancellable: 10_000 };

/** How a network that is not there is felt. */
const NO_NETWORK: readonly ErrorCode[] = ['dmp.unreachable', 'dmp.timeout'];

/**
 * The DMP tab of the patient form.
 * @fires dmp-refresh - the user asked for a fresh status
 * @fires dmp-cancel - the user no longer waits for the answer
 * @fires dmp-open-dashboard - the user wants the dashboard of the WEB DMP
 * @fires dmp-unlock - a code was typed; `encryptedPin` is for the card agent
 * @fires dmp-choose-reader - one of several cards was chosen
 * @fires dmp-choose-situation - a practice situation was chosen
 * @fires dmp-act - a button of the status: what is to be done with this record
 * @fires dmp-acknowledge-traces - the user has read that accesses are traced
 * @fires dmp-dismiss-work - the report of what was done is read
 * @fires dmp-add-document-form - a document is to be added
 * @fires dmp-document-act - what the user wants done with one of the documents the practice has sent
 * @fires dmp-open-opposition - an opposition to being fed is to be recorded or lifted
 * @fires dmp-set-rule-exception - the rules of automatic feeding are not to be followed here, or are again
 * @fires dmp-open-diagnostic - the user wants to know what the workstation lacks
 * @fires dmp-open-support - the user wants to know whom to call
 * @fires dmp-restart-agent - the user gives up on an access to the card that does not answer
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpTabView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      .foot { display: flex; align-items: center; gap: 4px 14px; flex-wrap: wrap; font-size: var(--t1); color: var(--text-2); }
      .foot > span { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; }
      .foot .push { margin-inline-start: auto; }
      .simulated { gap: 6px; padding: 0 10px; border: 1px dashed var(--id-ink); border-radius: 999px; background: var(--id-tint); color: var(--id-ink); font-weight: 600; }
      @container (width < 720px) { .foot .push { margin: 0; } }
          `,
  ];
  @property({ attribute: false }) tab?: DmpTabState;
  /** A wish that was refused, and is not told by the state. */
  @property({ attribute: false }) refusal?: ErrorDto | undefined;
  /** This workstation has no network. */
  @property({ type: Boolean }) offline = false;
  @query('dmp-card-view') private readonly cardView!: DmpCardView | null;
  @query('#sentence') private readonly sentence!: HTMLElement | null;
  private readonly clock = new ClockController(this, () => this.pace());
  private readonly polite = new Announcer();
  private readonly urgent = new Announcer();
  private pin: 'none' | 'typed' | 'checking' = 'none';
  private focusedBefore?: Element | null;
  private focusedInside: Element | null = null;
  /** What had the focus here is gone: the sentence takes it, once there is one. */
  private isFocusLost = false;

  constructor() {
    super();
    this.addEventListener('keydown', this.handleKey);
    this.addEventListener('dmp-unlock', () => (this.pin = 'typed'));
  }

  /** To be called when the user opened the tab himself: if a code is asked for, its field takes the focus, unless he is, or has gone on to, something else. */
  takeFocus(): void {
    const { focused } = this;
    if (focused && focused.getAttribute('role') !== 'tab' && !focused.contains(this)) return;
    this.focusedBefore = focused;
    if (this.tab) void this.focusPinIfWanted();
  }

  /** What had the focus is gone, a message or the button that opened a dialog: the sentence takes it, unless the user has gone on to something else. */
  takeFocusBack(): void {
    const isFree = this.isFocusFree && !this.shadowRoot?.activeElement;
    this.isFocusLost = isFree && !this.sentence && !this.cardView;
    if (!isFree) return;
    if (this.sentence) this.sentence.focus();
    else void this.cardView?.focusSentence();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { tab } = this;
    if (!tab) return nothing;
    return html`<div class="panels">
      <p class="said" role="status">${this.polite.say(this.politeSentence(tab), workSentence(tab.work))}</p>
      <p class="said" role="alert">${this.urgent.say(urgentSentence(tab.status))}</p>
      ${tab.tracesNoticeDue && tab.session ? tracesNotice(() => fire(this, 'dmp-acknowledge-traces')) : nothing}
      ${this.status(tab)}
      ${tab.work ? workNote(tab.work, this.clock.now, () => fire(this, 'dmp-dismiss-work')) : nothing}
      ${this.refusal ? errorBlock(this.refusal) : nothing}
      ${tab.feeding ? html`<dmp-documents-view .feeding=${tab.feeding}></dmp-documents-view>` : nothing}
      ${this.foot(tab)}
    </div>`;
  }

  protected override willUpdate(): void {
    this.focusedInside = this.shadowRoot?.activeElement ?? null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.tab) return;
    if (changed.has('tab')) void this.focusPinIfWanted();
    if (this.isFocusLost || this.focusedInside?.isConnected === false) this.takeFocusBack();
    void this.focusAfterPin(cardOf(this.tab.status));
  }

  /** Milliseconds to the next paint: what is due appears in time. */
  private pace(): number {
    const status = this.tab?.status;
    if (status?.kind !== 'loading') return this.tab?.work?.kind === 'running' ? 500 : 30_000;
    const untilShown = status.since + ASKING.shown - this.clock.now;
    return untilShown > 0 ? untilShown : 250;
  }

  private status(tab: DmpTabState): TemplateResult | typeof nothing {
    const { status } = tab;
    switch (status.kind) {
      case 'idle':
        return this.unknown(t('status.unknown.more'), html`<button class="b p" type="button" @click=${this.refresh}>${t('action.check')}</button>`);
      case 'needsCard':
      case 'needsPin':
        return html`<dmp-card-view .card=${status.card} .previous=${status.previous} diagnosable></dmp-card-view>
          ${status.card.kind === 'locked' ? html`<div class="note f-quiet">${icon('mouse-pointer')}<div>${t(status.card.holder.isIndirect ? 'card.structure.locked.note' : 'card.locked.note')}</div></div>` : nothing}`;
      case 'loading':
        return this.loading(this.clock.now - status.since, status.previous);
      case 'known':
        return this.known(status, this.age(status));
      case 'failed':
        if (isAboutIns(status.error)) return insProblem(status.error);
        return this.isWithoutNetwork(tab) ? this.withoutNetwork(status.previous) : this.failed(status.error, status.previous);
    }
  }

  private known(known: Known, age: unknown): TemplateResult {
    const { acts = [], conditions, feeding, session, tracesNoticeDue } = this.tab ?? {};
    return knownStatus(known, {
      age,
      acts,
      conditions,
      cardHint: session ? sessionSentence(session) : '',
      notCreating: session && notCreating(session),
      onAct: (act) => fire(this, 'dmp-act', { act }),
      onAdd: feeding?.mayAdd ? () => fire(this, 'dmp-add-document-form') : undefined,
      onOpenDashboard: tracesNoticeDue ? undefined : () => fire(this, 'dmp-open-dashboard'),
    });
  }

  private loading(elapsed: number, previous: Known | undefined): TemplateResult | typeof nothing {
    if (elapsed < ASKING.shown) return previous ? this.known(previous, this.age(previous)) : nothing;
    const seconds = elapsed < ASKING.counted ? nothing : html`<span class="muted">${t('duration.seconds', Math.floor(elapsed / 1_000))}</span>`;
    const cancel =
      elapsed < ASKING.cancellable
        ? undefined
        : html`<button class="b s" type="button" @click=${() => fire(this, 'dmp-cancel')}>${t('action.cancel')}</button>`;
    if (!previous) {
      const side = html`<span class="age">${seconds}</span>`;
      return statusCard({
        icon: 'loader-circle',
        family: 'info',
        sentence: t('status.loading.sentence'),
        more: t('status.loading.more'),
        side,
        actions: cancel,
      });
    }
    const asking = html`<span class="age">${checkedAge(previous.checkedAt, this.clock.now)}</span>
      <span class="age">${icon('loader-circle')}${t('status.loading.sentence')} ${seconds}</span>${cancel}`;
    return this.known(previous, asking);
  }

  private failed(error: ErrorDto, previous: Known | undefined): TemplateResult {
    const onRetry = ERROR_CODES[error.code].retryable ? this.refresh : undefined;
    return html`${previous ? this.known(previous, this.age(previous)) : this.unknown(t('status.unknown.failed'))}
      ${errorBlock(error, { onRetry, context: previous && t('status.failed.previous') })}`;
  }

  /** The simulator is on this workstation: it needs no network. */
  private isWithoutNetwork({ status, environment }: DmpTabState): boolean {
    return this.offline && environment !== 'simulator' && status.kind === 'failed' && NO_NETWORK.includes(status.error.code);
  }

  private withoutNetwork(previous: Known | undefined): TemplateResult {
    const retry = html`<button class="b s" type="button" @click=${this.refresh}>${icon('rotate-cw')}${t('action.retry')}</button>`;
    if (!previous)
      return statusCard({
        icon: 'wifi-off',
        family: 'quiet',
        edge: 'outlined',
        sentence: t('status.unknown.sentence'),
        more: t('status.offline.title'),
        actions: retry,
      });
    return html`${this.known(previous, this.age(previous))}
      <div class="note f-warn">${icon('wifi-off')}<div>${rich('status.offline.previous')}<div class="row">${retry}</div></div></div>`;
  }

  private unknown(more: string, actions?: TemplateResult): TemplateResult {
    return statusCard({ icon: 'clock', family: 'quiet', edge: 'outlined', sentence: t('status.unknown.sentence'), more, actions });
  }

  private age({ checkedAt }: Known): TemplateResult {
    return html`<span class="age">${checkedAge(checkedAt, this.clock.now)}
      <button class="b icon s" type="button" aria-label=${t('action.refresh')} title=${t('action.refresh.shortcut')} @click=${this.refresh}>${icon('refresh-cw')}</button>
    </span>`;
  }

  private foot({ session, environment, support }: DmpTabState): TemplateResult {
    return html`<div class="foot">
      ${session ? html`<dmp-session-view .session=${session}></dmp-session-view>` : nothing}
      ${
        environment === 'production'
          ? nothing
          : html`<span class="simulated" title=${t(environment === 'simulator' ? 'environment.simulator.hint' : 'environment.test.hint')}>${icon('flask-conical')}${t(`environment.${environment}`)}</span>`
      }
      ${
        support
          ? html`<span class="push">${icon('life-buoy')}<button class="link" type="button" @click=${() => fire(this, 'dmp-open-support')}>${t('foot.support')}</button></span>`
          : nothing
      }
    </div>`;
  }

  private politeSentence(tab: DmpTabState): string {
    const { status } = tab;
    switch (status.kind) {
      case 'idle':
        return t('status.unknown.said');
      case 'known':
        return t(`record.${situationOf(status)}.said`);
      case 'loading':
        if (this.clock.now - status.since >= ASKING.said) return t('status.loading.said');
        return status.previous ? t(`record.${situationOf(status.previous)}.said`) : '';
      case 'failed':
        return this.isWithoutNetwork(tab) ? t('status.offline.said') : t('status.failed.said', t(`error.${status.error.code}.title`));
      case 'needsCard':
      case 'needsPin': {
        const { sentence, isUrgent } = cardLook(status.card);
        return isUrgent ? '' : t('status.failed.said', sentence);
      }
    }
  }

  private readonly refresh = (): void => fire(this, 'dmp-refresh');

  private readonly handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F5' || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const kind = this.tab?.status.kind;
    if (kind === 'idle' || kind === 'known' || kind === 'failed') this.refresh();
  };

  /** What has the focus around us: an element of ours counts as the view itself. */
  private get focused(): Element | null {
    return (this.getRootNode() as Document | ShadowRoot).activeElement;
  }

  private get isFocusFree(): boolean {
    return this.focused === null || this.focused === document.body || this.focused === this;
  }

  private async focusPinIfWanted(): Promise<void> {
    if (this.focusedBefore === undefined) return;
    const hasStayed = this.isFocusFree || this.focused === this.focusedBefore;
    const card = this.tab && cardOf(this.tab.status);
    delete this.focusedBefore;
    await this.updateComplete;
    if (hasStayed && (card?.kind === 'locked' || card?.kind === 'wrongPin')) await this.cardView?.focusPin();
  }

  /** The field goes away while the code is checked: the focus goes to what comes of it, and only then. */
  private async focusAfterPin(card: CardState | undefined): Promise<void> {
    if (this.pin === 'none' || (this.pin === 'typed' && card && card.kind !== 'unlocking')) return;
    // Nothing to read yet: a later paint brings the sentence.
    if (!card && !this.sentence) return;
    this.pin = card?.kind === 'unlocking' ? 'checking' : 'none';
    if (this.pin === 'checking' || !this.isFocusFree) return;
    await this.updateComplete;
    if (card?.kind === 'wrongPin') await this.cardView?.focusPin();
    else if (card) await this.cardView?.focusSentence();
    else this.sentence?.focus();
  }
}

const notCreating = ({ holder }: NonNullable<DmpTabState['session']>) => (holder.isIndirect ? 'structure' : holder.cardKind === 'CPE' ? 'staff' : undefined);

const isAboutIns = ({ code }: ErrorDto): boolean => code.startsWith('ins.');

function urgentSentence(status: DmpStatus): string {
  const card = cardOf(status);
  const look = card && cardLook(card);
  return look?.isUrgent ? look.sentence : '';
}

function insProblem({ code }: ErrorDto): TemplateResult {
  return statusCard({ icon: 'id-card', family: 'id', sentence: t(`error.${code}.title`), more: t(`error.${code}.advice`) });
}

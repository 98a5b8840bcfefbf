import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { OutboxState } from '../api/documents.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { ClockController } from './clock-controller.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { formStyles } from './form-styles.js';
import { type IconName, icon } from './icons.js';
import { dayOf, localDay, t, timeOfDay } from './l10n.js';
import { type Counter, countersOf, groupsOf } from './outbox-groups.js';
import { outboxTable } from './outbox-table.js';
import { segments } from './radio-choice.js';
import { RowFocus } from './row-focus.js';
import { SendingNews } from './sending-news.js';
import { viewStyles } from './styles.js';
import { tableStyles } from './table-styles.js';
import type { Family } from './tokens.js';

const COUNTER_LOOKS: Readonly<Record<Counter, { readonly icon: IconName; readonly family: Family }>> = {
  toCorrect: { icon: 'file-warning', family: 'danger' },
  toConfirm: { icon: 'circle-question-mark', family: 'info' },
  failed: { icon: 'triangle-alert', family: 'warn' },
  waiting: { icon: 'send', family: 'info' },
  held: { icon: 'circle-pause', family: 'stop' },
  sent: { icon: 'circle-check', family: 'ok' },
};

/**
 * The page *Boîte d'envoi*: what is on its way to the DMP, of every patient, and what went wrong with it.
 * @fires dmp-document-act - what the user wants done with one document
 * @fires dmp-open-form - the form of a patient is to be shown
 * @fires dmp-suspend-outbox - nothing more is to leave
 * @fires dmp-acknowledge-loss - the user has read that the outbox was lost
 * @fires dmp-resume-outbox - the sending goes on
 * @fires dmp-retry-all - everything that failed is to be tried now
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpOutboxView extends LitElement {
  static override styles = [
    ...viewStyles,
    formStyles,
    tableStyles,
    css`
      .top { display: flex; align-items: center; justify-content: space-between; gap: 8px 16px; flex-wrap: wrap; }
      .counters { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; }
      .counter {
        display: grid; grid-template-columns: auto auto 1fr; align-items: center; gap: 10px; padding: 10px 14px; border: 1px solid var(--line); border-radius: var(--r3); background: var(--surface);
        box-shadow: var(--e1); color: var(--text-2); font-size: var(--t2); line-height: 1.3; text-align: start; cursor: pointer;
      }
      .counter:hover { background: var(--hover); }
      .counter[aria-pressed='true'] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
      .counter b { color: var(--text); font-size: var(--t5); }
      .counter > span { display: grid; place-items: center; width: 32px; height: 32px; border-radius: var(--r2); background: var(--tint); color: var(--ink); }
      .secret { display: inline-flex; align-items: center; gap: 6px; margin-inline-start: auto; font-size: var(--t2); color: var(--text-2); }
      td .link { text-align: start; }
      .older { padding: 10px 16px; border-top: 1px solid var(--line); font-size: var(--t2); color: var(--text-2); }
      @container (width >= 900px) {
        table { table-layout: fixed; }
        thead th:nth-child(1) { width: 15rem; }
        thead th:nth-child(3) { width: 15%; }
        thead th:nth-child(4) { width: 24%; }
        thead th:nth-child(5) { width: 14.5rem; }
      }
      @container (width < 480px) { .counters { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; } .counter { padding: 8px; gap: 6px; } .top .b { flex: 1 1 100%; } .secret { margin-inline-start: 0; } }
      @media (forced-colors: active) { .counter[aria-pressed='true'] { outline: 2px solid Highlight; } }
    `,
  ];
  @property({ attribute: false }) outbox?: OutboxState;
  /** A wish that was refused, and is not told by the state. */
  @property({ attribute: false }) refusal?: ErrorDto | undefined;
  @state() private view: 'all' | 'byPatient' = 'all';
  @state() private only?: Counter | undefined;
  private readonly clock = new ClockController(this, () => 30_000);
  private readonly news = new SendingNews(this);
  protected readonly rowFocus = new RowFocus(this, '#list');

  protected override render(): TemplateResult | typeof nothing {
    const { outbox } = this;
    if (!outbox) return nothing;
    return html`<div class="panels">
      <p class="said" role="status">${this.news.polite}</p>
      <p class="said" role="alert">${this.news.urgent}</p>
      ${this.top(outbox)}
      ${this.refusal ? html`<div role="alert">${errorBlock(this.refusal)}</div>` : nothing}
      ${outbox.lostAt === undefined ? nothing : this.lost(outbox.lostAt)}
      ${outbox.suspended ? html`<div class="note f-stop">${icon('circle-pause')}<div>${t('outbox.suspended')}</div></div>` : nothing}
      <div class="counters" role="group" aria-label=${t('outbox.counters')}>${[...countersOf(outbox)].map(([counter, count]) => this.counter(counter, count))}</div>
      ${outbox.rows.length ? this.list(outbox) : empty()}
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('outbox') && this.outbox) this.news.follow(this.outbox.rows);
  }

  private top({ suspended, rows }: OutboxState): TemplateResult {
    const failed = rows.some(({ state: { kind } }) => kind === 'failed');
    return html`<div class="top">
      <p class="muted">${t('outbox.intro')}</p>
      <div class="row">
        <button class="b" type="button" @click=${() => fire(this, suspended ? 'dmp-resume-outbox' : 'dmp-suspend-outbox')}>
          ${icon(suspended ? 'play' : 'circle-pause')}${t(suspended ? 'outbox.resume' : 'outbox.suspend')}
        </button>
        <button class="b" type="button" aria-disabled=${!failed} @click=${() => failed && fire(this, 'dmp-retry-all')}>${icon('rotate-cw')}${t('outbox.retryAll')}</button>
      </div>
    </div>`;
  }

  private lost(at: number): TemplateResult {
    return html`<div class="note f-danger" role="alert">
      ${icon('circle-alert')}
      <div>
        <strong>${t('outbox.lost.title', dayOf(localDay(at)), timeOfDay(at))}</strong>
        <p>${t('outbox.lost.advice')}</p>
        <div class="row"><button class="b" type="button" @click=${() => fire(this, 'dmp-acknowledge-loss')}>${icon('check')}${t('outbox.lost.known')}</button></div>
      </div>
    </div>`;
  }

  private counter(counter: Counter, count: number): TemplateResult {
    const { icon: name, family } = COUNTER_LOOKS[counter];
    const isPressed = this.only === counter;
    return html`<button class="counter f-${family}" type="button" aria-pressed=${isPressed} @click=${() => (this.only = isPressed ? undefined : counter)}>
      <span>${icon(name)}</span><b>${count}</b>${t(`outbox.counter.${counter}`)}
    </button>`;
  }

  private list(outbox: OutboxState): TemplateResult {
    const groups = groupsOf(outbox.rows, this.view, this.only);
    return html`<div class="card" role="group" aria-labelledby="list">
      <h2 class="said" id="list" tabindex="-1">${t('outbox.caption')}</h2>
      <div class="head">
        ${segments({
          name: 'view',
          legend: t('outbox.view'),
          options: [
            { value: 'all', label: t('outbox.view.all') },
            { value: 'byPatient', label: t('outbox.view.byPatient') },
          ],
          chosen: this.view,
          isReadOnly: false,
          onChoose: (view) => (this.view = view),
        })}
        <span class="secret">${icon('shield-check')}${t('outbox.encrypted')}</span>
      </div>
      ${
        groups.length
          ? outboxTable(groups, {
              now: this.clock.now,
              onAct: ({ documentId }, act) => fire(this, 'dmp-document-act', { documentId, act }),
              onPatient: ({ patientId }) => fire(this, 'dmp-open-form', { patientId }),
            })
          : html`<div class="empty"><span>${t('outbox.noneOfThese')}</span><button class="link" type="button" @click=${() => (this.only = undefined)}>${t('outbox.showAll')}</button></div>`
      }
      ${outbox.more > 0 ? html`<p class="older">${outbox.more === 1 ? t('outbox.more.one') : t('outbox.more.many', outbox.more)}</p>` : nothing}
    </div>`;
  }
}

const empty = (): TemplateResult => html`<div class="card empty">${icon('send')}<b>${t('outbox.empty')}</b><span>${t('outbox.empty.more')}</span></div>`;

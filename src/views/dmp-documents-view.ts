import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FedDocument, FeedingState } from '../api/documents.js';
import { actText, menuItems, splitActs } from './act-look.js';
import { Announcer } from './announcer.js';
import { chipOf } from './chip-of.js';
import { ClockController } from './clock-controller.js';
import { categoriesOf, type Wait, waitsOf } from './document-groups.js';
import { technicalDetail } from './error-block.js';
import { fire } from './fire.js';
import { type IconName, icon } from './icons.js';
import { dayOf, momentOf, t } from './l10n.js';
import { type ListedAct, listedActs } from './outbox-groups.js';
import { progress } from './outbox-table.js';
import { RowFocus } from './row-focus.js';
import { documentChips, nextSentence, titleOf } from './sending-look.js';
import { SendingNews } from './sending-news.js';
import { viewStyles } from './styles.js';
import { tableStyles } from './table-styles.js';
import type { Family } from './tokens.js';

/** How many documents are shown at first. */
const FEW = 10;
const WAIT_LOOKS: Readonly<Record<Wait, { readonly icon: IconName; readonly family: Family }>> = {
  refused: { icon: 'file-warning', family: 'danger' },
  proposed: { icon: 'circle-question-mark', family: 'info' },
  failed: { icon: 'triangle-alert', family: 'warn' },
  card: { icon: 'credit-card', family: 'quiet' },
  structure: { icon: 'badge-check', family: 'quiet' },
  situation: { icon: 'stethoscope', family: 'quiet' },
  held: { icon: 'circle-pause', family: 'stop' },
  waiting: { icon: 'clock', family: 'info' },
};

/**
 * What the practice has sent to a record, and what of it waits, in the tab of its patient. It is known here: nothing is searched in the DMP (EX_3.1-2030).
 * @fires dmp-document-act - what the user wants done with one document
 * @fires dmp-set-rule-exception - the rules are not to be followed for this patient, or are again
 * @fires dmp-open-opposition - an opposition of the patient is to be recorded or lifted
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpDocumentsView extends LitElement {
  static override styles = [
    ...viewStyles,
    tableStyles,
    css`
      .card > .head .row { margin-inline-start: 0; }
      .card > .foot { display: flex; align-items: center; gap: 8px 16px; flex-wrap: wrap; padding: 8px 16px; border-top: 1px solid var(--line); font-size: var(--t2); color: var(--text-2); }
      .note { margin: 12px 16px; }
      td .sub { margin-top: 4px; }
      @container (width >= 900px) {
        table { table-layout: fixed; }
        thead th:nth-child(2) { width: 7.5rem; }
        thead th:nth-child(3) { width: 32%; }
        thead th:nth-child(4) { width: 14.5rem; }
      }
    `,
  ];
  @property({ attribute: false }) feeding?: FeedingState;
  @state() private showsAll = false;
  private readonly clock = new ClockController(this, () => 30_000);
  private readonly news = new SendingNews(this);
  private readonly polite = new Announcer();
  protected readonly rowFocus = new RowFocus(this, '#documents');

  protected override render(): TemplateResult | typeof nothing {
    const { feeding } = this;
    if (!feeding) return nothing;
    const { documents, opposedSince } = feeding;
    const waits = waitsOf(documents);
    return html`<p class="said" role="status">${this.polite.say(this.news.polite, uploadSentence(documents))}</p>
      <p class="said" role="alert">${this.news.urgent}</p>
      <div class="card" role="group" aria-labelledby="documents">
        <div class="head">
          <h2 id="documents" tabindex="-1">${t('documents.title')}</h2>
          ${documents.length ? html`<span class="muted">${documents.length}</span>` : nothing}
          ${waits.length ? html`<span class="row">${waits.map(([wait, count]) => chipOf({ ...WAIT_LOOKS[wait], label: t(count === 1 ? `documents.${wait}.one` : `documents.${wait}.many`, count) }))}</span>` : nothing}
        </div>
        ${opposedSince === undefined ? nothing : this.opposition(opposedSince)}
        ${documents.length ? this.table(documents) : empty()}
        ${this.foot(feeding)}
      </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('feeding') && this.feeding) this.news.follow(this.feeding.documents);
  }

  private table(documents: readonly FedDocument[]): TemplateResult {
    const heads = [t('documents.column.title'), t('documents.column.date'), t('documents.column.state')] as const;
    return html`<table role="table">
      <caption>${t('documents.title')}</caption>
      <thead role="rowgroup">
        <tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}<th scope="col" role="columnheader"><span class="said">${t('outbox.column.acts')}</span></th></tr>
      </thead>
      ${repeat(
        categoriesOf(documents, this.showsAll ? undefined : FEW),
        ({ category }) => category,
        (group) => html`<tbody role="rowgroup">
          <tr class="grp" role="row"><th scope="rowgroup" role="rowheader" colspan="4">${t(`category.${group.category}`)} (${group.documents.length})</th></tr>
          ${repeat(
            group.documents,
            ({ documentId }) => documentId,
            (one) => this.row(one, heads),
          )}
        </tbody>`,
      )}
    </table>`;
  }

  private row(document: FedDocument, heads: readonly string[]): TemplateResult {
    const { documentId, typeLabel, writtenOn, state } = document;
    const title = titleOf(document);
    // The properties of one that was sent can be read without the card.
    const acts = state.kind === 'sent' ? [...new Set([...listedActs(document), 'properties' as const])] : listedActs(document);
    const { button, others } = splitActs(acts, state.kind === 'sent');
    const choose = (act: ListedAct) => fire(this, 'dmp-document-act', { documentId, act });
    return html`<tr role="row" data-document=${documentId}>
      <th scope="row" role="rowheader" tabindex="-1">${title}<span class="sub">${typeLabel}</span></th>
      <td role="cell" data-head=${heads[1] ?? ''}>${dayOf(writtenOn)}</td>
      <td role="cell">
        <span class="row">${documentChips(document, this.clock.now).map(chipOf)}</span>
        ${state.kind === 'sending' ? progress(title, state) : nothing}
        ${state.kind === 'sent' ? nothing : html`<span class="sub">${nextSentence(document, this.clock.now)}</span>`}
        ${state.kind === 'failed' || state.kind === 'refused' ? technicalDetail(state.error) : nothing}
      </td>
      <td role="cell"><span class="acts">${
        button
          ? html`<button class="b s" type="button" aria-label=${t('outbox.act.label', actText(button), title)} @click=${() => choose(button)}>${actText(button)}</button>`
          : nothing
      }${
        others.length
          ? html`<dmp-menu-view
            label=${t('outbox.menu', title)}
            .items=${menuItems(others)}
            @dmp-menu-choice=${({ detail }: CustomEvent<{ id: string }>) => choose(detail.id as ListedAct)}
          ></dmp-menu-view>`
          : nothing
      }</span></td>
    </tr>`;
  }

  private opposition(since: number): TemplateResult {
    return html`<div class="note f-stop">${icon('hand')}<div>
      <b>${t('opposition.is')}</b> ${t('opposition.since', momentOf(since, this.clock.now))}
      <div class="row"><button class="b s" type="button" @click=${() => fire(this, 'dmp-open-opposition')}>${t('opposition.lift')}</button></div>
    </div></div>`;
  }

  private foot({ documents, opposedSince, rules }: FeedingState): TemplateResult | typeof nothing {
    const hidden = documents.length - FEW;
    if (hidden <= 0 && opposedSince !== undefined && !rules) return nothing;
    return html`<div class="foot">
      ${hidden > 0 ? html`<button class="link" type="button" aria-expanded=${this.showsAll} @click=${() => (this.showsAll = !this.showsAll)}>${this.showsAll ? t('documents.showFew') : t('documents.showAll', documents.length)}</button>` : nothing}
      ${opposedSince === undefined ? html`<button class="link" type="button" @click=${() => fire(this, 'dmp-open-opposition')}>${t('opposition.record')}</button>` : nothing}
      ${rules ? html`<button class="link" type="button" @click=${() => fire(this, 'dmp-set-rule-exception', { isException: rules === 'apply' })}>${t(`documents.rules.${rules}`)}</button>` : nothing}
    </div>`;
  }
}

const empty = (): TemplateResult => html`<div class="empty">${icon('files')}<b>${t('documents.empty')}</b><span>${t('documents.empty.more')}</span></div>`;

/** An upload is told at 0 and 50 %; its end is told as what was sent. */
function uploadSentence(documents: readonly FedDocument[]): string {
  const one = documents.find(({ state }) => state.kind === 'sending');
  if (one?.state.kind !== 'sending') return '';
  const { sentBytes, totalBytes } = one.state;
  return t('documents.uploading', titleOf(one), sentBytes * 2 >= totalBytes && totalBytes > 0 ? 50 : 0);
}

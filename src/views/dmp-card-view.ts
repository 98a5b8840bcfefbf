import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { CardState, Known } from '../api/messages.js';
import type { Holder } from '../api/professional.js';
import { cardLook, isStructure, saysWhy } from './card-look.js';
import { ClockController } from './clock-controller.js';
import type { DmpPassphraseView } from './dmp-passphrase-view.js';
import type { DmpPinView } from './dmp-pin-view.js';
import { technicalDetail } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { traitsBanner } from './known-status.js';
import { age, rich, t, timeOfDay } from './l10n.js';
import { statusCard } from './status-card.js';
import { statusChip } from './status-chip.js';
import { situationOf } from './status-look.js';
import { viewStyles } from './styles.js';

/** After which a reading that does not end can be given up. */
const PATIENCE = 10_000;

/**
 * What the professional's card, or the certificates of his structure, still lack, and below it the last known status.
 * @fires dmp-unlock - a code was typed; `encryptedPin` is for the card agent
 * @fires dmp-choose-reader - one of several cards was chosen
 * @fires dmp-choose-situation - a practice situation was chosen
 * @fires dmp-open-diagnostic - the user wants to know what the workstation lacks
 * @fires dmp-restart-agent - the user gives up on an access to the card that does not answer
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpCardView extends LitElement {
  static override styles = viewStyles;
  @property({ attribute: false }) card?: CardState;
  @property({ attribute: false }) previous?: Known | undefined;
  /** Whether there is a way to *Diagnostic du poste* from here. */
  @property({ type: Boolean }) diagnosable = false;
  @query('dmp-pin-view, dmp-passphrase-view') private readonly prompt!: DmpPassphraseView | DmpPinView | null;
  @query('#sentence') private readonly sentence!: HTMLElement | null;
  private unlockingSince = 0;
  private readonly clock = new ClockController(this, () => (this.card?.kind === 'unlocking' ? 1_000 : 30_000));

  /** Puts the focus in the field of the code or the passphrase. */
  async focusPin(): Promise<void> {
    await this.updateComplete;
    await this.prompt?.focusField();
  }

  /** Puts the focus on the sentence that says the state. */
  async focusSentence(): Promise<void> {
    await this.updateComplete;
    this.sentence?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('card') && this.card?.kind === 'unlocking' && changed.get('card')?.kind !== 'unlocking') this.unlockingSince = this.clock.now;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { card, previous } = this;
    if (!card) return nothing;
    const { icon: name, family, sentence } = cardLook(card);
    return html`<div class="panels">
      ${statusCard({ icon: name, family, sentence, more: this.more(card), side: this.side(card), actions: this.actions(card) })}
      ${previous ? this.lastKnown(previous) : nothing}
    </div>`;
  }

  private more(card: CardState): unknown {
    switch (card.kind) {
      case 'noReader':
        return t('card.noReader.more');
      case 'absent':
        return t(card.removedAt ? 'card.removed.more' : 'card.absent.more');
      case 'unknownCard':
        return rich('card.unknownCard.more', card.name);
      case 'chooseReader':
        return t('card.chooseReader.more');
      case 'locked':
        if (card.holder.isIndirect) return rich('card.structure.locked.more', nameOf(card.holder));
        return card.lastTry ? rich('card.lastTry.more') : rich('card.locked.more', nameOf(card.holder));
      case 'wrongPin':
        if (card.holder.isIndirect) return t('card.structure.wrong.more');
        return card.lastTry ? rich('card.lastTry.more') : t('card.wrongPin.more');
      case 'unlocking':
        return t(card.holder?.isIndirect ? 'card.structure.unlocking.more' : 'card.unlocking.more');
      case 'blocked':
        return t('card.blocked.more');
      case 'chooseSituation':
        return rich('card.chooseSituation.more', nameOf(card.holder));
      case 'unlocked':
        return rich('card.unlocked.more', nameOf(card.holder), card.situation.structureName);
      case 'unavailable':
        return t(saysWhy(card.reason) ? `error.${card.reason.code}.advice` : 'card.unavailable.more');
    }
  }

  private side(card: CardState): TemplateResult | typeof nothing {
    if (card.kind === 'absent' && card.removedAt) return html`<span class="age">${t('age.today', timeOfDay(card.removedAt))}</span>`;
    if (card.kind === 'unlocked')
      return html`<span class="age">${t(card.holder.isIndirect ? 'card.structure.unlocked.since' : 'card.unlocked.since', timeOfDay(card.since))}</span>`;
    return this.previous ? html`<span class="age">${t('age.last', age(this.previous.checkedAt, this.clock.now))}</span>` : nothing;
  }

  private actions(card: CardState): unknown {
    switch (card.kind) {
      case 'locked':
      case 'wrongPin':
        if (card.holder.isIndirect) return html`<dmp-passphrase-view .pinKey=${card.pinKey} .wrong=${card.kind === 'wrongPin'}></dmp-passphrase-view>`;
        return html`<dmp-pin-view .pinKey=${card.pinKey} .lastTry=${card.lastTry} .wrong=${card.kind === 'wrongPin'}></dmp-pin-view>`;
      case 'chooseReader':
        return card.cards.map(
          ({ reader, holder }) =>
            html`<button class="b" type="button" @click=${() => fire(this, 'dmp-choose-reader', { reader })}>${t('card.chooseReader.choice', reader, nameOf(holder))}</button>`,
        );
      case 'chooseSituation':
        return card.situations.map(
          ({ id, structureName }) => html`<button class="b" type="button" @click=${() => fire(this, 'dmp-choose-situation', { id })}>${structureName}</button>`,
        );
      case 'unlocking':
        return this.clock.now - this.unlockingSince < PATIENCE
          ? nothing
          : html`<button class="b" type="button" @click=${this.handleRestart}>${t('action.cancel')}</button>`;
      case 'unavailable':
        return html`<button class="b" type="button" @click=${this.handleRestart}>${icon('rotate-cw')}${t('action.retry')}</button>${this.toDiagnostic()}${technicalDetail(card.reason)}`;
      case 'noReader':
        return this.diagnosable ? this.toDiagnostic() : undefined;
      case 'absent':
      case 'unknownCard':
      case 'blocked':
      case 'unlocked':
        return undefined;
    }
  }

  private lastKnown(previous: Known): TemplateResult {
    return html`<div class="card" role="group" aria-labelledby="last">
      <div class="head">
        <h2 id="last">${t('record.lastKnown')}</h2>
        <span class="row">${statusChip(previous)}<span class="tiny muted">${age(previous.checkedAt, this.clock.now)}</span></span>
      </div>
      <div class="in muted">${t(`record.${situationOf(previous)}.was`)} ${t(this.card && isStructure(this.card) ? 'record.willBeChecked.structure' : 'record.willBeChecked')}</div>
    </div>
    ${traitsBanner(previous)}`;
  }

  private toDiagnostic(): TemplateResult | typeof nothing {
    return this.diagnosable
      ? html`<button class="b" type="button" @click=${() => fire(this, 'dmp-open-diagnostic')}>${icon('monitor-check')}${t('card.openDiagnostic')}</button>`
      : nothing;
  }

  private handleRestart(): void {
    fire(this, 'dmp-restart-agent');
  }
}

const nameOf = ({ givenName, familyName }: Holder): string => `${givenName} ${familyName}`;

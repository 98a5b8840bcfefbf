import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { type AdministrativeComparison, type KnownRepresentative, RELATIONS } from '../api/messages.js';
import type { ProposedFields } from '../api/patient.js';
import { ERROR_CODES } from '../api/plugin-error.js';
import { type AdministrativeRow, administrativeRows, type RowState, replacedBy, vigilanceRows } from './administrative-rows.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { type IconName, icon } from './icons.js';
import { dayOf, enumeration, rich, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

const STATES: Readonly<Record<Exclude<RowState, 'none'>, { readonly icon: IconName; readonly look: string }>> = {
  same: { icon: 'equal', look: 'f-ok' },
  different: { icon: 'equal-not', look: 'f-warn' },
  hostMissing: { icon: 'circle-dashed', look: 'f-info' },
  dmpMissing: { icon: 'circle-dashed', look: 'f-quiet dashed' },
};
type Field = keyof ProposedFields;

/** Milliseconds of reading after which it is shown. */
const SHOWN = 300;

/**
 * What the DMP manages about a patient, beside what the form says (TD1.3a). Where the identity is not the same, the user first says that it is the same
 * patient (EX_GEN-1230). Each item the form lacks can be copied there, and the DMP can be brought up to date with the form (TD1.3b).
 * @fires dmp-retry - the data are to be read again
 * @fires dmp-propose-fields - one value goes into the form
 * @fires dmp-change-administrative-data - the box was ticked and *Mettre à jour le DMP* chosen
 * @fires dmp-close - it has closed
 */
export class DmpAdministrativeView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      :host { --dialog-width: 720px; }
      dialog { container: dialog / inline-size; }
      [role='status']:not(:has(*)) { position: absolute; }
      h3 { margin: 0; font-size: var(--t3); font-weight: 650; }
      table { width: 100%; border-collapse: collapse; font-size: var(--t2); line-height: 1.4; }
      caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      th, td { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: anywhere; }
      thead th { color: var(--text-2); font-size: var(--t1); font-weight: 600; }
      tbody th { width: 9.5em; font-weight: 550; }
      td:last-child { width: 16.5em; overflow-wrap: normal; }
      td .b { margin-top: 4px; }
      .change { display: grid; gap: 8px; padding-top: 14px; border-top: 1px solid var(--line); }
      @container dialog (width < 700px) {
        table, tbody, tr { display: block; }
        thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        tr { padding: 8px 0; border-bottom: 1px solid var(--line); }
        th, td, tbody th, td:last-child { display: block; width: auto; padding: 2px 0; border: 0; }
        td[data-head]::before { content: attr(data-head); margin-inline-end: 6px; color: var(--text-2); font-size: var(--t1); }
        td .b { display: flex; }
        .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
        .facts dd { margin-bottom: 6px; }
      }
    `,
  ];
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ attribute: false }) comparison?: AdministrativeComparison;
  @property({ type: Boolean }) isLoading = false;
  @property({ type: Boolean }) isSending = false;
  /** What was done. The comparison is then of the past, and leaves. */
  @property() message = '';
  /** What the form has taken. A new list is the answer to the value proposed first. */
  @property({ attribute: false }) taken: readonly Field[] = [];
  /** The user has said that it is the same patient. */
  @state() private isSamePatient = false;
  @state() private refusesBreakGlass = false;
  @state() private refusesEmergency = false;
  @state() private isTicked = false;
  @state() private isTickMissing = false;
  @state() private isSlow = false;
  /** What the form did not take, having no place for it. */
  @state() private refused: readonly Field[] = [];
  @query('#confirm') private readonly box!: HTMLInputElement | null;
  @query('#title') private readonly titleLine!: HTMLElement;
  @query('.end .b') private readonly closeButton!: HTMLElement | null;
  private proposed: readonly Field[] = [];
  private timer?: ReturnType<typeof setTimeout>;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('isLoading')) {
      clearTimeout(this.timer);
      this.isSlow = false;
      if (this.isLoading) this.timer = setTimeout(() => (this.isSlow = this.isLoading), SHOWN);
    }
    if (changed.has('comparison')) {
      this.isSamePatient = false;
      this.isTicked = false;
      this.refusesBreakGlass = this.comparison?.dmp.refusesBreakGlass ?? false;
      this.refusesEmergency = this.comparison?.dmp.refusesEmergency ?? false;
    }
    if (changed.has('error')) this.proposed = [];
    if (changed.has('taken')) {
      const [answered, ...others] = this.proposed;
      this.proposed = others;
      if (answered && !this.taken.includes(answered)) this.refused = [...this.refused, answered];
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('message') && this.message) this.closeButton?.focus();
  }

  protected override heading(): string {
    return t('administrative.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    const { comparison, error, message } = this;
    const onRetry = error && !comparison && ERROR_CODES[error.code].retryable ? () => fire(this, 'dmp-retry') : undefined;
    return html`<div role="status">
        ${this.isLoading && this.isSlow ? html`<div class="note f-info">${icon('loader-circle')}<div>${t('administrative.loading')}</div></div>` : nothing}
        ${message ? html`<div class="note f-ok">${icon('circle-check')}<div>${message}</div></div>` : nothing}
        ${this.taken.length && !message ? html`<div class="note f-info">${icon('info')}<div>${rich('administrative.copied.reminder')}</div></div>` : nothing}
      </div>
      ${error ? html`<div role="alert">${errorBlock(error, { onRetry })}</div>` : nothing}
      ${comparison && !message ? (this.isVigilanceDue ? vigilance(comparison) : this.data(comparison)) : nothing}`;
  }

  protected override foot(): TemplateResult {
    const close = html`<button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.close')}</button>`;
    if (!this.comparison || this.message) return close;
    if (this.isVigilanceDue) {
      return html`<button class="b" type="button" @click=${this.handleSamePatient}>${icon('arrow-right')}${t('administrative.vigilance.continue')}</button>
        <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('administrative.vigilance.stop')}</button>`;
    }
    if (!this.comparison.canChange) return close;
    return html`<span class="hint push" role="status">${this.isSending ? html`${icon('loader-circle')}${t('administrative.change.sending')}` : nothing}</span>
      <button
        class="b p"
        type="button"
        title=${t('administrative.change.shortcut')}
        aria-disabled=${!this.isTicked || this.isSending}
        @click=${() => this.validate()}
      >${icon('check')}${t('administrative.change.send')}</button>
      ${close}`;
  }

  protected override validate(): void {
    if (!this.comparison?.canChange || this.isVigilanceDue || this.isSending || this.message) return;
    this.isTickMissing = !this.isTicked;
    const { refusesBreakGlass, refusesEmergency } = this;
    if (this.isTicked) fire(this, 'dmp-change-administrative-data', { change: { refusesBreakGlass, refusesEmergency } });
    else this.box?.focus();
  }

  private get isVigilanceDue(): boolean {
    return !this.isSamePatient && (this.comparison?.identityDiffers.length ?? 0) > 0;
  }

  private data(comparison: AdministrativeComparison): TemplateResult {
    return html`${table(t('administrative.caption'), administrativeRows(comparison), (one) => this.copy(one))}
      ${wishes(comparison)}
      ${comparison.canChange ? this.change(comparison) : nothing}`;
  }

  /** Stays a button once it was chosen, so that the focus keeps its place. */
  private copy({ copies, name }: AdministrativeRow): TemplateResult | typeof nothing {
    if (!copies) return nothing;
    const { field, value } = copies;
    const isTaken = this.taken.includes(field);
    const label = t(isTaken ? 'administrative.copied.label' : 'administrative.copy.label', t(name));
    return html`<button class="b s" type="button" data-field=${field} aria-label=${label} aria-disabled=${isTaken} @click=${() => this.propose(field, value)}>
        ${icon(isTaken ? 'check' : 'copy')}${t(isTaken ? 'administrative.copied' : 'administrative.copy')}
      </button>
      ${this.refused.includes(field) && !isTaken ? html`<p class="bad" role="alert">${icon('circle-alert')}${t('administrative.copy.refused')}</p>` : nothing}`;
  }

  private propose(field: Field, value: string): void {
    if (this.taken.includes(field)) return;
    this.refused = this.refused.filter((one) => one !== field);
    this.proposed = [...this.proposed, field];
    fire(this, 'dmp-propose-fields', { fields: { [field]: value } });
  }

  private change(comparison: AdministrativeComparison): TemplateResult {
    const replaced = replacedBy(comparison).map((part) => t(`administrative.change.${part}`));
    return html`<section class="change" aria-labelledby="change">
      <h3 id="change">${t('administrative.change')}</h3>
      <label class="check"
        ><input type="checkbox" name="breakGlass" .checked=${this.refusesBreakGlass} ?disabled=${this.isSending} @change=${(event: Event) => (this.refusesBreakGlass = isChecked(event))} />${t('creation.refusesBreakGlass')}</label
      >
      <label class="check"
        ><input type="checkbox" name="emergency" .checked=${this.refusesEmergency} ?disabled=${this.isSending} @change=${(event: Event) => (this.refusesEmergency = isChecked(event))} />${t('creation.refusesEmergency')}</label
      >
      <p class="muted">${replaced.length ? rich('administrative.change.replaces', enumeration(replaced)) : t('administrative.change.replacesNothing')}</p>
      <div>
        <label class="check"
          ><input id="confirm" type="checkbox" .checked=${this.isTicked} ?disabled=${this.isSending} aria-describedby=${this.isTickMissing ? 'missing' : nothing} @change=${this.handleTick} />${t('administrative.change.confirm')}</label
        >
        ${this.isTickMissing ? html`<p class="bad" id="missing" role="alert">${icon('circle-alert')}${t('administrative.change.tick')}</p>` : nothing}
      </div>
    </section>`;
  }

  private handleTick(event: Event): void {
    this.isTicked = isChecked(event);
    this.isTickMissing = false;
  }

  /** The button that was chosen is gone: reading starts again at the title. */
  private async handleSamePatient(): Promise<void> {
    this.isSamePatient = true;
    await this.updateComplete;
    this.titleLine.focus();
  }
}

const isChecked = (event: Event): boolean => (event.target as HTMLInputElement).checked;

function vigilance(comparison: AdministrativeComparison): TemplateResult {
  return html`<div class="note f-warn">${icon('triangle-alert')}<div>${rich('administrative.vigilance')}</div></div>
    ${table(t('administrative.vigilance.caption'), vigilanceRows(comparison))}`;
}

function table(caption: string, rows: readonly AdministrativeRow[], act: (row: AdministrativeRow) => unknown = () => nothing): TemplateResult {
  const host = t('administrative.column.host');
  const dmp = t('administrative.column.dmp');
  // A table that is folded into lists by its style would be none to a screen reader: the roles keep it one.
  return html`<table role="table">
    <caption>${caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        <th scope="col" role="columnheader">${t('administrative.column.field')}</th>
        <th scope="col" role="columnheader">${host}</th>
        <th scope="col" role="columnheader">${dmp}</th>
        <th scope="col" role="columnheader">${t('administrative.column.state')}</th>
      </tr>
    </thead>
    <tbody role="rowgroup">${rows.map(
      (one) => html`<tr role="row">
        <th scope="row" role="rowheader">${t(one.name)}</th>
        <td role="cell" data-head=${host}>${shown(one.host)}</td>
        <td role="cell" data-head=${dmp}>${shown(one.dmp)}</td>
        <td role="cell">${one.state === 'none' ? nothing : stateChip(one.state)}${act(one)}</td>
      </tr>`,
    )}</tbody>
  </table>`;
}

const shown = (text: string): unknown => text || html`<span class="muted">${t('administrative.none')}</span>`;
const stateChip = (state: keyof typeof STATES): TemplateResult =>
  html`<span class="chip ${STATES[state].look}">${icon(STATES[state].icon)}${t(`administrative.state.${state}`)}</span>`;

function wishes({ dmp }: AdministrativeComparison): TemplateResult {
  const { refusesBreakGlass, refusesEmergency, legalRepresentative } = dmp;
  const wish = (isRefused: boolean) => t(isRefused ? 'administrative.wish.refused' : 'administrative.wish.accepted');
  return html`<section class="panels" aria-labelledby="wishes">
    <h3 id="wishes">${t('administrative.wishes')}</h3>
    <dl class="facts">
      <dt>${t('administrative.wish.breakGlass')}</dt><dd>${wish(refusesBreakGlass)}</dd>
      <dt>${t('administrative.wish.emergency')}</dt><dd>${wish(refusesEmergency)}</dd>
      ${
        legalRepresentative
          ? html`<dt>${t('administrative.legalRepresentative')}</dt>
            <dd>${legalRepresentative.familyName} ${legalRepresentative.givenName} (${relationOf(legalRepresentative)})</dd>`
          : nothing
      }
    </dl>
  </section>`;
}

/** One we have no word for is told as it was received. */
const relationOf = ({ relation }: KnownRepresentative): string => {
  const known = RELATIONS.find((one) => one === relation);
  return known ? t(`administrative.relation.${known}`) : relation;
};

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { CATEGORIES, type FeedingRule, type RulesState, VISIBILITIES, type Visibility } from '../api/documents.js';
import type { FormFaults } from '../api/form-faults.js';
import { errorBlock } from './error-block.js';
import { faultCount } from './fault-line.js';
import { fire } from './fire.js';
import { formStyles } from './form-styles.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';
import { radioList } from './radio-choice.js';
import { DOCUMENT_KINDS, kindWords } from './rule-words.js';
import { selectField } from './select-field.js';
import { textField } from './text-field.js';
import { tickBox } from './tick-box.js';

/** A rule nobody has filled in. It only proposes: what is sent by itself is chosen, not forgotten. */
const NEW: Omit<FeedingRule, 'ruleId'> = { documentKind: 'any', actCode: 'any', does: 'propose', typeCode: '', practiceSetting: '', visibility: [] };

/**
 * One rule of automatic feeding, made or changed. It is about no patient.
 * @fires dmp-save-rule - *Enregistrer* was chosen, and nothing is missing
 * @fires dmp-close - it has closed
 */
export class DmpRuleView extends PatientDialog {
  static override styles = [...PatientDialog.styles, formStyles];
  @property({ attribute: false }) rules?: RulesState;
  /** The one that is changed; a new one without. */
  @property({ attribute: false }) rule?: FeedingRule | undefined;
  @property({ type: Boolean }) isSending = false;
  @state() private form: FeedingRule = { ...NEW, ruleId: crypto.randomUUID() };
  @state() private faults: FormFaults = {};

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('rule') && this.rule) this.form = this.rule;
  }

  protected override heading(): string {
    return t(this.rule ? 'rule.title.change' : 'rule.title.new');
  }

  protected override patientLine(): undefined {
    return undefined;
  }

  protected override body(): TemplateResult {
    const { documentKind, actCode, does } = this.form;
    return html`<p class="hint"><span class="req" aria-hidden="true">*</span> ${t('creation.requiredFields')}</p>
      ${selectField({
        path: 'documentKind',
        label: t('rule.kind'),
        value: documentKind,
        groups: [{ choices: ['any', ...DOCUMENT_KINDS].map((code) => ({ code, label: kindWords(code) })) }],
        isReadOnly: this.isSending,
        onChoose: (code) => this.fill({ documentKind: code }),
      })}
      ${textField({
        path: 'actCode',
        label: t('rule.act'),
        value: actCode === 'any' ? '' : actCode,
        isReadOnly: this.isSending,
        fault: undefined,
        hint: t('rule.act.hint'),
        onInput: (text) => this.fill({ actCode: text.trim() || 'any' }),
        onLeave: () => {},
      })}
      ${radioList({
        name: 'does',
        legend: t('rule.does'),
        options: [
          { value: 'propose', label: t('rules.does.propose'), hint: t('rule.does.propose.hint') },
          { value: 'queue', label: t('rules.does.queue'), hint: t('rule.does.queue.hint') },
        ],
        chosen: does,
        isReadOnly: this.isSending,
        onChoose: (value) => this.fill({ does: value }),
      })}
      ${this.metadata()} ${this.confidentiality()}
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    const wrong = Object.keys(this.faults).length;
    return html`<span class="hint push" role="status">${faultCount(wrong)}</span>
      <button class="b p" type="button" title=${t('action.validate.shortcut')} aria-disabled=${this.isSending} @click=${() => this.validate()}>${icon('check')}${t('rule.save')}</button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.cancel')}</button>`;
  }

  protected override firstFocus(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('#documentKind');
  }

  protected override async validate(): Promise<void> {
    if (this.isSending) return;
    const { typeCode, practiceSetting } = this.form;
    this.faults = { ...(!typeCode && { typeCode: 'required' }), ...(!practiceSetting && { practiceSetting: 'required' }) };
    if (!Object.keys(this.faults).length) return fire(this, 'dmp-save-rule', { rule: this.form });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }

  /** The types this profession uses come first, then all, under the headings of the web record. */
  private metadata(): TemplateResult {
    const { types = [], practiceSettings = [] } = this.rules ?? {};
    const usual = types.filter((one) => one.usual);
    return html`${selectField({
      path: 'typeCode',
      label: t('rule.type'),
      value: this.form.typeCode,
      none: t('rule.choose'),
      groups: [
        ...(usual.length ? [{ name: t('rule.type.usual'), choices: usual }] : []),
        ...CATEGORIES.map((category) => ({ name: t(`category.${category}`), choices: types.filter((one) => !one.usual && one.category === category) })).filter(
          ({ choices }) => choices.length,
        ),
      ],
      isRequired: true,
      isReadOnly: this.isSending,
      fault: this.faults['typeCode'],
      onChoose: (code) => this.fill({ typeCode: code }),
    })}
    ${selectField({
      path: 'practiceSetting',
      label: t('rule.practiceSetting'),
      value: this.form.practiceSetting,
      none: t('rule.choose'),
      groups: [{ choices: practiceSettings }],
      isRequired: true,
      isReadOnly: this.isSending,
      fault: this.faults['practiceSetting'],
      onChoose: (code) => this.fill({ practiceSetting: code }),
    })}`;
  }

  /** What the DMP's parameters or a patient's age forbid is decided when a rule meets a document. */
  private confidentiality(): TemplateResult {
    const { visibility } = this.form;
    const box = (one: Visibility) =>
      tickBox({
        path: one,
        label: t(`properties.visibility.${one}`),
        isTicked: visibility.includes(one),
        isReadOnly: this.isSending,
        onTick: (isTicked) => this.fill({ visibility: isTicked ? [...visibility, one] : visibility.filter((other) => other !== one) }),
      });
    return html`<fieldset class="choices"><legend>${t('rule.visibility')}</legend>${VISIBILITIES.map(box)}</fieldset>`;
  }

  private fill(change: Partial<FeedingRule>): void {
    this.form = { ...this.form, ...change };
    this.faults = Object.fromEntries(Object.entries(this.faults).filter(([path]) => !(path in change)));
  }
}

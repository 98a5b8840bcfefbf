import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FeedingRule, RulesState } from '../api/documents.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { Announcer } from './announcer.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { enumeration, lowered, t } from './l10n.js';
import { actWords, kindWords, settingWords, typeWords } from './rule-words.js';
import { viewStyles } from './styles.js';
import { tableStyles } from './table-styles.js';

/**
 * The page *Alimentation automatique* (EX_GEN-1060): what is sent by itself once it was validated in the practice software, and for whom nothing is.
 * @fires dmp-set-rules-on - the rules are to be followed, or no longer
 * @fires dmp-edit-rule - a rule is to be changed, or a new one made
 * @fires dmp-remove-rule - a rule is to go
 * @fires dmp-set-rule-exception - the rules are to be followed again for one patient
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpRulesView extends LitElement {
  static override styles = [
    ...viewStyles,
    tableStyles,
    css`
      .switch { display: flex; align-items: center; gap: 10px; min-height: var(--control); padding: 0; border: 0; background: none; font-weight: 600; cursor: pointer; }
      .switch > span:first-child { width: 36px; height: 20px; padding: 2px; border: 1px solid var(--line-strong); border-radius: 999px; background: var(--sunken); transition: background-color var(--quick); }
      .switch > span:first-child::before { content: ''; display: block; width: 14px; height: 14px; border-radius: 50%; background: var(--line-strong); transition: translate var(--quick); }
      .switch[aria-checked='true'] > span:first-child { border-color: var(--accent); background: var(--accent); }
      .switch[aria-checked='true'] > span:first-child::before { background: var(--on-accent); translate: 16px 0; }
      .explain { display: grid; gap: 8px; max-width: 74ch; }
      ul { display: grid; gap: 4px; margin: 0; padding-inline-start: 20px; }
      .people { list-style: none; padding: 0; gap: 0; }
      .people li { display: flex; align-items: center; justify-content: space-between; gap: 8px; padding: 6px 0; border-bottom: 1px solid var(--line); }
      .people li:last-child { border: 0; }
      @media (forced-colors: active) { .switch[aria-checked='true'] > span:first-child { background: Highlight; } }
    `,
  ];
  @property({ attribute: false }) rules?: RulesState;
  /** A wish that was refused, and is not told by the state. */
  @property({ attribute: false }) refusal?: ErrorDto | undefined;
  private readonly polite = new Announcer();

  protected override render(): TemplateResult | typeof nothing {
    const { rules, refusal } = this;
    if (!rules) return nothing;
    return html`<div class="panels">
      <p class="said" role="status">${this.polite.say(t(rules.isOn ? 'rules.on.said' : 'rules.off.said'))}</p>
      ${refusal ? html`<div role="alert">${errorBlock(refusal)}</div>` : nothing}
      ${this.explanation(rules)}
      ${this.list(rules)}
      ${this.exceptions(rules)}
    </div>`;
  }

  private explanation({ isOn }: RulesState): TemplateResult {
    return html`<div class="card" role="group" aria-labelledby="about">
      <div class="head">
        <h2 id="about">${t('rules.about')}</h2>
        <div class="row">
          <button class="switch" type="button" role="switch" aria-checked=${isOn} aria-label=${t('rules.about')} @click=${() => fire(this, 'dmp-set-rules-on', { isOn: !isOn })}>
            <span></span><span>${t(isOn ? 'rules.on' : 'rules.off')}</span>
          </button>
        </div>
      </div>
      <div class="in explain">
        <p>${t('rules.explain')}</p>
        <ul>
          <li>${t('rules.explain.card')}</li>
          <li>${t('rules.explain.hold')}</li>
          <li>${t('rules.explain.never')}</li>
          <li>${t('rules.explain.opposed')}</li>
        </ul>
      </div>
    </div>`;
  }

  private list(state: RulesState): TemplateResult {
    const { rules } = state;
    return html`<div class="card" role="group" aria-labelledby="rules">
      <div class="head">
        <h2 id="rules">${t('rules.title')}</h2>
        <div class="row"><button class="b ${rules.length ? '' : 'p'}" type="button" @click=${() => fire(this, 'dmp-edit-rule', {})}>${icon('plus')}${t('rules.add')}</button></div>
      </div>
      ${rules.length ? this.table(state) : html`<div class="empty">${icon('sliders-horizontal')}<b>${t('rules.none')}</b><span>${t('rules.none.more')}</span></div>`}
    </div>`;
  }

  private table(state: RulesState): TemplateResult {
    const heads = [t('rules.column.kind'), t('rules.column.does'), t('rules.column.type'), t('rules.column.visibility')] as const;
    return html`<table role="table">
      <caption>${t('rules.title')}</caption>
      <thead role="rowgroup">
        <tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}<th scope="col" role="columnheader"><span class="said">${t('outbox.column.acts')}</span></th></tr>
      </thead>
      <tbody role="rowgroup">${repeat(
        state.rules,
        ({ ruleId }) => ruleId,
        (rule) => this.row(rule, state, heads),
      )}</tbody>
    </table>`;
  }

  private row(rule: FeedingRule, state: RulesState, heads: readonly string[]): TemplateResult {
    const { ruleId, documentKind, actCode, does, signedBy, visibility } = rule;
    const name = kindWords(documentKind);
    return html`<tr role="row">
      <th scope="row" role="rowheader">${name}<span class="sub">${actWords(actCode)}</span></th>
      <td role="cell"><span class="chip ${does === 'queue' ? 'f-info' : 'f-quiet'}">${icon(does === 'queue' ? 'send' : 'circle-question-mark')}${t(`rules.does.${does}`)}</span>${does === 'queue' ? html`<span class="sub">${signedBy ? t('rules.signedBy', signedBy) : t('rules.notSigned')}</span>` : nothing}</td>
      <td role="cell" data-head=${heads[2] ?? ''}>${typeWords(rule, state)}<span class="sub">${settingWords(rule, state)}</span></td>
      <td role="cell" data-head=${heads[3] ?? ''}>${visibility.length ? enumeration(visibility.map((one) => t(`visibility.${one}`))) : lowered(t('visibility.everybody'))}</td>
      <td role="cell"><span class="acts">
        <button class="b s" type="button" aria-label=${t('outbox.act.label', t('rules.change'), name)} @click=${() => fire(this, 'dmp-edit-rule', { ruleId })}>${t('rules.change')}</button>
        <button class="b s icon" type="button" aria-label=${t('outbox.act.label', t('rules.remove'), name)} title=${t('rules.remove')} @click=${() => fire(this, 'dmp-remove-rule', { ruleId })}>${icon('trash-2')}</button>
      </span></td>
    </tr>`;
  }

  private exceptions({ exceptions }: RulesState): TemplateResult {
    return html`<div class="card" role="group" aria-labelledby="exceptions">
      <div class="head"><h2 id="exceptions">${t('rules.exceptions')}</h2></div>
      <div class="in">
        <p class="muted">${t('rules.exceptions.more')}</p>
        ${
          exceptions.length
            ? html`<ul class="people">${exceptions.map(
                ({ patientId, patientName }) => html`<li>
                  <span>${patientName}</span>
                  <button
                    class="b s"
                    type="button"
                    aria-label=${t('outbox.act.label', t('rules.exception.end'), patientName)}
                    @click=${() => fire(this, 'dmp-set-rule-exception', { patientId, isException: false })}
                  >${t('rules.exception.end')}</button>
                </li>`,
              )}</ul>`
            : nothing
        }
      </div>
    </div>`;
  }
}

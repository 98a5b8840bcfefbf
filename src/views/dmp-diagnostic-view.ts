import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { DiagnosticLine, DiagnosticSays, DiagnosticState } from '../api/messages.js';
import { fire } from './fire.js';
import { type IconName, icon } from './icons.js';
import { dayOf, t, timeOfDay } from './l10n.js';
import { viewStyles } from './styles.js';
import type { Family } from './tokens.js';

type Verdict = DiagnosticLine['verdict'];
type Subject = DiagnosticSays extends `${infer Name}.${string}` ? Name : never;

const LOOKS: Readonly<Record<Verdict, { readonly icon: IconName; readonly family: Family }>> = {
  ok: { icon: 'circle-check', family: 'ok' },
  watch: { icon: 'triangle-alert', family: 'warn' },
  wrong: { icon: 'circle-alert', family: 'danger' },
  unchecked: { icon: 'circle-dashed', family: 'quiet' },
};
const NETWORK: readonly Subject[] = ['dmp', 'clock'];

/**
 * The page *Diagnostic du poste*: each line is as it should be, or says in one sentence what is not, and one thing to do.
 * @fires dmp-run-diagnostic - everything is to be looked at again
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpDiagnosticView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      .panels { max-width: 980px; }
      .top { display: flex; align-items: center; justify-content: space-between; gap: 8px 16px; flex-wrap: wrap; }
      ul { margin: 0; padding: 0; list-style: none; }
      li { display: grid; grid-template-columns: 24px 220px minmax(0, 1fr); gap: 2px 12px; align-items: start; min-height: 44px; padding: 10px 16px; border-bottom: 1px solid var(--line); font-size: var(--t2); }
      li:last-child { border-bottom: 0; }
      li > .i { width: 20px; height: 20px; color: var(--ink); }
      li > * { grid-column: 3; }
      li > .i { grid-column: 1; }
      li > b { grid-column: 2; font-weight: 600; }
      li.hot { border-inline-start: 4px solid var(--ink); padding-inline-start: 12px; background: var(--tint); }
      .fix { color: var(--text); }
      .tells { color: var(--text-2); }
      li.hot .tells { color: var(--text); }
      @container (width < 560px) { li { grid-template-columns: 24px minmax(0, 1fr); } li > *, li > b { grid-column: 2; } }
    `,
  ];
  @property({ attribute: false }) diagnostic?: DiagnosticState;
  @state() private isCopied = false;

  protected override render(): TemplateResult | typeof nothing {
    const { diagnostic } = this;
    if (!diagnostic) return nothing;
    const { at, isRunning, lines, milliseconds = 0 } = diagnostic;
    const hot = lines.filter(({ verdict }) => verdict === 'wrong' || verdict === 'watch').sort((one) => (one.verdict === 'wrong' ? -1 : 1));
    const calm = lines.filter((line) => !hot.includes(line));
    const isOfNetwork = ({ says }: DiagnosticLine): boolean => NETWORK.includes(subjectOf(says));
    return html`<div class="panels">
      <div class="top">
        <p class="tells">${at === undefined ? t('diagnostic.never') : t('diagnostic.at', timeOfDay(at), seconds(milliseconds))}</p>
        <div class="row">
          <button class="b" type="button" ?disabled=${lines.length === 0} @click=${this.handleCopy}>${icon('copy')}${t(this.isCopied ? 'diagnostic.copied' : 'diagnostic.copy')}</button>
          <button class="b p" type="button" aria-disabled=${isRunning} @click=${this.handleRun}>${icon('refresh-cw')}${t(at === undefined ? 'diagnostic.run' : 'diagnostic.again')}</button>
        </div>
      </div>
      <p class="said" role="status">${isRunning ? t('diagnostic.running') : this.isCopied ? t('diagnostic.copied') : at === undefined ? nothing : summary(lines)}</p>
      ${lines.length ? html`<div class="card"><div class="in"><h2>${summary(lines)}</h2><p class="tells">${t('diagnostic.private')}</p></div></div>` : nothing}
      ${panel('hot', hot)}
      ${panel(
        'card',
        calm.filter((line) => !isOfNetwork(line)),
      )}
      ${panel('network', calm.filter(isOfNetwork))}
    </div>`;
  }

  private handleRun(): void {
    this.isCopied = false;
    if (!this.diagnostic?.isRunning) fire(this, 'dmp-run-diagnostic');
  }

  private async handleCopy(): Promise<void> {
    await navigator.clipboard.writeText(reportOf(this.diagnostic?.lines ?? []));
    this.isCopied = true;
  }
}

const subjectOf = (says: DiagnosticSays): Subject => says.split('.')[0] as Subject;
const seconds = (milliseconds: number): string => t('diagnostic.seconds', (milliseconds / 1000).toFixed(1).replace('.', ','));

function panel(id: 'hot' | 'card' | 'network', lines: readonly DiagnosticLine[]): TemplateResult | typeof nothing {
  if (lines.length === 0) return nothing;
  return html`<div class="card" role="group" aria-labelledby=${id}>
    <div class="head"><h2 id=${id}>${t(`diagnostic.${id}`)}</h2></div>
    <ul>${lines.map(row)}</ul>
  </div>`;
}

function row(line: DiagnosticLine): TemplateResult {
  const { date, detail, error, says, values, verdict } = line;
  const look = LOOKS[verdict];
  const isHot = verdict === 'wrong' || verdict === 'watch';
  return html`<li class=${`f-${look.family}${isHot ? ' hot' : ''}`}>
    ${icon(look.icon)}
    <b>${t(`diagnostic.of.${subjectOf(says)}`)}<span class="said"> : ${t(`diagnostic.verdict.${verdict}`)}</span></b>
    <span class="tells">${error ? t(`error.${error}.title`) : t(`diagnostic.${says}`, ...values, ...(date ? [dayOf(date)] : []))}</span>
    ${isHot ? html`<span class="fix">${error ? t(`error.${error}.advice`) : t(`diagnostic.${says}.fix` as FixKey)}</span>` : nothing}
    ${isHot && detail ? html`<details><summary>${t('error.detail')}</summary><pre>${detail}</pre></details>` : nothing}
  </li>`;
}

/** The lines that say what to do. */
type FixKey = `diagnostic.${
  | 'service.unseen'
  | `readers.${'noCard' | 'noSoftwareCard' | 'none' | 'unreadable'}`
  | `module.${'opensc' | 'several'}`
  | `${'authentication' | 'signature'}.${'soon' | 'expired'}`
  | 'signing.file'
  | 'situation.choose'
  | 'key.none'
  | 'vitale.card'
  | `clock.${'ahead' | 'behind'}`}.fix`;

function summary(lines: readonly DiagnosticLine[]): string {
  const count = (verdict: Verdict): number => lines.filter((line) => line.verdict === verdict).length;
  const [wrong, watch] = [count('wrong'), count('watch')];
  if (wrong) return t(wrong > 1 ? 'diagnostic.wrong.many' : 'diagnostic.wrong.one', wrong, watch);
  if (watch) return t(watch > 1 ? 'diagnostic.watch.many' : 'diagnostic.watch.one', watch);
  return t('diagnostic.good');
}

/** For support: subjects, verdicts and details, none of which names anybody. */
const reportOf = (lines: readonly DiagnosticLine[]): string =>
  lines.map(({ detail, error, says, verdict }) => [says, verdict, error, detail].filter(Boolean).join(' · ')).join('\n');

declare global {
  interface HTMLElementTagNameMap {
    'dmp-diagnostic-view': DmpDiagnosticView;
  }
}

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AboutState } from '../api/messages.js';
import { dayOf, t } from './l10n.js';
import { viewStyles } from './styles.js';

/**
 * The page "À propos du DMP" (EX_GEN-1180): software as named in the VIHF, profiles, who helps.
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpAboutView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      .panels { max-width: 760px; }
      .facts { grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); align-items: baseline; }
      .facts a { display: inline-flex; align-items: center; min-height: 24px; }
      @media (pointer: coarse) { .facts a { min-height: 44px; } }
      @container (width < 480px) { .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 8px; } }
    `,
  ];
  @property({ attribute: false }) about?: AboutState;

  protected override render(): TemplateResult | typeof nothing {
    const { about } = this;
    if (!about) return nothing;
    const { lpsName, lpsVersion, publisher, environment, profiles, support } = about;
    return html`<div class="panels">
      ${panel('about.software', [
        [t('about.name'), lpsName],
        [t('about.version'), lpsVersion],
        [t('about.publisher'), publisher],
        [t('about.environment'), t(`environment.${environment}`)],
      ])}
      ${panel(
        'about.profiles',
        profiles.map(({ id, homologatedOn }) => [id, homologatedOn ? t('about.homologatedOn', dayOf(homologatedOn)) : t('about.notHomologated')]),
      )}
      ${panel('about.support', [
        [t('about.dmpSupport'), phone(support.dmpPhone)],
        [
          t('about.productSupport'),
          support.productPhone || support.productEmail ? html`${phone(support.productPhone)} ${email(support.productEmail)}` : t('about.noSupport'),
        ],
      ])}
    </div>`;
  }
}

const panel = (title: 'about.software' | 'about.profiles' | 'about.support', facts: readonly (readonly [string, unknown])[]): TemplateResult =>
  html`<div class="card" role="group" aria-labelledby=${title}>
    <div class="head"><h2 id=${title}>${t(title)}</h2></div>
    <div class="in"><dl class="facts">${facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl></div>
  </div>`;
const phone = (number: string): unknown => (number ? html`<a href=${`tel:${number.replaceAll(' ', '')}`}>${number}</a>` : nothing);
const email = (address: string): unknown => (address ? html`<a href=${`mailto:${address}`}>${address}</a>` : nothing);

import { html, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import { t } from './l10n.js';

/** Imposed wording (SC.DMP/CONF.11): read at a professional's first session, then from time to time. */
export const tracesNotice = (onUnderstood: () => void): TemplateResult => html`<div class="card" role="group" aria-labelledby="traces">
  <div class="head">${icon('eye')}<h2 id="traces" tabindex="-1">${t('traces.notice.title')}</h2></div>
  <div class="in panels">
    <p>${t('traces.notice.text')}</p>
    <p><b>${t('traces.notice.warning')}</b></p>
    <div class="row"><button class="b p" type="button" @click=${onUnderstood}>${icon('check')}${t('traces.notice.understood')}</button></div>
  </div>
</div>`;

import { html, nothing, type TemplateResult } from 'lit';
import type { RecordWork, WorkReport } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { dismissButton, errorBlock, technicalDetail } from './error-block.js';
import { icon } from './icons.js';
import { type TextKey, t, timeOfDay } from './l10n.js';

/** Milliseconds after which the seconds are counted. */
const COUNTED = 2_000;

/** What is being written to the record, or how it ended; it names no patient. `now`: epoch milliseconds. */
export function workNote(work: RecordWork, now: number, onDismiss: () => void): TemplateResult {
  switch (work.kind) {
    case 'running':
      return running(work, now - work.since);
    case 'done': {
      const missing = missingIn(work);
      return html`<div class="note ${missing ? 'f-warn' : 'f-ok'}">${icon(missing ? 'triangle-alert' : 'circle-check')}
        <div>
          <b>${t('work.doneAt', t(`done.${work.act}`), timeOfDay(work.at))}</b>
          ${missing ? html`<p>${t(missing.text)}</p><p class="muted">${t(`error.${missing.error.code}.title`)}.</p>${technicalDetail(missing.error)}` : nothing}
          ${work.secretsOnPaper ? html`<p class="muted">${t('work.secretsOnPaper')}</p>` : nothing}
        </div>
        ${dismissButton(onDismiss)}
      </div>`;
    }
    case 'failed':
      return errorBlock(work.error, { attempt: t('work.failedAt', t(`work.${work.act}.name`), timeOfDay(work.at)), onDismiss });
  }
}

/** What a screen reader says of it. */
export function workSentence(work: RecordWork | undefined): string {
  switch (work?.kind) {
    case 'running':
      return t(`work.${work.act}.running`);
    case 'done': {
      const missing = missingIn(work);
      return [t(`done.${work.act}`), ...(missing ? [t(missing.text)] : [])].join('. ');
    }
    case 'failed':
      return t('work.failed.said', t(`work.${work.act}.name`), t(`error.${work.error.code}.title`));
    case undefined:
      return '';
  }
}

function running({ act }: Extract<RecordWork, { kind: 'running' }>, elapsed: number): TemplateResult {
  const seconds = elapsed < COUNTED ? nothing : html` <span class="muted">${t('duration.seconds', Math.floor(elapsed / 1_000))}</span>`;
  return html`<div class="note f-info">${icon('loader-circle')}<div>${t(`work.${act}.running`)}${seconds}</div></div>`;
}

/** What was asked for with it and was not done, and why. */
function missingIn({ accountMissing, channelMissing }: WorkReport): { readonly text: TextKey; readonly error: ErrorDto } | undefined {
  if (accountMissing) return { text: 'work.accountMissing', error: accountMissing };
  return channelMissing && { text: 'account.channelMissing', error: channelMissing };
}

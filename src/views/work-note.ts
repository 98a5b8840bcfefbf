import { html, nothing, type TemplateResult } from 'lit';
import type { RecordWork } from '../api/messages.js';
import { dismissButton, errorBlock, technicalDetail } from './error-block.js';
import { icon } from './icons.js';
import { t, timeOfDay } from './l10n.js';

/** Milliseconds after which the seconds are counted. */
const COUNTED = 2_000;

/** What is being written to the record, or how it ended; it names no patient. `now`: epoch milliseconds. */
export function workNote(work: RecordWork, now: number, onDismiss: (event: Event) => void): TemplateResult {
  switch (work.kind) {
    case 'running':
      return running(work, now - work.since);
    case 'done':
      return html`<div class="note ${work.accountMissing ? 'f-warn' : 'f-ok'}">${icon(work.accountMissing ? 'triangle-alert' : 'circle-check')}
        <div><b>${t('work.doneAt', t(`done.${work.act}`), timeOfDay(work.at))}</b>${work.accountMissing ? missingAccount(work.accountMissing) : nothing}</div>
        ${dismissButton(onDismiss)}
      </div>`;
    case 'failed':
      return errorBlock(work.error, { attempt: t('work.failedAt', t(`work.${work.act}.name`), timeOfDay(work.at)), onDismiss });
  }
}

/** What a screen reader says of it. */
export function workSentence(work: RecordWork | undefined): string {
  switch (work?.kind) {
    case 'running':
      return t(`work.${work.act}.running`);
    case 'done':
      return [t(`done.${work.act}`), ...(work.accountMissing ? [t('work.accountMissing')] : [])].join('. ');
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

const missingAccount = (error: NonNullable<Extract<RecordWork, { kind: 'done' }>['accountMissing']>): TemplateResult =>
  html`<p>${t('work.accountMissing')}</p><p class="muted">${t(`error.${error.code}.title`)}.</p>${technicalDetail(error)}`;

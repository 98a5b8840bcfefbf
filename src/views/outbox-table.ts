import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { OutboxRow } from '../api/documents.js';
import { actText, menuItems, splitActs } from './act-look.js';
import { chipOf } from './chip-of.js';
import { technicalDetail } from './error-block.js';
import { t } from './l10n.js';
import { type ListedAct, listedActs, type RowGroup } from './outbox-groups.js';
import { nextSentence, recordChips, sendingLook, titleOf } from './sending-look.js';

/** What stands around the rows. */
export interface Around {
  readonly now: number;
  readonly onAct: (row: OutboxRow, act: ListedAct) => void;
  /** His form is to be shown. */
  readonly onPatient: (row: OutboxRow) => void;
}

/** The documents of the outbox, group by group. The group that is to be handled has the one filled button of the page. */
export function outboxTable(groups: readonly RowGroup[], around: Around): TemplateResult {
  const heads = [t('outbox.column.state'), t('outbox.column.document'), t('outbox.column.patient'), t('outbox.column.next')] as const;
  const urgent = groups.flatMap(({ rows }) => rows).find(({ state }) => state.kind === 'refused');
  return html`<table role="table">
    <caption>${t('outbox.caption')}</caption>
    <thead role="rowgroup">
      <tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}<th scope="col" role="columnheader"><span class="said">${t('outbox.column.acts')}</span></th></tr>
    </thead>
    ${repeat(
      groups,
      ({ key }) => key,
      ({ head, rows }) => html`<tbody role="rowgroup">
        <tr class="grp" role="row"><th scope="rowgroup" role="rowheader" colspan="5">${'state' in head ? t(`outbox.group.${head.state}`) : head.patientName}</th></tr>
        ${repeat(
          rows,
          ({ documentId }) => documentId,
          (row) => outboxRow(row, row === urgent, heads, around),
        )}
      </tbody>`,
    )}
  </table>`;
}

function outboxRow(row: OutboxRow, isUrgent: boolean, heads: readonly string[], { now, onAct, onPatient }: Around): TemplateResult {
  const { documentId, typeLabel, patientName, state } = row;
  const title = titleOf(row);
  const { button, others } = splitActs(listedActs(row), state.kind === 'sent');
  const chips = [sendingLook(state, now), ...(state.kind === 'sent' ? recordChips(row) : [])];
  return html`<tr role="row" data-document=${documentId}>
    <td role="cell"><span class="row">${chips.map(chipOf)}</span></td>
    <th scope="row" role="rowheader" tabindex="-1">${title}<span class="sub">${typeLabel}</span></th>
    <td role="cell" data-head=${heads[2] ?? ''}><button class="link" type="button" title=${t('outbox.openForm', patientName)} @click=${() => onPatient(row)}>${patientName || t('outbox.openForm.unknown')}</button></td>
    <td role="cell" class="muted">
      ${state.kind === 'sending' ? progress(title, state) : nothing}${nextSentence(row, now)}
      ${state.kind === 'failed' || state.kind === 'refused' ? technicalDetail(state.error) : nothing}
    </td>
    <td role="cell"><span class="acts">${
      button
        ? html`<button class="b s ${isUrgent ? 'p' : ''}" type="button" aria-label=${t('outbox.act.label', actText(button), title)} @click=${() => onAct(row, button)}>${actText(button)}</button>`
        : nothing
    }${others.length ? menu(row, others, onAct) : nothing}</span></td>
  </tr>`;
}

const menu = (row: OutboxRow, acts: readonly ListedAct[], onAct: Around['onAct']): TemplateResult =>
  html`<dmp-menu-view
    label=${t('outbox.menu', titleOf(row))}
    .items=${menuItems(acts)}
    @dmp-menu-choice=${({ detail }: CustomEvent<{ id: string }>) => onAct(row, detail.id as ListedAct)}
  ></dmp-menu-view>`;

/** A bar only when it is known how much there is to send. */
export const progress = (
  title: string,
  { sentBytes, totalBytes }: { readonly sentBytes: number; readonly totalBytes: number },
): TemplateResult | typeof nothing =>
  totalBytes > 0 ? html`<progress class="bar" aria-label=${t('outbox.progress', title)} max=${totalBytes} .value=${sentBytes}></progress>` : nothing;

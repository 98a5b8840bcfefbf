import { type Html, html } from './html.js';
import { icon } from './icon.js';
import type { RecordAccess } from './record-access.js';
import { situationWords } from './words.js';

/** Small pieces that several pages share. */

export interface Note {
  readonly family?: 'info' | 'id' | 'warn' | 'danger' | 'ok';
  readonly icon?: string;
}

export const note = (content: Html, { family = 'info', icon: name = 'info' }: Note = {}): Html =>
  html`<div class="note ${family}">${icon(name)}<div>${content}</div></div>`;

/** What the simulator does not do, or not yet. */
export const simulatorNote = (content: Html): Html => note(content, { family: 'id', icon: 'flask-conical' });

export const chip = (access: RecordAccess): Html => {
  const { family, icon: name, label } = situationWords(access);
  return html`<span class="chip ${family}">${icon(name)}${label}</span>`;
};

export const statusCard = (access: RecordAccess, under?: Html | false): Html => {
  const { family, icon: name, more, sentence } = situationWords(access);
  return html`<div class="status ${family}"><span class="tile">${icon(name)}</span><div><h2>${sentence}</h2><p>${more}</p>${under}</div></div>`;
};

/** A list of what is known, name by name. */
export const facts = (...rows: readonly (readonly [name: string, value: Html | string])[]): Html =>
  html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** On a narrow screen each row folds into a list; cells carry their head. The first cell names the row. */
export function dataTable(caption: string, columns: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map(
    ([first, ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell, index) => html`<td data-head="${columns[index + 1]}">${cell}</td>`)}</tr>`,
  );
  return html`<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

export const empty = (name: string, title: string, sentence?: Html): Html =>
  html`<div class="empty">${icon(name)}<p class="title">${title}</p>${sentence ? html`<p>${sentence}</p>` : undefined}</div>`;

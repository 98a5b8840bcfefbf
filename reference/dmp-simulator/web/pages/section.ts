import { type Html, html } from '../html.js';

/** A titled part of a page. */
export const section = (id: string, title: string, content: Html): Html =>
  html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;

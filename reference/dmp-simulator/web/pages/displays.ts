import type { SimulatedRecord } from '../../state.js';
import { type Html, html } from '../html.js';
import { hrefOf, type RecordPage } from '../site-address.js';

const DISPLAYS = { Documents: 'Liste', ParcoursDeSoins: 'Parcours de soins', Miniatures: 'Miniatures' } as const satisfies Partial<Record<RecordPage, string>>;
type Display = keyof typeof DISPLAYS;

/** The three ways to look at the same documents. */
export const displays = (patient: SimulatedRecord, current: Display): Html =>
  html`<nav class="displays" aria-label="Affichage des documents"><span aria-hidden="true">Affichage des documents</span><ul>${(
    Object.keys(DISPLAYS) as Display[]
  ).map((page) => html`<li><a href="${hrefOf({ kind: 'record', page, patient })}"${page === current && CURRENT}>${DISPLAYS[page]}</a></li>`)}</ul></nav>`;

const CURRENT = html` aria-current="page"`;

import type { SimulatedRecord } from '../../state.js';
import { choiceIn, queryOf } from '../documents/choice.js';
import { around, daysOf, longName, type Period, partsOf, periodIn, shortName } from '../documents/periods.js';
import { keys, RUBRICS, type Rubric } from '../documents/rubrics.js';
import type { Shelf, ShelvedDocument } from '../documents/shelf.js';
import { type Html, html, NOTHING } from '../html.js';
import { empty } from '../parts.js';
import { hrefOf } from '../site-address.js';
import { displays } from './displays.js';
import { noDocuments } from './documents-page.js';

/** The current documents along time: rubrics by years, the months of a year or the days of a month. It opens on the latest year. */
export function carePath(patient: SimulatedRecord, { documents, refusal }: Shelf, query: unknown): Html {
  if (refusal) return noDocuments(refusal);
  const current = documents.filter(({ list }) => list === 'courants');
  const days = current.map(({ actStart }) => actStart);
  const period = periodIn(query) ?? days[0]?.slice(0, 4) ?? '';
  const parts = partsOf(period, days);
  const here = hrefOf({ kind: 'record', page: 'ParcoursDeSoins', patient });
  const held = current.filter(({ actStart }) => actStart.startsWith(period));
  return html`
  ${displays(patient, 'ParcoursDeSoins')}
  <section class="card" aria-labelledby="frise">
    <h2 id="frise">${longName(period)}</h2>
    ${scale(period, here)}
    ${
      held.length
        ? html`<table class="time"><caption>Nombre de documents par catégorie, ${period.length === 7 ? 'jour par jour' : period ? 'mois par mois' : 'année par année'}</caption>
<thead><tr><th scope="col">Catégorie</th>${parts.map((part) => html`<th scope="col">${head(part, here)}</th>`)}</tr></thead>
<tbody>${keys(RUBRICS)
            .filter((rubric) => held.some((document) => document.rubric === rubric))
            .map((rubric) => html`<tr><th scope="row">${RUBRICS[rubric]}</th>${parts.map((part) => mark(rubric, part, held, patient))}</tr>`)}</tbody></table>`
        : empty('history', 'Aucun document à afficher')
    }
  </section>`;
}

/** Years and months open; a day is as deep as it goes. */
const head = (part: string, here: string): Html =>
  part.length === 10 ? html`${shortName(part)}` : html`<a href="${here}?periode=${part}" title="${longName(part)}">${shortName(part)}</a>`;

const scale = (period: Period, here: string): Html =>
  html`${
    period
      ? html`<nav class="scale" aria-label="Période"><ol>${around(period).map((one) => html`<li><a href="${here}?periode=${one}">${longName(one)}</a></li>`)}<li aria-current="true">${longName(period)}</li></ol></nav>`
      : NOTHING
  }`;

function mark(rubric: Rubric, part: string, held: readonly ShelvedDocument[], patient: SimulatedRecord): Html {
  const found = held.filter((document) => document.rubric === rubric && document.actStart.startsWith(part));
  const fresh = found.filter(({ isNew }) => isNew).length;
  if (!found.length) return html`<td data-head="${shortName(part)}"></td>`;
  const [du, au] = daysOf(part);
  const count = `${found.length} document${found.length > 1 ? 's' : ''}`;
  const words = `${RUBRICS[rubric]}, ${longName(part)} : ${count}${fresh ? `, dont ${fresh} nouveau${fresh > 1 ? 'x' : ''}` : ''}`;
  const href = hrefOf({ kind: 'record', page: 'Documents', patient }) + queryOf({ ...choiceIn({}), rubrique: rubric, du, au });
  return html`<td data-head="${shortName(part)}"><a class="count" href="${href}" aria-label="${words}">${found.length}</a></td>`;
}

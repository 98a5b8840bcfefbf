import type { SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { addressOf, DASHBOARD, RECORD_PAGES, type RecordPage, SETTINGS } from '../address.js';
import { Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import { dateOf, patientName, professionalName, professionOf, titleOf } from '../words.js';

/** Who is signed in. `structure`: the chosen situation. */
export interface SignedIn {
  readonly professional: SimulatedProfessional;
  readonly structure?: SimulatedProfessional['situations'][number] | undefined;
}

export interface Layout {
  /** Its h1, and the end of the breadcrumb. */
  readonly title: string;
  readonly signedIn?: SignedIn | undefined;
  readonly tab?: 'patients' | 'settings' | undefined;
  /** The record the page belongs to. */
  readonly record?: SimulatedRecord | undefined;
  readonly recordPage?: RecordPage | undefined;
  /** Beside the h1. */
  readonly aside?: Html | undefined;
  readonly body: Html;
}

/** One whole page. */
export function layout(page: Layout): string {
  const { record, signedIn, title } = page;
  const about = record ? `${title} - DMP de ${patientName(record.traits)}` : title;
  return html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${about} - Simulateur du DMP</title>
<link rel="stylesheet" href="/public/site.css">
<link rel="icon" href="/public/icon.svg" type="image/svg+xml">
</head>
<body id="haut">
<a class="skip" href="#contenu">Aller au contenu</a>
${header(signedIn)}
${signedIn && tabs(page)}
<main id="contenu" tabindex="-1">
${record && patientLine(record)}
<div class="heading"><h1>${title}</h1>${page.aside}</div>
${page.body}
</main>
${footer()}
</body>
</html>`.text;
}

const header = (signedIn: SignedIn | undefined): Html => html`<header class="top">
<p class="brand"><span class="mark" aria-hidden="true">DMP</span><span>LE DOSSIER MÉDICAL PARTAGÉ</span></p>
<a class="simulator" href="/">${ICONS.simulator}<span>Simulateur</span></a>
${signedIn && professionalBlock(signedIn)}
</header>`;

const professionalBlock = ({ professional, structure }: SignedIn): Html => html`<div class="professional">
<p><strong>${professionalName(professional)}</strong><br>${professionOf(professional)}${structure && html`<br>${structure.structureName}, ${structure.address}`}</p>
<form method="post" action="/deconnexion"><button class="button">${ICONS.leave}<span>Me déconnecter</span></button></form>
</div>`;

const link = (href: string, words: string, isCurrent: boolean): Html =>
  html`<li><a href="${href}"${isCurrent && new Html(' aria-current="page"')}>${words}</a></li>`;

function tabs({ record, recordPage, tab, title }: Layout): Html {
  const name = record && patientName(record.traits);
  return html`<nav class="tabs" aria-label="Onglets"><ul>
${link(addressOf(DASHBOARD), 'MES PATIENTS', tab === 'patients')}
${link(addressOf(SETTINGS), 'PARAMÉTRAGES', tab === 'settings')}
${record && html`<li><a href="${addressOf(RECORD_PAGES.summary, record)}" aria-current="true">DMP DE ${titleOf(record.traits).toUpperCase()} ${record.traits.givenNames} ${record.traits.usedName ?? record.traits.birthName}</a></li>`}
</ul></nav>
${
  record &&
  html`<nav class="sub-tabs" aria-label="Rubriques du DMP"><ul>
${Object.entries(RECORD_PAGES).map(([key, page]) => link(addressOf(page, record), page.label, key === recordPage))}
</ul></nav>`
}
<nav class="trail" aria-label="Fil d’Ariane"><ol>
${tab !== 'settings' && html`<li><a href="${addressOf(DASHBOARD)}">Mes Patients</a></li>`}
${record && html`<li><a href="${addressOf(RECORD_PAGES.summary, record)}">DMP de ${name}</a></li>`}
${tab !== 'patients' && html`<li aria-current="page">${title}</li>`}
</ol></nav>`;
}

const patientLine = ({ traits }: SimulatedRecord): Html => html`<div class="patient">
<p><strong>${patientName(traits)}</strong> <span>Né(e) le ${dateOf(traits.birthDate)}</span></p>
<a class="button" href="${addressOf(DASHBOARD)}">Quitter ce DMP</a>
</div>`;

const footer = (): Html => html`<footer>
<p><a href="#haut">Haut de page</a> · <a href="/">Accueil du simulateur</a></p>
<p>Ce site imite le WEB DMP pour des essais. Il n’est pas celui de l’Assurance Maladie, et rien n’en part vers le DMP national.</p>
<p>Le pied de page du site national mène à&nbsp;: Brochure d’information · Conditions générales d’utilisation · Accessibilité · FAQ · Nous contacter · dmp.gouv.fr.</p>
</footer>`;

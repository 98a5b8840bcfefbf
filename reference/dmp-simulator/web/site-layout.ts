import type { SimulatedRecord } from '../state.js';
import { type Html, html, NOTHING } from './html.js';
import { icon } from './icon.js';
import { DASHBOARD_HREF, hrefOf, RECORD_PAGES, type RecordPage, SETTINGS_HREF } from './site-address.js';
import type { SiteSession } from './site-sessions.js';
import { dayOf, patientName, professionalName, professionOf } from './words.js';

export interface SitePage {
  readonly title: string;
  /** Its name in the trail, where that is another. */
  readonly crumb?: string;
  readonly session?: SiteSession | undefined;
  readonly tab?: 'patients' | 'settings';
  /** The record that is open, and where in it. */
  readonly open?: { readonly record: SimulatedRecord; readonly page: RecordPage };
  /** Beside the title. */
  readonly aside?: Html;
  readonly content: Html;
}

/** Sub-tabs of a record, those of the guide first. */
const SUB_TABS: readonly RecordPage[] = [
  'DossierPatient',
  'Documents',
  'InformationsPatient',
  'GestionDMPPatient',
  'HistoriqueAcces',
  'ParcoursDeSoins',
  'VolontesEtDroits',
  'CarnetVaccination',
];
/** Shown as words: this site has no such pages. */
const FOOTER = ["Brochure d'information", "Conditions générales d'utilisation", 'Accessibilité', 'FAQ', 'Nous contacter', 'dmp.gouv.fr'];

/** A whole page: head, skip link, what is given, and nothing that runs. */
const htmlDocument = (title: string, body: Html): string =>
  html`<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="/web-ps.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web-ps.css">
</head>
<body id="haut">
<a class="skip" href="#contenu">Aller au contenu</a>
${body}
</body>
</html>
`.text;

const badge = html`<a class="badge" href="/">${icon('flask-conical')}Simulateur</a>`;

const brand = html`<span class="mark">${icon('folder-open')}</span><span>LE DOSSIER MÉDICAL PARTAGÉ</span>`;

/** The frame of the Web-PS site around one page. */
export function sitePage({ aside, content, crumb, open, session, tab, title }: SitePage): string {
  const heading = open ? `${title} - DMP de ${patientName(open.record.traits)}` : title;
  return htmlDocument(
    `${heading} - Simulateur du DMP`,
    html`
<header class="top">
  <p class="brand">${brand}</p>
  ${badge}
  ${session ? identity(session) : NOTHING}
</header>
${session ? tabs(tab, open?.record) : NOTHING}
${open ? subTabs(open.record, open.page) : NOTHING}
${session ? trail(crumb ?? title, tab, open) : NOTHING}
<main id="contenu" tabindex="-1">
  ${open ? openRecord(open.record) : NOTHING}
  <div class="heading"><h1>${title}</h1>${aside}</div>
  ${content}
</main>
<footer>
  <a href="#haut">Haut de page</a>
  <ul><li class="lead-in">Le site national a aussi&nbsp;:</li>${FOOTER.map((entry) => html`<li>${entry}</li>`)}</ul>
  <p>Ce site imite le WEB DMP. Patients et professionnels sont des identités de test, et rien ne part vers le DMP national.</p>
</footer>`,
  );
}

function identity({ professional, situation }: SiteSession): Html {
  return html`<div class="who">
    <p><b>${professionalName(professional)}</b><br>${professionOf(professional)}${situation ? html`<br>${situation.structureName} ${situation.address}` : NOTHING}</p>
    <form method="post" action="/deconnexion"><button class="button quiet">${icon('log-out')}Me déconnecter</button></form>
  </div>`;
}

function tabs(tab: SitePage['tab'], record?: SimulatedRecord): Html {
  const entry = (label: string, href: string, current: boolean) => html`<li><a href="${href}"${current ? CURRENT : NOTHING}>${label}</a></li>`;
  return html`<nav class="tabs" aria-label="Site"><ul>
    ${entry('Mes patients', DASHBOARD_HREF, tab === 'patients')}
    ${entry('Paramétrages', SETTINGS_HREF, tab === 'settings')}
    ${record ? entry(`DMP de ${patientName(record.traits)}`, hrefOf({ kind: 'record', page: 'DossierPatient', patient: record }), true) : NOTHING}
  </ul></nav>`;
}

function subTabs(patient: SimulatedRecord, open: RecordPage): Html {
  const under = open === 'Miniatures' ? 'Documents' : open;
  const entries = SUB_TABS.map(
    (page) => html`<li><a href="${hrefOf({ kind: 'record', page, patient })}"${page === under ? CURRENT : NOTHING}>${RECORD_PAGES[page]}</a></li>`,
  );
  return html`<nav class="sub-tabs" aria-label="DMP de ${patientName(patient.traits)}"><ul>${entries}</ul></nav>`;
}

function trail(title: string, tab: SitePage['tab'], open: SitePage['open']): Html {
  return html`<nav class="trail" aria-label="Fil d'Ariane"><ol>
    ${tab === 'patients' || tab === 'settings' ? NOTHING : html`<li><a href="${DASHBOARD_HREF}">Mes Patients</a></li>`}
    ${open && html`<li><a href="${hrefOf({ kind: 'record', page: 'DossierPatient', patient: open.record })}">DMP de ${patientName(open.record.traits)}</a></li>`}
    ${open && title !== RECORD_PAGES[open.page] && html`<li><a href="${hrefOf({ kind: 'record', page: open.page, patient: open.record })}">${RECORD_PAGES[open.page]}</a></li>`}
    <li aria-current="page">${title}</li>
  </ol></nav>`;
}

const openRecord = ({ traits }: SimulatedRecord): Html => html`<div class="patient">
    <p><b>${patientName(traits)}</b> <span>Né(e) le ${dayOf(traits.birthDate)}</span></p>
    <a class="button" href="${DASHBOARD_HREF}">Quitter ce DMP</a>
  </div>`;

const CURRENT = html` aria-current="page"`;

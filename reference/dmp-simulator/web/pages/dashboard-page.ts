import type { SimulatorState } from '../../state.js';
import { addressOf, type PatientAddress, RECORD_PAGES } from '../address.js';
import { type Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import { accessTo, type RecordAccess } from '../record-access.js';
import { closingOf, dateOf, patientName } from '../words.js';
import { layout, type SignedIn } from './layout.js';
import { chip, notice } from './notice.js';

/** The records this professional may open, and a word on the patient of the address. */
export function dashboardPage(state: SimulatorState, signedIn: SignedIn, patient?: PatientAddress): string {
  const { psId } = signedIn.professional;
  const mine = state.records.filter((record) => accessTo(state, psId, record).kind === 'granted');
  return layout({
    title: 'Mes patients',
    signedIn,
    tab: 'patients',
    body: html`${patient && asked(accessTo(state, psId, patient))}
<section class="card" aria-labelledby="liste"><h2 id="liste">DMP auxquels vous avez accès</h2>
${
  mine.length > 0
    ? html`<table class="folding"><caption>Patients qui vous ont autorisé à accéder à leur DMP (${mine.length})</caption>
<thead><tr><th scope="col">Patient</th><th scope="col">Naissance</th><th scope="col">Compte Internet</th><th scope="col">Votre rôle</th></tr></thead>
<tbody>${mine.map(
        (record) => html`<tr><th scope="row"><a href="${addressOf(RECORD_PAGES.summary, record)}">${patientName(record.traits)}</a></th>
<td data-head="Naissance">${dateOf(record.traits.birthDate)}</td><td data-head="Compte Internet">${record.internetAccount ? 'Créé' : 'Aucun'}</td>
<td data-head="Votre rôle">${record.treatingPhysicians.includes(psId) ? 'Médecin traitant DMP' : 'Autorisé'}</td></tr>`,
      )}</tbody></table>`
    : html`<p class="empty">${ICONS.empty}<span>Aucun patient ne vous a autorisé à accéder à son DMP.</span></p>`
}</section>`,
  });
}

function asked(access: RecordAccess): Html {
  const name =
    access.kind === 'missing' ? 'Ce matricule n’a pas de DMP.' : `${patientName(access.record.traits)}, né(e) le ${dateOf(access.record.traits.birthDate)}`;
  return html`<section class="card asked" aria-labelledby="demande"><h2 id="demande">Patient demandé</h2>
<p class="row"><strong>${name}</strong> ${chip(access.kind)}</p>
${access.kind === 'closed' && html`<p>${closingOf(access.record)}</p>`}
${access.kind === 'blocked' && notice('stop', html`<p>Le patient ne souhaite pas que vous accédiez à son DMP. C’est son droit et cela ne change rien à ses soins.</p>`, ICONS.blocked)}
${access.kind === 'granted' && html`<p><a href="${addressOf(RECORD_PAGES.summary, access.record)}">Ouvrir ce DMP</a></p>`}
</section>`;
}

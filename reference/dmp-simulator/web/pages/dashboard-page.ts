import type { SimulatorState } from '../../state.js';
import { type Html, html } from '../html.js';
import { dataTable, empty, statusCard } from '../parts.js';
import { accessTo, type RecordAccess } from '../record-access.js';
import { hrefOf, type PatientKey } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { dayOf, patientName } from '../words.js';

/** The records this professional may open, and a word on the patient of the address. */
export function dashboardPage(state: SimulatorState, session: SiteSession, patient?: PatientKey): string {
  const { psId } = session.professional;
  const structureId = session.situation?.structureId;
  const mine = state.records.filter((record) => accessTo(state, record, psId, structureId).kind === 'valid');
  const rows = mine.map((record) => [
    html`<a href="${hrefOf({ kind: 'record', page: 'DossierPatient', patient: record })}">${patientName(record.traits)}</a>`,
    dayOf(record.traits.birthDate),
    record.account ? 'Créé' : 'Aucun',
    record.treatingPhysicians.includes(psId) ? 'Médecin traitant DMP' : 'Professionnel autorisé',
  ]);
  return sitePage({
    title: 'Mes patients',
    session,
    tab: 'patients',
    content: html`${patient && asked(accessTo(state, patient, psId, structureId))}
<section class="card" aria-labelledby="liste"><h2 id="liste">DMP auxquels vous avez accès</h2>
${
  rows.length
    ? dataTable(`Patients qui vous ont autorisé à accéder à leur DMP\u00a0: ${rows.length}`, ['Patient', 'Naissance', 'Compte Internet', 'Votre rôle'], rows)
    : empty('users', 'Aucun patient à afficher', html`Les patients qui vous autorisent à accéder à leur DMP apparaissent ici.`)
}</section>`,
  });
}

function asked(access: RecordAccess): Html {
  const who = access.kind !== 'missing' && html`<p>${patientName(access.record.traits)}, né(e) le ${dayOf(access.record.traits.birthDate)}</p>`;
  const way =
    access.kind === 'valid' &&
    html`<p><a href="${hrefOf({ kind: 'record', page: 'DossierPatient', patient: access.record })}">Ouvrir le DMP de ${patientName(access.record.traits)}</a></p>`;
  return html`<section aria-label="Patient demandé">${statusCard(access, html`${who}${way}`)}</section>`;
}

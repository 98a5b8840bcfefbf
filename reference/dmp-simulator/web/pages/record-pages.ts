import type { AccessTrace, SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { type Html, html } from '../html.js';
import { dataTable, empty, facts, simulatorNote, statusCard } from '../parts.js';
import { hrefOf, RECORD_PAGES, type RecordPage } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { dayOf, matriculeOf, momentOf, patientName, professionalName } from '../words.js';
import { carePath, documents } from './documents-page.js';

/** An open record, and what its pages show. */
export interface RecordVisit {
  readonly record: SimulatedRecord;
  readonly session: SiteSession;
  readonly professionals: readonly SimulatedProfessional[];
  /** Of this record alone, the last one first. */
  readonly traces: readonly AccessTrace[];
  /** What the address says after `?`. */
  readonly query: unknown;
}

export const recordPage = (page: RecordPage, visit: RecordVisit): string =>
  sitePage({ title: RECORD_PAGES[page], session: visit.session, open: { record: visit.record, page }, content: BODIES[page](visit) });

const section = (id: string, title: string, content: Html): Html =>
  html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;

const later = (sentence: string): Html => simulatorNote(html`<p>${sentence} Une prochaine version du simulateur les portera.</p>`);

const roleOf = ({ record, session }: RecordVisit): string =>
  record.treatingPhysicians.includes(session.professional.psId) ? 'Médecin traitant DMP' : 'Professionnel autorisé';

const BODIES: Readonly<Record<RecordPage, (visit: RecordVisit) => Html>> = {
  DossierPatient: (visit) => html`${statusCard({ kind: 'valid', record: visit.record })}
<div class="columns">
${section('resume', 'Ce DMP en bref', facts(['Votre rôle', roleOf(visit)], ['Compte Internet', visit.record.internetAccount ? 'Créé' : 'Aucun'], ['Accès tracés', String(visit.traces.length)]))}
${section('derniers', 'Derniers documents', empty('files', 'Aucun document à afficher'))}
</div>
${later('Le récapitulatif réunit les derniers documents et les informations qui comptent le plus.')}`,

  Documents: ({ query, record }) => documents(record, query),

  InformationsPatient: ({ record: { insOid, matricule, traits } }) => html`${section(
    'identite',
    'Identité',
    facts(
      ['Nom de naissance', traits.birthName],
      ['Nom utilisé', traits.usedName ?? traits.birthName],
      ['Prénoms de naissance', traits.givenNames],
      ['Sexe', traits.sex === 'F' ? 'Féminin' : 'Masculin'],
      ['Date de naissance', dayOf(traits.birthDate)],
      ['Matricule INS', html`<span class="figures">${matriculeOf(matricule)}</span>`],
      ['OID du domaine', html`<span class="figures">${insOid}</span>`],
    ),
  )}
${later('Les coordonnées du patient et ses représentants se lisent ici.')}`,

  GestionDMPPatient: (visit) => html`${section(
    'statut',
    'Statut du DMP',
    facts(
      ['DMP', 'Ouvert'],
      ['Votre autorisation', 'Valide'],
      ['Votre rôle', roleOf(visit)],
      ['Compte Internet', visit.record.internetAccount ? 'Compte Internet créé' : 'Pas de compte Internet'],
      ['Mon espace santé', visit.record.attachedToMes ? 'Rattaché' : 'Non rattaché'],
    ),
  )}
${later('Le retrait de votre autorisation et les démarches sur le DMP se font ici.')}`,

  HistoriqueAcces: ({ professionals, record, traces }) =>
    section(
      'acces',
      'Accès tracés',
      html`<p>Tout accès au DMP d'un patient est tracé, et le patient peut lire cet historique.</p>
${dataTable(
  `Accès au DMP de ${patientName(record.traits)}, le dernier en premier`,
  ['Date', 'Professionnel', 'Action', 'Depuis'],
  traces.map(({ at, by, psId, what }) => {
    const professional = professionals.find((known) => known.psId === psId);
    return [momentOf(at), professional ? professionalName(professional) : psId, what, by === 'WEB' ? 'WEB DMP' : 'Logiciel du cabinet'];
  }),
)}`,
    ),

  ParcoursDeSoins: ({ record }) => carePath(record),

  VolontesEtDroits: () => html`${section('volontes', 'Volontés du patient', empty('scroll-text', "Aucune volonté n'est enregistrée"))}
${later('Les directives anticipées et les oppositions aux accès en urgence se lisent ici.')}`,

  CarnetVaccination: ({ record }) => html`${section('vaccins', 'Vaccinations', empty('syringe', "Aucune vaccination n'est enregistrée"))}
<p><a href="${hrefOf({ kind: 'record', page: 'Documents', patient: record })}">Voir les documents du patient</a></p>
${later('Les vaccinations du patient et leurs rappels se lisent ici.')}`,
};

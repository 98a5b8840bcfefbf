import type { World } from '../../rule.js';
import type { AccessTrace, SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { addedAt, shelfOf } from '../documents/shelf.js';
import { type Html, html } from '../html.js';
import { empty, facts, simulatorNote, statusCard } from '../parts.js';
import { hrefOf, RECORD_PAGES, type RecordPage } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { patientName } from '../words.js';
import { accessTable } from './access-table.js';
import { carePath } from './care-path-page.js';
import { documentTable } from './document-table.js';
import { documentList, noDocuments } from './documents-page.js';
import { authorisations, coordinates, identity, wishes } from './management-page.js';
import { section } from './section.js';
import { thumbnails } from './thumbnails-page.js';

/** An open record, and what its pages show. */
export interface RecordVisit {
  readonly record: SimulatedRecord;
  readonly session: SiteSession;
  readonly professionals: readonly SimulatedProfessional[];
  /** Of this record alone, the oldest first. */
  readonly traces: readonly AccessTrace[];
  /** What the address says after `?`. */
  readonly query: unknown;
  readonly world: World;
}

export const recordPage = (page: RecordPage, visit: RecordVisit): string =>
  sitePage({ title: RECORD_PAGES[page], session: visit.session, open: { record: visit.record, page }, content: BODIES[page](visit) });

const later = (sentence: string): Html => simulatorNote(html`<p>${sentence} Une prochaine version du simulateur les portera.</p>`);

const roleOf = ({ record, session }: RecordVisit): string =>
  record.treatingPhysicians.includes(session.professional.psId) ? 'Médecin traitant DMP' : 'Professionnel autorisé';

const MOST_LAST = 5;

/** Those that came last. */
function lastDocuments({ record, session, world }: RecordVisit): Html {
  const { documents, refusal } = shelfOf(record, session, world);
  if (refusal) return noDocuments(refusal);
  const last = documents
    .filter(({ list }) => list !== 'archives')
    .sort((one, other) => addedAt(other.entry, world.state.documents).localeCompare(addedAt(one.entry, world.state.documents)))
    .slice(0, MOST_LAST);
  return last.length ? documentTable('Le dernier ajouté en premier', last) : empty('files', 'Aucun document à afficher');
}

const BODIES: Readonly<Record<RecordPage, (visit: RecordVisit) => Html>> = {
  DossierPatient: (visit) => html`${statusCard({ kind: 'valid', record: visit.record })}
<div class="columns">
${section('resume', 'Ce DMP en bref', facts(['Votre rôle', roleOf(visit)], ['Compte Internet', visit.record.account ? 'Créé' : 'Aucun'], ['Accès tracés', String(visit.traces.length)]))}
</div>
${section('derniers', 'Derniers documents', lastDocuments(visit))}
${later('Le récapitulatif réunit aussi les informations qui comptent le plus.')}`,

  Documents: ({ query, record, session, world }) => documentList(record, shelfOf(record, session, world), query),

  InformationsPatient: ({ record }) => html`${identity(record)}${coordinates(record)}`,

  GestionDMPPatient: (visit) => html`${section(
    'statut',
    'Statut du DMP',
    facts(['DMP', 'Ouvert'], ['Mon espace santé', visit.record.attachedToMes ? 'Rattaché' : 'Non rattaché']),
  )}
${coordinates(visit.record)}
${authorisations(visit)}`,

  HistoriqueAcces: ({ professionals, record, session, traces }) => {
    const seesAll = record.treatingPhysicians.includes(session.professional.psId);
    return section(
      'acces',
      'Accès tracés',
      html`<p>Tout accès au DMP d'un patient est tracé, et le patient peut lire cet historique. ${
        seesAll
          ? 'Médecin traitant DMP, vous voyez les accès de tous les professionnels.'
          : 'Vous voyez vos propres accès ; le médecin traitant DMP et le patient voient ceux de tous.'
      }</p>
${accessTable(`Accès au DMP de ${patientName(record.traits)}, le dernier en premier`, seesAll ? traces : traces.filter(({ psId }) => psId === session.professional.psId), professionals)}`,
    );
  },

  ParcoursDeSoins: ({ query, record, session, world }) => carePath(record, shelfOf(record, session, world), query),

  Miniatures: ({ record, session, world }) => thumbnails(record, shelfOf(record, session, world), world.state.documents),

  VolontesEtDroits: ({ record }) => wishes(record),

  CarnetVaccination: ({ record }) => html`${section('vaccins', 'Vaccinations', empty('syringe', "Aucune vaccination n'est enregistrée"))}
<p><a href="${hrefOf({ kind: 'record', page: 'Documents', patient: record })}">Voir les documents du patient</a></p>
${later('Les vaccinations du patient et leurs rappels se lisent ici.')}`,
};

import type { AuthorisationState, SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { type Html, html } from '../html.js';
import { dataTable, empty, facts, note } from '../parts.js';
import { dayOf, instantOf, matriculeOf, professionalName, professionOf } from '../words.js';
import type { RecordVisit } from './record-pages.js';
import { section } from './section.js';

/** Sections on what the DMP manages about a patient. */

export const identity = ({ insOid, matricule, traits }: SimulatedRecord): Html =>
  section(
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
  );

export function coordinates({ account, administrative: { address, email, homePhone, legalRepresentative, mobilePhone } }: SimulatedRecord): Html {
  const lines = [address.complement, address.line, `${address.postalCode} ${address.city}`.trim(), address.country].filter((line) => line !== '');
  const channels = [...(account?.channels.EMAIL ? ['e-mail'] : []), ...(account?.channels.SMS ? ['SMS'] : [])];
  return section(
    'coordonnees',
    'Données administratives et de connexion',
    facts(
      ['Adresse', lines.length ? html`${lines.map((line, index) => html`${index > 0 && html`<br>`}${line}`)}` : NOT_GIVEN],
      ['Téléphone', homePhone || NOT_GIVEN],
      ['Mobile', mobilePhone || NOT_GIVEN],
      ['E-mail', email || NOT_GIVEN],
      ...(legalRepresentative
        ? ([
            [
              'Représentant légal',
              `${legalRepresentative.givenName} ${legalRepresentative.familyName} (${RELATIONS[legalRepresentative.relation] ?? legalRepresentative.relation})`,
            ],
          ] as const)
        : []),
      ['Compte Internet', account ? 'Compte Internet créé' : 'Pas de compte Internet'],
      ...(account ? ([['Mots de passe à usage unique', channels.length ? `Par ${channels.join(' et ')}` : NOT_GIVEN]] as const) : []),
    ),
  );
}

/** Whom the patient lets in, and whom not. */
export function authorisations({ professionals, record, session }: RecordVisit): Html {
  const own = record.authorisations[session.professional.psId] ?? record.authorisations[session.situation?.structureId ?? ''];
  const named = Object.entries(record.authorisations).filter(([id]) => id !== '*');
  const rows = (status: AuthorisationState['status']) =>
    named
      .filter(([, one]) => one.status === status)
      .map(([id, one]) => [...whoIs(id, professionals), instantOf(one.since), instantOf(one.lastAction)] as const);
  const list = (id: string, title: string, caption: string, found: ReturnType<typeof rows>) =>
    section(
      id,
      title,
      found.length ? dataTable(caption, ['Nom', 'Profession', 'Depuis', 'Dernière action'], found) : empty('users', 'Aucun professionnel dans cette liste'),
    );
  return html`${section(
    'vous',
    'Vos autorisations',
    facts(
      ['Votre autorisation', 'Valide'],
      ['Depuis', own ? instantOf(own.since) : 'Pour tous les professionnels de la démonstration'],
      ['Votre rôle', record.treatingPhysicians.includes(session.professional.psId) ? 'Médecin traitant DMP' : 'Professionnel autorisé'],
    ),
  )}
${record.authorisations['*']?.status === 'VALIDE' && note(html`<p>Dans ce dossier de démonstration, tout professionnel de l'annuaire est autorisé. Seuls ceux qui ont une autorisation à leur nom sont dans les listes.</p>`)}
${list('autorises', 'Accès autorisés', 'Professionnels autorisés à accéder à ce DMP', rows('VALIDE'))}
${list('bloques', 'Accès bloqués', 'Professionnels dont le patient ne souhaite pas l’accès', rows('INTERDIT'))}`;
}

export const wishes = ({ administrative: { refusesBreakGlass, refusesEmergency } }: SimulatedRecord): Html => html`${section(
  'oppositions',
  "Accès en situation d'urgence",
  facts(
    ['Accès « bris de glace » des professionnels de santé', refusesBreakGlass ? 'Le patient s’y oppose' : 'Possible'],
    ['Accès du médecin régulateur (SAMU, pompiers)', refusesEmergency ? 'Le patient s’y oppose' : 'Possible'],
  ),
)}
${section('volontes', 'Volontés et souhaits', empty('scroll-text', "Aucune volonté n'est enregistrée"))}`;

const NOT_GIVEN = 'Non renseigné';
const RELATIONS: Readonly<Record<string, string>> = {
  FTH: 'père',
  MTH: 'mère',
  GRFTH: 'grand-père',
  GRMTH: 'grand-mère',
  FAMMEMB: 'autre membre de la famille',
};

/** A structure is authorised where its staff is. */
function whoIs(id: string, professionals: readonly SimulatedProfessional[]): readonly [name: string, profession: string] {
  const professional = professionals.find(({ psId }) => psId === id);
  if (professional) return [professionalName(professional), professionOf(professional)];
  const structure = professionals.flatMap(({ situations }) => situations).find(({ structureId }) => structureId === id);
  return [structure?.structureName ?? id, structure ? 'Structure' : 'Inconnu de l’annuaire'];
}

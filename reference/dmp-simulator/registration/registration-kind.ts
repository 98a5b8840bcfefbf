/** What tells one registration from another. */
export interface RegistrationKind {
  readonly td: string;
  readonly family: RegistrationFamily;
  readonly reason: { readonly code: string; readonly displayName: string };
  /** What `patient/statusCode` must say. */
  readonly status: 'active' | 'terminated';
  /** `brief`: the name alone tells who it is about. `complete`: the traits, the address and both oppositions are written too. */
  readonly patient: 'brief' | 'complete';
  /** The patient agreed to it: the observation that says so. His Carte Vitale was read then. */
  readonly consent?: string;
  /** Of the access history. */
  readonly words: string;
}

/** A request and its two answers. */
export interface RegistrationFamily {
  readonly request: string;
  readonly accepted: string;
  readonly refused: string;
  readonly wrapper: string;
  readonly answerAction: string;
}

const ADDITION: RegistrationFamily = {
  request: 'PRPA_IN201311UV02',
  accepted: 'PRPA_IN201312UV02',
  refused: 'PRPA_IN201313UV02',
  wrapper: 'PRPA_IN201311UV02_Response',
  answerAction: 'urn:hl7-org:v3:PRPA_IN201311ResponseUV02',
};
const REVISION: RegistrationFamily = {
  request: 'PRPA_IN201314UV02',
  accepted: 'PRPA_IN201315UV02',
  refused: 'PRPA_IN201316UV02',
  wrapper: 'PRPA_IN201314UV02_Response',
  answerAction: 'urn:hl7-org:v3:PRPA_IN201314ResponseUV02',
};

export const CREATION: RegistrationKind = {
  td: 'TD1.1',
  family: ADDITION,
  reason: { code: 'CREA_RD', displayName: 'Création de dossier' },
  status: 'active',
  patient: 'complete',
  consent: 'CONSENTEMENT_OUVERTURE_DMP',
  words: 'Création du DMP',
};

export const REACTIVATION: RegistrationKind = {
  td: 'TD1.2',
  family: REVISION,
  reason: { code: 'REAC', displayName: 'Réactivation de dossier' },
  status: 'active',
  patient: 'complete',
  consent: 'CONSENTEMENT_REACTIVATION_DMP',
  words: 'Réactivation du DMP',
};

export const MODIFICATION: RegistrationKind = {
  td: 'TD1.3b',
  family: REVISION,
  reason: { code: 'MODIF_DATA', displayName: 'Modification des données de gestion du dossier' },
  status: 'active',
  patient: 'complete',
  words: 'Modification des données administratives',
};

export const CLOSING: RegistrationKind = {
  td: 'TD1.4',
  family: REVISION,
  reason: { code: 'FERM', displayName: 'Fermeture de dossier' },
  status: 'terminated',
  patient: 'brief',
  words: 'Fermeture du DMP',
};

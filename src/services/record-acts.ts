import type { RecordAct, RecordStatus } from '../api/messages.js';
import type { Holder } from '../api/professional.js';

type Known = Pick<RecordStatus, 'record' | 'authorisation' | 'internetAccount' | 'attachedToMes'>;

/**
 * What is offered for a record, the most likely act first. It greys out what is hopeless and grants nothing: the DMP decides.
 * The certificates of a structure ask whether there is a record, read its administrative data and feed (§4.1): the rest needs a card.
 * `legacy`: creation and internet account still exist where we are.
 */
export function actsOf(known: Known, { cardKind, isIndirect }: Pick<Holder, 'cardKind' | 'isIndirect'>, legacy: boolean): readonly RecordAct[] {
  const isStaff = cardKind === 'CPE';
  switch (known.record) {
    case 'missing':
      if (!legacy) return ['explainCreation', 'leaflet'];
      return isStaff || isIndirect ? [] : ['createRecord'];
    case 'closed':
      return ['leaflet'];
    case 'open': {
      // The patient does not wish that this professional opens his record: nothing of it is offered, and nothing to be asked again.
      if (known.authorisation === 'blocked') return [];
      if (isIndirect) return ['administrativeData'];
      const account = accountActs(known, isStaff, legacy);
      return [
        ...authorisationActs(known, isStaff),
        ...account,
        'administrativeData',
        ...(known.attachedToMes ? [] : (['changeAdministrativeData'] as const)),
        // The DMP names them to whom the patient has let in.
        ...(isStaff || known.authorisation !== 'valid' ? [] : (['authorisedProfessionals'] as const)),
        ...(account.includes('explainAccount') ? (['leaflet'] as const) : []),
      ];
    }
  }
}

/** A CPE authorises its structure, and takes nothing back (PDT-526). */
function authorisationActs({ authorisation }: Known, isStaff: boolean): readonly RecordAct[] {
  if (authorisation !== 'valid') return ['askAuthorisation'];
  return isStaff ? [] : ['removeAuthorisation'];
}

/** The patient of a record attached to Mon espace santé has his account there. */
function accountActs({ internetAccount, attachedToMes }: Known, isStaff: boolean, legacy: boolean): readonly RecordAct[] {
  if (attachedToMes || internetAccount === 'unknown') return [];
  if (!legacy) return ['explainAccount'];
  if (isStaff) return [];
  return [internetAccount === 'created' ? 'changeAccount' : 'createAccount'];
}

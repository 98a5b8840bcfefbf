import { type DocumentEntry, type Hiding, hides } from '../../documents/document-model.js';
import type { SiteList } from '../documents/rubrics.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';

/** What is said of who may see a document. */

/** In the words of the user guide. */
export const VISIBLE = 'Document visible par toute personne autorisée à accéder aux documents du dossier de votre patient';
export const HIDING_WORDS: Readonly<Record<Hiding, { readonly what: string; readonly why: string }>> = {
  INVISIBLE_PATIENT: {
    what: 'Document non visible par le patient',
    why: 'vous souhaitez que ce document ne soit pas visible par le patient car il nécessite une information préalable par un professionnel de santé',
  },
  MASQUE_PS: {
    what: 'Document masqué aux professionnels de santé',
    why: 'votre patient souhaite que ce document soit visible uniquement par son auteur et par le médecin traitant DMP',
  },
  INVISIBLE_REPRESENTANTS_LEGAUX: {
    what: 'Document invisible aux représentants légaux',
    why: 'en accord avec votre patient mineur, vous souhaitez rendre invisible un document au représentant légal pour préserver le secret de ces informations',
  },
};
const HIDINGS = Object.keys(HIDING_WORDS) as Hiding[];

export const visibilityOf = (entry: Pick<DocumentEntry, 'confidentialities'>): readonly string[] => {
  const hidden = HIDINGS.filter((hiding) => hides(entry, hiding)).map((hiding) => HIDING_WORDS[hiding].what);
  return hidden.length ? hidden : [VISIBLE];
};

/** What its list does not say already. */
export function hidingChips(entry: DocumentEntry, list: SiteList): Html {
  const chips = [
    ...(hides(entry, 'MASQUE_PS') ? [chip('masqué aux professionnels de santé', 'quiet')] : []),
    ...(hides(entry, 'INVISIBLE_REPRESENTANTS_LEGAUX') ? [chip('non visible par les représentants légaux', 'warn')] : []),
    ...(hides(entry, 'INVISIBLE_PATIENT') && list !== 'non-visibles' ? [chip('non visible par le patient', 'warn')] : []),
  ];
  return chips.length ? html`<span class="chips">${chips}</span>` : NOTHING;
}

const chip = (words: string, family: 'quiet' | 'warn'): Html => html`<span class="chip ${family}">${icon('eye-off')}${words}</span>`;

/** Beside a title, so that an address names what opens. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'text/plain': 'Texte',
  'text/rtf': 'RTF',
  'image/jpeg': 'Image JPEG',
  'image/tiff': 'Image TIFF',
};

export const sizeOf = (bytes: number): string =>
  bytes < 1024
    ? `${bytes}\u00a0octets`
    : bytes < 1024 * 1024
      ? `${Math.round(bytes / 1024)}\u00a0Ko`
      : `${(bytes / 1024 / 1024).toFixed(1).replace('.', ',')}\u00a0Mo`;

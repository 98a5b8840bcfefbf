import { LOCAL_DOCUMENT_KINDS, type LocalDocument } from '../../../../src/api/local-document.js';
import { frenchDate, today } from './dates.js';
import type { DocumentAction, MenuAction } from './menu-model.js';

/** A document of the practice told in plain French, and what the host itself does with it. */

type Kind = (typeof LOCAL_DOCUMENT_KINDS)[number];
const KINDS: Readonly<Record<Kind, string>> = {
  prescription: 'Ordonnance',
  careReport: 'Compte rendu de soins',
  assessment: 'Bilan',
  certificate: 'Certificat',
  letter: 'Courrier',
  photo: 'Photo',
  other: 'Autre document',
};
export const KIND_OPTIONS: readonly (readonly [kind: Kind, words: string])[] = LOCAL_DOCUMENT_KINDS.map((kind) => [kind, KINDS[kind]]);
export const kindWords = (kind: string): string => (kind in KINDS ? KINDS[kind as Kind] : kind);

/** `Brouillon`, `Validé le 20/11/2026`; from the second version on with its number. */
export function stateWords({ validatedAt, version }: LocalDocument): string {
  const words = validatedAt === undefined ? 'Brouillon' : `Validé le ${frenchDate(today(new Date(validatedAt)))}`;
  return version > 1 ? `${words}, version ${version}` : words;
}

/** `ordonnance.pdf, 24 Ko`. */
export const fileWords = ({ fileName, size }: LocalDocument): string =>
  `${fileName}, ${size < 1_000_000 ? `${Math.max(1, Math.round(size / 1_000))}\u00a0Ko` : `${(size / 1_000_000).toFixed(1).replace('.', ',')}\u00a0Mo`}`;

/** What the menu of the chosen documents has of the host's own. */
export function documentEntries(chosen: readonly LocalDocument[]): readonly MenuAction[] {
  const entry = (action: DocumentAction, title: string, icon: string, why: string | false): MenuAction => ({
    ...{ kind: 'action', id: action, title, icon, external: false, target: { kind: 'document', action } },
    ...(why && { disabledReason: why }),
  });
  return [
    entry('validateDocuments', 'Valider', 'check', chosen.every(({ validatedAt }) => validatedAt !== undefined) && 'Déjà validé.'),
    entry('changeDocument', 'Modifier', 'pencil', chosen.length > 1 && 'Choisissez un seul document.'),
  ];
}

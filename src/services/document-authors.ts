import type { AuthorChoice, DocumentForm } from '../api/documents.js';
import type { Holder, PracticeProfessional, Situation } from '../api/professional.js';

/** A professional the staff of his structure may add documents for (TD2.2), and the situations of their card that are his structures. */
export interface DocumentAuthor {
  readonly holder: Holder;
  readonly situationIds: readonly string[];
}

/** Those of the practice who share a structure with the card. An id with a slash is one a structure has given: its staff, who are authors of nothing. */
export function authorsAmong(professionals: readonly PracticeProfessional[], situations: readonly Situation[]): readonly DocumentAuthor[] {
  return professionals.flatMap(({ structureIds, ...holder }): DocumentAuthor[] => {
    const situationIds = situations.filter(({ structureId }) => structureIds.includes(structureId)).map(({ id }) => id);
    return situationIds.length && !holder.id.includes('/') ? [{ holder, situationIds }] : [];
  });
}

export const authorChoice = ({ holder, situationIds }: DocumentAuthor): AuthorChoice => ({ code: holder.id, label: fullName(holder), situationIds });

/** Who answers for a form that was checked: who adds it, or whom the staff has named. */
export const authorOf = ({ authorId }: DocumentForm, holder: Holder, authors: readonly DocumentAuthor[] = []): Holder =>
  authors.find((one) => one.holder.id === authorId)?.holder ?? holder;

/** Nobody is guessed: the author of the version before, or the only one there is. */
export function presetAuthor(authors: readonly DocumentAuthor[] | undefined, situationId: string, before: Holder | undefined): string {
  const here = (authors ?? []).filter(({ situationIds }) => situationIds.includes(situationId));
  const found = here.find(({ holder }) => holder.id === before?.id) ?? (here.length === 1 ? here[0] : undefined);
  return found?.holder.id ?? '';
}

export const fullName = ({ familyName, givenName }: Holder): string => `${givenName} ${familyName}`.trim();

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { keys, RUBRICS, SITE_LISTS } from './rubrics.js';
import type { ShelvedDocument } from './shelf.js';

const Day = z.iso.date().or(z.literal('')).catch('');
const Key = z
  .string()
  .regex(/^[0-9a-f]{12}$/)
  .or(z.literal(''))
  .catch('');
/** What the address of a list says after `?`; what is not understood counts as not said. */
const Choice = z.object({
  liste: z.enum(keys(SITE_LISTS)).catch('courants'),
  rubrique: z.enum(keys(RUBRICS)).optional().catch(undefined),
  auteur: Key,
  profession: Key,
  du: Day,
  au: Day,
});
export type Choice = z.infer<typeof Choice>;

export const choiceIn = (query: unknown): Choice => Choice.parse(query ?? {});

/** The list that is shown once a document was added. */
export const isAdded = (query: unknown): boolean => z.object({ ajout: z.literal('fait') }).safeParse(query).success;

/** The same choice as a query, with changes. */
export function queryOf(choice: Choice, changes: Partial<Choice> = {}): string {
  const said = Object.entries({ ...choice, ...changes }).filter((part): part is [string, string] => Boolean(part[1]));
  return `?${new URLSearchParams(said)}`;
}

/** Stands for a name in an address, which is no place for names. */
export const keyOfName = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 12);

/** Of the list that is open, what the filter lets through, in whichever rubric. */
export function filtered(documents: readonly ShelvedDocument[], { au, auteur, du, profession }: Choice): readonly ShelvedDocument[] {
  return documents.filter(
    ({ actStart, authors }) =>
      (!auteur || authors.some(({ structure }) => keyOfName(structure) === auteur)) &&
      (!profession || authors.some((author) => keyOfName(author.profession) === profession)) &&
      (!du || actStart >= du) &&
      (!au || actStart <= au),
  );
}

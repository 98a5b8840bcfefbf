import { CATEGORIES, type TypeChoice } from '../api/documents.js';
import { t } from './l10n.js';

/** Types under one head. */
export interface TypeGroup {
  readonly name: string;
  readonly choices: readonly TypeChoice[];
}

/** The types whose name holds every word, accents and case aside: the usual ones first, then under the headings of the web record. */
export function findTypes(types: readonly TypeChoice[], typed: string): readonly TypeGroup[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const found = types.filter(({ label }) => words.every((word) => plain(label).includes(word)));
  return [
    { name: t('rule.type.usual'), choices: found.filter(({ usual }) => usual) },
    ...CATEGORIES.map((category) => ({ name: t(`category.${category}`), choices: found.filter((one) => !one.usual && one.category === category) })),
  ].filter(({ choices }) => choices.length);
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’']/g, ' ').toLowerCase();

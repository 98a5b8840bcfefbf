/** The twin ranks a form offers, with their words. */
export const TWIN_RANKS: readonly (readonly [value: string, label: string])[] = [
  ['1', 'Sans jumeau ou 1er jumeau'],
  ['2', '2e jumeau'],
  ['3', '3e jumeau'],
  ['4', '4e jumeau'],
];
export const twinRankWords = (rank: string): string => TWIN_RANKS.find(([value]) => value === rank)?.[1] ?? rank;

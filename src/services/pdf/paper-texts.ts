import texts from '../../l10n/fr.json' with { type: 'json' };

export type PaperKey = Extract<keyof typeof texts, `paper.${string}`>;

/** A text of a paper: always French, whatever the screen speaks, since the patient reads it. `{0}` takes the first argument. */
export const paperText = (key: PaperKey, ...args: readonly string[]): string =>
  texts[key].replace(/\{(\d)\}/g, (_, index: string) => args[Number(index)] ?? '');

import { CATEGORIES, type Category, type FedDocument } from '../api/documents.js';

/** Documents of one heading of the web record. */
export interface CategoryGroup {
  readonly category: Category;
  readonly documents: readonly FedDocument[];
}

/** By heading in the official order, the newest first. `most`: how many are shown in all; of those, the newest. */
export function categoriesOf(documents: readonly FedDocument[], most = Number.POSITIVE_INFINITY): readonly CategoryGroup[] {
  const newest = documents.slice(0, most);
  return CATEGORIES.map((category) => ({ category, documents: newest.filter((one) => one.category === category) })).filter(
    (group) => group.documents.length > 0,
  );
}

/** What an indicator tells of documents that have not arrived, the most pressing first. */
const WAITS = ['refused', 'proposed', 'failed', 'card', 'structure', 'situation', 'held', 'waiting'] as const;
export type Wait = (typeof WAITS)[number];

export function waitsOf(documents: readonly FedDocument[]): readonly (readonly [Wait, number])[] {
  const waits = documents.map(({ state }): Wait | undefined => {
    switch (state.kind) {
      case 'sent':
        return undefined;
      case 'locked':
        return 'refused';
      case 'queued':
        return state.waitsFor === 'card' || state.waitsFor === 'structure' || state.waitsFor === 'situation' ? state.waitsFor : 'waiting';
      case 'sending':
        return 'waiting';
      default:
        return state.kind;
    }
  });
  return WAITS.map((wait) => [wait, waits.filter((one) => one === wait).length] as const).filter(([, count]) => count > 0);
}

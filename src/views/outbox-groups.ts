import type { DocumentAct, OutboxRow, OutboxState, SendingState } from '../api/documents.js';

/** What the counters count, in their order. A document that is to be confirmed has its counter only where there is one. */
export const COUNTERS = ['toCorrect', 'toConfirm', 'failed', 'waiting', 'held', 'sent'] as const;
export type Counter = (typeof COUNTERS)[number];
const COUNTER_OF: Readonly<Record<SendingState['kind'], Counter>> = {
  refused: 'toCorrect',
  locked: 'toCorrect',
  proposed: 'toConfirm',
  failed: 'failed',
  sending: 'waiting',
  queued: 'waiting',
  held: 'held',
  sent: 'sent',
};

/** Refused first, then failed, in progress, held, sent. */
const RANKS: readonly SendingState['kind'][] = ['refused', 'locked', 'proposed', 'failed', 'sending', 'queued', 'held', 'sent'];
const GROUPS = ['toHandle', 'underWay', 'sent'] as const;
type GroupName = (typeof GROUPS)[number];
const GROUP_OF: Readonly<Record<Counter, GroupName>> = {
  toCorrect: 'toHandle',
  toConfirm: 'toHandle',
  failed: 'toHandle',
  waiting: 'underWay',
  held: 'underWay',
  sent: 'sent',
};

/** Rows under one head: what is to be done with them, or whose they are. */
export interface RowGroup {
  readonly key: string;
  readonly head: { readonly state: GroupName } | { readonly patientName: string };
  readonly rows: readonly OutboxRow[];
}

const counterOf = ({ state }: OutboxRow): Counter => COUNTER_OF[state.kind];

/** How many there are of each. What was sent is counted by day, also where its row has gone. */
export function countersOf({ rows, sentToday }: OutboxState): ReadonlyMap<Counter, number> {
  const count = (counter: Counter) => (counter === 'sent' ? sentToday : rows.filter((row) => counterOf(row) === counter).length);
  return new Map(COUNTERS.map((counter) => [counter, count(counter)] as const).filter(([counter, number]) => counter !== 'toConfirm' || number > 0));
}

/** The rows as they are read. `only`: those one counter counts. */
export function groupsOf(rows: readonly OutboxRow[], view: 'all' | 'byPatient', only?: Counter): readonly RowGroup[] {
  const shown = rows.filter((row) => !only || counterOf(row) === only).sort((one, other) => rankOf(one) - rankOf(other));
  if (view === 'all')
    return GROUPS.map((state) => ({ key: state, head: { state }, rows: shown.filter((row) => GROUP_OF[counterOf(row)] === state) })).filter(
      (group) => group.rows.length,
    );
  // Two patients of one name are two groups.
  const patients = new Map(shown.map(({ patientId, patientName }) => [patientId, patientName]));
  return [...patients]
    .sort(([, one], [, other]) => one.localeCompare(other, 'fr'))
    .map(([patientId, patientName]) => ({ key: patientId, head: { patientName }, rows: shown.filter((row) => row.patientId === patientId) }));
}

const rankOf = ({ state }: OutboxRow): number => RANKS.indexOf(state.kind);

/** Done at once from the page; the others are done in the form of the patient. */
const PAGE_ACTS = ['decline', 'retry', 'release', 'hold', 'withdraw'] as const satisfies readonly DocumentAct[];
/** What a list offers for a document: what concerns its properties is one entry, which opens their dialog. */
export type ListedAct = Exclude<DocumentAct, 'changeVisibility' | 'archive' | 'unarchive' | 'delete'> | 'properties';
export const isPageAct = (act: ListedAct): boolean => PAGE_ACTS.some((one) => one === act);

const PROPERTIES: readonly DocumentAct[] = ['changeVisibility', 'archive', 'unarchive', 'delete'];
export function listedActs({ acts }: Pick<OutboxRow, 'acts'>): readonly ListedAct[] {
  return [...new Set(acts.map((act): ListedAct => (PROPERTIES.includes(act) ? 'properties' : (act as ListedAct))))];
}

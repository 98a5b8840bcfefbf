import type { Journal, JournalSubject } from './journal.js';

/** More tries than anybody has the patience for. */
const MOST = 50;

/**
 * When this write last left us without its answer: the DMP may have done it. `undefined` when it was never lost, or was done since.
 * What was refused or did not leave since says nothing of the one that was lost.
 */
export async function lostAt(journal: Pick<Journal, 'list'>, about: JournalSubject): Promise<number | undefined> {
  const telling = (await journal.list(MOST, about)).find(({ result }) => result !== 'notSent' && result !== 'refused');
  return telling && telling.result !== 'done' ? telling.at : undefined;
}

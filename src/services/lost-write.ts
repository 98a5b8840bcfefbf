import type { Journal, JournalSubject } from './journal.js';

/** More tries than anybody has the patience for. */
const MOST = 50;

/** After which a lost write explains nothing: what is there by then may well be somebody else's doing. */
const A_DAY = 24 * 60 * 60_000;

/**
 * When this write last left us without its answer: the DMP may have done it. `undefined` when it was never lost, was done since, or lies more than a day back.
 * What was refused or did not leave since says nothing of the one that was lost.
 */
export async function lostAt(journal: Pick<Journal, 'list'>, about: JournalSubject, now: number): Promise<number | undefined> {
  const telling = (await journal.list(MOST, about)).find(({ result }) => result !== 'notSent' && result !== 'refused');
  return telling && telling.result !== 'done' && now - telling.at <= A_DAY ? telling.at : undefined;
}

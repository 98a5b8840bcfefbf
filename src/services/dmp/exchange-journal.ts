import { PluginError } from '../../api/plugin-error.js';
import type { Journal, JournalEntry } from '../journal.js';

/** How one message ended. `isGivenUp`: nobody waits for its answer any more, which is no failure. */
export type Outcome<R> =
  | { readonly result: 'done'; readonly value: R }
  | { readonly result: Exclude<JournalEntry['result'], 'sent' | 'done'>; readonly error: PluginError; readonly isGivenUp?: boolean };

type Line = Parameters<Journal['begin']>[0];

/**
 * `exchange` between the beginning and the end of its line. A write leaves only once its line is committed. A read waits for no journal,
 * and does not fail with one. What the DMP has answered stands even when the end could not be written.
 * @throws PluginError `plugin.unexpected` when the line of a write could not be begun: nothing was sent
 */
export async function journalled<R>(journal: Journal, kind: 'read' | 'write', line: Line, exchange: () => Promise<Outcome<R>>): Promise<Outcome<R>> {
  const begun = begin(journal, line);
  if (kind === 'write') await begun;
  else begun.catch(() => {});
  const outcome = await exchange();
  const code = outcome.result === 'done' || outcome.isGivenUp ? undefined : outcome.error.code;
  const ended = begun.then(() => journal.end(line.messageId, outcome.result, code)).catch(() => {});
  if (kind === 'write') await ended;
  return outcome;
}

async function begin(journal: Journal, line: Line): Promise<void> {
  try {
    await journal.begin(line);
  } catch (cause) {
    throw new PluginError('plugin.unexpected', {}, { cause });
  }
}

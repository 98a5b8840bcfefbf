import type { Disposable } from '../api/disposable.js';

/** What would be lost with this page. */
const reasons = new Set<() => boolean>();

const handleLeave = (event: BeforeUnloadEvent): void => {
  if ([...reasons].some((wouldLose) => wouldLose())) event.preventDefault();
};

/** The browser asks the user before it closes or reloads this page, as long as `wouldLose` says so and until it is disposed. */
export function guardPage(wouldLose: () => boolean): Disposable {
  if (reasons.size === 0) addEventListener('beforeunload', handleLeave);
  reasons.add(wouldLose);
  return {
    dispose: () => {
      reasons.delete(wouldLose);
      if (reasons.size === 0) removeEventListener('beforeunload', handleLeave);
    },
  };
}

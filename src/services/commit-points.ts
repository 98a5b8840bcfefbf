/**
 * Where a document's way to the DMP can be cut. What happens before a point is done, what comes after it is not begun; killed at any of them, nothing is lost
 * and nothing is sent twice.
 */
export const COMMIT_POINTS = [
  /** The document is written; nobody was told. */
  'acceptance.before',
  'acceptance.after',
  /** It is said on disk that a submission may leave. */
  'attempt.before',
  'attempt.after',
  'firstByte',
  'lastByte',
  /** The DMP has answered; nothing of it is on disk. */
  'answer',
  'success.after',
  'refusal.after',
] as const;
export type CommitPoint = (typeof COMMIT_POINTS)[number];

/** Told of every point as it is passed. */
export interface CommitPoints {
  reached(point: CommitPoint): void | Promise<void>;
}
export const CommitPoints = Symbol.for('dmp.CommitPoints');

/** Nobody listens. */
export const UNWATCHED: CommitPoints = { reached: () => {} };

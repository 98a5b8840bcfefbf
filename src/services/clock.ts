/** Epoch milliseconds. */
export type Clock = () => number;
export const Clock = Symbol.for('dmp.Clock');

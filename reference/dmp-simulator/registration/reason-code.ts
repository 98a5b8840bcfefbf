import type { Operation } from '../operation.js';
import { attribute, only } from '../xml-reading.js';

/** Transactions of one action differ by the reason of their control act. */
export const isReason = (code: string): Operation['isFor'] => {
  return (payload) => attribute(only(payload, 'hl7', 'controlActProcess', 'reasonCode'), 'code') === code;
};

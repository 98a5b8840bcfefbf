import { injectable } from 'inversify';
import { ERROR_CODES, type PluginError } from '../api/plugin-error.js';

const MINUTE = 60_000;
/** By number of tries: a short cut of the line is over soon, a DMP that is down is not asked all day. */
const PAUSES = [MINUTE / 4, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE] as const;
const LONGEST = 60 * MINUTE;

/** Once they are mended every document can leave: none has to be corrected. */
const OF_WORKSTATION = /^(plugin|card|agent|structure|host)\.|^dmp\.(tlsRefused|wrongAddress|invalidCertificate|structure\w+|specialityMissing)$/;

/** When the next document may leave, and when one that was not sent is tried again. */
@injectable()
export class RetryTimes {
  /** Milliseconds from one submission to the next: fewer than five a second, whatever the DMP answers. */
  readonly apart: number = 250;

  /** Trying again cannot help: the user has to do something about the document. What went wrong on our side, or with the workstation, is none of its faults. */
  isLasting({ code }: PluginError): boolean {
    return !ERROR_CODES[code].retryable && !OF_WORKSTATION.test(code);
  }

  /** Epoch milliseconds. The DMP may ask for more time (`Retry-After`), not for less. */
  after(tries: number, { about: { retryAfterSeconds = 0 } }: PluginError, now: number): number {
    return now + Math.max(PAUSES[tries] ?? LONGEST, askedFor(retryAfterSeconds));
  }

  /** Milliseconds in which nothing at all is sent: the DMP asks for them whatever the document. */
  rest({ about: { retryAfterSeconds = 0 } }: PluginError): number {
    return askedFor(retryAfterSeconds);
  }
}

/** Longer than a day is no answer that a practice can wait for. */
const askedFor = (seconds: number): number => Math.min(seconds * 1000, 24 * LONGEST);

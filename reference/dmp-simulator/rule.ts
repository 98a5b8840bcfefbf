import type { X509Certificate } from 'node:crypto';
import type { Refusal } from './refusal.js';
import type { ReplayGuard } from './replay-guard.js';
import type { SimulatorState } from './state.js';

/** What a rule may look at beside the request. */
export interface World {
  /** The server's own time. */
  now(): number;
  readonly state: SimulatorState;
  /** Address the caller must have named. */
  readonly soapBaseUrl: string;
  /** Authority that signs the cards. */
  readonly persons: X509Certificate;
  /** Authority that signs the certificates of structures. */
  readonly organisations: X509Certificate;
  readonly messageIds: ReplayGuard;
  readonly assertionIds: ReplayGuard;
}

/**
 * One thing the DMP insists on. `[A]` beside a rule: public sources ask for it, or a standard does, but none gives the code or the words of the
 * refusal, which are then ours.
 */
export interface Rule<Subject> {
  readonly name: string;
  /** Undefined: nothing to say against it. */
  refuse(subject: Subject, world: World): Refusal | undefined;
}

/** A refusal and the rule it comes from. */
export interface Verdict {
  readonly rule: string;
  readonly refusal: Refusal;
}

/** The first rule that refuses has the last word. */
export function firstRefusal<Subject>(rules: readonly Rule<Subject>[], subject: Subject, world: World): Verdict | undefined {
  for (const { name, refuse } of rules) {
    const refusal = refuse(subject, world);
    if (refusal) return { rule: name, refusal };
  }
  return undefined;
}

/** How far a time may be from the server's, either way. */
export const TOLERANCE_MS = 5 * 60_000;
export const isFresh = (at: number, world: World): boolean => Math.abs(world.now() - at) <= TOLERANCE_MS;

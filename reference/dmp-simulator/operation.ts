import type { Answer } from './answers.js';
import type { Verdict, World } from './rule.js';
import type { Vihf } from './vihf.js';

/** A request whose envelope, signature, VIHF and general rights are in order. */
export interface Request {
  readonly vihf: Vihf;
  /** The only child of the Body. */
  readonly payload: Element | undefined;
  readonly messageId: string;
  readonly psId: string;
  /** The server's own time. */
  readonly now: number;
}

/** Who asks what. Nothing of it has been judged yet. */
export type Asked = Pick<Request, 'vihf' | 'payload'>;

/** One transaction of the DMP: what it insists on beyond the common rules, and what it does. */
export interface Operation {
  /** `TD1.1`. */
  readonly td: string;
  readonly action: string;
  readonly path: string;
  /** It adds to the record: neither what spares who reads nor a warning about it stops it. */
  readonly feeds?: boolean;
  /** Also in indirect mode, with the certificates of a structure (PDT-526). */
  readonly isOpenToStructures?: boolean;
  /** Names of its own rules, in the order in which they are asked. */
  readonly rules: readonly string[];
  /** Tells the operations of one action apart (the reasonCode of an HL7 message). Of several, the first that says so; if none does, the first of the action answers. */
  isFor(payload: Element | undefined): boolean;
  /** Where one operation answers for two transactions: which of them this is. Asked before its rules, for the log alone; absent: always `td`. */
  tdOf?(asked: Asked, world: World): string;
  /** What the access history says of it; undefined: no trace. Also asked of a request that is refused for rights. */
  words?(request: Request, world: World): string | undefined;
  answer(request: Request, world: World): { readonly answer: Answer; readonly verdict?: Verdict };
}

import { type Answer, fault } from './answers.js';
import type { Operation, Request } from './operation.js';
import type { BusinessRefusal } from './refusal.js';
import { firstRefusal, type Rule, type Verdict, type World } from './rule.js';
import { simulatedRefusal } from './simulated-refusal.js';

/** An operation, by its parts. */
export interface Plan<Subject> extends Pick<Operation, 'td' | 'action' | 'path' | 'feeds' | 'isOpenToStructures' | 'isFor' | 'tdOf' | 'words'> {
  /** Asked in this order, once the common rules are satisfied. */
  readonly rules: readonly Rule<Subject>[];
  /** What its rules look at. */
  read(request: Request): Subject;
  /** A refusal in the words of its service. */
  refuse(refusal: BusinessRefusal, subject: Subject, request: Request): Answer;
  /** Changes the state, and answers. Every rule was satisfied. */
  carryOut(subject: Subject, request: Request, world: World): Answer;
}

/** Rules, then the fault that is asked for, then the effect. */
export function planned<Subject>({ carryOut, read, refuse, rules, ...plan }: Plan<Subject>): Operation {
  return {
    ...plan,
    rules: rules.map(({ name }) => name),
    answer(request, world) {
      const subject = read(request);
      const refusedFor = ({ refusal }: Verdict): Answer => (refusal.layer === 'business' ? refuse(refusal, subject, request) : fault(refusal));
      const verdict = firstRefusal(rules, subject, world);
      if (verdict) return { answer: refusedFor(verdict), verdict };
      const simulated = simulatedRefusal(world.state.controls.fault, plan);
      // Nobody broke a rule: the list of refusals stays as it is.
      return { answer: simulated ? refusedFor(simulated) : carryOut(subject, request, world) };
    },
  };
}

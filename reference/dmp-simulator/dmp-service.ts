import { type Answer, fault } from './answers.js';
import { Message } from './message.js';
import type { Operation, Request } from './operation.js';
import { type Received, textOf } from './received.js';
import { isOfRights } from './refusal.js';
import { firstRefusal, type Verdict, type World } from './rule.js';
import { addressingRules } from './rules/addressing-rules.js';
import { textRules, transportRules } from './rules/http-rules.js';
import { packageRules } from './rules/package-rules.js';
import { rightsRules, structureRules } from './rules/rights-rules.js';
import { signatureRules } from './rules/signature-rules.js';
import { vihfRules } from './rules/vihf-rules.js';
import { REPOSITORY } from './service-paths.js';
import { simulatedRefusal } from './simulated-refusal.js';
import { Vihf } from './vihf.js';
import { elements, parse } from './xml-reading.js';

/** What is sent back; `verdict`: the rule that refused. */
export interface Outcome {
  readonly answer: Answer;
  readonly verdict?: Verdict;
}

/** Names of every rule a request of this operation meets, in the order in which they are asked. */
export const rulesOf = ({ path, rules, ...operation }: Operation): readonly string[] => [
  ...[
    transportRules([]),
    path === REPOSITORY ? packageRules : [],
    textRules,
    addressingRules([]),
    signatureRules,
    vihfRules,
    rightsRules,
    structureRules(operation),
  ].flatMap((common) => common.map(({ name }) => name)),
  ...rules,
];

/** The services of the DMP: what all transactions insist on, then the transaction itself. */
export class DmpService {
  readonly #httpRules;
  readonly #addressingRules;

  constructor(
    private readonly world: World,
    private readonly operations: readonly Operation[],
  ) {
    this.#httpRules = [...transportRules(operations), ...packageRules, ...textRules];
    this.#addressingRules = addressingRules(operations);
  }

  answer(received: Received): Outcome {
    const { world } = this;
    const byHttp = firstRefusal(this.#httpRules, received, world);
    if (byHttp) return refused(byHttp);

    const message = read(received);
    if (!message) throw new Error('the rules have let an unreadable message pass');
    const byAddressing = firstRefusal(this.#addressingRules, message, world);
    if (byAddressing) return refused(byAddressing);

    const [assertion] = elements(message.security[0]);
    const operation = this.#operationOf(message);
    if (!assertion || !operation) throw new Error('the rules have let a message pass that nobody answers');
    const vihf = new Vihf(message, assertion);
    const byIdentity = firstRefusal([...signatureRules, ...vihfRules], vihf, world);
    if (byIdentity) return refused(byIdentity);

    const request: Request = { vihf, payload: message.payload, messageId: message.messageId ?? '', psId: vihf.nameId ?? '', now: world.now() };
    const byRights = firstRefusal([...rightsRules, ...structureRules(operation)], vihf, world);
    if (byRights) {
      this.#trace(operation, request, byRights);
      return refused(byRights);
    }

    const outcome = operation.answer(request, world);
    if (outcome.verdict || !simulatedRefusal(world.state.controls.fault, operation)) this.#trace(operation, request, outcome.verdict);
    if (!outcome.verdict) {
      world.messageIds.use(request.messageId, request.now);
      world.assertionIds.use(vihf.id, request.now);
    }
    return outcome;
  }

  /** The transaction a request asks for, as far as can be told before its rules are asked. */
  tdOf(received: Received): string | undefined {
    const message = read(received);
    const operation = message && this.#operationOf(message);
    const [assertion] = elements(message?.security[0]);
    if (!message || !assertion || !operation?.tdOf) return operation?.td;
    return operation.tdOf({ vihf: new Vihf(message, assertion), payload: message.payload }, this.world);
  }

  #operationOf({ action, payload, received: { path } }: Message): Operation | undefined {
    const candidates = this.operations.filter((operation) => operation.path === path && operation.action === action);
    return candidates.find((operation) => operation.isFor(payload)) ?? candidates[0];
  }

  /** An access that was granted, or refused for rights, to a record there is. */
  #trace(operation: Operation, request: Request, verdict: Verdict | undefined): void {
    const { state } = this.world;
    const { resource } = request.vihf;
    if (!resource || (verdict && !isOfRights(verdict.refusal)) || !state.findRecord(resource.matricule, resource.insOid)) return;
    const what = operation.words?.(request, this.world);
    if (what) state.trace({ at: request.now, psId: request.psId, matricule: resource.matricule, what, granted: !verdict, by: 'LPS' });
  }
}

/** By a rule of all transactions: no service has words for it. */
function refused(verdict: Verdict): Outcome {
  const { refusal, rule } = verdict;
  if (refusal.layer === 'business') throw new Error(`a common rule refuses in the words of a service: ${rule}`);
  return { answer: fault(refusal), verdict };
}

/** Undefined: not a message. */
function read(received: Received): Message | undefined {
  const text = textOf(received) ?? '';
  const document = parse(text);
  return document && new Message(received, text, document.documentElement);
}

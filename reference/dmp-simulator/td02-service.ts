import { type Answer, existence, type Finding, refused } from './answers.js';
import { Message } from './message.js';
import { Query } from './query.js';
import { type Received, textOf } from './received.js';
import type { Refusal } from './refusal.js';
import { firstRefusal, type Verdict, type World } from './rule.js';
import { addressingRules } from './rules/addressing-rules.js';
import { httpRules } from './rules/http-rules.js';
import { queryRules } from './rules/query-rules.js';
import { rightsRules } from './rules/rights-rules.js';
import { signatureRules } from './rules/signature-rules.js';
import { vihfRules } from './rules/vihf-rules.js';
import { Vihf } from './vihf.js';
import { parse } from './xml-reading.js';

/** Every rule of TD0.2, in the order in which they are asked. */
export const TD02_RULES: readonly string[] = [httpRules, addressingRules, signatureRules, vihfRules, rightsRules, queryRules].flatMap((rules) =>
  rules.map(({ name }) => name),
);

/** Faults that change what is answered to a good request. */
const ANSWERED_FAULTS: Readonly<Record<string, Refusal>> = {
  unknownHl7: { layer: 'hl7', typeCode: 'AE', code: 'DMPCodeInconnu', text: 'Erreur simulée, de code inconnu' },
  threshold: { layer: 'hl7', typeCode: 'AE', code: 'DMPAccessDeniedByExcededThreshold', text: 'Le nombre de consultations autorisées est dépassé' },
  soapFault: { layer: 'soap', code: 'Receiver', subcode: 'DMPErreurInconnue', reason: 'Erreur simulée du service' },
};

/** TD0.2: does the record exist, may this professional read it. */
export class Td02Service {
  constructor(private readonly world: World) {}

  answer(received: Received): { readonly answer: Answer; readonly verdict?: Verdict } {
    const { world } = this;
    const refusedByHttp = firstRefusal(httpRules, received, world);
    if (refusedByHttp) return { answer: refused(refusedByHttp.refusal), verdict: refusedByHttp };

    const text = textOf(received) ?? '';
    const document = parse(text);
    if (!document) throw new Error('the rules have let an unreadable message pass');
    const message = new Message(received, text, document.documentElement);
    const refusedByAddressing = firstRefusal(addressingRules, message, world);
    if (refusedByAddressing) return { answer: refused(refusedByAddressing.refusal), verdict: refusedByAddressing };

    const [assertion] = Array.from(message.security[0]?.childNodes ?? []).filter((node): node is Element => node.nodeType === 1);
    if (!assertion) throw new Error('the rules have let a message without assertion pass');
    const vihf = new Vihf(message, assertion);
    const query = new Query(vihf, message.payload);
    const finding: Finding = { query, messageId: message.messageId ?? '', psId: vihf.nameId ?? '', now: world.now() };
    const verdict =
      firstRefusal(signatureRules, vihf, world) ?? firstRefusal([...vihfRules, ...rightsRules], vihf, world) ?? firstRefusal(queryRules, query, world);
    if (verdict) return { answer: refused(verdict.refusal, finding), verdict };

    world.messageIds.use(finding.messageId, finding.now);
    world.assertionIds.use(vihf.id, finding.now);
    return { answer: this.found(vihf, finding) };
  }

  private found({ resource }: Vihf, finding: Finding): Answer {
    const { state } = this.world;
    const simulated = ANSWERED_FAULTS[state.controls.fault];
    if (simulated) return refused(simulated, finding);
    const record = resource && state.findRecord(resource.matricule, resource.insOid);
    if (!record) return existence(finding);
    const authorisation = state.authorisationOf(record, finding.psId);
    if (record.status === 'active' && authorisation === 'VALIDE') {
      state.trace({ at: finding.now, psId: finding.psId, matricule: record.matricule, what: "Test d'existence et vérification de l'autorisation", by: 'LPS' });
    }
    return existence({ ...finding, record, authorisation });
  }
}

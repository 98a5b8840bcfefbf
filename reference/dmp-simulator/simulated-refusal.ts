import type { Operation } from './operation.js';
import { type BusinessRefusal, declined, type SoapRefusal } from './refusal.js';
import type { Verdict } from './rule.js';
import type { Fault } from './state.js';

/** Faults that refuse a good request. */
const REFUSALS: Partial<Readonly<Record<Fault, BusinessRefusal | SoapRefusal>>> = {
  unknownHl7: declined('DMPCodeInconnu', 'Erreur simulée, de code inconnu'),
  threshold: declined('DMPAccessDeniedByExcededThreshold', 'Le nombre de consultations autorisées est dépassé'),
  soapFault: { layer: 'soap', code: 'Receiver', subcode: 'DMPErreurInconnue', reason: 'Erreur simulée du service' },
};

/** Undefined: the request is carried out. Who has read too much may still feed (EX_3.1-2035). */
export function simulatedRefusal(fault: Fault, { feeds }: Pick<Operation, 'feeds'>): Verdict | undefined {
  const refusal = feeds && fault === 'threshold' ? undefined : REFUSALS[fault];
  return refusal && { rule: `fault ${fault}`, refusal };
}

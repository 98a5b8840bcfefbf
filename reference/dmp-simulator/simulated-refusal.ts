import { type BusinessRefusal, declined, type SoapRefusal } from './refusal.js';
import type { Verdict } from './rule.js';
import type { Fault } from './state.js';

/** Faults that refuse a good request. */
const REFUSALS: Partial<Readonly<Record<Fault, BusinessRefusal | SoapRefusal>>> = {
  unknownHl7: declined('DMPCodeInconnu', 'Erreur simulée, de code inconnu'),
  threshold: declined('DMPAccessDeniedByExcededThreshold', 'Le nombre de consultations autorisées est dépassé'),
  soapFault: { layer: 'soap', code: 'Receiver', subcode: 'DMPErreurInconnue', reason: 'Erreur simulée du service' },
};

/** Undefined: the request is carried out. */
export function simulatedRefusal(fault: Fault): Verdict | undefined {
  const refusal = REFUSALS[fault];
  return refusal && { rule: `fault ${fault}`, refusal };
}

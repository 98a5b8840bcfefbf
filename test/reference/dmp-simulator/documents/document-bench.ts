import type { SimulatorOptions } from '../../../../reference/dmp-simulator/simulator.js';
import { type Asker, type SimulatorBench, startBench } from '../simulator-bench.js';
import { ask, type Breaks, type HttpAnswer, type Question } from '../td02-request.js';
import { type Draft, draft, KINE, NURSE, type Person, PHYSICIAN, type SubmissionBreaks, writeSubmission } from './submission-request.js';

/** The patient of the CDA that are written here. */
export const PATIENT = '255069999999934';
export const INS_OID = '1.2.250.1.213.1.4.10';
const ISSUER = 'CN=AC SIMULEE PERSONNES,OU=IGC-SANTE SIMULEE,O=PASSERELLE DMP,C=FR';

const SECRETARY: Person = { ...NURSE, psId: '699900021212001/0001', family: 'SECRETAIRE0212', given: 'Sylvie' };
const PERSONS: Partial<Readonly<Record<Asker, Person>>> = { nurse: NURSE, physician: PHYSICIAN, kine: KINE, secretary: SECRETARY, structure: NURSE };

export interface Sending {
  readonly as?: Asker;
  readonly breaks?: SubmissionBreaks;
  /** Of the envelope and its VIHF. */
  readonly envelope?: Breaks;
  readonly question?: Partial<Question>;
}

export interface DocumentBench extends SimulatorBench {
  draft(changes?: Partial<Draft>, as?: Asker): Draft;
  /** TD2.1. */
  submit(sent: Draft, sending?: Sending): Promise<HttpAnswer>;
  /** Sent and accepted. */
  submitted(changes?: Partial<Draft>, as?: Asker): Promise<Draft>;
}

export async function startDocumentBench(options: Partial<SimulatorOptions> & { readonly withData?: boolean } = {}): Promise<DocumentBench> {
  const bench = await startBench(options);
  const made: DocumentBench['draft'] = (changes = {}, as = 'nurse') => {
    const person = PERSONS[as];
    if (!person) throw new Error(`${as} writes no document`);
    return draft({
      matricule: PATIENT,
      person,
      card: bench.asker(as).card,
      issuer: as === 'structure' ? ISSUER.replace('PERSONNES', 'ORGANISATIONS') : ISSUER,
      ...changes,
    });
  };
  const submit: DocumentBench['submit'] = (good, { as = 'nurse', breaks, envelope, question: asked } = {}) => {
    const { card, question } = bench.asker(as);
    const { contentType, pack, payload } = writeSubmission(good, breaks);
    const call = { action: 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b', path: '/repository', body: payload };
    return ask({ ...question, ...asked, call }, card, bench.trusted, { bytes: pack, headers: { 'content-type': contentType }, ...envelope });
  };
  return {
    ...bench,
    draft: made,
    submit,
    async submitted(changes, as = 'nurse') {
      const sent = made(changes, as);
      const { body } = await submit(sent, { as });
      if (!body.includes('ResponseStatusType:Success')) throw new Error(`not accepted: ${body}`);
      return sent;
    },
  };
}

/** What a registry answers: its status, and the codes of what it refuses. */
export function registryAnswer(body: string): { readonly status: string | undefined; readonly codes: readonly string[] } {
  return { status: /ResponseStatusType:(\w+)/.exec(body)?.[1], codes: [...body.matchAll(/errorCode="(\w+)"/g)].map(([, code]) => code ?? '') };
}

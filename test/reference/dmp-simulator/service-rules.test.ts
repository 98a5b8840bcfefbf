import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rulesOf } from '../../../reference/dmp-simulator/dmp-service.js';
import type { Operation } from '../../../reference/dmp-simulator/operation.js';
import { td03Authorisation } from '../../../reference/dmp-simulator/td03-authorisation.js';
import { td15aCreation, td15bChannels, td15dRenewal } from '../../../reference/dmp-simulator/td15-patient-access.js';
import { td16Authorisations } from '../../../reference/dmp-simulator/td16-authorisations.js';
import { CALLS, faultOf, statusOf } from './calls.js';
import { OPEN, type Other, type SimulatorBench, startBench } from './simulator-bench.js';
import { type Breaks, type Call, inBrisDeGlace, turned } from './td02-request.js';

/** For every rule of TD0.3, TD1.5 and TD1.6 a request that is good but for one thing, and the refusal it meets. */

const WITH_EMAIL_ALONE = '101072B99900114';
const NOT_AUTHORISED = '173089999900138';
const MISSING = '170082622170161';
const CLOSED = '167112622170459';
const BLOCKED = '248039999900265';
const ATTACHED = '278089999901025';

let bench: SimulatorBench;
beforeAll(async () => {
  bench = await startBench();
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

interface Case {
  readonly call: Call;
  /** A fault has a subcode, a status stands alone. */
  readonly fault?: string;
  readonly status?: string;
  readonly matricule?: string;
  readonly as?: Other;
  readonly breaks?: Breaks;
  readonly withdrawn?: boolean;
}

const BROKEN = 'DMPInvalidMessage';
const NO_RIGHT = 'DMPAccessDeniedByRightsService';

/** Of all that touch the account of a patient, in their order. */
const accountCases = (call: Call): Readonly<Record<string, Case>> => ({
  'not withdrawn': { call, withdrawn: true, fault: NO_RIGHT },
  'no right of the staff': { call, as: 'secretary', fault: NO_RIGHT },
  'normal access alone': { call, breaks: inBrisDeGlace, fault: NO_RIGHT },
  'record exists': { call, matricule: MISSING, status: 'DMPNotFound' },
  'record is open': { call, matricule: CLOSED, status: 'DMPClosed' },
  'not attached to Mon espace santé': { call, matricule: ATTACHED, fault: NO_RIGHT },
  'not blocked by the patient': { call, matricule: BLOCKED, status: 'DMPAccessForbidden' },
});

const CASES: readonly (readonly [Operation, good: { readonly call: Call; readonly matricule: string }, Readonly<Record<string, Case>>])[] = [
  [
    td03Authorisation,
    { call: CALLS.add, matricule: NOT_AUTHORISED },
    {
      'setAuthorization of its namespace': { call: turned(CALLS.add, 'urn:si-dmp-habilitations', 'urn:si-dmp-patients'), fault: BROKEN },
      'elements of setAuthorization, in order': {
        call: turned(CALLS.addTreating, /(<action>.*<\/action>)(<role>.*<\/role>)/, '$2$1'),
        fault: BROKEN,
      },
      'action of the schema': { call: turned(CALLS.add, 'AJOUT', 'MODIFICATION'), fault: BROKEN },
      'role of the schema': { call: turned(CALLS.addTreating, 'MEDECIN_TRAITANT', 'MEDECIN'), fault: BROKEN },
      'normal access alone': { call: CALLS.add, breaks: inBrisDeGlace, fault: NO_RIGHT },
      'the staff adds, and does not remove': { call: CALLS.remove, as: 'secretary', fault: NO_RIGHT },
      'role of a physician': { call: CALLS.addTreating, fault: NO_RIGHT },
      'record exists': { call: CALLS.add, matricule: MISSING, status: 'DMPNotFound' },
      'record is open': { call: CALLS.add, matricule: CLOSED, status: 'DMPClosed' },
      'not blocked by the patient': { call: CALLS.add, matricule: BLOCKED, status: 'DMPAccessForbidden' },
    },
  ],
  [
    td16Authorisations,
    { call: CALLS.list(), matricule: OPEN },
    {
      'listAuthorizationByPatient of its namespace': { call: turned(CALLS.list(), 'urn:si-dmp-habilitations', 'urn:hl7-org:v3'), fault: BROKEN },
      'elements of listAuthorizationByPatient, in order': { call: turned(CALLS.list(), '</mode>', '</mode><mode>ACTIVE</mode>'), fault: BROKEN },
      'mode of the schema': { call: CALLS.list('EXPIREE'), fault: BROKEN },
      'no right of the staff': { call: CALLS.list(), as: 'secretary', fault: NO_RIGHT },
      'normal access alone': { call: CALLS.list(), breaks: inBrisDeGlace, fault: NO_RIGHT },
      'record exists': { call: CALLS.list(), matricule: MISSING, status: 'DMPNotFound' },
      'record is open': { call: CALLS.list(), matricule: CLOSED, status: 'DMPClosed' },
      'authorised by the patient': { call: CALLS.list(), matricule: NOT_AUTHORISED, status: 'DMPAccessForbidden' },
    },
  ],
  [
    td15aCreation,
    { call: CALLS.create(), matricule: NOT_AUTHORISED },
    {
      'createPatientAccess of its namespace': { call: turned(CALLS.create(), 'urn:si-dmp-patients', 'urn:si-dmp-habilitations'), fault: BROKEN },
      'elements of createPatientAccess, in order': { call: turned(CALLS.create(), /(<type>.*<\/type>)(<canal>.*<\/canal>)/, '$2$1'), fault: BROKEN },
      'type of the schema': { call: CALLS.create('COURRIER'), fault: BROKEN },
      'canal in the form of its type': { call: CALLS.create('SMS', '0611111111'), fault: BROKEN },
      ...accountCases(CALLS.create()),
      'no account yet': { call: CALLS.create(), status: 'DMPPatientAccessAlreadyExists' },
    },
  ],
  [
    td15bChannels,
    { call: CALLS.channel('AJOUT'), matricule: WITH_EMAIL_ALONE },
    {
      'patientOTPUpdate of its namespace': { call: turned(CALLS.channel('AJOUT'), 'urn:si-dmp-patients', 'urn:si-dmp-habilitations'), fault: BROKEN },
      'elements of patientOTPUpdate, in order': { call: turned(CALLS.channel('AJOUT'), '</action>', '</action><action>AJOUT</action>'), fault: BROKEN },
      'type of the schema': { call: CALLS.channel('AJOUT', 'FAX'), fault: BROKEN },
      'action of the schema': { call: CALLS.channel('REMPLACEMENT'), fault: BROKEN },
      'canal in the form of its type': { call: CALLS.channel('AJOUT', 'EMAIL', 'corse.onze'), fault: BROKEN },
      ...accountCases(CALLS.channel('AJOUT')),
      'account exists': { call: CALLS.channel('AJOUT'), matricule: NOT_AUTHORISED, status: 'DMPPatientAccessNotFound' },
      'no channel of this type yet': { call: CALLS.channel('AJOUT'), status: 'DMPPatientAccessOTPAlreadyExists' },
      'channel exists': { call: CALLS.channel('MODIFICATION'), matricule: WITH_EMAIL_ALONE, status: 'DMPPatientAccessOTPNotFound' },
      'removed channel is the one of the account': { call: CALLS.channel('SUPPRESSION', 'SMS', '+33622222222'), status: 'DMPPatientAccessOTPNotFound' },
    },
  ],
  [
    td15dRenewal,
    { call: CALLS.renew, matricule: OPEN },
    {
      'updatePatientAccess of its namespace': { call: turned(CALLS.renew, 'urn:si-dmp-patients', 'urn:si-dmp-habilitations'), fault: BROKEN },
      'elements of updatePatientAccess, in order': { call: turned(CALLS.renew, '></', '><type>SMS</type></'), fault: BROKEN },
      ...accountCases(CALLS.renew),
      'account exists': { call: CALLS.renew, matricule: NOT_AUTHORISED, status: 'DMPPatientAccessNotFound' },
    },
  ],
];

describe.each(CASES.map(([operation, good, cases]) => [operation.td, operation, good, cases] as const))('the rules of %s', (_, operation, good, cases) => {
  it('are all broken below, each under its name', () => {
    expect(Object.keys(cases)).toEqual([...operation.rules]);
    expect(new Set(rulesOf(operation)).size).toBe(rulesOf(operation).length);
  });

  it('let a good request pass', async () => {
    const answer = await bench.ask({ question: good });
    expect([answer.status, statusOf(answer.body)]).toEqual([200, 'DMPOk']);
  });

  it.each(Object.entries(cases))('%s', async (rule, { as, breaks, call, fault, matricule = OPEN, status, withdrawn = false }) => {
    const { state } = bench.simulator;
    state.controls.withdrawn = withdrawn;
    const before = JSON.stringify(state.records);
    const asked = { ...breaks, question: { call, matricule } };
    const answer = await (as ? bench.askAs(as, asked) : bench.ask(asked));
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
    expect([faultOf(answer.body), statusOf(answer.body), answer.status]).toEqual([fault, status, fault ? 500 : 200]);
    expect(JSON.stringify(state.records)).toBe(before);
  });
});

describe('the canal of an account', () => {
  it.each([
    ['SMS', '+33711111111', true],
    ['SMS', '+32470123456', true],
    ['SMS', '+33143000000', false],
    ['SMS', 'tel:+33611111111', false],
    ['SMS', '+33 6 11 11 11 11', false],
    ['SMS', 'paul@exemple.fr', false],
    ['EMAIL', "o'neil+dmp@exemple.fr", true],
    ['EMAIL', 'mailto:paul@exemple.fr', false],
    ['EMAIL', 'paul@exemple', false],
    ['EMAIL', '+33611111111', false],
    ['EMAIL', '', false],
  ])('of type %s may be %s: %s', async (type, canal, isGood) => {
    const { body } = await bench.ask({ question: { matricule: NOT_AUTHORISED, call: CALLS.create(type, canal) } });
    expect(statusOf(body) ?? faultOf(body)).toBe(isGood ? 'DMPOk' : 'DMPInvalidMessage');
  });
});

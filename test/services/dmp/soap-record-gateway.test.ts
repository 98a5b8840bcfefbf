import { Readable } from 'node:stream';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { AdministrativeData, AuthorisedProfessional } from '../../../src/api/messages.js';
import type { QualifiedPatient } from '../../../src/api/patient.js';
import { type ErrorCode, PluginError } from '../../../src/api/plugin-error.js';
import type { ProfessionalIdentity } from '../../../src/hardware/professional-identity.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import { SoapRecordGateway } from '../../../src/services/dmp/soap-record-gateway.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import type { AccountSecrets } from '../../../src/services/record-gateway.js';
import { type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { FakeIdentity } from '../../fakes/fake-identity.js';
import { FakeJournal } from '../../fakes/fake-journal.js';
import type { Call } from '../../fakes/fake-record-gateway.js';
import { fetchOnce, InProcessIdentity } from './in-process-identity.js';
import { administrative, authorised, context, fault, found, notFound, patient, registrationAnswer, service, soap, unlocked } from './samples.js';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const PATIENTS = 'https://dmp.test/services/patients';
const SOAP = { 'content-type': 'application/soap+xml; charset=UTF-8' };
const gateway = (identity: ProfessionalIdentity = new InProcessIdentity()) => {
  const dmp = context();
  return new SoapRecordGateway(new DmpClient(identity, dmp, new FakeJournal()), dmp);
};

/** Which call of the port this is, from what was sent. */
function callOf(body: XmlNode): Call {
  const reason = body.at('controlActProcess/reasonCode')?.attr('code');
  const call = CALLS[reason ?? [body.name, body.name === 'setAuthorization' && body.at('action')?.text].filter(Boolean).join(' ')];
  if (!call) throw new Error(`unknown request: ${body.name} ${reason}`);
  return call;
}
const CALLS: Readonly<Record<string, Call>> = {
  TEST_EXST: 'findRecord',
  CNSLT_DATA: 'readAdministrativeData',
  CREA_RD: 'createRecord',
  REAC: 'reactivateRecord',
  MODIF_DATA: 'changeAdministrativeData',
  FERM: 'closeRecord',
  'setAuthorization AJOUT': 'addAuthorisation',
  'setAuthorization SUPPRESSION': 'removeAuthorisation',
  listAuthorizationByPatient: 'listAuthorisations',
  createPatientAccess: 'createAccount',
  patientOTPUpdate: 'changeChannel',
  updatePatientAccess: 'renewSecrets',
};
const OPERATIONS: Partial<Readonly<Record<Call, string>>> = {
  addAuthorisation: 'setAuthorization',
  removeAuthorisation: 'setAuthorization',
  createAccount: 'createPatientAccess',
  changeChannel: 'patientOTPUpdate',
  renewSecrets: 'updatePatientAccess',
};

/** The DMP's words for what the port says. */
const WORDS: Partial<Readonly<Record<ErrorCode, string>>> = {
  'dmp.recordExists': 'DMPFound',
  'dmp.recordClosed': 'DMPClosed',
  'dmp.accountExists': 'DMPPatientAccessAlreadyExists',
  'dmp.channelExists': 'DMPPatientAccessOTPAlreadyExists',
  'dmp.accessForbidden': 'DMPAccessForbidden',
};

/** The answer of a DMP with which a call ends so. */
function answerTo<C extends Call>(call: C, { identity }: QualifiedPatient, end: { readonly result: unknown } | { readonly refused: ErrorCode }): string {
  const ids = `<id root="${identity.insOid}" extension="${identity.matricule}"/>`;
  const operation = OPERATIONS[call];
  if ('refused' in end) {
    if (call === 'readAdministrativeData') return notFound();
    if (end.refused === 'dmp.attachedToMes') return fault('soap:DMPAccessDeniedByRightsService', 'Le DMP est rattaché à Mon espace santé');
    const refused = WORDS[end.refused] ?? '';
    if (operation) return service(operation, `<status>${refused}</status><context>Refusé</context>`);
    return registrationAnswer(call === 'createRecord' ? 'PRPA_IN201313UV02' : 'PRPA_IN201316UV02', { refused, text: 'Refusé' });
  }
  const { result } = end;
  if (call === 'readAdministrativeData') return administrative(result as AdministrativeData, ids);
  if (call === 'listAuthorisations')
    return service(
      'listAuthorizationByPatient',
      `${(result as readonly AuthorisedProfessional[]).map((one) => authorised(one).text).join('')}<status>DMPOk</status>`,
    );
  if (call === 'addAuthorisation' && (result as { alreadyThere: boolean }).alreadyThere)
    return service('setAuthorization', "<status>DMPOk</status><context>L'autorisation existe : aucune action effectuée</context>");
  if (operation) {
    const secrets = result as AccountSecrets | undefined;
    return service(operation, `${secrets?.login ? `<login>${secrets.login}</login><password>${secrets.password}</password>` : ''}<status>DMPOk</status>`);
  }
  return registrationAnswer(call === 'createRecord' ? 'PRPA_IN201312UV02' : 'PRPA_IN201315UV02', { ids });
}

/** Answers what was prepared for the call and the patient of the request, as a DMP would. */
recordGatewayContract('SoapRecordGateway over intercepted HTTP', async (): Promise<RecordGatewayWorld> => {
  const bodies = new Map<string, string>();
  let asked = 0;
  /** What the next exchange fails with, on the way. */
  let broken: 'lost' | 'notSent' | undefined;
  server.use(
    http.post('https://dmp.test/services/:service', async ({ request }) => {
      const envelope = XmlNode.parse(await request.text());
      const [body] = envelope.at('Body')?.children ?? [];
      if (!body) throw new Error('no body');
      asked += 1;
      const [matricule] = envelope
        .all('Header/Security/Assertion/AttributeStatement/Attribute/AttributeValue')
        .flatMap(({ text }) => /^(\w+)\^\^\^&/.exec(text)?.[1] ?? []);
      const answer = bodies.get(`${callOf(body)} ${matricule}`) ?? fault('soap:DMPAccessDeniedByExcededThreshold', 'Seuil dépassé');
      return new HttpResponse(soap(answer, envelope.at('Header/MessageID')?.text), { status: answer.startsWith('<soap:Fault') ? 500 : 200, headers: SOAP });
    }),
  );
  const identity = new InProcessIdentity(unlocked(), undefined, async (exchange) => {
    const fault_ = broken;
    broken = undefined;
    if (fault_ !== 'notSent') {
      const answer = await fetchOnce(exchange);
      if (!fault_) return answer;
    }
    throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: fault_ === 'lost' ? 'ECONNRESET' : 'ECONNREFUSED' } });
  });
  return {
    gateway: gateway(identity),
    asked: async () => asked,
    prepare: (situation, { identity: { insOid, matricule, birthName } }) => {
      const known = {
        ids: `<id root="${insOid}" extension="${matricule}"/>`,
        person: `<name><family qualifier="BR">${situation === 'otherTraits' ? 'AUTRE' : birthName}</family></name>`,
        account: 'false',
      };
      const answers = {
        open: found(known),
        otherTraits: found(known),
        attached: found({ ...known, attached: 'true' }),
        notAuthorised: found({ ...known, authorisation: 'NON_EXISTE' }),
        expired: found({ ...known, authorisation: 'EXPIRE' }),
        blocked: found({ ...known, authorisation: 'INTERDIT' }),
        closed: found({ ...known, authorisation: 'NON_EXISTE', status: 'terminated', effectiveTime: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' }),
        missing: notFound(),
        refused: undefined,
      };
      const answer = answers[situation];
      if (answer !== undefined) bodies.set(`findRecord ${matricule}`, answer);
    },
    next: (call, about, end) => {
      if (typeof end === 'string') broken = end;
      else bodies.set(`${call} ${about.identity.matricule}`, answerTo(call, about, end));
    },
    dispose: async () => {},
  };
});

test('nothing is signed or sent before somebody looks, and nothing at all about an INS the DMP would refuse', async () => {
  const identity = new FakeIdentity();
  const dmp = gateway(identity);
  const refused: [Partial<Omit<QualifiedPatient['identity'], 'insStatus'>>, string][] = [
    [{ matricule: '279035121518988' }, 'ins.wrongKey'],
    [{ insOid: '1.2.250.1.213.1.4.9' }, 'ins.isNia'],
    [{ insOid: '1.2.250.1.213.1.4.8' }, 'ins.wrongDomain'],
  ];
  dmp.findRecord(patient());
  for (const [changes, code] of refused) await expect(firstValueFrom(dmp.findRecord(patient(changes)))).rejects.toMatchObject({ code });
  expect([identity.signed, identity.asked]).toEqual([[], []]);
});

test('letting go ends the exchange on the wire', async () => {
  let ended = false;
  const asked = vi.fn();
  server.use(
    http.post(PATIENTS, async ({ request }) => {
      asked();
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      ended = true;
      return HttpResponse.error();
    }),
  );
  const subscription = gateway()
    .findRecord(patient())
    .subscribe({ error: () => expect.unreachable('nobody looks any more') });
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  subscription.unsubscribe();
  await vi.waitFor(() => expect(ended).toBe(true));
});

test('letting go in the middle of an answer stops reading it', async () => {
  const body = new Readable({ read() {} });
  body.push('<a>');
  const identity = new InProcessIdentity(undefined, undefined, async () => ({ status: 200, headers: SOAP, body }));
  const subscription = gateway(identity)
    .findRecord(patient())
    .subscribe({ error: () => expect.unreachable('nobody looks any more') });
  await vi.waitFor(() => expect(body.listenerCount('readable')).toBeGreaterThan(0));
  subscription.unsubscribe();
  await vi.waitFor(() => expect(body.destroyed).toBe(true));
});

test('an answer that never ends is given up at 10 MB', async () => {
  let sent = 0;
  server.use(
    http.post(PATIENTS, () => {
      const chunk = new Uint8Array(1024 * 1024).fill(32);
      const body = new ReadableStream({
        pull(controller) {
          sent += 1;
          if (sent > 50) controller.close();
          else controller.enqueue(chunk);
        },
      });
      return new HttpResponse(body, { headers: SOAP });
    }),
  );
  await expect(firstValueFrom(gateway().findRecord(patient()))).rejects.toMatchObject({ code: 'dmp.tooLarge' });
  expect(sent).toBeLessThan(20);
});

test('a server that cannot be reached is told as such, after one more try', async () => {
  const asked = vi.fn();
  server.use(
    http.post(PATIENTS, () => {
      asked();
      return HttpResponse.error();
    }),
  );
  await expect(firstValueFrom(gateway().findRecord(patient()))).rejects.toMatchObject({ code: 'dmp.unreachable' });
  expect(asked).toHaveBeenCalledTimes(2);
});

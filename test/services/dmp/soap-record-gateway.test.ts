import { Readable } from 'node:stream';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { QualifiedPatient } from '../../../src/api/patient.js';
import type { ProfessionalIdentity } from '../../../src/hardware/professional-identity.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import { SoapRecordGateway } from '../../../src/services/dmp/soap-record-gateway.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { FakeIdentity } from '../../fakes/fake-identity.js';
import { InProcessIdentity } from './in-process-identity.js';
import { context, fault, found, notFound, patient, soap } from './samples.js';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const PATIENTS = 'https://dmp.test/services/patients';
const SOAP = { 'content-type': 'application/soap+xml; charset=UTF-8' };
const gateway = (identity: ProfessionalIdentity = new InProcessIdentity()) => {
  const dmp = context();
  return new SoapRecordGateway(new DmpClient(identity, dmp), dmp);
};

/** Answers from the matricule in the body, as a DMP would. */
recordGatewayContract('SoapRecordGateway over intercepted HTTP', async (): Promise<RecordGatewayWorld> => {
  const bodies = new Map<string, string>();
  const asked: string[] = [];
  server.use(
    http.post(PATIENTS, async ({ request }) => {
      const envelope = XmlNode.parse(await request.text());
      const matricule = envelope.at('Body/PRPA_IN201307UV02/controlActProcess/queryByParameter/parameterList/patientIdentifier/value')?.attr('extension') ?? '';
      asked.push(matricule);
      const body = bodies.get(matricule);
      const answer = soap(body ?? fault('soap:DMPAccessDeniedByExcededThreshold', 'Seuil dépassé'), envelope.at('Header/MessageID')?.text);
      return new HttpResponse(answer, { status: body ? 200 : 500, headers: SOAP });
    }),
  );
  return {
    gateway: gateway(),
    asked: async () => asked.length,
    prepare: (situation, { identity }) => {
      const known = {
        ids: `<id root="${identity.insOid}" extension="${identity.matricule}"/>`,
        person: `<name><family qualifier="BR">${situation === 'otherTraits' ? 'AUTRE' : identity.birthName}</family></name>`,
        account: 'false',
      };
      const answers = {
        open: found(known),
        otherTraits: found(known),
        notAuthorised: found({ ...known, authorisation: 'NON_EXISTE' }),
        expired: found({ ...known, authorisation: 'EXPIRE' }),
        blocked: found({ ...known, authorisation: 'INTERDIT' }),
        closed: found({ ...known, authorisation: 'NON_EXISTE', status: 'terminated', effectiveTime: '20250918', reason: 'FERMETURE_DEMANDE_PATIENT' }),
        missing: notFound(),
        refused: undefined,
      };
      const answer = answers[situation];
      if (answer !== undefined) bodies.set(identity.matricule, answer);
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

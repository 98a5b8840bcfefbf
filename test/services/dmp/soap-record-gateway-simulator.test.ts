import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Fault } from '../../../reference/dmp-simulator/state.js';
import type { ErrorCode } from '../../../src/api/plugin-error.js';
import { creationOf, PATIENTS, type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { SimulatedDmp } from './simulated-dmp.js';

let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterEach(() => {
  dmp.simulator.state.reset();
  Object.assign(dmp.simulator.state.controls, { fault: 'none', withdrawn: false });
});
afterAll(() => dmp.close());

recordGatewayContract('SoapRecordGateway against the simulator', async (): Promise<RecordGatewayWorld> => {
  const { gateway, asked, refuseConnections } = dmp.gateway();
  const { controls } = dmp.simulator.state;
  return {
    gateway,
    asked: async () => asked(),
    // It comes to its results and refusals by itself; only the line has to be told.
    next: (_call, _about, end) => {
      controls.fault = end === 'lost' ? 'cutBeforeAnswer' : 'none';
      if (end === 'notSent') refuseConnections();
    },
    // The simulator holds these patients; a refusal has to be asked for.
    prepare: (situation) => {
      if (situation === 'refused') dmp.simulator.state.controls.fault = 'threshold';
    },
    dispose: async () => {},
  };
});

test('the simulator has no fault to find with a request', async () => {
  const before = dmp.simulator.refusals.length;
  await firstValueFrom(dmp.gateway().gateway.findRecord(PATIENTS.open));
  expect(dmp.simulator.refusals.slice(before)).toEqual([]);
});

test.each<[Fault, ErrorCode, number]>([
  ['cut', 'dmp.unreachable', 2],
  ['http500', 'dmp.serverError', 1],
  ['soapFault', 'dmp.refused', 1],
  ['garbage', 'dmp.unreadable', 1],
  ['doctype', 'dmp.unreadable', 1],
  ['huge', 'dmp.tooLarge', 1],
  ['wrongRelatesTo', 'dmp.unreadable', 1],
  ['truncated', 'dmp.unreadable', 1],
  ['unknownHl7', 'dmp.refused', 1],
  ['clock', 'dmp.clockSkew', 1],
  ['threshold', 'dmp.thresholdExceeded', 1],
])('when the DMP misbehaves (%s) the answer is %s, after %i call(s)', async (fault, code, calls) => {
  const { gateway, asked } = dmp.gateway();
  dmp.simulator.state.controls.fault = fault;
  await expect(firstValueFrom(gateway.findRecord(PATIENTS.open))).rejects.toMatchObject({ code, message: code });
  expect(asked()).toBe(calls);
  dmp.simulator.state.controls.fault = 'none';
  expect(await firstValueFrom(gateway.findRecord(PATIENTS.open))).toMatchObject({ record: 'open' });
});

test('a DMP that never answers can be left', async () => {
  const { gateway, asked } = dmp.gateway();
  dmp.simulator.state.controls.fault = 'hang';
  const said: unknown[] = [];
  const subscription = gateway.findRecord(PATIENTS.open).subscribe({ next: (status) => said.push(status), error: (error: unknown) => said.push(error) });
  await vi.waitFor(() => expect(asked()).toBe(1));
  subscription.unsubscribe();
  dmp.simulator.state.controls.fault = 'none';
  expect(await firstValueFrom(gateway.findRecord(PATIENTS.open))).toMatchObject({ record: 'open' });
  expect(said).toEqual([]);
});

test('a clock of ours that is wrong is told as such', async () => {
  const { gateway } = dmp.gateway({ now: () => Date.now() - 3_600_000 });
  await expect(firstValueFrom(gateway.findRecord(PATIENTS.open))).rejects.toMatchObject({ code: 'dmp.clockSkew' });
});

test('the simulator has no fault to find with a creation, a change or a closing', async () => {
  const { gateway } = dmp.gateway();
  const before = dmp.simulator.refusals.length;
  await gateway.createRecord(PATIENTS.missing, creationOf(PATIENTS.missing));
  await gateway.closeRecord(PATIENTS.missing);
  await gateway.reactivateRecord(PATIENTS.missing, creationOf(PATIENTS.missing));
  await firstValueFrom(gateway.readAdministrativeData(PATIENTS.missing));
  expect(dmp.simulator.refusals.slice(before)).toEqual([]);
});

test.each<[Fault, ErrorCode, 'open' | 'missing']>([
  ['cut', 'dmp.answerLost', 'open'],
  ['cutBeforeAnswer', 'dmp.answerLost', 'open'],
  ['cutBeforeWork', 'dmp.answerLost', 'missing'],
  ['http500', 'dmp.answerLost', 'open'],
  ['garbage', 'dmp.answerLost', 'open'],
  ['doctype', 'dmp.answerLost', 'open'],
  ['huge', 'dmp.answerLost', 'open'],
  ['wrongRelatesTo', 'dmp.answerLost', 'open'],
  ['truncated', 'dmp.answerLost', 'open'],
  ['soapFault', 'dmp.refused', 'missing'],
  ['unknownHl7', 'dmp.refused', 'missing'],
  ['threshold', 'dmp.thresholdExceeded', 'missing'],
  ['clock', 'dmp.clockSkew', 'missing'],
])('a creation on a DMP that misbehaves (%s) fails once with %s, and leaves the record %s', async (fault, code, record) => {
  const { gateway, asked } = dmp.gateway();
  dmp.simulator.state.controls.fault = fault;
  await expect(gateway.createRecord(PATIENTS.missing, creationOf(PATIENTS.missing))).rejects.toMatchObject({ code, message: code });
  expect(asked()).toBe(1);
  dmp.simulator.state.controls.fault = 'none';
  expect(await firstValueFrom(gateway.findRecord(PATIENTS.missing))).toMatchObject({ record });
});

test('what was withdrawn from the national system says so', async () => {
  const { gateway } = dmp.gateway();
  dmp.simulator.state.controls.withdrawn = true;
  const withdrawn = { code: 'dmp.withdrawn', about: { detail: { code: 'DMPAccessDeniedByRightsService' } } };
  await expect(gateway.createRecord(PATIENTS.missing, creationOf(PATIENTS.missing))).rejects.toMatchObject(withdrawn);
  await expect(gateway.reactivateRecord(PATIENTS.closed, creationOf(PATIENTS.closed))).rejects.toMatchObject(withdrawn);
  await expect(gateway.createAccount(PATIENTS.open, { type: 'SMS', address: '+33611111111' })).rejects.toMatchObject(withdrawn);
  await expect(gateway.renewSecrets(PATIENTS.open)).rejects.toMatchObject(withdrawn);
});

import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Fault } from '../../../reference/dmp-simulator/state.js';
import type { ErrorCode } from '../../../src/api/plugin-error.js';
import { PATIENTS, type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { SimulatedDmp } from './simulated-dmp.js';

let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterEach(() => {
  dmp.simulator.state.controls.fault = 'none';
});
afterAll(() => dmp.close());

recordGatewayContract('SoapRecordGateway against the simulator', async (): Promise<RecordGatewayWorld> => {
  const { gateway, asked } = dmp.gateway();
  return {
    gateway,
    asked: async () => asked(),
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

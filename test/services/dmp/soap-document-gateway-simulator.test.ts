import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Visibility } from '../../../src/api/documents.js';
import { type DocumentGatewayWorld, documentGatewayContract, submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { LEA } from './samples.js';
import { SimulatedDmp } from './simulated-dmp.js';

let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterEach(() => {
  dmp.simulator.state.reset();
  Object.assign(dmp.simulator.state.controls, { fault: 'none' });
});
afterAll(() => dmp.close());

documentGatewayContract('SoapDocumentGateway against the simulator', async (): Promise<DocumentGatewayWorld> => {
  const { documents, refuseConnections } = dmp.gateway();
  const { controls } = dmp.simulator.state;
  return {
    gateway: documents,
    holder: LEA,
    loseNext: () => {
      controls.fault = 'cutBeforeAnswer';
      const submit = documents.submit.bind(documents);
      documents.submit = (...args) => submit(...args).finally(() => (controls.fault = 'none'));
    },
    refuseConnections,
    dispose: async () => {},
  };
});

test('the log of the DMP tells masking from showing to the patient', async () => {
  const { documents } = dmp.gateway();
  const submission = { ...submissionOf(PATIENTS.open, LEA), visibility: ['INVISIBLE_PATIENT'] as const };
  const { uniqueId } = submission.document;
  expect(await dmp.loggedBy(() => documents.submit(PATIENTS.open, submission, LEA.id))).toEqual(['TD2.1']);
  const changes = (visibility: readonly Visibility[]) => dmp.loggedBy(() => documents.changeVisibility(PATIENTS.open, uniqueId, visibility));
  expect(await changes([])).toEqual(['TD3.1', 'TD3.3b']);
  expect(await changes(['MASQUE_PS'])).toEqual(['TD3.1', 'TD3.3a']);
  expect(await changes([])).toEqual(['TD3.1', 'TD3.3a']);
});

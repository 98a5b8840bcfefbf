import { afterAll, afterEach, beforeAll } from 'vitest';
import { type DocumentGatewayWorld, documentGatewayContract } from '../../contract/document-gateway.contract.js';
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

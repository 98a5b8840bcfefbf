import { type DocumentGatewayWorld, documentGatewayContract } from '../../contract/document-gateway.contract.js';
import { FakeDocumentGateway } from '../../fakes/fake-document-gateway.js';
import { LEA } from './samples.js';

documentGatewayContract('FakeDocumentGateway', async (): Promise<DocumentGatewayWorld> => {
  const gateway = new FakeDocumentGateway(LEA.id);
  return {
    gateway,
    holder: LEA,
    loseNext: () => gateway.next('lost'),
    refuseConnections: () => gateway.next('notSent'),
    dispose: async () => {},
  };
});

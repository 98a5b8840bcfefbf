import { PluginError } from '../../../src/api/plugin-error.js';
import { type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { BLOCKED, CLOSED, EXPIRED, FakeRecordGateway, MISSING, NOT_AUTHORISED, OPEN } from '../../fakes/fake-record-gateway.js';

const STATUS = {
  open: OPEN,
  notAuthorised: NOT_AUTHORISED,
  expired: EXPIRED,
  blocked: BLOCKED,
  closed: CLOSED,
  missing: MISSING,
  otherTraits: { ...OPEN, traitsThatDiffer: ['birthName'] },
} as const;

recordGatewayContract('FakeRecordGateway', async (): Promise<RecordGatewayWorld> => {
  const gateway = new FakeRecordGateway();
  return {
    gateway,
    asked: async () => gateway.asked.length,
    prepare: (situation, patient) =>
      void (situation === 'refused' ? gateway.fail(patient, new PluginError('dmp.thresholdExceeded')) : gateway.answer(patient, STATUS[situation])),
    dispose: async () => {},
  };
});

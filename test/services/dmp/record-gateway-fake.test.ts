import { PluginError } from '../../../src/api/plugin-error.js';
import { type RecordGatewayWorld, recordGatewayContract } from '../../contract/record-gateway.contract.js';
import { BLOCKED, CLOSED, EXPIRED, FakeRecordGateway, MISSING, NOT_AUTHORISED, OPEN, type WriteCall } from '../../fakes/fake-record-gateway.js';

const STATUS = {
  open: OPEN,
  notAuthorised: NOT_AUTHORISED,
  expired: EXPIRED,
  blocked: BLOCKED,
  closed: CLOSED,
  missing: MISSING,
  otherTraits: { ...OPEN, traitsThatDiffer: ['birthName'] },
  attached: { ...OPEN, attachedToMes: true },
} as const;
const NOBODY_THERE = new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } });

recordGatewayContract('FakeRecordGateway', async (): Promise<RecordGatewayWorld> => {
  const gateway = new FakeRecordGateway();
  return {
    gateway,
    asked: async () => gateway.calls,
    prepare: (situation, patient) =>
      void (situation === 'refused' ? gateway.fail(patient, new PluginError('dmp.thresholdExceeded')) : gateway.answer(patient, STATUS[situation])),
    next: (call, patient, end) => {
      if (end === 'lost') void gateway.lose(call as WriteCall, patient);
      else if (end === 'notSent') void gateway.refuse(call, patient, NOBODY_THERE);
      else if ('refused' in end) void gateway.refuse(call, patient, end.refused);
      else void gateway.done(call, patient, end.result);
    },
    dispose: async () => {},
  };
});

import type { Operation } from './operation.js';
import { actionOf, Order, oneOf, say, shape } from './order.js';
import { digestsOf, newSecrets, type PatientSecrets } from './patient-secrets.js';
import { type Plan, planned } from './planned-operation.js';
import type { Rule } from './rule.js';
import {
  accountAccess,
  accountExists,
  accountOf,
  CHANNEL_TYPES,
  channelExists,
  channelForm,
  channelIsTheOne,
  channelTypeOf,
  noAccountYet,
  noChannelYet,
} from './rules/account-rules.js';
import { mustHaveRecord } from './rules/profile-rules.js';
import { PATIENTS_SPECIFIC } from './service-paths.js';
import { type Markup, xml } from './xml-writing.js';

const CREATE = 'createPatientAccess';
const CHANNELS = 'patientOTPUpdate';
const RENEW = 'updatePatientAccess';

/** TD1.5a: the patient gets an account and its first channel. */
export const td15aCreation = patientAccess({
  td: 'TD1.5a',
  name: CREATE,
  what: "Création de l'accès du patient à son DMP",
  rules: [...shape('pat', CREATE, /^type,canal$/), oneOf('type', CHANNEL_TYPES), channelForm, ...accountAccess, noAccountYet],
  carryOut(order, request, world) {
    const record = mustHaveRecord(order.vihf, world);
    const secrets = newSecrets();
    const type = channelTypeOf(order);
    world.state.putRecord({ ...record, account: { ...digestsOf(secrets), channels: type ? { [type]: order.word('canal') } : {} } });
    return say('pat', CREATE, request, { data: written(secrets) });
  },
});

/** TD1.5b: a channel is added, replaced or taken away. */
export const td15bChannels = patientAccess({
  td: 'TD1.5b',
  name: CHANNELS,
  what: "Modification des canaux de l'accès du patient",
  rules: [
    ...shape('pat', CHANNELS, /^type(,canal)?,action$/),
    oneOf('type', CHANNEL_TYPES),
    oneOf('action', ['AJOUT', 'MODIFICATION', 'SUPPRESSION']),
    channelForm,
    ...accountAccess,
    accountExists,
    noChannelYet,
    channelExists,
    channelIsTheOne,
  ],
  carryOut(order, request, world) {
    const record = mustHaveRecord(order.vihf, world);
    const account = accountOf(order, world);
    const type = channelTypeOf(order);
    if (!account || !type) throw new Error('the rules have let a change pass of a channel that cannot be');
    const { [type]: _, ...others } = account.channels;
    const channels = order.word('action') === 'SUPPRESSION' ? others : { ...others, [type]: order.word('canal') };
    world.state.putRecord({ ...record, account: { ...account, channels } });
    return say('pat', CHANNELS, request);
  },
});

/** TD1.5d: new login and password; the former ones open nothing any more. */
export const td15dRenewal = patientAccess({
  td: 'TD1.5d',
  name: RENEW,
  what: "Renouvellement de l'accès du patient à son DMP",
  rules: [...shape('pat', RENEW, /^$/), ...accountAccess, accountExists],
  carryOut(order, request, world) {
    const record = mustHaveRecord(order.vihf, world);
    const secrets = newSecrets();
    world.state.putRecord({ ...record, account: { ...digestsOf(secrets), channels: record.account?.channels ?? {} } });
    return say('pat', RENEW, request, { data: written(secrets) });
  },
});

interface AccessPlan extends Pick<Plan<Order>, 'td' | 'carryOut'> {
  readonly name: string;
  readonly what: string;
  readonly rules: readonly Rule<Order>[];
}

function patientAccess({ carryOut, name, rules, td, what }: AccessPlan): Operation {
  return planned<Order>({
    td,
    action: actionOf('pat', name),
    path: PATIENTS_SPECIFIC,
    isFor: () => true,
    rules,
    read: (request) => new Order(request, 'pat'),
    refuse: ({ code, text }, _, request) => say('pat', name, request, { status: code, context: text }),
    carryOut,
    words: () => what,
  });
}

const written = ({ login, password }: PatientSecrets): Markup => xml`<login>${login}</login><password>${password}</password>`;

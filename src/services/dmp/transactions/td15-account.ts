import type { QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import type { AccountSecrets, Channel } from '../../record-gateway.js';
import { serviceOutput } from '../service-output.js';
import type { Transaction } from '../transaction.js';
import { xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';

const ENDPOINT = 'urn:si-dmp-patients:PatientSpecificEndPoint';
/** These operations are no more in the description of the service: an endpoint without them says that it knows no such action. */
const WITHDRAWN = { ActionNotSupported: 'dmp.withdrawn' } as const;

/** TD1.5a: an internet account for the patient. The patient is that of the VIHF, here as below. */
export const td15Creation: Transaction<{ readonly patient: QualifiedPatient; readonly channel: Channel }, AccountSecrets> = {
  td: 'TD1.5a',
  action: `${ENDPOINT}:createPatientAccess`,
  path: '/patientsSpecific',
  kind: 'write',
  refusals: WITHDRAWN,

  build: ({ channel: { type, address } }) => xml`
    <createPatientAccess xmlns="urn:si-dmp-patients"><type>${type}</type><canal>${address}</canal></createPatientAccess>`,

  parse: (answer) => secrets(answer, 'createPatientAccess'),
};

interface ChannelRequest {
  readonly patient: QualifiedPatient;
  readonly action: 'AJOUT' | 'MODIFICATION' | 'SUPPRESSION';
  readonly channel: Channel;
}

/** TD1.5b: where the one-time passwords go. */
export const td15Channel: Transaction<ChannelRequest, void> = {
  td: 'TD1.5b',
  action: `${ENDPOINT}:patientOTPUpdate`,
  path: '/patientsSpecific',
  kind: 'write',
  refusals: WITHDRAWN,
  label: ({ action }) => `TD1.5b ${action}`,

  build: ({ action, channel: { type, address } }) => xml`
    <patientOTPUpdate xmlns="urn:si-dmp-patients">
      <type>${type}</type>
      ${address ? xml`<canal>${address}</canal>` : undefined}
      <action>${action}</action>
    </patientOTPUpdate>`,

  parse: (answer) => void serviceOutput(answer, 'patientOTPUpdate'),
};

/** TD1.5d: a new login and a new password, for a patient who has lost his. */
export const td15Renewal: Transaction<{ readonly patient: QualifiedPatient }, AccountSecrets> = {
  td: 'TD1.5d',
  action: `${ENDPOINT}:updatePatientAccess`,
  path: '/patientsSpecific',
  kind: 'write',
  refusals: WITHDRAWN,

  build: () => xml`<updatePatientAccess xmlns="urn:si-dmp-patients"/>`,

  parse: (answer) => secrets(answer, 'updatePatientAccess'),
};

/** They live in this value alone: nothing of them goes into an error (EX_1.5-1090). */
function secrets(answer: XmlNode, operation: string): AccountSecrets {
  const output = serviceOutput(answer, operation);
  const login = output.at('login')?.text;
  const password = output.at('password')?.text;
  if (!login || !password) throw new PluginError('dmp.unreadable');
  return { login, password };
}

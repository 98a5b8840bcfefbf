import type { Call } from './td02-request.js';

const HABILITATIONS = 'urn:si-dmp-habilitations';
const PATIENTS = 'urn:si-dmp-patients';

const inHabilitations = (name: string, inner: string): Call => ({
  action: `${HABILITATIONS}:HabilitationsEndPoint:${name}`,
  path: '/habilitations',
  body: `<${name} xmlns="${HABILITATIONS}">${inner}</${name}>`,
});
const inPatients = (name: string, inner: string): Call => ({
  action: `${PATIENTS}:PatientSpecificEndPoint:${name}`,
  path: '/patientsSpecific',
  body: `<${name} xmlns="${PATIENTS}">${inner}</${name}>`,
});

/** The requests of the services that are the DMP's own, written by hand. */
export const CALLS = {
  add: inHabilitations('setAuthorization', '<action>AJOUT</action>'),
  addTreating: inHabilitations('setAuthorization', '<action>AJOUT</action><role>MEDECIN_TRAITANT</role>'),
  remove: inHabilitations('setAuthorization', '<action>SUPPRESSION</action>'),
  list: (mode = 'TOUTE') => inHabilitations('listAuthorizationByPatient', `<mode>${mode}</mode>`),
  create: (type = 'EMAIL', canal = 'paul@exemple.fr') => inPatients('createPatientAccess', `<type>${type}</type><canal>${canal}</canal>`),
  channel: (action: string, type = 'SMS', canal = '+33611111111') =>
    inPatients('patientOTPUpdate', `<type>${type}</type><canal>${canal}</canal><action>${action}</action>`),
  forget: (type: string) => inPatients('patientOTPUpdate', `<type>${type}</type><action>SUPPRESSION</action>`),
  renew: inPatients('updatePatientAccess', ''),
};

/** What the answer says beside its data; undefined: it is no such answer. */
export const statusOf = (body: string): string | undefined => /<status>([^<]*)<\/status><context>[^<]*<\/context><\/output>/.exec(body)?.[1];
export const contextOf = (body: string): string | undefined => /<context>([^<]*)<\/context><\/output>/.exec(body)?.[1];
export const faultOf = (body: string): string | undefined => /<soap:Subcode><soap:Value>soap:(\w+)</.exec(body)?.[1];

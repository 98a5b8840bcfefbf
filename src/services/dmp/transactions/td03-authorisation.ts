import type { QualifiedPatient } from '../../../api/patient.js';
import { plain } from '../errors.js';
import { serviceOutput } from '../service-output.js';
import type { Transaction } from '../transaction.js';
import { xml } from '../xml.js';

interface AuthorisationRequest {
  readonly patient: QualifiedPatient;
  readonly action: 'AJOUT' | 'SUPPRESSION';
}
const NOTHING_DONE = /aucune action|deja/;

/** TD0.3: the professional of the VIHF (of a CPE, the structure) declares an authorisation, or gives it up. The patient is that of the VIHF. */
export const td03Authorisation: Transaction<AuthorisationRequest, { readonly alreadyThere: boolean }> = {
  td: 'TD0.3',
  action: 'urn:si-dmp-habilitations:HabilitationsEndPoint:setAuthorization',
  path: '/habilitations',
  kind: 'write',
  label: ({ action }) => `TD0.3 ${action}`,

  build: ({ action }) => xml`<setAuthorization xmlns="urn:si-dmp-habilitations"><action>${action}</action></setAuthorization>`,

  parse(answer) {
    const context = serviceOutput(answer, 'setAuthorization').at('context')?.text ?? '';
    return { alreadyThere: NOTHING_DONE.test(plain(context)) };
  },
};

import type { AuthorisedProfessional } from '../../../api/messages.js';
import type { QualifiedPatient } from '../../../api/patient.js';
import { serviceOutput } from '../service-output.js';
import type { Transaction } from '../transaction.js';
import { xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';

/** TD1.6: who may read the record of the patient of the VIHF, and whom he has blocked. */
export const td16Authorisations: Transaction<{ readonly patient: QualifiedPatient }, readonly AuthorisedProfessional[]> = {
  td: 'TD1.6',
  action: 'urn:si-dmp-habilitations:HabilitationsEndPoint:listAuthorizationByPatient',
  path: '/habilitations',
  kind: 'read',

  build: () => xml`<listAuthorizationByPatient xmlns="urn:si-dmp-habilitations"><mode>TOUTE</mode></listAuthorizationByPatient>`,

  parse: (answer) => serviceOutput(answer, 'listAuthorizationByPatient').all('listOfAuthorizationByPatient').map(professional),
};

function professional(line: XmlNode): AuthorisedProfessional {
  const text = (name: string): string => line.at(name)?.text ?? '';
  const texts = (name: string): readonly string[] => line.all(name).flatMap((node) => node.text || []);
  const labels = texts('libSpeciality');
  return {
    id: text('nationalId'),
    familyName: text('lastName'),
    givenName: text('firstName'),
    specialities: labels.length > 0 ? labels : texts('codeSpeciality'),
    since: text('startOfAuthorization'),
    lastAction: text('lastActionDate'),
    mode: text('mode') === 'ACTIVE' ? 'authorised' : 'blocked', // an unknown word opens nothing
    treatingPhysician: texts('specificRight').includes('MEDECIN_TRAITANT'),
  };
}

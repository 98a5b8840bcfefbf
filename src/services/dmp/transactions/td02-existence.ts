import type { RecordStatus } from '../../../api/messages.js';
import type { QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import { accepted, codedValue, hl7Message } from '../hl7.js';
import { patientOf } from '../patient-of.js';
import { patientQuery } from '../patient-query.js';
import { traitsThatDiffer } from '../traits.js';
import type { Transaction } from '../transaction.js';
import type { XmlNode } from '../xml-node.js';

const AUTHORISATION = new Map<string | undefined, RecordStatus['authorisation']>([
  ['VALIDE', 'valid'],
  ['EXPIRE', 'expired'],
  ['EXPIREE', 'expired'],
  ['INTERDIT', 'blocked'],
  ['INTERDITE', 'blocked'],
]);
const ACCOUNT = new Map<string | undefined, RecordStatus['internetAccount']>([
  ['true', 'created'],
  ['false', 'none'],
]);

/** TD0.2: does the record exist, may I read it. Every situation is a normal answer, read from its fields. */
export const td02Existence: Transaction<{ readonly patient: QualifiedPatient }, RecordStatus> = {
  td: 'TD0.2',
  action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
  path: '/patients',
  kind: 'read',

  build: ({ patient: { identity } }, context) =>
    hl7Message('PRPA_IN201307UV02', context, patientQuery({ code: 'TEST_EXST', displayName: "Test d'existence de dossier" }, identity, context)),

  parse(answer, { patient: asked }) {
    const act = accepted(answer, 'PRPA_IN201308UV02'); // AE and AR throw, with their hl7 detail
    const patient = patientOf(act, asked);
    const attention = (code: string) => codedValue(answer.all('attentionLine'), 'keyWordText', code);
    const observed = (code: string) => codedValue(patient?.all('subjectOf/administrativeObservation') ?? [], 'code', code);
    const closed = patient && isClosed(patient);
    return {
      record: !patient ? 'missing' : closed ? 'closed' : 'open',
      ...(closed && { closing: closing(act) }),
      authorisation: AUTHORISATION.get(attention('AUTORISATION')) ?? 'none', // an unknown word opens nothing
      internetAccount: ACCOUNT.get(observed('COMPTE_INTERNET_OUVERT')) ?? 'unknown',
      attachedToMes: observed('RATTACHEMENT_ENS') === 'true',
      treatingPhysician: attention('STATUT_MT') === 'true',
      traitsThatDiffer: traitsThatDiffer(patient?.at('patientPerson'), asked.identity),
    };
  },
};

/** @throws PluginError for a status that is neither: nothing can be said of such a record */
function isClosed(patient: XmlNode): boolean {
  const status = patient.at('statusCode')?.attr('code');
  if (status === 'terminated') return true;
  if (status === 'active') return false;
  throw new PluginError('dmp.unreadable', status ? { detail: { layer: 'hl7', code: status } } : {});
}

/** A reason nobody knows is kept as received. */
function closing(act: XmlNode): NonNullable<RecordStatus['closing']> {
  const issue = act.at('reasonOf/detectedIssueEvent');
  return {
    date: act.at('subject/registrationEvent/effectiveTime')?.attr('value') ?? '',
    reason: issue?.at('code')?.attr('code') ?? issue?.at('text')?.text ?? '',
  };
}

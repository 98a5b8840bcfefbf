import type { RecordStatus } from '../../../api/messages.js';
import type { QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import { accepted, codedValue, hl7Message } from '../hl7.js';
import { traitsThatDiffer } from '../traits.js';
import type { Transaction } from '../transaction.js';
import { xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';

const AUTHORISATION = new Map<string | undefined, RecordStatus['authorisation']>([
  ['VALIDE', 'valid'],
  ['EXPIRE', 'expired'],
  ['EXPIREE', 'expired'],
  ['INTERDIT', 'blocked'],
  ['INTERDITE', 'blocked'],
]);
/** INS-NIR and INS-NIA, of production, test and demonstration. */
const INS_DOMAIN = /^1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11)$/;
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
    hl7Message(
      'PRPA_IN201307UV02',
      context,
      xml`
        <reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Test d'existence de dossier"/>
        <queryByParameter>
          <queryId root="${context.lps.oid}.2" extension="${context.newId()}"/>
          <statusCode code="new"/>
          <parameterList>
            <dataSource xsi:nil="true"/>
            <patientIdentifier>
              <value root="${identity.insOid}" extension="${identity.matricule}"/>
              <semanticsText>Patient.id</semanticsText>
            </patientIdentifier>
          </parameterList>
        </queryByParameter>`,
    ),

  parse(answer, { patient: asked }) {
    const act = accepted(answer, 'PRPA_IN201308UV02'); // AE and AR throw, with their hl7 detail
    const patient = theOne(act, asked);
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

/** The patient of the answer, or `undefined` when the DMP has no record. Never somebody else. */
function theOne(act: XmlNode, { identity }: QualifiedPatient): XmlNode | undefined {
  const [patient, ...others] = act.all('subject/registrationEvent/subject1/patient');
  const notFound = act.at('queryAck/queryResponseCode')?.attr('code') === 'NF';
  if (others.length > 0 || notFound === (patient !== undefined)) throw new PluginError('dmp.unreadable');
  // A record may carry several numbers, and the older calculated one says nothing; but none of its INS being ours, it is somebody else's.
  const ins = patient?.all('id').filter((id) => INS_DOMAIN.test(id.attr('root') ?? '')) ?? [];
  if (ins.length > 0 && !ins.some((id) => id.attr('extension') === identity.matricule)) throw new PluginError('dmp.unreadable');
  return patient;
}

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

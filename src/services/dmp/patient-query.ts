import type { PatientIdentity } from '../../api/patient.js';
import type { DmpContext } from './dmp-context.js';
import { type Reason, reasonCode } from './reason.js';
import { type Xml, xml } from './xml.js';

/** The control act of a question about one patient, by number alone. */
export const patientQuery = (reason: Reason, { insOid, matricule }: PatientIdentity, context: DmpContext): Xml => xml`
  ${reasonCode(reason)}
  <queryByParameter>
    <queryId root="${context.lps.oid}.2" extension="${context.newId()}"/>
    <statusCode code="new"/>
    <parameterList>
      <dataSource xsi:nil="true"/>
      <patientIdentifier>
        <value root="${insOid}" extension="${matricule}"/>
        <semanticsText>Patient.id</semanticsText>
      </patientIdentifier>
    </parameterList>
  </queryByParameter>`;

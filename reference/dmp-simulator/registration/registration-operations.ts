import type { Operation } from '../operation.js';
import { planned } from '../planned-operation.js';
import { notAttachedToMes, recordExists, recordIsOpen } from '../rules/profile-rules.js';
import { PATIENTS } from '../service-paths.js';
import { authorRules } from './author-rules.js';
import { headerRules } from './header-rules.js';
import { observationRules } from './observation-rules.js';
import { patientRules } from './patient-rules.js';
import { isReason } from './reason-code.js';
import { closed, created, modified, type RecordChange, reactivated } from './record-changes.js';
import { closingHasReason, noRecordYet, recordIsClosed, rightRules } from './record-rules.js';
import { accept, refuse } from './registration-answers.js';
import { CLOSING, CREATION, MODIFICATION, REACTIVATION, type RegistrationKind } from './registration-kind.js';
import { RegistrationMessage } from './registration-message.js';
import type { RegistrationRule } from './registration-rule.js';
import { schemaRules } from './schema-rules.js';
import { td13Consultation } from './td13-consultation.js';

/** @param ofRecord what the record must be, asked last. */
function registration(kind: RegistrationKind, ofRecord: readonly RegistrationRule[], change: RecordChange): Operation {
  return planned<RegistrationMessage>({
    td: kind.td,
    action: `urn:hl7-org:v3:${kind.family.request}`,
    path: PATIENTS,
    isFor: isReason(kind.reason.code),
    rules: [...schemaRules(kind), ...headerRules(kind), ...rightRules(kind), ...patientRules(kind), ...observationRules(kind), ...authorRules, ...ofRecord],
    read: (request) => new RegistrationMessage(request),
    refuse: (refusal, message, request) => refuse(kind, message, request, refusal),
    carryOut(message, request, world) {
      const record = change(message, request, world);
      world.state.putRecord(record);
      return accept(kind, message, request, record);
    },
    words: () => kind.words,
  });
}

/** TD1.1 to TD1.4: a record is created, opened again, changed, closed, and what is managed about its patient is told. */
export const registrationOperations: readonly Operation[] = [
  registration(CREATION, [noRecordYet], created),
  registration(REACTIVATION, [recordExists, recordIsClosed], reactivated),
  registration(MODIFICATION, [recordExists, notAttachedToMes, recordIsOpen], modified),
  registration(CLOSING, [closingHasReason, recordExists, notAttachedToMes, recordIsOpen], closed),
  td13Consultation,
];

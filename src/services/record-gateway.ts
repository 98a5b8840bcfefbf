import type { Observable } from 'rxjs';
import type { RecordStatus } from '../api/messages.js';
import type { QualifiedPatient } from '../api/patient.js';

/** TD0.x and TD1.x, named by transaction. */
export interface RecordGateway {
  /**
   * TD0.2. A read: nothing is sent before somebody subscribes, and unsubscribing gives the exchange up. Errors with a `PluginError`;
   * an INS the DMP would refuse errors before any call.
   */
  findRecord(patient: QualifiedPatient): Observable<RecordStatus>;
}
export const RecordGateway = Symbol.for('dmp.RecordGateway');

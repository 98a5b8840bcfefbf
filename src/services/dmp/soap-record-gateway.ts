import { inject, injectable } from 'inversify';
import { defer, type Observable, throwError } from 'rxjs';
import type { RecordStatus } from '../../api/messages.js';
import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import { checkIns } from '../ins.js';
import type { RecordGateway } from '../record-gateway.js';
import { cancellable } from './cancellable.js';
import { DmpClient } from './dmp-client.js';
import { DmpContext } from './dmp-context.js';
import { td02Existence } from './transactions/td02-existence.js';

/** The record transactions over SOAP. */
@injectable()
export class SoapRecordGateway implements RecordGateway {
  constructor(
    @inject(DmpClient) private readonly client: DmpClient,
    @inject(DmpContext) private readonly context: DmpContext,
  ) {}

  findRecord(patient: QualifiedPatient): Observable<RecordStatus> {
    return defer(() => {
      const reason = checkIns(patient.identity, this.context.environment);
      if (reason) return throwError(() => new PluginError(reason));
      return cancellable((signal) => this.client.send(td02Existence, { patient }, signal));
    });
  }
}

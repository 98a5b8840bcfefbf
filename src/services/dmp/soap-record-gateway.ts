import { inject, injectable } from 'inversify';
import { defer, type Observable, throwError } from 'rxjs';
import type { AdministrativeData, AuthorisedProfessional, RecordStatus } from '../../api/messages.js';
import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import { checkIns } from '../ins.js';
import type { AccountSecrets, Channel, RecordCreation, RecordGateway, RecordModification } from '../record-gateway.js';
import { cancellable } from './cancellable.js';
import { DmpClient } from './dmp-client.js';
import { DmpContext } from './dmp-context.js';
import type { Transaction, TransactionRequest } from './transaction.js';
import { td02Existence } from './transactions/td02-existence.js';
import { td03Authorisation } from './transactions/td03-authorisation.js';
import { td11Creation } from './transactions/td11-creation.js';
import { td12Reactivation } from './transactions/td12-reactivation.js';
import { td13AdministrativeData } from './transactions/td13-administrative-data.js';
import { td13Modification } from './transactions/td13-modification.js';
import { td14Closing } from './transactions/td14-closing.js';
import { td15Channel, td15Creation, td15Renewal } from './transactions/td15-account.js';
import { td16Authorisations } from './transactions/td16-authorisations.js';

/** The record transactions over SOAP. */
@injectable()
export class SoapRecordGateway implements RecordGateway {
  constructor(
    @inject(DmpClient) private readonly client: DmpClient,
    @inject(DmpContext) private readonly context: DmpContext,
  ) {}

  findRecord(patient: QualifiedPatient): Observable<RecordStatus> {
    return this.read(td02Existence, { patient });
  }

  addAuthorisation(patient: QualifiedPatient): Promise<{ readonly alreadyThere: boolean }> {
    return this.write(td03Authorisation, { patient, action: 'AJOUT' });
  }

  async removeAuthorisation(patient: QualifiedPatient): Promise<void> {
    await this.write(td03Authorisation, { patient, action: 'SUPPRESSION' });
  }

  createRecord(patient: QualifiedPatient, creation: RecordCreation): Promise<void> {
    return this.write(td11Creation, { patient, creation });
  }

  reactivateRecord(patient: QualifiedPatient, creation: RecordCreation): Promise<void> {
    return this.write(td12Reactivation, { patient, creation });
  }

  readAdministrativeData(patient: QualifiedPatient): Observable<AdministrativeData> {
    return this.read(td13AdministrativeData, { patient });
  }

  changeAdministrativeData(patient: QualifiedPatient, modification: RecordModification): Promise<void> {
    return this.write(td13Modification, { patient, modification });
  }

  closeRecord(patient: QualifiedPatient): Promise<void> {
    return this.write(td14Closing, { patient });
  }

  createAccount(patient: QualifiedPatient, channel: Channel): Promise<AccountSecrets> {
    return this.write(td15Creation, { patient, channel });
  }

  changeChannel(patient: QualifiedPatient, action: 'AJOUT' | 'MODIFICATION' | 'SUPPRESSION', channel: Channel): Promise<void> {
    return this.write(td15Channel, { patient, action, channel });
  }

  renewSecrets(patient: QualifiedPatient): Promise<AccountSecrets> {
    return this.write(td15Renewal, { patient });
  }

  listAuthorisations(patient: QualifiedPatient): Observable<readonly AuthorisedProfessional[]> {
    return this.read(td16Authorisations, { patient });
  }

  private read<Q extends About, R>(transaction: Transaction<Q, R>, request: Q): Observable<R> {
    return defer(() => {
      const reason = checkIns(request.patient.identity, this.context.environment);
      if (reason) return throwError(() => new PluginError(reason));
      return cancellable((signal) => this.client.send(transaction, request, signal));
    });
  }

  private async write<Q extends About, R>(transaction: Transaction<Q, R>, request: Q): Promise<R> {
    const reason = checkIns(request.patient.identity, this.context.environment);
    if (reason) throw new PluginError(reason);
    return this.client.send(transaction, request);
  }
}

type About = TransactionRequest & { readonly patient: QualifiedPatient };

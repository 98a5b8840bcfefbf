import { inject, injectable } from 'inversify';
import { firstValueFrom } from 'rxjs';
import type { AuthorisationOutcome, AuthorisedProfessionals } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { nameOf } from './patient-name.js';
import { RecordAccess } from './record-access.js';
import { RecordGateway } from './record-gateway.js';
import { RecordWorkService } from './record-work-service.js';

/** Who may open the record. The consent was given, and ticked, before anything here is called (EX_0.3-1010). */
@injectable()
export class AuthorisationService {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
  ) {}

  /** TD0.3 AJOUT, for the professional; for his structure when he is its staff. @throws PluginError `dmp.rightsRefused` for the certificates of a structure */
  async ask(patient: PatientRef, professionalId?: string): Promise<AuthorisationOutcome> {
    const record = await this.access.open(patient, { card: true }, professionalId);
    return this.work.run(record, 'askAuthorisation', () => this.dmp.addAuthorisation(record.patient));
  }

  /** TD0.3 SUPPRESSION. @throws PluginError `dmp.rightsRefused` for the staff of a structure */
  async remove(patient: PatientRef, professionalId?: string): Promise<void> {
    const record = await this.access.open(patient, { professional: true, card: true }, professionalId);
    await this.work.run(record, 'removeAuthorisation', () => this.dmp.removeAuthorisation(record.patient));
  }

  /** TD1.6. @throws PluginError `dmp.rightsRefused` for the staff of a structure */
  async list(patient: PatientRef): Promise<AuthorisedProfessionals> {
    const record = await this.access.open(patient, { professional: true, card: true });
    const professionals = await firstValueFrom(this.dmp.listAuthorisations(record.patient));
    return { patientId: patient.id, patientName: nameOf(patient), professionals };
  }
}

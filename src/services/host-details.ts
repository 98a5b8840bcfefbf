import { firstValueFrom } from 'rxjs';
import type { PluginContext } from '../api/host.js';
import type { PatientDetails } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';

/** What the host's form holds of this patient now. @throws PluginError `host.unavailable` */
export async function detailsOf({ patients }: Pick<PluginContext, 'patients'>, patientId: string): Promise<PatientDetails> {
  try {
    return await firstValueFrom(patients.details$(patientId));
  } catch (error) {
    throw PluginError.from(error, 'host.unavailable');
  }
}

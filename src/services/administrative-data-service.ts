import { inject, injectable } from 'inversify';
import { firstValueFrom, of, timeout } from 'rxjs';
import { PluginContext } from '../api/host.js';
import type { AdministrativeChange, AdministrativeComparison, AdministrativeData, Trait } from '../api/messages.js';
import { countryOf, type PatientDetails, type PatientRef, type PostalAddress } from '../api/patient.js';
import { formRules } from './form-rules.js';
import { detailsOf } from './host-details.js';
import { LastKnownService } from './last-known-service.js';
import { nameOf } from './patient-name.js';
import { RecordAccess } from './record-access.js';
import { RecordGateway, type RecordModification } from './record-gateway.js';
import { RecordWorkService } from './record-work-service.js';
import { differingTraits } from './trait-comparison.js';

/** What the DMP manages about a patient (TD1.3), beside what the host knows. */
@injectable()
export class AdministrativeDataService {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
    @inject(LastKnownService) private readonly lastKnown: LastKnownService,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients'>,
  ) {}

  /** TD1.3a. @throws PluginError `host.unavailable`, those of `RecordAccess.open` */
  async compare(patient: PatientRef): Promise<AdministrativeComparison> {
    const record = await this.access.open(patient);
    const details = await detailsOf(this.host, patient.id);
    const dmp = await firstValueFrom(this.dmp.readAdministrativeData(record.patient));
    const known = await firstValueFrom(this.lastKnown.known$(patient).pipe(timeout({ first: 1_000, with: () => of(undefined) })));
    return {
      patientId: patient.id,
      patientName: nameOf(patient),
      dmp,
      host: hostSide(patient, details, (await formRules()).contactOf(details)),
      identityDiffers: differingTraits({ ...dmp, givenNames: [dmp.givenNames] }, patient.identity).filter(isVigilant),
      canChange: known?.record === 'open' && known.authorisation !== 'blocked' && !known.attachedToMes && !record.holder.isIndirect,
    };
  }

  /** TD1.3b: the host's address and channels, and both wishes. What the host does not hold stays as the DMP has it. @throws PluginError `dmp.attachedToMes`, those of `compare` */
  async change(patient: PatientRef, wishes: AdministrativeChange, professionalId?: string): Promise<void> {
    const record = await this.access.open(patient, { card: true }, professionalId);
    const details = await detailsOf(this.host, patient.id);
    const contact = (await formRules()).contactOf(details);
    await this.work.run(record, 'changeAdministrativeData', async () => {
      // The record is replaced as a whole: what is not told again is gone.
      const before = await firstValueFrom(this.dmp.readAdministrativeData(record.patient));
      await this.access.checkSession(record);
      await this.dmp.changeAdministrativeData(record.patient, modification(before, { address: details.address, contact }, wishes));
    });
  }
}

type Contact = Pick<AdministrativeData, 'email' | 'homePhone' | 'mobilePhone'>;

/** Sex alone is no reason to doubt who it is (EX_GEN-1230). */
const isVigilant = (trait: Trait): boolean => trait !== 'sex';

function hostSide({ identity }: PatientRef, { address }: PatientDetails, contact: Contact): AdministrativeComparison['host'] {
  const { birthName, usedName = '', birthGivenNames, sex, birthDate } = identity;
  return {
    birthName,
    usedName,
    givenNames: birthGivenNames,
    sex: sex === 'UN' ? '' : sex,
    birthDate: birthDate.replaceAll('-', ''),
    address,
    ...contact,
  };
}

function modification(
  before: AdministrativeData,
  { address, contact }: { readonly address: PostalAddress; readonly contact: Contact },
  { refusesBreakGlass, refusesEmergency }: AdministrativeChange,
): RecordModification {
  const email = contact.email || before.email;
  const homePhone = contact.homePhone || before.homePhone;
  const mobilePhone = contact.mobilePhone || before.mobilePhone;
  const { legalRepresentative } = before;
  return {
    refusesBreakGlass,
    refusesEmergency,
    address: wholeAddress(address) ?? before.address,
    ...(email && { email }),
    ...(homePhone && { homePhone }),
    ...(mobilePhone && { mobilePhone }),
    ...(legalRepresentative && { legalRepresentative }),
  };
}

/** `undefined` for one no letter would reach. */
function wholeAddress({ line, complement, postalCode, city, country }: PostalAddress): PostalAddress | undefined {
  const address = { line: line.trim(), complement: complement.trim(), postalCode: postalCode.trim(), city: city.trim(), country: countryOf(country) };
  return address.line && address.city ? address : undefined;
}

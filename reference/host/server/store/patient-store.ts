import type { PatientDetails, PatientRef } from '../../../../src/api/patient.js';
import type { PatientRecord, PatientSummary } from '../../practice.js';
import type { PracticeDatabase } from './practice-database.js';

/** The patients of the practice. */
export class PatientStore {
  constructor(private readonly database: PracticeDatabase) {}

  async find(id: string): Promise<PatientRecord | undefined> {
    const row = await this.database.selectFrom('patients').select('record').where('id', '=', id).executeTakeFirst();
    return row && (JSON.parse(row.record) as PatientRecord);
  }

  async ref(id: string): Promise<PatientRef | undefined> {
    const record = await this.find(id);
    return record && { id: record.id, identity: record.identity };
  }

  /** What a plugin is told beside the identity. */
  async details(id: string): Promise<PatientDetails | undefined> {
    const record = await this.find(id);
    return record && detailsOf(record);
  }

  /** Patients whose name, given name, birth date or number holds every word of `text`, whatever its case and accents; all of them for an empty text. */
  async search(text: string): Promise<readonly PatientSummary[]> {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const rows = await this.database.selectFrom('patients').select('record').execute();
    return rows
      .map((row) => JSON.parse(row.record) as PatientRecord)
      .filter((record) => {
        const haystack = haystackOf(record);
        return words.every((word) => haystack.includes(word));
      })
      .map(summaryOf)
      .sort((one, other) => one.name.localeCompare(other.name, 'fr') || one.givenName.localeCompare(other.givenName, 'fr'));
  }

  /** All of them or, if that is cut short, none. */
  async add(records: readonly PatientRecord[]): Promise<void> {
    await this.database
      .insertInto('patients')
      .values(records.map((record) => ({ id: record.id, record: JSON.stringify(record) })))
      .execute();
  }

  /** Takes the place of `stored`, as it was found. False: it is no longer that, and stays as it is. */
  async replace(stored: PatientRecord, record: PatientRecord): Promise<boolean> {
    const { numUpdatedRows } = await this.database
      .updateTable('patients')
      .set({ record: JSON.stringify(record) })
      .where('id', '=', record.id)
      .where('record', '=', JSON.stringify(stored))
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}

export const summaryOf = ({ id, beneficiary, contact }: PatientRecord): PatientSummary => ({
  id,
  name: beneficiary.name,
  givenName: beneficiary.givenName,
  birthDate: beneficiary.birthDate,
  city: contact.city,
});

/** The form has no field for the country: the practice visits its patients in France. */
const detailsOf = ({ id, contact, vitale }: PatientRecord): PatientDetails => ({
  patientId: id,
  address: { line: contact.address, complement: contact.addressComplement, postalCode: contact.postalCode, city: contact.city, country: 'FRANCE' },
  phones: contact.phones.filter(Boolean),
  email: contact.email,
  ...(vitale && { vitale }),
});

const folded = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

const haystackOf = ({ beneficiary, identity }: PatientRecord): string => {
  const [year, month, day] = beneficiary.birthDate.split('-');
  const number = beneficiary.socialSecurityNumber.replaceAll(' ', '');
  return folded([beneficiary.name, beneficiary.givenName, identity.birthName, identity.birthGivenNames, `${day}/${month}/${year}`, number].join(' '));
};

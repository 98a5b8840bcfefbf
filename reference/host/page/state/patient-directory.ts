import { getPatient, savePatient, searchPatients } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import type { PageServer } from '../connection/page-server.js';
import { type Coordinates, insuredAmong } from '../model/coordinates.js';
import { draftOf, type Faults, type PatientDraft, recordOf } from '../model/patient-draft.js';

/** What a form asks about other patients of the practice. */
export class PatientDirectory {
  constructor(private readonly server: PageServer) {}

  /** The form of the person in whose name this patient is insured. */
  async insuredOf(draft: PatientDraft, ownId: string): Promise<PatientRecord | undefined> {
    const summaries = await this.server.request(searchPatients, { text: draft['insured.name'].trim() });
    const records = await Promise.all(summaries.map(({ id }) => this.server.request(getPatient, { patientId: id })));
    return insuredAmong(
      records.filter((record) => record !== null),
      draft,
      ownId,
    );
  }

  /** Writes coordinates into a form that is not open here. Answers what was wrong with them, or nothing. */
  async replaceCoordinates(record: PatientRecord, coordinates: Coordinates): Promise<Faults | undefined> {
    const answer = await this.server.request(savePatient, { record: recordOf({ ...draftOf(record), ...coordinates }, record), before: record });
    if ('newer' in answer) return this.replaceCoordinates(answer.newer, coordinates);
    return 'faults' in answer ? answer.faults : undefined;
  }
}

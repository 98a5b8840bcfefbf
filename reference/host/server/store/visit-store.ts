import type { Visit } from '../../practice.js';
import { type PatientStore, summaryOf } from './patient-store.js';
import type { PracticeDatabase } from './practice-database.js';
import { weeklyRound } from './weekly-round.js';

/** The visits of each day, planned from the weekly round when a day is looked at for the first time. */
export class VisitStore {
  constructor(
    private readonly database: PracticeDatabase,
    private readonly patients: PatientStore,
    private readonly today: () => string,
  ) {}

  async list(date: string): Promise<readonly Visit[]> {
    await this.plan(date);
    const rows = await this.database.selectFrom('visits').selectAll().where('date', '=', date).orderBy('time').execute();
    const current = date === this.today() ? rows.find((row) => !row.done)?.id : undefined;
    const visits: Visit[] = [];
    for (const row of rows) {
      const record = await this.patients.find(row.patient_id);
      if (!record) continue;
      visits.push({
        id: row.id,
        patient: summaryOf(record),
        time: row.time,
        done: row.done === 1,
        current: row.id === current,
        place: row.place,
        placeDetail: row.place_detail,
        act: row.act,
        actDetail: row.act_detail,
      });
    }
    return visits;
  }

  /** False: no such visit. */
  async setDone(id: string, done: boolean): Promise<boolean> {
    const result = await this.database
      .updateTable('visits')
      .set({ done: done ? 1 : 0 })
      .where('id', '=', id)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  /** Two windows may ask at once: the day is claimed first. @param done how many of the first visits are done already */
  async plan(date: string, done = 0): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      const claimed = await transaction
        .insertInto('visit_days')
        .values({ date })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (!claimed.numInsertedOrUpdatedRows) return;
      const visits = weeklyRound(date).map(({ time, patientId, place, act }, index) => ({
        id: `${date}-${time.replace(':', '')}-${patientId}`,
        date,
        patient_id: patientId,
        time,
        done: index < done ? 1 : 0,
        place: place[0],
        place_detail: place[1],
        act: act[0],
        act_detail: act[1],
      }));
      await transaction
        .insertInto('visits')
        .values(visits)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }
}

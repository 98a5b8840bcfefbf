import { inject, injectable } from 'inversify';
import { type Observable, Subject } from 'rxjs';
import { PluginContext } from '../../api/host.js';
import { PluginError } from '../../api/plugin-error.js';
import { Clock } from '../clock.js';
import type { PatientWishes, Wish, Wishes } from '../patient-wishes.js';
import { Store } from './store.js';

/** The wishes in the plugin's SQLite file, by the host's id of the patient. */
@injectable()
export class SqlitePatientWishes implements PatientWishes {
  private readonly changes$ = new Subject<string>();
  readonly changed$: Observable<string> = this.changes$.asObservable();

  constructor(
    @inject(Store) private readonly store: Store,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
    @inject(Clock) private readonly now: Clock,
  ) {}

  async of(patientId: string): Promise<Wishes> {
    const rows = await this.store.attempt('wish.notRead', (db) =>
      db.selectFrom('patient_wish').select(['wish', 'since']).where('patient_id', '=', patientId).execute(),
    );
    if (!rows) throw new PluginError('document.notKept');
    return Object.fromEntries(rows.map(({ wish, since }) => [wish, Number(since)]));
  }

  async set(patientId: string, wish: Wish, holds: boolean): Promise<void> {
    const isWritten = await this.store.attempt('wish.notWritten', async (db) => {
      if (!holds) await db.deleteFrom('patient_wish').where('patient_id', '=', patientId).where('wish', '=', wish).execute();
      else
        await db
          .insertInto('patient_wish')
          .values({ patient_id: patientId, wish, since: this.now(), user_id: this.host.user.id })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      return true;
    });
    if (!isWritten) throw new PluginError('document.notKept');
    this.changes$.next(patientId);
  }

  async with(wish: Wish): Promise<readonly string[]> {
    const rows = await this.store.attempt('wish.notRead', (db) => db.selectFrom('patient_wish').select('patient_id').where('wish', '=', wish).execute());
    return rows?.map((row) => row.patient_id) ?? [];
  }
}

import { inject, injectable } from 'inversify';
import type { Selectable } from 'kysely';
import { type Observable, Subject } from 'rxjs';
import { PluginError } from '../../api/plugin-error.js';
import type { Proposal, Proposals } from '../proposals.js';
import { Store } from './store.js';
import type { Tables } from './tables.js';

/** The proposals in the plugin's SQLite file. */
@injectable()
export class SqliteProposals implements Proposals {
  private readonly changes$ = new Subject<string>();
  readonly changed$: Observable<string> = this.changes$.asObservable();

  constructor(@inject(Store) private readonly store: Store) {}

  async ofPatient(patientId: string): Promise<readonly Proposal[]> {
    const rows = await this.store.attempt('proposal.notRead', (db) => db.selectFrom('proposal').selectAll().where('patient_id', '=', patientId).execute());
    return (rows ?? []).map(proposalOf);
  }

  async open(): Promise<readonly Proposal[]> {
    const rows = await this.store.attempt('proposal.notRead', (db) =>
      db
        .selectFrom('proposal')
        .selectAll()
        .where(({ eb, or }) => or([eb('declined', 'is', null), eb('declined', '=', 0)]))
        .orderBy('since')
        .execute(),
    );
    return (rows ?? []).map(proposalOf);
  }

  async add({ isDeclined, localDocumentId, patientId, ruleId, since, version }: Proposal): Promise<void> {
    const values = { local_version: version, patient_id: patientId, since, rule_id: ruleId, declined: isDeclined ? 1 : 0 };
    const isWritten = await this.store.attempt('proposal.notWritten', async (db) => {
      await db
        .insertInto('proposal')
        .values({ local_document_id: localDocumentId, ...values })
        .onConflict((conflict) => conflict.column('local_document_id').doUpdateSet(values))
        .execute();
      return true;
    });
    if (!isWritten) throw new PluginError('document.notKept');
    this.changes$.next(patientId);
  }

  async remove(localDocumentId: string): Promise<void> {
    const rows = await this.store.attempt('proposal.notRemoved', (db) =>
      db.deleteFrom('proposal').where('local_document_id', '=', localDocumentId).returning('patient_id').execute(),
    );
    if (!rows) throw new PluginError('document.notKept');
    for (const { patient_id } of rows) this.changes$.next(patient_id);
  }
}

const proposalOf = (row: Selectable<Tables['proposal']>): Proposal => ({
  localDocumentId: row.local_document_id,
  version: row.local_version,
  patientId: row.patient_id,
  since: Number(row.since),
  ruleId: row.rule_id,
  isDeclined: row.declined === 1,
});

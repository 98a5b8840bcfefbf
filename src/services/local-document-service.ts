import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import { catchError, combineLatest, debounceTime, distinctUntilChanged, filter, map, merge, type Observable, of, startWith, switchMap } from 'rxjs';
import type { LocalDocumentMark, LocalDocumentMarks } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import type { LocalDocument } from '../api/local-document.js';
import type { PatientRef } from '../api/patient.js';
import { Outbox, type OutboxRow } from './outbox.js';
import { type Proposal, Proposals } from './proposals.js';

/** What each of the host's documents has become in the DMP (EX_2.1-1190). */
@injectable()
export class LocalDocumentService {
  constructor(
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(Proposals) private readonly proposals: Proposals,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'documents'>,
  ) {}

  /** Never errors: what cannot be read has no mark. */
  marks$({ id: patientId }: PatientRef): Observable<LocalDocumentMarks> {
    const read$ = merge(this.outbox.changed$, this.proposals.changed$).pipe(
      filter((changed) => changed === patientId),
      debounceTime(50),
      startWith(patientId),
      switchMap(() => Promise.all([this.outbox.ofPatient(patientId).catch(() => []), this.proposals.ofPatient(patientId)])),
    );
    const documents$ = this.host.documents.list$(patientId).pipe(catchError(() => of([])));
    return combineLatest([documents$, read$]).pipe(
      map(([documents, [rows, proposals]]) => ({
        patientId,
        marks: Object.fromEntries(documents.map((document) => [document.id, markOf(document, rows, proposals)])),
      })),
      distinctUntilChanged<LocalDocumentMarks>(isDeepStrictEqual),
    );
  }
}

/** `rows`: the newest first. */
function markOf({ id, version }: LocalDocument, rows: readonly OutboxRow[], proposals: readonly Proposal[]): LocalDocumentMark {
  const row = rows.find(({ local }) => local?.documentId === id);
  const proposal = proposals.find(({ localDocumentId }) => localDocumentId === id);
  if (proposal && !proposal.isDeclined) return { kind: 'proposed' };
  if (!row) return { kind: proposal && proposal.version >= version ? 'declined' : 'never' };
  if (row.status !== 'sent') return { kind: row.content ? row.status : 'locked' };
  if (row.availability === 'deleted') return { kind: 'deleted' };
  return { kind: (row.local?.version ?? version) < version ? 'changed' : 'sent', at: row.statusAt };
}

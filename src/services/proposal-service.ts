import { inject, injectable } from 'inversify';
import { catchError, combineLatest, defer, filter, from, map, type Observable, of, startWith, switchMap } from 'rxjs';
import type { FedDocument, FeedingRule } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import type { LocalDocument } from '../api/local-document.js';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { categoryOf, typeLabel, typeOfKind } from './document-kinds.js';
import { FeedingRules } from './feeding-rules.js';
import type { OutboxRow } from './outbox.js';
import { type Proposal, Proposals } from './proposals.js';

/** What rules propose, as rows beside those of the outbox: each is confirmed in the form of its document, or declined. */
@injectable()
export class ProposalService {
  constructor(
    @inject(Proposals) private readonly proposals: Proposals,
    @inject(FeedingRules) private readonly rules: Pick<FeedingRules, 'all$' | 'find'>,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'documents'>,
  ) {}

  /** The newest first. Never errors: what cannot be read is not shown. */
  ofPatient$(patientId: string): Observable<readonly FedDocument[]> {
    return this.proposals.changed$.pipe(
      filter((changed) => changed === patientId),
      startWith(patientId),
      switchMap(() => from(this.proposals.ofPatient(patientId))),
      switchMap((proposals) =>
        this.rows$(
          patientId,
          proposals.filter(({ isDeclined }) => !isDeclined),
        ),
      ),
      map((rows) => [...rows].reverse()),
    );
  }

  /** Of every patient, the oldest first. Never errors. */
  all$(): Observable<readonly FedDocument[]> {
    return this.proposals.changed$.pipe(
      startWith(''),
      switchMap(() => from(this.proposals.open())),
      switchMap((proposals) => {
        const patients = [...new Set(proposals.map(({ patientId }) => patientId))];
        const rows = patients.map((id) =>
          this.rows$(
            id,
            proposals.filter(({ patientId }) => patientId === id),
          ),
        );
        return rows.length ? combineLatest(rows).pipe(map((all) => all.flat())) : of([]);
      }),
    );
  }

  /** The rule that proposes this document: its form begins with what that says. */
  async ruleOf({ id, patientId }: Pick<LocalDocument, 'id' | 'patientId'>): Promise<FeedingRule | undefined> {
    const proposal = (await this.proposals.ofPatient(patientId)).find(({ isDeclined, localDocumentId }) => localDocumentId === id && !isDeclined);
    return proposal && this.rules.find(proposal.ruleId);
  }

  /** For good: only a newer version is proposed again. `patientId`: of the form it was asked for in. @throws PluginError `document.moved`, `document.notKept` */
  async decline(localDocumentId: string, patientId?: string): Promise<void> {
    const proposal = (await this.proposals.open()).find((one) => one.localDocumentId === localDocumentId);
    if (!proposal || (patientId !== undefined && proposal.patientId !== patientId)) throw new PluginError('document.moved');
    await this.proposals.add({ ...proposal, since: this.now(), isDeclined: true });
  }

  /** What somebody took out of the outbox no rule puts there again. @throws PluginError `document.notKept` */
  async noteWithdrawn({ local, patientId }: OutboxRow): Promise<void> {
    if (!local) return;
    await this.proposals.add({ localDocumentId: local.documentId, version: local.version, patientId, since: this.now(), ruleId: '', isDeclined: true });
  }

  /** It is in the outbox now. */
  async noteAccepted(localDocumentId: string): Promise<void> {
    await this.proposals.remove(localDocumentId).catch(() => {}); // an offer that stays is one more than needed
  }

  /** A document the practice no longer has is proposed no more. */
  private rows$(patientId: string, proposals: readonly Proposal[]): Observable<readonly FedDocument[]> {
    if (!proposals.length) return of([]);
    const documents$ = defer(() => this.host.documents.list$(patientId)).pipe(catchError(() => of([])));
    return combineLatest([documents$, this.rules.all$()]).pipe(
      map(([documents, rules]) =>
        proposals.flatMap((proposal) => {
          const document = documents.find(({ id }) => id === proposal.localDocumentId);
          const rule = rules.find(({ ruleId }) => ruleId === proposal.ruleId);
          return document ? [proposed(proposal, document, rule)] : [];
        }),
      ),
    );
  }
}

function proposed({ since }: Proposal, document: LocalDocument, rule: FeedingRule | undefined): FedDocument {
  const typeCode = rule?.typeCode ?? typeOfKind(document.kind);
  return {
    documentId: document.id,
    patientId: document.patientId,
    title: document.title,
    typeCode,
    typeLabel: typeCode && typeLabel(typeCode),
    category: categoryOf(typeCode),
    comment: '',
    writtenOn: document.writtenOn,
    actStart: document.act?.start ?? document.writtenOn,
    author: '',
    mediaType: document.mediaType,
    size: document.size,
    version: 1,
    visibility: rule?.visibility ?? [],
    state: { kind: 'proposed', since },
    availability: 'current',
    byRule: true,
    acts: ['confirm', 'decline'],
  };
}

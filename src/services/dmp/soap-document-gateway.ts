import { inject, injectable } from 'inversify';
import { defer, firstValueFrom, map, type Observable, throwError } from 'rxjs';
import type { Visibility } from '../../api/documents.js';
import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import type { Holder } from '../../api/professional.js';
import { ProfessionalIdentity } from '../../hardware/professional-identity.js';
import type { DocumentEntry, DocumentGateway, DocumentQuery, StatusChange, Submission, SubmissionProgress } from '../document-gateway.js';
import { checkIns } from '../ins.js';
import { newOid } from '../oid.js';
import { cancellable } from './cancellable.js';
import { DmpClient } from './dmp-client.js';
import { DmpContext } from './dmp-context.js';
import { type Session, unlockedSession } from './session.js';
import { submissionSignature } from './signature/submission-signature.js';
import type { Transaction, TransactionRequest } from './transaction.js';
import { td21Submission } from './transactions/td21-submission.js';
import { td31Entry, td31Own, td31Search } from './transactions/td31-search.js';
import { td32Retrieval } from './transactions/td32-retrieval.js';
import { td33Status, td33Visibility } from './transactions/td33-update.js';
import { submittedBytes } from './xds/document-entry.js';
import { storedEntry } from './xds/stored-entry.js';
import type { SubmissionSet } from './xds/submission-set.js';

/** Care of an outpatient (TRE_R209). */
const CONTENT_TYPE = '07';

/** The document transactions over SOAP. */
@injectable()
export class SoapDocumentGateway implements DocumentGateway {
  constructor(
    @inject(DmpClient) private readonly client: DmpClient,
    @inject(DmpContext) private readonly context: DmpContext,
    @inject(ProfessionalIdentity) private readonly identity: ProfessionalIdentity,
  ) {}

  async submit(patient: QualifiedPatient, submission: Submission, signerId: Holder['id'], progress?: SubmissionProgress): Promise<void> {
    this.check(patient);
    const session = await this.session();
    if (session.holder.id !== signerId || session.situation.structureId !== submission.document.structure.id) throw new PluginError('card.changed');
    if (!mayFeed(session.holder, submission.document.author)) throw new PluginError('dmp.rightsRefused');
    const set = this.set(session);
    const signature = await this.sign(set, submission);
    const followed = progress ? { ...submission, bytes: () => counted(submission.bytes(), progress) } : submission;
    await this.client.send(td21Submission, { patient, session, submission: followed, set, signature });
  }

  findOwn(patient: QualifiedPatient, uniqueId: string): Observable<string | undefined> {
    return this.read(td31Own, { patient, uniqueId });
  }

  findEntry(patient: QualifiedPatient, uniqueId: string): Observable<DocumentEntry | undefined> {
    return this.read(td31Entry, { patient, uniqueId }).pipe(map((node) => node && storedEntry(node)));
  }

  search(patient: QualifiedPatient, query: DocumentQuery): Observable<readonly DocumentEntry[]> {
    return this.read(td31Search, { patient, query }).pipe(map((nodes) => nodes.map(storedEntry)));
  }

  retrieve(patient: QualifiedPatient, entry: Pick<DocumentEntry, 'uniqueId' | 'repositoryId' | 'hash' | 'size'>): Observable<Uint8Array> {
    return this.read(td32Retrieval, { patient, entry });
  }

  async changeVisibility(patient: QualifiedPatient, uniqueId: string, visibility: readonly Visibility[]): Promise<void> {
    const session = await this.session();
    const entry = await firstValueFrom(this.read(td31Entry, { patient, session, uniqueId }));
    if (!entry) throw new PluginError('dmp.documentUnknown');
    const isAboutProfessionals = visibility.includes('MASQUE_PS') !== storedEntry(entry).visibility.includes('MASQUE_PS');
    const td = isAboutProfessionals ? 'TD3.3a' : 'TD3.3b';
    await this.client.send(td33Visibility, { patient, session, set: this.set(session), td, entry, visibility });
  }

  async changeStatus(patient: QualifiedPatient, uniqueId: string, { from: status, to }: StatusChange): Promise<void> {
    const session = await this.session();
    const entryUuid = await firstValueFrom(this.read(td31Own, { patient, session, uniqueId }));
    if (!entryUuid) throw new PluginError('dmp.documentUnknown');
    await this.client.send(td33Status, { patient, session, set: this.set(session), entryUuid, from: status, status: to });
  }

  private session(): Promise<Session> {
    return unlockedSession(this.identity);
  }

  /** A fresh one: what is sent twice is two sets. */
  private set({ holder, situation }: Session): SubmissionSet {
    const { context } = this;
    return {
      uniqueId: newOid(context.newId()),
      sourceId: context.lps.oid,
      submittedAt: context.now(),
      author: holder,
      structure: { id: situation.structureId, name: situation.structureName },
      contentType: CONTENT_TYPE,
    };
  }

  private async sign(set: SubmissionSet, { document, written }: Submission) {
    const uniqueId = newOid(this.context.newId());
    const documents = [{ uniqueId: document.uniqueId, digest: written.digest }];
    const certificate = await this.identity.certificate('signature');
    const signedAt = set.submittedAt;
    const { text } = await submissionSignature({ uniqueId, submissionSetId: set.uniqueId, documents, signedAt }, certificate, this.identity);
    const bytes = Buffer.from(text);
    return { uniqueId, signedAt, bytes, submitted: submittedBytes(bytes) };
  }

  private check({ identity }: QualifiedPatient): void {
    const reason = checkIns(identity, this.context.environment);
    if (reason) throw new PluginError(reason);
  }

  private read<Q extends TransactionRequest & { readonly patient: QualifiedPatient }, R>(transaction: Transaction<Q, R>, request: Q): Observable<R> {
    return defer(() => {
      try {
        this.check(request.patient);
      } catch (error) {
        return throwError(() => error);
      }
      return cancellable((signal) => this.client.send(transaction, request, signal));
    });
  }
}

/** A professional feeds what is his, the staff what a professional of the structure answers for (§11.5). */
const mayFeed = (holder: Holder, author: Holder): boolean => (holder.cardKind === 'CPE' ? author.cardKind !== 'CPE' : author.id === holder.id);

async function* counted(bytes: AsyncIterable<Uint8Array>, progress: SubmissionProgress): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const chunk of bytes) {
    yield chunk;
    sent += chunk.byteLength;
    progress.sent(sent);
  }
}

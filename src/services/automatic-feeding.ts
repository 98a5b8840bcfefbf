import { inject, injectable } from 'inversify';
import { concatMap, from, merge, type Observable } from 'rxjs';
import { type Logger, PluginContext, type ValidatedDocument } from '../api/host.js';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { DocumentPreparer, type PreparedBody } from './document-preparer.js';
import { DocumentService, digestOf } from './document-service.js';
import { FeedingRules, type RuleSigner, type SignedRule } from './feeding-rules.js';
import { Notes } from './notes.js';
import { Outbox } from './outbox.js';
import { Proposals } from './proposals.js';
import { RecordAccess } from './record-access.js';
import { Settings } from './settings.js';

const SEEN = 'validatedSeen';

/**
 * What the practice's rules do when a document was validated (EX_GEN-1060): queue it for whoever signs for the rule, whether his card is there or not, or only
 * propose it. Never an empty or an unchanged one.
 */
@injectable()
export class AutomaticFeeding {
  private readonly log: Logger;
  /** What could be neither queued nor proposed, by id; it is tried again before the next one, and told again at the next start. */
  private readonly left = new Map<string, ValidatedDocument>();

  constructor(
    @inject(FeedingRules) private readonly rules: FeedingRules,
    @inject(Proposals) private readonly proposals: Proposals,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(DocumentService) private readonly documents: DocumentService,
    @inject(DocumentPreparer) private readonly preparer: DocumentPreparer,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(Notes) private readonly notes: Notes,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'documents' | 'events' | 'log' | 'user'>,
  ) {
    this.log = host.log('AutomaticFeeding');
  }

  /** What was validated while nobody listened, then what is validated now; one after the other. Never errors. */
  run$(): Observable<void> {
    const missed$ = from(this.missed()).pipe(concatMap((documents) => from(documents)));
    return merge(missed$, this.host.events.documentValidated$).pipe(concatMap((validated) => from(this.take(validated))));
  }

  private async missed(): Promise<readonly ValidatedDocument[]> {
    const since = await this.notes.read(SEEN);
    if (typeof since !== 'number') {
      // From now on: no rule reaches back before it was there.
      await this.notes.write(SEEN, this.now()).catch(() => {});
      return [];
    }
    return this.host.documents.validatedSince(since).catch(() => []);
  }

  /** Never rejects: what a rule could not do is proposed. */
  private async take(validated: ValidatedDocument): Promise<void> {
    const latest = new Map([...this.left, [validated.document.id, validated]]);
    for (const [id, one] of latest) {
      try {
        const rule = await this.rules.ruleFor(one.document, await this.isReplacement(one));
        if (rule && !(await this.isKnown(one))) await this.apply(rule, one);
        this.left.delete(id);
      } catch (error) {
        this.left.set(id, one);
        this.log.warn('rule.notApplied', { code: PluginError.from(error).code });
      }
    }
    // Nothing that was left is behind what was seen.
    if (this.left.size === 0) await this.noteSeen(validated).catch(() => {});
  }

  private async noteSeen({ document }: ValidatedDocument): Promise<void> {
    const since = await this.notes.read(SEEN);
    await this.notes.write(SEEN, Math.max(document.validatedAt ?? 0, typeof since === 'number' ? since : 0));
  }

  private async apply(rule: SignedRule, validated: ValidatedDocument): Promise<void> {
    const prepared = await this.prepared(validated);
    if (prepared === 'empty' || (prepared && (await this.isUnchanged(validated, prepared)))) return;
    const signer = rule.does === 'queue' ? this.signerOf(rule) : undefined;
    if (signer && prepared) {
      try {
        await this.queue(rule, validated, prepared, signer);
        return;
      } catch (error) {
        this.log.info('rule.proposesOnly', { code: PluginError.from(error).code });
      }
    }
    const { document, patient } = validated;
    await this.proposals.add({
      localDocumentId: document.id,
      version: document.version,
      patientId: patient.id,
      since: this.now(),
      ruleId: rule.ruleId,
      isDeclined: false,
    });
  }

  /** What was validated by somebody else, or is meant for another DMP, he has not signed for. */
  private signerOf({ signer }: SignedRule): RuleSigner | undefined {
    return signer?.userId === this.host.user.id && signer.environment === this.settings.get('dmp.environment') ? signer : undefined;
  }

  /** It waits in the outbox for the card of who signs. @throws PluginError `ins.*`, and those of `DocumentService.acceptByRule` */
  private async queue(rule: SignedRule, { document, patient }: ValidatedDocument, prepared: PreparedBody, signer: RuleSigner): Promise<void> {
    const { environment, holder, situation } = signer;
    const record = { patient: this.access.checkPatient(patient), environment, holder, situation };
    const form = {
      typeCode: rule.typeCode,
      title: document.title,
      comment: '',
      writtenOn: document.writtenOn,
      actStart: document.act?.start ?? document.writtenOn,
      actEnd: document.act?.end ?? '',
      practiceSetting: rule.practiceSetting,
      situationId: record.situation.id,
      authorId: '',
      visibility: rule.visibility,
    };
    await this.documents.acceptByRule(record, { form, prepared, local: document });
  }

  /** `undefined`: it cannot be sent as it is; its form says why. */
  private async prepared({ document }: ValidatedDocument): Promise<PreparedBody | 'empty' | undefined> {
    const maxBytes = this.settings.get('dmp.maxDocumentMegabytes') * 1024 * 1024;
    try {
      return await this.preparer.prepare(await this.host.documents.read(document.id), { maxBytes });
    } catch (error) {
      const { code } = PluginError.from(error);
      this.log.info('rule.notPrepared', { code });
      return code === 'document.empty' ? 'empty' : undefined;
    }
  }

  /** What is in the record, or on its way there, says the same. */
  private async isUnchanged({ document }: ValidatedDocument, prepared: PreparedBody): Promise<boolean> {
    const before = await this.outbox.ofLocal(document.id);
    return before?.content?.bodyDigest === digestOf(prepared) && before.availability !== 'deleted';
  }

  /** An older version is in the record: this one is not new there. */
  private async isReplacement({ document }: ValidatedDocument): Promise<boolean> {
    const before = await this.outbox.ofLocal(document.id);
    return before?.status === 'sent' && before.availability === 'current';
  }

  /** This version is on its way, in the record, proposed, or not wanted. */
  private async isKnown({ document, patient }: ValidatedDocument): Promise<boolean> {
    const row = await this.outbox.ofLocal(document.id);
    if (row?.local && row.local.version >= document.version) return true;
    return (await this.proposals.ofPatient(patient.id)).some(({ localDocumentId, version }) => localDocumentId === document.id && version >= document.version);
  }
}

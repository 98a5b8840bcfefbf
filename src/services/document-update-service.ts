import { inject, injectable } from 'inversify';
import { firstValueFrom } from 'rxjs';
import type { FedDocument, Visibility } from '../api/documents.js';
import type { PatientRef } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { dayOf } from './calendar.js';
import { Clock } from './clock.js';
import { DmpParameterSource } from './dmp-parameters.js';
import { type DocumentEntry, DocumentGateway, type EntryStatus, type StatusChange } from './document-gateway.js';
import { FormReader } from './form-reader.js';
import { type DocumentUpdate, Outbox, type OutboxContent, type OutboxRow } from './outbox.js';
import { OutboxService } from './outbox-service.js';
import { type Needs, type OpenRecord, RecordAccess } from './record-access.js';
import { checkVisibility, forbiddenFor } from './visibility-rules.js';

type Availability = FedDocument['availability'];
/** A document that was sent, as the outbox has it now, and in whose session it is changed. */
interface Sent {
  readonly record: OpenRecord;
  readonly documentId: string;
  readonly availability: Availability;
  readonly content: OutboxContent;
}

/**
 * Changes to what was sent (TD3.3): each at the user's command, each one's author's. Before one leaves, it is noted in its row that it may have; where its
 * answer is lost, the record decides what came of it: at once, or before anything else is done to the document, or when somebody looks at it. The staff of a
 * structure deletes what it has sent, and changes nothing else (PDT-526).
 */
@injectable()
export class DocumentUpdateService {
  private readonly running = new Set<Promise<void>>();
  private isEnding = false;

  constructor(
    @inject(DocumentGateway) private readonly dmp: DocumentGateway,
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(OutboxService) private readonly service: OutboxService,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(DmpParameterSource) private readonly parameters: DmpParameterSource,
    @inject(Clock) private readonly now: Clock,
  ) {}

  /** TD3.3a for professionals, TD3.3b for the patient and his representatives: one after the other, since each is a transaction of its own. @throws PluginError */
  async changeVisibility(patient: PatientRef, documentId: string, visibility: readonly Visibility[], professionalId?: string): Promise<void> {
    const sent = await this.open(patient, documentId, BY_HIS_CARD, professionalId);
    await this.check(patient, { typeCode: sent.content.document.typeCode, visibility });
    await this.follow(documentId, async () => {
      const { content } = await this.settled(sent);
      const isMasked = visibility.includes('MASQUE_PS');
      const before = content.visibility;
      // Taken away before anything is added, put on when the rest is done: on the way there is nothing that may not be cumulated.
      const first = isMasked ? visibility.filter((one) => one !== 'MASQUE_PS' || before.includes(one)) : before.filter((one) => one !== 'MASQUE_PS');
      for (const step of [first, visibility]) {
        const now = await this.sent(sent.record, documentId);
        if (!sameVisibility(step, now.content.visibility)) await this.update(now, { kind: 'visibility', visibility: step });
      }
    });
  }

  archive(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    return this.changeStatus(patient, documentId, 'archived', professionalId);
  }

  unarchive(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    return this.changeStatus(patient, documentId, 'approved', professionalId);
  }

  /** For ever, with the versions before it. */
  delete(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    return this.changeStatus(patient, documentId, 'deleted', professionalId);
  }

  /** Somebody looks at a document of which an update was lost. @throws PluginError what keeps the record from being asked */
  async settle(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    const sent = await this.open(patient, documentId, {}, professionalId);
    if (sent.content.unsettled) await this.follow(documentId, async () => void (await this.settled(sent)));
  }

  /** Done when no update is under way any more, or when `signal` says that nobody waits longer: what was lost then is settled later. */
  async finish(signal: AbortSignal): Promise<void> {
    this.isEnding = true;
    const over = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([Promise.allSettled(this.running), over]);
  }

  private async changeStatus(patient: PatientRef, documentId: string, to: StatusChange['to'], professionalId?: string): Promise<void> {
    const sent = await this.open(patient, documentId, to === 'deleted' ? {} : BY_HIS_CARD, professionalId);
    // Its next version would find nothing to take the place of.
    const others = await this.outbox.ofPatient(patient.id);
    if (others.some(({ content, status }) => status !== 'sent' && content?.replaces === documentId)) throw new PluginError('document.moved');
    await this.follow(documentId, async () => {
      const now = await this.settled(sent);
      if (now.availability === AVAILABILITIES[to]) return; // the one whose answer was lost was done
      const change = changeOf(now.availability, to);
      if (!change) throw new PluginError('document.moved');
      await this.update(now, { kind: 'status', change });
    });
  }

  private follow(documentId: string, update: () => Promise<void>): Promise<void> {
    // What nobody would wait for is not begun.
    if (this.isEnding) return Promise.reject(new PluginError('host.unavailable'));
    const followed = this.service.follow(documentId, update);
    this.running.add(followed);
    const forget = () => this.running.delete(followed);
    followed.then(forget, forget);
    return followed;
  }

  /** Sends it. Where its answer is lost, the record is asked at once. */
  private async update(sent: Sent, update: DocumentUpdate): Promise<void> {
    const { content, documentId, record } = sent;
    await this.access.checkSession(record);
    await this.keep(documentId, { content: { ...content, unsettled: update } });
    try {
      await this.send(sent, update);
    } catch (failure) {
      const error = PluginError.from(failure);
      if (isDeletion(content.unsettled) && isDeletion(update) && DELETED_BEFORE.has(error.code)) return this.conclude(sent, update);
      if (error.code !== 'dmp.answerLost') {
        await this.keep(documentId, { content });
        throw error;
      }
      const now = await this.settled(await this.sent(record, documentId)).catch(() => undefined);
      if (now && isReached(now, update)) return;
      throw error;
    }
    await this.conclude(sent, update);
  }

  private send({ content: { document }, record: { patient } }: Sent, update: DocumentUpdate): Promise<void> {
    return update.kind === 'status'
      ? this.dmp.changeStatus(patient, document.uniqueId, update.change)
      : this.dmp.changeVisibility(patient, document.uniqueId, update.visibility);
  }

  /** It was done. */
  private async conclude({ content, documentId }: Sent, update: DocumentUpdate): Promise<void> {
    const { unsettled: _, ...settled } = content;
    if (update.kind === 'visibility') return this.keep(documentId, { content: { ...settled, visibility: update.visibility } });
    const availability = AVAILABILITIES[update.change.to];
    await this.keep(documentId, { content: settled, availability });
    if (availability === 'deleted') await this.forgetVersionsBefore(content);
  }

  /** The document as the record has it, where an update of it was lost. What nobody may tell stays unsettled. @throws PluginError what keeps the record from being asked */
  private async settled(sent: Sent): Promise<Sent> {
    const { content, documentId, record } = sent;
    const { unsettled, ...known } = content;
    if (!unsettled) return sent;
    const found = await this.found(record, content, unsettled);
    if (found === 'unknown') return sent;
    if (found === 'gone') await this.conclude(sent, { kind: 'status', change: { from: 'approved', to: 'deleted' } });
    else {
      await this.keep(documentId, { content: { ...known, visibility: found.visibility }, availability: AVAILABILITIES[found.status] });
      if (found.status === 'deleted') await this.forgetVersionsBefore(content);
    }
    return this.sent(record, documentId);
  }

  /**
   * The entry; `gone`: the record has it no more. Deleting alone needs no authorisation: without one, only the name of the document can be asked for (TD3.1b).
   * `unknown`: it has one, as a deleted one may have (assumed). Its deletion is sent again then, and a refusal says that it was done.
   */
  private async found({ patient }: OpenRecord, { document: { uniqueId } }: OutboxContent, update: DocumentUpdate): Promise<DocumentEntry | 'gone' | 'unknown'> {
    try {
      return (await firstValueFrom(this.dmp.findEntry(patient, uniqueId))) ?? 'gone';
    } catch (failure) {
      const error = PluginError.from(failure);
      if (!isDeletion(update) || !MAY_NOT_READ.has(error.code)) throw error;
      return (await firstValueFrom(this.dmp.findOwn(patient, uniqueId))) === undefined ? 'gone' : 'unknown';
    }
  }

  private async forgetVersionsBefore({ replaces }: OutboxContent): Promise<void> {
    for (let before = replaces; before; before = (await this.outbox.get(before))?.content?.replaces)
      await this.outbox.change(before, ['sent'], { availability: 'deleted' });
  }

  private async keep(documentId: string, change: { readonly content: OutboxContent; readonly availability?: Availability }): Promise<void> {
    await this.outbox.change(documentId, ['sent'], change);
  }

  private async open(patient: PatientRef, documentId: string, needs: Needs, professionalId?: string): Promise<Sent> {
    const record = await this.access.open(patient, needs, professionalId);
    return this.sent(record, documentId);
  }

  /** @throws PluginError `document.moved`, `document.locked` */
  private async sent(record: OpenRecord, documentId: string): Promise<Sent> {
    const row: OutboxRow | undefined = await this.outbox.get(documentId);
    if (row?.status !== 'sent' || row.patientId !== record.patient.id) throw new PluginError('document.moved');
    if (!row.content) throw new PluginError('document.locked');
    return { record, documentId, availability: row.availability, content: row.content };
  }

  private async check(patient: PatientRef, chosen: { readonly typeCode: string; readonly visibility: readonly Visibility[] }): Promise<void> {
    const parameters = await this.parameters.current();
    const form = new FormReader();
    checkVisibility(form, chosen, { forbidden: forbiddenFor(patient, parameters, dayOf(this.now())), mayCumulate: parameters.mayCumulate });
    if ('faults' in form.checked(() => undefined)) throw new PluginError('dmp.documentRefused');
  }
}

/** The staff and the certificates of a structure delete what it has sent, and change nothing else (PDT-526, §15.1). */
const BY_HIS_CARD: Needs = { professional: true, card: true };

const AVAILABILITIES: Readonly<Record<EntryStatus, Availability>> & Readonly<Record<StatusChange['to'], Availability>> = {
  approved: 'current',
  archived: 'archived',
  deprecated: 'replaced',
  deleted: 'deleted',
};
/** What the DMP says to who may not read the record. */
const MAY_NOT_READ: ReadonlySet<string> = new Set(['dmp.accessForbidden', 'dmp.rightsRefused']);

/** What the DMP says of a deletion to who has deleted before: the status is not what it was, or there is nothing of this name (assumed). */
const DELETED_BEFORE: ReadonlySet<string> = new Set(['dmp.documentRefused', 'dmp.documentUnknown']);
const isDeletion = (update: DocumentUpdate | undefined): boolean => update?.kind === 'status' && update.change.to === 'deleted';

/** Between which statuses it goes; `undefined`: there is no such way (§14.4). */
function changeOf(availability: Availability, to: StatusChange['to']): StatusChange | undefined {
  if (availability === 'current' && to !== 'approved') return { from: 'approved', to };
  if (availability === 'archived' && to !== 'archived') return { from: 'archived', to };
  return undefined;
}

const isReached = ({ availability, content }: Sent, update: DocumentUpdate): boolean =>
  update.kind === 'status' ? availability === AVAILABILITIES[update.change.to] : sameVisibility(content.visibility, update.visibility);

const sameVisibility = (one: readonly Visibility[], other: readonly Visibility[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));

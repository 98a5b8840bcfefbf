import { inject, injectable } from 'inversify';
import type { Visibility } from '../api/documents.js';
import type { PatientRef } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { dayOf } from './calendar.js';
import { Clock } from './clock.js';
import { DmpParameterSource } from './dmp-parameters.js';
import { DocumentGateway, type StatusChange } from './document-gateway.js';
import { FormReader } from './form-reader.js';
import { Outbox, type OutboxRow } from './outbox.js';
import { OutboxService } from './outbox-service.js';
import { type Needs, type OpenRecord, RecordAccess } from './record-access.js';
import { checkVisibility, forbiddenFor } from './visibility-rules.js';

/** Changes to what was sent (TD3.3): each at the user's command, each one's author's. The staff of a structure deletes what it has sent, and changes nothing else (PDT-526). */
@injectable()
export class DocumentUpdateService {
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
    const { record, row } = await this.open(patient, documentId, { professional: true }, professionalId);
    const { content } = row;
    if (!content) throw new PluginError('document.locked');
    await this.check(patient, visibility);
    await this.service.follow(documentId, async () => {
      const isMasked = visibility.includes('MASQUE_PS');
      const before = content.visibility;
      const first = isMasked === before.includes('MASQUE_PS') ? before : toggled(before, isMasked);
      for (const step of [first, visibility]) {
        if (sameVisibility(step, (await this.current(row)).visibility)) continue;
        await this.access.checkSession(record);
        await this.dmp.changeVisibility(record.patient, content.document.uniqueId, step);
        await this.outbox.change(documentId, ['sent'], { content: { ...(await this.current(row)), visibility: step } });
      }
    });
  }

  archive(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    return this.changeStatus(patient, documentId, { from: 'approved', to: 'archived' }, professionalId);
  }

  unarchive(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    return this.changeStatus(patient, documentId, { from: 'archived', to: 'approved' }, professionalId);
  }

  /** For ever, with the versions before it. */
  async delete(patient: PatientRef, documentId: string, professionalId?: string): Promise<void> {
    const row = await this.outbox.get(documentId);
    const from = row?.availability === 'archived' ? 'archived' : 'approved';
    await this.changeStatus(patient, documentId, { from, to: 'deleted' }, professionalId);
    for (let before = row?.content?.replaces; before; before = (await this.outbox.get(before))?.content?.replaces)
      await this.outbox.change(before, ['sent'], { availability: 'deleted' });
  }

  private async changeStatus(patient: PatientRef, documentId: string, change: StatusChange, professionalId?: string): Promise<void> {
    const { record, row } = await this.open(patient, documentId, { professional: change.to !== 'deleted' }, professionalId);
    const uniqueId = row.content?.document.uniqueId;
    if (!uniqueId) throw new PluginError('document.locked');
    await this.service.follow(documentId, async () => {
      await this.access.checkSession(record);
      await this.dmp.changeStatus(record.patient, uniqueId, change);
      await this.outbox.change(documentId, ['sent'], { availability: AVAILABILITIES[change.to] });
    });
  }

  private async open(
    patient: PatientRef,
    documentId: string,
    needs: Needs,
    professionalId?: string,
  ): Promise<{ readonly record: OpenRecord; readonly row: OutboxRow }> {
    const record = await this.access.open(patient, needs, professionalId);
    const row = await this.outbox.get(documentId);
    if (row?.status !== 'sent' || row.patientId !== patient.id) throw new PluginError('document.moved');
    return { record, row };
  }

  private async current({ content, documentId }: OutboxRow) {
    const now = (await this.outbox.get(documentId))?.content ?? content;
    if (!now) throw new PluginError('document.locked');
    return now;
  }

  private async check(patient: PatientRef, visibility: readonly Visibility[]): Promise<void> {
    const parameters = await this.parameters.current();
    const form = new FormReader();
    checkVisibility(form, visibility, { forbidden: forbiddenFor(patient, parameters, dayOf(this.now())), mayCumulate: parameters.mayCumulate });
    if ('faults' in form.checked(() => undefined)) throw new PluginError('dmp.documentRefused');
  }
}

const AVAILABILITIES = { approved: 'current', archived: 'archived', deleted: 'deleted' } as const;

const toggled = (visibility: readonly Visibility[], isMasked: boolean): readonly Visibility[] =>
  isMasked ? [...visibility, 'MASQUE_PS'] : visibility.filter((one) => one !== 'MASQUE_PS');

const sameVisibility = (one: readonly Visibility[], other: readonly Visibility[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));

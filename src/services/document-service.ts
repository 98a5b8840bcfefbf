import { createHash, randomUUID } from 'node:crypto';
import { inject, injectable } from 'inversify';
import { firstValueFrom } from 'rxjs';
import type { DocumentCheck, DocumentDraft, DocumentForm, DocumentOutcome, JoinedBody } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import type { LocalDocument } from '../api/local-document.js';
import type { PatientRef } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import type { Holder, Situation } from '../api/professional.js';
import { BodyShelf } from './body-shelf.js';
import { dayOf, noonOf } from './calendar.js';
import { CardSessionService, currentCard } from './card-session-service.js';
import { Clock } from './clock.js';
import { DmpParameterSource } from './dmp-parameters.js';
import { authorChoice, authorOf, authorsAmong, type DocumentAuthor, fullName, presetAuthor } from './document-authors.js';
import { documentTypes, facilityLabel, practiceSettings, typeLabel, typeOfKind } from './document-kinds.js';
import { DocumentPreparer, type PreparedBody } from './document-preparer.js';
import { DocumentWriter } from './document-writer.js';
import { FormMemory } from './form-memory.js';
import { formRules } from './form-rules.js';
import { checkTraits } from './ins.js';
import type { MedicalDocument } from './medical-document.js';
import { newOid } from './oid.js';
import { Outbox, type OutboxRow } from './outbox.js';
import { nameOf } from './patient-name.js';
import { PatientWishes } from './patient-wishes.js';
import { ProposalService } from './proposal-service.js';
import { type OpenRecord, RecordAccess } from './record-access.js';
import { Settings } from './settings.js';
import { forbiddenFor } from './visibility-rules.js';

/** What a form was opened for: nothing, one of the host's documents, one that was sent and is replaced, or one that was refused and is corrected. */
export interface DocumentSource {
  readonly localDocumentId?: string;
  readonly replacesId?: string;
  readonly correctsId?: string;
}

/** What is added: the form, and what was joined to it. */
export interface NewDocument extends DocumentSource {
  readonly form: DocumentForm;
  readonly bodyId: string;
}

/** What a rule makes of a document of the practice. */
interface FedByRule {
  readonly form: DocumentForm;
  readonly prepared: PreparedBody;
  readonly local: LocalDocument;
}

/** Tells one body from another. */
export const digestOf = ({ bytes }: Pick<PreparedBody, 'bytes'>): string => createHash('sha256').update(bytes).digest('base64');

const PREVIEW = { first: 0, count: 10, width: 900 } as const;
const MEGABYTE = 1024 * 1024;

/** The form *Ajouter un document*, from its draft to the outbox. What it accepts is committed there before anybody is told. */
@injectable()
export class DocumentService {
  /** By the body that was joined. */
  private readonly adding = new Map<string, Promise<DocumentOutcome>>();
  private readonly turns = new Map<string, Promise<void>>();

  constructor(
    @inject(Outbox) private readonly outbox: Outbox,
    @inject(ProposalService) private readonly proposals: ProposalService,
    @inject(DocumentPreparer) private readonly preparer: DocumentPreparer,
    @inject(DocumentWriter) private readonly writer: DocumentWriter,
    @inject(BodyShelf) private readonly shelf: BodyShelf,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(PatientWishes) private readonly wishes: PatientWishes,
    @inject(DmpParameterSource) private readonly parameters: DmpParameterSource,
    @inject(FormMemory) private readonly memory: FormMemory,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'files' | 'documents' | 'practice'>,
  ) {}

  /** The form filled in advance. @throws PluginError `ins.*`, `card.absent`, `feeding.opposed`, `document.moved`, `document.locked`, what the file was refused for is in the draft */
  async draft(patient: PatientRef, asked: DocumentSource): Promise<DocumentDraft> {
    this.checkPatient(patient);
    const { holder, situation, situations } = await this.session();
    const source = await this.meant(asked);
    const before = await this.before(patient, source);
    if (!source.replacesId && !before?.content?.replaces) await this.needConsent(patient);
    const local = source.localDocumentId ? await this.localDocument(patient, source.localDocumentId) : undefined;
    const authors = await this.authors(holder, situations);
    const [form, rules, conditionsRead, joined] = await Promise.all([
      this.filled(holder, situation, before, local),
      this.rules(patient, holder, situations, authors),
      this.memory.hasAdded(),
      this.joinedAtOnce(local ? () => this.joinLocal(patient, local.id) : source.correctsId && before ? () => this.sameBody(patient, before) : undefined),
    ]);
    return {
      patientId: patient.id,
      patientName: nameOf(patient),
      birthDate: patient.identity.birthDate,
      form: { ...form, authorId: presetAuthor(authors, form.situationId, before?.content?.document.author) },
      types: rules.types,
      practiceSettings,
      situations: rules.situations,
      ...(rules.authors && { authors: rules.authors }),
      forbidden: rules.forbidden,
      mayCumulate: rules.mayCumulate,
      conditionsRead,
      maxBytes: this.maxBytes,
      ...joined,
      ...(source.replacesId && before?.content && { replaces: { documentId: source.replacesId, title: before.content.document.title } }),
    };
  }

  /** A file the page has posted. @throws PluginError `host.fileGone`, `document.*` */
  async joinFile(patient: PatientRef, fileId: string): Promise<JoinedBody> {
    const { name, bytes } = await this.host.files.take(fileId);
    return this.join(patient, name, bytes);
  }

  async joinText(patient: PatientRef, text: string): Promise<JoinedBody> {
    return this.join(patient, '', text);
  }

  async joinLocal(patient: PatientRef, documentId: string): Promise<JoinedBody> {
    const local = await this.localDocument(patient, documentId);
    return this.join(patient, local.fileName, await this.host.documents.read(documentId), local);
  }

  /** What *Demande de confirmation* says, or the fields that are wrong. @throws PluginError as `draft` */
  async check(patient: PatientRef, { form, bodyId }: Pick<NewDocument, 'form'> & { readonly bodyId?: string }): Promise<DocumentCheck> {
    const { hasSoftwareSignature, holder, situations } = await this.session();
    const authors = await this.authors(holder, situations);
    const rules = await this.rules(patient, holder, situations, authors);
    const checked = (await formRules()).checkDocument(form, rules);
    if (bodyId === undefined) return { kind: 'invalid', faults: { ...('faults' in checked && checked.faults), body: 'noBody' } };
    if ('faults' in checked) return { kind: 'invalid', faults: checked.faults };
    this.shelf.get(bodyId, patient.id);
    const { title, typeCode, visibility, writtenOn } = checked.value;
    const termsUrl = this.settings.get('dmp.termsUrl');
    const structure = situations.find(({ id }) => id === form.situationId)?.structureName ?? '';
    const author = authorOf(checked.value, holder, authors);
    return {
      ...{ kind: 'valid', patientId: patient.id, structure, typeLabel: typeLabel(typeCode), title, writtenOn, addedOn: rules.today, visibility },
      ...(holder.isIndirect && { isIndirect: true }),
      ...(hasSoftwareSignature && { hasSoftwareSignature }),
      ...(author !== holder && { onBehalf: { author: fullName(author), sender: fullName(holder) } }),
      ...(/^https?:\/\//.test(termsUrl) && { termsUrl }),
    };
  }

  /** Signed and sent by the outbox; the user has confirmed it. Confirmed twice at once, it is added once. @throws PluginError as `draft`, and `document.notKept` */
  add(patient: PatientRef, added: NewDocument, professionalId?: string): Promise<DocumentOutcome> {
    const underWay = this.adding.get(added.bodyId);
    if (underWay) return underWay;
    const outcome = this.inTurn(patient.id, () => this.addInTurn(patient, added, professionalId)).finally(() => this.adding.delete(added.bodyId));
    this.adding.set(added.bodyId, outcome);
    return outcome;
  }

  private async addInTurn(patient: PatientRef, added: NewDocument, professionalId?: string): Promise<DocumentOutcome> {
    const record = await this.access.open(patient, {}, professionalId);
    const { situations } = await this.session();
    const authors = await this.authors(record.holder, situations);
    const checked = (await formRules()).checkDocument(added.form, await this.rules(patient, record.holder, situations, authors));
    if ('faults' in checked) return { kind: 'invalid', faults: checked.faults };
    const source = await this.meant(added);
    const before = await this.before(patient, source);
    if (!source.replacesId && !before?.content?.replaces) await this.needConsent(patient);
    const { local, prepared } = this.shelf.get(added.bodyId, patient.id);
    const situation = situations.find(({ id }) => id === checked.value.situationId) ?? record.situation;
    const documentId = await this.accept(record, {
      form: checked.value,
      author: authorOf(checked.value, record.holder, authors),
      prepared,
      situation,
      source,
      ...(before && { before }),
      ...(local && { local }),
    });
    this.shelf.forget(added.bodyId);
    await this.memory.remember(local?.kind ?? '', checked.value);
    return { kind: 'accepted', patientId: patient.id, documentId };
  }

  /** What a rule the user has switched on feeds. @throws PluginError `document.notKept`, `document.moved` while an older version is on its way, `dmp.documentRefused` where the form it makes cannot be sent */
  acceptByRule(record: OpenRecord, { form, local, prepared }: FedByRule): Promise<void> {
    return this.inTurn(record.patient.id, async () => {
      const checked = (await formRules()).checkDocument(form, await this.rules(record.patient, record.holder, [record.situation]));
      if ('faults' in checked) throw new PluginError('dmp.documentRefused');
      // Where nobody can read what is in the record of it, somebody has to decide.
      const fed = await this.outbox.ofLocal(local.id);
      if (fed && !fed.content) throw new PluginError('document.locked');
      const source = await this.meant({ localDocumentId: local.id }, NOT_LEFT);
      const before = await this.before(record.patient, source, NOT_LEFT);
      await this.accept(record, {
        form: checked.value,
        author: record.holder,
        prepared,
        situation: record.situation,
        source,
        local,
        byRule: true,
        // What takes the place of one that somebody holds back waits as that one did.
        isHeld: before?.status === 'held',
        ...(before && { before }),
      });
    });
  }

  /** For one patient one after the other: what was looked at before a document is accepted still holds when it is. */
  private inTurn<T>(patientId: string, work: () => Promise<T>): Promise<T> {
    const done = (this.turns.get(patientId) ?? Promise.resolve()).then(work);
    const over = done
      .catch(() => {})
      .then(() => {
        if (this.turns.get(patientId) === over) this.turns.delete(patientId);
      });
    this.turns.set(patientId, over);
    return done;
  }

  /** Answers the id of its row. */
  private async accept(
    { environment, holder, patient }: OpenRecord,
    accepted: {
      readonly form: DocumentForm;
      readonly author: Holder;
      readonly prepared: PreparedBody;
      readonly situation: Situation;
      readonly source: DocumentSource;
      readonly before?: OutboxRow;
      readonly local?: LocalDocument;
      readonly byRule?: boolean;
      readonly isHeld?: boolean;
    },
  ): Promise<string> {
    this.checkPatient(patient);
    const { author, before, form, local, prepared, situation, source } = accepted;
    const document = this.document(form, prepared, author, situation, placeOf(before?.content?.document, source));
    const replaces = source.replacesId ?? before?.content?.replaces;
    const bytes = this.writer.write(document, patient, prepared.bytes);
    const made = local ? { documentId: local.id, version: local.version } : before?.local;
    const documentId = randomUUID();
    await this.outbox.add(
      {
        documentId,
        patientId: patient.id,
        ...(made && { local: made }),
        byRule: accepted.byRule ?? false,
        signerId: holder.id,
        situationId: situation.id,
        environment,
        status: accepted.isHeld ? 'held' : 'queued',
        ...(source.correctsId && { corrects: { documentId: source.correctsId, from: accepted.byRule ? NOT_LEFT : CORRECTED } }),
        content: () => ({
          patient,
          document,
          bodyDigest: digestOf(prepared),
          written: bytes.written(),
          form,
          visibility: form.visibility,
          ...(replaces && { replaces }),
        }),
      },
      bytes.pieces,
    );
    if (made) await this.proposals.noteAccepted(made.documentId);
    return documentId;
  }

  private document(form: DocumentForm, { mediaType }: PreparedBody, author: Holder, situation: Situation, place: VersionPlace): MedicalDocument {
    const now = this.now();
    return {
      uniqueId: newOid(randomUUID()),
      ...place,
      typeCode: form.typeCode,
      title: form.title,
      // A day has no time: noon is the same day everywhere in France.
      createdAt: form.writtenOn === dayOf(now) ? now : noonOf(form.writtenOn),
      act: { start: form.actStart, ...(form.actEnd && { end: form.actEnd }) },
      author,
      structure: { id: situation.structureId, name: situation.structureName },
      practiceSetting: form.practiceSetting,
      facilityType: situation.sectorCode,
      mediaType,
    };
  }

  /** What cannot be joined is said beside the form: another file may take its place. */
  private async joinedAtOnce(join: (() => Promise<JoinedBody>) | undefined): Promise<Pick<DocumentDraft, 'body' | 'bodyError'>> {
    try {
      return join ? { body: await join() } : {};
    } catch (error) {
      return { bodyError: PluginError.from(error).toDto() };
    }
  }

  private async join(patient: PatientRef, name: string, source: Uint8Array | string, local?: LocalDocument): Promise<JoinedBody> {
    this.access.checkPatient(patient);
    const prepared = await this.preparer.prepare(source, { maxBytes: this.maxBytes });
    return this.shelve(patient, name, prepared, local);
  }

  private async shelve(patient: PatientRef, name: string, prepared: PreparedBody, local?: LocalDocument): Promise<JoinedBody> {
    const seen = await this.preparer.preview(prepared, PREVIEW);
    const preview: JoinedBody['preview'] =
      seen.kind === 'text'
        ? seen
        : {
            kind: 'pages',
            files: await Promise.all(
              seen.pages.map(({ bytes, mediaType }, index) => this.host.files.offer({ name: `page-${index + 1}.jpg`, mediaType, bytes })),
            ),
          };
    const { bytes, mediaType, warnings } = prepared;
    const pages = seen.kind === 'pages' ? seen.count : 1;
    const bodyId = this.shelf.put({ patientId: patient.id, prepared, ...(local && { local }) });
    return { patientId: patient.id, bodyId, name, mediaType, size: bytes.byteLength, pages, warnings, preview };
  }

  /** The body of a document that is corrected: as it was prepared. */
  private async sameBody(patient: PatientRef, { content, documentId }: OutboxRow): Promise<JoinedBody> {
    const bytes = await this.outbox.bytes(documentId);
    if (!bytes || !content) throw new PluginError('document.locked');
    const body = await this.writer.body(bytes());
    return this.shelve(patient, '', { mediaType: content.document.mediaType, bytes: body, warnings: [] });
  }

  private async filled(holder: Holder, situation: Situation, before: OutboxRow | undefined, local: LocalDocument | undefined): Promise<DocumentForm> {
    const today = dayOf(this.now());
    const last = await this.memory.recall(local?.kind ?? '');
    if (before?.content) return { ...before.content.form, situationId: situation.id, authorId: '' };
    const rule = local && (await this.proposals.ruleOf(local));
    return {
      typeCode: rule?.typeCode || last?.typeCode || typeOfKind(local?.kind ?? '') || (documentTypes(holder)[0]?.code ?? ''),
      title: local?.title ?? '',
      comment: '',
      writtenOn: local?.writtenOn ?? today,
      actStart: local?.act?.start ?? local?.writtenOn ?? today,
      actEnd: local?.act?.end ?? '',
      practiceSetting: rule?.practiceSetting || last?.practiceSetting || 'AMBULATOIRE',
      situationId: situation.id,
      authorId: '',
      visibility: rule?.visibility ?? [],
    };
  }

  private async rules(patient: PatientRef, holder: Holder, situations: readonly Situation[], authors?: readonly DocumentAuthor[]) {
    const parameters = await this.parameters.current();
    const today = dayOf(this.now());
    return {
      types: documentTypes(holder, await this.memory.lastTypes()),
      practiceSettings,
      situations: situations.map(({ id, sectorCode, structureName }) => ({ code: id, label: `${structureName} / ${facilityLabel(sectorCode)}` })),
      ...(authors && { authors: authors.map(authorChoice) }),
      forbidden: forbiddenFor(patient, parameters, today),
      mayCumulate: parameters.mayCumulate,
      today,
    };
  }

  /**
   * What a form is for. A document of the practice that was fed before is never fed beside itself: the new one takes its place in the record, or in the outbox.
   * @throws PluginError `document.moved` while it is on its way
   */
  private async meant({ correctsId, localDocumentId, replacesId }: DocumentSource, correctable = CORRECTED): Promise<DocumentSource> {
    const source = { ...(localDocumentId && { localDocumentId }), ...(replacesId && { replacesId }), ...(correctsId && { correctsId }) };
    const row = localDocumentId && !replacesId && !correctsId ? await this.outbox.ofLocal(localDocumentId) : undefined;
    if (!row?.content || (row.status === 'sent' && row.availability !== 'current')) return source;
    if (row.status === 'sent') return { ...source, replacesId: row.documentId };
    if (!correctable.includes(row.status) || row.mayHaveLeft) throw new PluginError('document.moved');
    return { ...source, correctsId: row.documentId };
  }

  /** The row a form corrects or replaces. @throws PluginError `document.moved`, `document.locked` */
  private async before(patient: PatientRef, { correctsId, replacesId }: DocumentSource, correctable = CORRECTED): Promise<OutboxRow | undefined> {
    const id = replacesId ?? correctsId;
    if (!id) return undefined;
    const row = await this.outbox.get(id);
    const isThere = replacesId ? row?.status === 'sent' && row.availability === 'current' : row && correctable.includes(row.status) && !row.mayHaveLeft;
    if (!row || row.patientId !== patient.id || !isThere) throw new PluginError('document.moved');
    if (!row.content) throw new PluginError('document.locked');
    if (replacesId && (await this.isBeingReplaced(row))) throw new PluginError('document.moved');
    return row;
  }

  /** Its next version is in the outbox, on its way or held back: what comes after that one takes its place there. */
  private async isBeingReplaced({ documentId, patientId }: OutboxRow): Promise<boolean> {
    return (await this.outbox.ofPatient(patientId)).some(({ content, status }) => status !== 'sent' && content?.replaces === documentId);
  }

  /** Whom the holder may add a document for; `undefined`: for nobody but himself. */
  private async authors({ cardKind }: Holder, situations: readonly Situation[]): Promise<readonly DocumentAuthor[] | undefined> {
    return cardKind === 'CPE' ? authorsAmong(await this.host.practice.professionals(), situations) : undefined;
  }

  private async localDocument({ id }: PatientRef, documentId: string): Promise<LocalDocument> {
    const found = (await firstValueFrom(this.host.documents.list$(id))).find((one) => one.id === documentId);
    if (!found) throw new PluginError('host.unknownDocument');
    return found;
  }

  /** Before anything is confirmed. @throws PluginError `ins.*` */
  private checkPatient(patient: PatientRef): void {
    const reason = checkTraits(this.access.checkPatient(patient).identity);
    if (reason) throw new PluginError(reason);
  }

  private async needConsent({ id }: PatientRef): Promise<void> {
    if ((await this.wishes.of(id)).opposed !== undefined) throw new PluginError('feeding.opposed');
  }

  private async session() {
    const card = await currentCard(this.cards);
    if (card.kind !== 'unlocked') throw new PluginError('card.absent');
    const { hasSoftwareSignature, holder, situation, situations = [situation] } = card;
    return { hasSoftwareSignature, holder, situation, situations };
  }

  private get maxBytes(): number {
    return this.settings.get('dmp.maxDocumentMegabytes') * MEGABYTE;
  }
}

/** What a user corrects: it waits for him. */
const CORRECTED: readonly OutboxRow['status'][] = ['held', 'refused'];
/** What the next version takes the place of by itself: an older one that has not left never will. */
const NOT_LEFT: readonly OutboxRow['status'][] = [...CORRECTED, 'queued', 'failed'];

/** Where a document stands among the versions of one. */
type VersionPlace = Pick<MedicalDocument, 'setId' | 'version' | 'replaces'>;

/** The next version of what is replaced; the very place of what never arrived and is corrected; else the first of its own. */
function placeOf(before: MedicalDocument | undefined, { replacesId }: DocumentSource): VersionPlace {
  if (!before) return { setId: newOid(randomUUID()), version: 1 };
  const { replaces, setId, uniqueId, version } = before;
  return replacesId ? { setId, version: version + 1, replaces: uniqueId } : { setId, version, ...(replaces && { replaces }) };
}

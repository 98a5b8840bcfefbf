import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { DOCUMENT_ACTS, type DocumentForm, VISIBILITIES } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import { AutomaticFeeding } from '../services/automatic-feeding.js';
import { DocumentService, type NewDocument } from '../services/document-service.js';
import { DocumentUpdateService } from '../services/document-update-service.js';
import { FeedingService } from '../services/feeding-service.js';
import { LocalDocumentService } from '../services/local-document-service.js';
import { OutboxSender } from '../services/outbox-sender.js';
import { OutboxService } from '../services/outbox-service.js';
import { needConfirmation, professionalIn } from './consent.js';
import { afterActivation, type Contribution } from './contribution.js';

const Id = z.string().min(1).max(255);
const Text = z.string().max(2_000);
const Visibilities = z.array(z.enum(VISIBILITIES)).max(VISIBILITIES.length);
/** Only what a form may hold at all; what is wrong with a field is said field by field. */
const Form = z.object({
  typeCode: Text,
  title: Text,
  comment: Text,
  writtenOn: Text,
  actStart: Text,
  actEnd: Text,
  practiceSetting: Text,
  situationId: Text,
  authorId: Text,
  visibility: Visibilities,
}) satisfies z.ZodType<DocumentForm>;
const Source = z.object({ localDocumentId: Id.exactOptional(), replacesId: Id.exactOptional(), correctsId: Id.exactOptional() });
const Checked = Source.extend({ form: Form, bodyId: Id.exactOptional() });
const Added = Source.extend({ form: Form, bodyId: Id }) satisfies z.ZodType<NewDocument>;
const PostedFile = z.object({ fileId: Id });
/** More than any file may have: the limit is in the preparation. */
const TypedText = z.object({ text: z.string().max(10_000_000) });
const Local = z.object({ localDocumentId: Id });
const Acted = z.object({ documentId: Id, act: z.enum(DOCUMENT_ACTS) });
const OneDocument = z.object({ documentId: Id });
const Shown = OneDocument.extend({ visibility: Visibilities });
const Opposition = z.object({ opposed: z.boolean() });

/** What is fed to one patient's record: the form, what was sent, and what the host's own documents have become. */
@injectable()
export class DocumentUploadContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(DocumentService) private readonly documents: DocumentService,
    @inject(DocumentUpdateService) private readonly updates: DocumentUpdateService,
    @inject(OutboxService) private readonly outbox: OutboxService,
    @inject(OutboxSender) private readonly sender: OutboxSender,
    @inject(FeedingService) private readonly feeding: FeedingService,
    @inject(LocalDocumentService) private readonly local: LocalDocumentService,
    @inject(AutomaticFeeding) private readonly automatic: AutomaticFeeding,
  ) {}

  start(own: DisposableStore): void {
    const { commands, views } = this.host;
    own.add(afterActivation(() => this.outbox.run$()).subscribe());
    own.add(afterActivation(() => this.automatic.run$()).subscribe());
    own.add(views.publish('dmp.localDocument', (patient) => this.local.marks$(patient)));
    own.add(commands.register('dmp.documentDraft', ({ patient, ...args }) => this.documents.draft(patient, Source.parse(args))));
    own.add(commands.register('dmp.joinFile', async ({ patient, ...args }) => this.documents.joinFile(patient, PostedFile.parse(args).fileId)));
    own.add(commands.register('dmp.joinText', async ({ patient, ...args }) => this.documents.joinText(patient, TypedText.parse(args).text)));
    own.add(commands.register('dmp.joinLocalDocument', async ({ patient, ...args }) => this.documents.joinLocal(patient, Local.parse(args).localDocumentId)));
    own.add(commands.register('dmp.checkDocument', async ({ patient, ...args }) => this.documents.check(patient, Checked.parse(args))));
    own.add(
      commands.register('dmp.addDocument', async ({ patient, ...args }) => {
        needConfirmation(args);
        return this.documents.add(patient, Added.parse(args), professionalIn(args));
      }),
    );
    own.add(
      commands.register('dmp.documentAct', async ({ patient, ...args }) => {
        const { act, documentId } = Acted.parse(args);
        await this.outbox.act(documentId, act, patient.id);
      }),
    );
    own.add(
      commands.register('dmp.changeVisibility', async ({ patient, ...args }) => {
        const { documentId, visibility } = Shown.parse(args);
        await this.updates.changeVisibility(patient, documentId, visibility, professionalIn(args));
      }),
    );
    own.add(
      commands.register('dmp.archiveDocument', ({ patient, ...args }) =>
        this.updates.archive(patient, OneDocument.parse(args).documentId, professionalIn(args)),
      ),
    );
    own.add(
      commands.register('dmp.unarchiveDocument', ({ patient, ...args }) =>
        this.updates.unarchive(patient, OneDocument.parse(args).documentId, professionalIn(args)),
      ),
    );
    own.add(
      commands.register('dmp.deleteDocument', async ({ patient, ...args }) => {
        needConfirmation(args);
        await this.updates.delete(patient, OneDocument.parse(args).documentId, professionalIn(args));
      }),
    );
    own.add(
      commands.register('dmp.settleDocument', ({ patient, ...args }) => this.updates.settle(patient, OneDocument.parse(args).documentId, professionalIn(args))),
    );
    own.add(
      commands.register('dmp.setOpposition', async ({ patient, ...args }) => {
        await this.feeding.setOpposition(patient, Opposition.parse(args).opposed, professionalIn(args));
      }),
    );
  }

  /** A submission or an update that has begun ends, or what is known of it is safe in the outbox. */
  async finish(signal: AbortSignal): Promise<void> {
    await Promise.all([this.sender.finish(signal), this.updates.finish(signal)]);
  }
}

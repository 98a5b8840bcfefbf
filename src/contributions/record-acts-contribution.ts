import { inject, injectable } from 'inversify';
import type { DisposableStore } from '../api/disposable.js';
import { type CommandArgs, type OfferedFile, PluginContext } from '../api/host.js';
import { AuthorisationService } from '../services/authorisation-service.js';
import { PaperService } from '../services/paper-service.js';
import { RecordAccess } from '../services/record-access.js';
import { RecordWorkService } from '../services/record-work-service.js';
import { TracesNoticeService } from '../services/traces-notice-service.js';
import { needConfirmation, needConsent, professionalIn } from './consent.js';
import type { Contribution } from './contribution.js';

/** What the tab offers for a record: its authorisation, the leaflet, the notice on traces, and how the last write ended. */
@injectable()
export class RecordActsContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(AuthorisationService) private readonly authorisation: AuthorisationService,
    @inject(PaperService) private readonly papers: PaperService,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
    @inject(TracesNoticeService) private readonly notice: TracesNoticeService,
  ) {}

  start(own: DisposableStore): void {
    const { commands } = this.host;
    own.add(
      commands.register('dmp.askAuthorisation', async (args) => {
        needConsent(args);
        return this.authorisation.ask(args.patient, professionalIn(args));
      }),
    );
    own.add(
      commands.register('dmp.removeAuthorisation', async (args) => {
        needConfirmation(args);
        await this.authorisation.remove(args.patient, professionalIn(args));
      }),
    );
    own.add(commands.register('dmp.authorisedProfessionals', ({ patient }) => this.authorisation.list(patient)));
    own.add(commands.register('dmp.leaflet', (args) => this.leaflet(args)));
    own.add(commands.register('dmp.dismissWork', async ({ patient }) => this.work.dismiss(patient.id)));
    own.add(commands.register('dmp.acknowledgeTraces', () => this.notice.acknowledge()));
  }

  /** A write that began ends: nobody gives it up. */
  finish(signal: AbortSignal): Promise<void> {
    return this.work.finish(signal);
  }

  private async leaflet({ patient }: CommandArgs): Promise<OfferedFile> {
    return this.papers.leaflet(await this.access.open(patient));
  }
}

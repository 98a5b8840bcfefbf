import { inject, injectable } from 'inversify';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { DiagnosticService } from '../services/diagnostic-service.js';
import type { Contribution } from './contribution.js';

/** The page *Diagnostic du poste*. */
@injectable()
export class DiagnosticContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(DiagnosticService) private readonly diagnostic: DiagnosticService,
  ) {}

  start(own: DisposableStore): void {
    own.add(this.host.views.publishPage('dmp.diagnostic', () => this.diagnostic.state$));
    own.add(this.host.commands.registerForPage('dmp.runDiagnostic', () => this.diagnostic.run()));
  }
}

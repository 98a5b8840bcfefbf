import { inject, injectable } from 'inversify';
import { filter, merge, mergeMap, type Observable, share, takeUntil } from 'rxjs';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { CardSessionService } from '../services/card-session-service.js';
import { DmpStatusService } from '../services/dmp-status-service.js';
import { DmpTabService } from '../services/dmp-tab-service.js';
import type { Contribution } from './contribution.js';

const Unlock = z.object({ encryptedPin: z.string() });
const ChooseReader = z.object({ reader: z.string().min(1).max(256) });
const ChooseSituation = z.object({ id: z.string().min(1).max(256) });

/** Keeps the DMP tab of every open form in step with its patient. */
@injectable()
export class DmpTabContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(DmpTabService) private readonly tab: DmpTabService,
    @inject(DmpStatusService) private readonly status: DmpStatusService,
    @inject(CardSessionService) private readonly card: CardSessionService,
  ) {}

  start(own: DisposableStore): void {
    const { commands, views } = this.host;
    own.add(this.openForms$().subscribe());
    own.add(views.publish('dmp.tab', (patient) => this.tab.state$(patient)));
    own.add(commands.register('dmp.showStatus', async ({ patient }) => this.status.show(patient)));
    own.add(commands.register('dmp.refreshStatus', ({ patient }) => this.status.refresh(patient)));
    own.add(commands.register('dmp.cancelRefresh', async ({ patient }) => this.status.cancelRefresh(patient)));
    own.add(commands.register('dmp.unlockCard', async (args) => this.card.unlock(Unlock.parse(args).encryptedPin)));
    own.add(commands.register('dmp.chooseReader', async (args) => this.card.chooseReader(ChooseReader.parse(args).reader)));
    own.add(commands.register('dmp.chooseSituation', async (args) => this.card.chooseSituation(ChooseSituation.parse(args).id)));
    own.add(commands.register('dmp.restartCardAgent', () => this.card.restartAgent()));
  }

  /** A form that is open is watched before its tab is shown: on an unlocked card the answer is there when it is. */
  private openForms$(): Observable<unknown> {
    const { formOpened$, formClosed$ } = this.host.events;
    const opened$ = formOpened$.pipe(share());
    return opened$.pipe(
      mergeMap(({ formId, patient }) => {
        const over$ = merge(formClosed$, opened$).pipe(filter((other) => other.formId === formId));
        return this.tab.state$(patient).pipe(takeUntil(over$));
      }),
    );
  }
}

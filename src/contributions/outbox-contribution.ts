import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { DOCUMENT_ACTS } from '../api/documents.js';
import { PluginContext } from '../api/host.js';
import { FeedingRules, Rule } from '../services/feeding-rules.js';
import { OutboxService } from '../services/outbox-service.js';
import { afterActivation, type Contribution } from './contribution.js';

const Id = z.string().min(1).max(255);
const Acted = z.object({ documentId: Id, act: z.enum(DOCUMENT_ACTS) });
const Switch = z.object({ isOn: z.boolean() });
const Saved = z.object({ rule: Rule });
const Removed = z.object({ ruleId: Id });
const Exception = z.object({ patientId: Id, isException: z.boolean() });

/** The pages across patients: the outbox, and the rules that fill it. */
@injectable()
export class OutboxContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(OutboxService) private readonly outbox: OutboxService,
    @inject(FeedingRules) private readonly rules: FeedingRules,
  ) {}

  start(own: DisposableStore): void {
    const { commands, views } = this.host;
    own.add(views.publishPage('dmp.outbox', () => this.outbox.page$()));
    own.add(views.publishPageCount('dmp.outbox', () => afterActivation(() => this.outbox.count$())));
    own.add(views.publishPage('dmp.rules', () => this.rules.state$()));
    own.add(
      commands.registerForPage('dmp.outboxAct', async (args) => {
        const { act, documentId } = Acted.parse(args);
        await this.outbox.act(documentId, act);
      }),
    );
    own.add(commands.registerForPage('dmp.suspendOutbox', () => this.outbox.suspend(true)));
    own.add(commands.registerForPage('dmp.resumeOutbox', () => this.outbox.suspend(false)));
    own.add(commands.registerForPage('dmp.acknowledgeLoss', () => this.outbox.acknowledgeLoss()));
    own.add(commands.registerForPage('dmp.retryAll', () => this.outbox.retryAll()));
    own.add(commands.registerForPage('dmp.setRulesOn', async (args) => this.rules.setOn(Switch.parse(args).isOn)));
    own.add(commands.registerForPage('dmp.saveRule', async (args) => this.rules.save(Saved.parse(args).rule)));
    own.add(commands.registerForPage('dmp.removeRule', async (args) => this.rules.remove(Removed.parse(args).ruleId)));
    own.add(
      commands.registerForPage('dmp.setRuleException', async (args) => {
        const { isException, patientId } = Exception.parse(args);
        await this.rules.setException(patientId, isException);
      }),
    );
  }
}

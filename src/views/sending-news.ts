import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FedDocument, SendingState } from '../api/documents.js';
import { t } from './l10n.js';
import { titleOf } from './sending-look.js';

/** Milliseconds in which documents that were sent are one batch. */
const BATCH = 1_000;
type Told = Pick<FedDocument, 'documentId' | 'title' | 'state'> & { readonly patientName?: string };

/** What a screen reader is told of documents under way: a batch in one sentence, a refused one at once. The first list is not told, since it is being read. */
export class SendingNews implements ReactiveController {
  polite = '';
  urgent = '';
  private before: ReadonlyMap<string, SendingState['kind']> | undefined;
  private sent = 0;
  private timer?: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** The documents as they are now. */
  follow(documents: readonly Told[]): void {
    const has = ({ documentId, state }: Told, kind: SendingState['kind']) => state.kind === kind && this.before?.get(documentId) !== kind;
    if (this.before) {
      const refused = documents.find((one) => has(one, 'refused'));
      if (refused) this.urgent = refusedSentence(refused);
      this.gather(documents.filter((one) => has(one, 'sent')).length);
    }
    this.before = new Map(documents.map(({ documentId, state }) => [documentId, state.kind]));
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private gather(count: number): void {
    if (count === 0) return;
    this.sent += count;
    // The same sentence again would not be heard.
    this.polite = '';
    this.timer ??= setTimeout(() => {
      this.polite = this.sent === 1 ? t('news.sent.one') : t('news.sent.many', this.sent);
      this.sent = 0;
      this.timer = undefined;
      this.host.requestUpdate();
    }, BATCH);
  }
}

/** A message about another patient names him first. */
const refusedSentence = (told: Told): string => (told.patientName ? t('news.refused.of', told.patientName, titleOf(told)) : t('news.refused', titleOf(told)));

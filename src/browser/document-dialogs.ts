import type { DocumentCheck, DocumentOutcome, FedDocument, FeedingState } from '../api/documents.js';
import { DmpDocumentConfirmationView } from '../views/dmp-document-confirmation-view.js';
import { DmpDocumentPropertiesView } from '../views/dmp-document-properties-view.js';
import { DmpOppositionView } from '../views/dmp-opposition-view.js';
import type { Preview } from '../views/dmp-preview-view.js';
import { DmpWithdrawalView } from '../views/dmp-withdrawal-view.js';
import { fire, type ViewEvents } from '../views/fire.js';
import { t } from '../views/l10n.js';
import type { PatientDialog } from '../views/patient-dialog.js';
import { titleOf } from '../views/sending-look.js';

/** What the dialogs of a form have in common, lent to those about its documents. */
export interface DialogHands {
  /** Nothing is open yet. */
  isFree(): boolean;
  feeding(): FeedingState | undefined;
  about<View extends PatientDialog & { patientName: string; birthDate: string }>(view: View): View;
  show(view: PatientDialog): void;
  /** Shows it, and asks for the card in it where the card is wanted. */
  ask(view: PatientDialog): void;
  send<Outcome>(
    view: PatientDialog & { isSending: boolean },
    command: string,
    args: object,
    finish: (outcome: Outcome) => Promise<string | undefined> | string | undefined,
  ): Promise<void>;
  /** The form's place: what a dialog hands on to another one is told there. */
  readonly element: HTMLElement;
}

/** What is asked before a document is added, and what is sent then. */
interface Confirmation {
  readonly check: Extract<DocumentCheck, { kind: 'valid' }>;
  readonly preview: Preview | undefined;
  readonly added: object;
  readonly finish: (outcome: DocumentOutcome) => void;
}

/** What the properties ask for, the command of `main` that does it, and what is told of it. A document that is deleted takes its dialog along. */
const PROPERTY_COMMANDS = [
  ['dmp-change-visibility', 'dmp.changeVisibility', 'done.changeVisibility'],
  ['dmp-archive-document', 'dmp.archiveDocument', 'done.archiveDocument'],
  ['dmp-unarchive-document', 'dmp.unarchiveDocument', 'done.unarchiveDocument'],
  ['dmp-delete-document', 'dmp.deleteDocument', 'done.deleteDocument'],
] as const satisfies readonly (readonly [keyof ViewEvents, string, string])[];

/** The dialogs about what a practice feeds to one record: the properties of a document, its withdrawal, the patient's opposition. */
export class DocumentDialogs {
  private shown: DmpDocumentPropertiesView | undefined;

  constructor(private readonly hands: DialogHands) {}

  /** The documents have changed: the one that is shown with them. */
  follow(): void {
    const document = this.find(this.shown?.document?.documentId);
    if (this.shown && document) this.shown.document = document;
  }

  properties(documentId: string): void {
    const document = this.find(documentId);
    if (!document || !this.hands.isFree()) return;
    const view = this.hands.about(new DmpDocumentPropertiesView());
    view.document = document;
    for (const [event, command, done] of PROPERTY_COMMANDS)
      view.addEventListener(event, ({ detail }) => {
        view.message = '';
        const confirmed = event === 'dmp-delete-document' ? { confirmed: true } : {};
        void this.hands.send(view, command, { ...detail, ...confirmed, documentId }, () => {
          if (event === 'dmp-delete-document') view.close();
          else view.message = t(done);
          return t(done);
        });
      });
    view.addEventListener('dmp-document-act', ({ detail }) => fire(this.hands.element, 'dmp-document-act', detail));
    view.addEventListener('dmp-close', () => (this.shown = undefined));
    this.shown = view;
    this.hands.ask(view);
    // What came of a change whose answer was lost is asked for once somebody looks at it.
    if (document.update?.kind === 'failed' && document.update.error.code === 'dmp.answerLost')
      void this.hands.send(view, 'dmp.settleDocument', { documentId }, () => undefined);
  }

  withdraw(documentId: string): void {
    const document = this.find(documentId);
    if (!document || !this.hands.isFree()) return;
    const view = this.hands.about(new DmpWithdrawalView());
    view.documentTitle = titleOf(document);
    view.typeLabel = document.typeLabel;
    view.addEventListener('dmp-withdraw', () => {
      void this.hands.send(view, 'dmp.documentAct', { documentId, act: 'withdraw' }, () => {
        view.close();
        return t('done.withdraw');
      });
    });
    // What never leaves needs no card.
    this.hands.show(view);
  }

  opposition(): void {
    const feeding = this.hands.feeding();
    if (!feeding || !this.hands.isFree()) return;
    const view = this.hands.about(new DmpOppositionView());
    view.isOpposed = feeding.opposedSince !== undefined;
    view.addEventListener('dmp-set-opposition', ({ detail }) => {
      void this.hands.send(view, 'dmp.setOpposition', detail, () => {
        view.close();
        return t('done.setOpposition');
      });
    });
    this.hands.ask(view);
  }

  /** What the form of a document leads to; `finish` is told the outcome, once its dialog is closed. */
  confirm({ check, preview, added, finish }: Confirmation): void {
    if (!this.hands.isFree()) return;
    const view = this.hands.about(new DmpDocumentConfirmationView());
    Object.assign(view, { check, preview });
    view.addEventListener('dmp-confirm-document', () => {
      void this.hands.send(view, 'dmp.addDocument', { ...added, confirmed: true }, (outcome: DocumentOutcome) => {
        view.close();
        finish(outcome);
        return outcome.kind === 'accepted' ? t('done.addDocument') : undefined;
      });
    });
    this.hands.ask(view);
  }

  private find(documentId: string | undefined): FedDocument | undefined {
    return this.hands.feeding()?.documents.find((one) => one.documentId === documentId);
  }
}

import type { FormFaults } from './form-faults.js';
import type { OfferedFile } from './host.js';
import type { ErrorDto } from './plugin-error.js';

/** What the tab, the outbox and the host's marks show of documents that are fed to the DMP, and what their forms send. */

/** Who may not see a document (JDV_J58); none: everybody who may open the record. */
export const VISIBILITIES = ['INVISIBLE_PATIENT', 'MASQUE_PS', 'INVISIBLE_REPRESENTANTS_LEGAUX'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** The headings of the web record, in their order; the last one is shown only when it holds something. */
export const CATEGORIES = [
  'syntheses',
  'treatments',
  'reports',
  'imaging',
  'biology',
  'prevention',
  'certificates',
  'reimbursements',
  'patient',
  'administrative',
] as const;
export type Category = (typeof CATEGORIES)[number];

/** The form *Ajouter un document*. Texts as typed; days `yyyy-MM-dd`, empty when not given. */
export interface DocumentForm {
  /** Code of JDV_J66. */
  readonly typeCode: string;
  readonly title: string;
  readonly comment: string;
  /** *Date du document*. */
  readonly writtenOn: string;
  readonly actStart: string;
  readonly actEnd: string;
  /** *Cadre d'exercice*: code of JDV_J62. */
  readonly practiceSetting: string;
  /** *Situation d'exercice*: id of one of the card's. */
  readonly situationId: string;
  /** *Auteur du document*: PS_IdNat of the professional the staff of a structure adds it for; empty: who adds it is its author. */
  readonly authorId: string;
  readonly visibility: readonly Visibility[];
}

/** A choice of a list, with the words for it. */
export interface Choice {
  readonly code: string;
  readonly label: string;
}
/** A professional, and the practice situations in which the staff may add documents for him. */
export type AuthorChoice = Choice & { readonly situationIds: readonly string[] };
/** `usual`: what this profession and this user use, offered first. */
export type TypeChoice = Choice & { readonly category: Category; readonly usual: boolean };

/** Why a visibility may not be chosen. `adult`: the patient has no legal representative; `notOffered`: the DMP's parameters say so. */
export type Forbidden = { readonly [name in Visibility]?: 'adult' | 'notOffered' };

/** Answer of `dmp.documentDraft`: the form filled in advance. */
export interface DocumentDraft {
  readonly patientId: string;
  readonly patientName: string;
  /** `yyyy-MM-dd`. */
  readonly birthDate: string;
  readonly form: DocumentForm;
  readonly types: readonly TypeChoice[];
  readonly practiceSettings: readonly Choice[];
  /** `code`: id of the situation; `label`: structure and kind of practice. */
  readonly situations: readonly Choice[];
  /** For the staff of a structure: whom a document may be added for. Absent: who adds it is its author. */
  readonly authors?: readonly AuthorChoice[];
  readonly forbidden: Forbidden;
  /** *Non visible par le patient* and *masqué aux professionnels* may stand together. */
  readonly mayCumulate: boolean;
  /** This user has added a document before, under the three conditions: they need not be spread out again. */
  readonly conditionsRead: boolean;
  /** Bytes a file may have, before and after it was prepared. */
  readonly maxBytes: number;
  /** What is joined already: of a local document, of one that is corrected. */
  readonly body?: JoinedBody;
  /** Why what was to be joined is not. */
  readonly bodyError?: ErrorDto;
  /** The document whose place the new one takes. */
  readonly replaces?: { readonly documentId: string; readonly title: string };
}

/** What preparing has changed. The code chooses the sentence (`l10n`: `preparation.<code>`). */
export type PreparationWarning =
  /** The pages are pictures of the pages: text can no longer be searched or copied. */
  | 'renderedToImages'
  /** The PDF looks the same and now is PDF/A-1b. */
  | 'pdfaRepaired'
  /** The printer's colours of a picture became those of a screen. */
  | 'coloursConverted'
  /** What a picture held besides itself (where it was taken, another picture after its end) is gone. */
  | 'hiddenDataRemoved'
  /** The text had another encoding, and says the same. */
  | 'textReencoded';

/** Answer of `dmp.joinFile`, `dmp.joinText` and `dmp.joinLocalDocument`: what would be sent. `name`: of the file joined; empty for a typed text. */
export interface JoinedBody {
  readonly patientId: string;
  /** Names it in `dmp.checkDocument` and `dmp.addDocument`. Forgotten when nobody asks for it for an hour. */
  readonly bodyId: string;
  readonly name: string;
  readonly mediaType: string;
  /** Bytes that would be sent. */
  readonly size: number;
  readonly pages: number;
  readonly warnings: readonly PreparationWarning[];
  /** What the patient will see: the first pages as images, or the text. */
  readonly preview: { readonly kind: 'pages'; readonly files: readonly OfferedFile[] } | { readonly kind: 'text'; readonly text: string };
}

/** Answer of `dmp.checkDocument`: what *Demande de confirmation de l'ajout du document* says. */
export type DocumentCheck =
  | { readonly kind: 'invalid'; readonly faults: FormFaults }
  | {
      readonly kind: 'valid';
      readonly patientId: string;
      readonly structure: string;
      /** The certificates of the structure sign it. */
      readonly isIndirect?: true;
      /** A file signs, not the card: its module cannot. */
      readonly hasSoftwareSignature?: true;
      /** Of what the staff adds for a professional: the names of both. */
      readonly onBehalf?: { readonly author: string; readonly sender: string };
      readonly typeLabel: string;
      readonly title: string;
      /** `yyyy-MM-dd`, as the day it is added. */
      readonly writtenOn: string;
      readonly addedOn: string;
      readonly visibility: readonly Visibility[];
      /** Where the terms of use of the signature are. */
      readonly termsUrl?: string;
    };

/** Answer of `dmp.addDocument`: it is in the outbox, committed. */
export type DocumentOutcome =
  | { readonly kind: 'invalid'; readonly faults: FormFaults }
  | { readonly kind: 'accepted'; readonly patientId: string; readonly documentId: string };

/**
 * Where a document of the outbox stands. Times in epoch milliseconds. `proposed`: a rule proposes it, nobody has confirmed it. `locked`: its key is lost
 * with the host's secrets, nobody can read it any more.
 */
export type SendingState =
  | { readonly kind: 'proposed'; readonly since: number }
  | { readonly kind: 'held'; readonly since: number }
  /** `waitsFor`: its turn · the card of whoever confirmed it · the certificates of the structure it was confirmed with · his practice situation · one before it, of the same patient · the sending that was suspended. */
  | { readonly kind: 'queued'; readonly waitsFor: 'turn' | 'card' | 'structure' | 'situation' | 'before' | 'suspended' }
  | { readonly kind: 'sending'; readonly sentBytes: number; readonly totalBytes: number }
  | { readonly kind: 'sent'; readonly at: number }
  | { readonly kind: 'failed'; readonly error: ErrorDto; readonly nextTry: number }
  | { readonly kind: 'refused'; readonly error: ErrorDto }
  | { readonly kind: 'locked' };

/**
 * What a user may do to a document now, the most likely act first. `confirm`: in the form of what a rule proposes; `decline`: it is not sent.
 * `changeVisibility`: TD3.3a-b; the next three: TD3.3d, TD3.3d, TD3.3c.
 */
export const DOCUMENT_ACTS = [
  'confirm',
  'decline',
  'correct',
  'retry',
  'release',
  'hold',
  'withdraw',
  'replace',
  'changeVisibility',
  'archive',
  'unarchive',
  'delete',
] as const;
export type DocumentAct = (typeof DOCUMENT_ACTS)[number];

/** One document this practice has sent, or is about to send. */
export interface FedDocument {
  /** Of one that is proposed: the host's id of the local document. */
  readonly documentId: string;
  readonly patientId: string;
  readonly title: string;
  readonly typeCode: string;
  readonly typeLabel: string;
  readonly category: Category;
  readonly comment: string;
  /** `yyyy-MM-dd`. */
  readonly writtenOn: string;
  readonly actStart: string;
  readonly author: string;
  readonly mediaType: string;
  readonly size: number;
  /** From 1; grows with every replacement. */
  readonly version: number;
  readonly visibility: readonly Visibility[];
  readonly state: SendingState;
  /** What the DMP holds of one that was sent. */
  readonly availability: 'current' | 'archived' | 'replaced' | 'deleted';
  /** An update of its properties under way, or how the last one failed. */
  readonly update?: { readonly kind: 'running' } | { readonly kind: 'failed'; readonly error: ErrorDto };
  /** What a rule did: the reason it is here at all. */
  readonly byRule: boolean;
  readonly acts: readonly DocumentAct[];
}

/** Part of the tab: what this practice feeds to this record. The newest first. */
export interface FeedingState {
  readonly documents: readonly FedDocument[];
  /** Since when the patient is opposed to being fed; epoch milliseconds. */
  readonly opposedSince?: number;
  /** Whether the rules are followed for this patient. Absent while automatic feeding is off. */
  readonly rules?: 'apply' | 'exception';
  /** A document may be added now. */
  readonly mayAdd: boolean;
  /** The three conditions of chapter 4 of the guide. The consent is asked, never known. */
  readonly conditions: { readonly card: boolean; readonly record: boolean };
}

/** State of the page `dmp.outbox`. A row names its patient. */
export interface OutboxState {
  readonly rows: readonly OutboxRow[];
  readonly suspended: boolean;
  /** Documents sent since midnight. */
  readonly sentToday: number;
  /** Rows that are older than those shown. */
  readonly more: number;
  /** When the file of the outbox could not be read any more, epoch milliseconds: what waited then has to be looked after. Absent: never, or the user knows. */
  readonly lostAt?: number;
}
export type OutboxRow = FedDocument & { readonly patientName: string };

/** State of `dmp.localDocument`: the marks of one patient's local documents, by the host's id of them. */
export interface LocalDocumentMarks {
  readonly patientId: string;
  readonly marks: { readonly [localDocumentId: string]: LocalDocumentMark };
}
/** `changed`: sent before its last change; `declined`: somebody decided not to send it; `never`: nothing was done with it. */
export type LocalDocumentMark =
  | { readonly kind: 'never' }
  | { readonly kind: 'proposed' | 'declined' | 'held' | 'queued' | 'sending' | 'failed' | 'refused' | 'locked' | 'deleted' }
  | { readonly kind: 'sent' | 'changed'; readonly at: number };

/** One rule of automatic feeding (EX_GEN-1060). `any`: of every kind or act. */
export interface FeedingRule {
  readonly ruleId: string;
  /** The host's kind of document, or `any`. */
  readonly documentKind: string;
  /** The host's code of the act, or `any`. */
  readonly actCode: string;
  readonly does: 'queue' | 'propose';
  readonly typeCode: string;
  readonly practiceSetting: string;
  readonly visibility: readonly Visibility[];
  /** Who signs what it queues: whoever saved it with his card. Absent: nobody, and it only proposes. */
  readonly signedBy?: string;
}
/** State of the page `dmp.rules`. */
export interface RulesState {
  readonly isOn: boolean;
  readonly rules: readonly FeedingRule[];
  readonly types: readonly TypeChoice[];
  readonly practiceSettings: readonly Choice[];
  /** Patients for whom no rule does anything, at their wish or the professional's. */
  readonly exceptions: readonly { readonly patientId: string; readonly patientName: string }[];
}

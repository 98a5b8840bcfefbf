import type { Observable } from 'rxjs';
import type { Disposable } from './disposable.js';
import type { LocalDocument } from './local-document.js';
import type { PatientDetails, PatientRef, ProposedFields } from './patient.js';
import type { PracticeMember, PracticeProfessional } from './professional.js';
import type { VitaleReading } from './vitale.js';

/**
 * The host contract, version 1.7. `main` (Node) gets a `PluginContext`, `browser` (page) a `BrowserContext`.
 * Everything here crosses a process border as JSON, but for the bytes of files and documents.
 */
export const HOST_API_VERSION = '1.7.0';

/** Bytes of the largest file a page may post. */
export const LARGEST_POSTED_FILE = 20_000_000;

/** A patient's form in one window. Two windows are two forms, on two patients or on one. */
export interface OpenForm {
  readonly formId: string;
  readonly patient: PatientRef;
}

/** The user signed in to the host. `id` is stable and says nothing of the person. */
export interface HostUser {
  readonly id: string;
  /** Who he is: the certificates of a structure do not say it. Without it, a card is needed. */
  readonly member?: PracticeMember;
}

/** The page names the patient by id; the host refuses an unknown one and hands `main` the whole reference. The rest is to be parsed. */
export interface CommandArgs {
  readonly patient: PatientRef;
  readonly [name: string]: unknown;
}

/** A command of a page names no patient. */
export interface PageCommandArgs {
  readonly [name: string]: unknown;
}

/** For operators: an event id and plain facts. Never an INS, a name, a card number, a PIN, an error's `detail` or document content. */
export interface Logger {
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
}
export type LogFacts = { readonly [name: string]: string | number | boolean | undefined };

/** Values of the keys a manifest declares in `contributes.contextKeys`, for one patient. */
export type ContextValues = { readonly [key: string]: string | boolean };

/** What the host offers to `main`. A plugin that was restarted is told of the open forms again. */
export interface PluginContext {
  readonly plugin: { readonly id: string; readonly version: string; readonly publisher: string /** Where the plugin's files are. */; readonly folder: string };
  readonly user: HostUser;
  readonly events: {
    readonly formOpened$: Observable<OpenForm>;
    readonly formClosed$: Observable<{ readonly formId: string }>;
    /** A professional has validated a document. Told once, to who listens; `documents.validatedSince` tells what nobody heard. Needs the capability `documents: read`. */
    readonly documentValidated$: Observable<ValidatedDocument>;
  };
  readonly commands: {
    register(id: string, run: (args: CommandArgs) => Promise<unknown>): Disposable;
    /** For the commands of a `views.page`. */
    registerForPage(id: string, run: (args: PageCommandArgs) => Promise<unknown>): Disposable;
  };
  readonly views: {
    /** The host subscribes once per slot on screen (form or row), and unsubscribes when it goes. */
    publish(viewId: string, state: (patient: PatientRef) => Observable<unknown>): Disposable;
    publishPage(viewId: string, state: () => Observable<unknown>): Disposable;
    /** What stands beside the entry of a page in the rail; 0 is not shown. */
    publishPageCount(viewId: string, count: () => Observable<number>): Disposable;
  };
  readonly contextKeys: {
    /** Values for the `when` and `enabled` of this plugin's menu entries; the host subscribes once per open form. */
    publish(values: (patient: PatientRef) => Observable<ContextValues>): Disposable;
  };
  readonly patients: {
    /** What the form holds beside the identity: now, and again whenever it is stored. Needs the capability `patient`. An id nobody has errors. */
    details$(patientId: string): Observable<PatientDetails>;
    /** Who it is now; `undefined`: nobody any more. */
    get(patientId: string): Promise<PatientRef | undefined>;
  };
  /** The practice's own documents. Need the capability `documents: read`. */
  readonly documents: {
    /** Now, and again whenever one is added, changed, validated or removed. An id nobody has errors. */
    list$(patientId: string): Observable<readonly LocalDocument[]>;
    /** Documents of all patients validated at or after `time`, epoch milliseconds, the oldest first. */
    validatedSince(time: number): Promise<readonly ValidatedDocument[]>;
    /** Rejects with `host.unknownDocument`. */
    read(documentId: string): Promise<Uint8Array>;
  };
  readonly practice: {
    /** For whom its staff may act. Needs the capability `practice: read`. Since 1.5. */
    professionals(): Promise<readonly PracticeProfessional[]>;
  };
  readonly patientReaders: {
    /** Answers the host's *Lire la Carte Vitale*. `signal` fires when the user gives up. Rejects with a `PluginError` (`vitale.*`). */
    provide(readerId: string, read: (signal: AbortSignal) => Promise<VitaleReading>): Disposable;
  };
  readonly files: {
    /** Hands bytes to the pages of this user, to be fetched once and never kept on disk: a receipt, a leaflet. Forgotten once fetched, or after five minutes. */
    offer(file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }): Promise<OfferedFile>;
    /** What a page of this user has posted, once. Rejects with `host.fileGone`. */
    take(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
  };
  readonly configuration: {
    /** Value of a key of the manifest's `configuration`: what was set, else its default. An unknown key throws. */
    get<T>(key: string): T;
    /** The keys that changed. */
    readonly changed$: Observable<readonly string[]>;
  };
  readonly storage: { /** A folder of this plugin alone. It exists. */ readonly folder: string };
  readonly secrets: {
    get(name: string): Promise<string | undefined>;
    set(name: string, value: string): Promise<void>;
    delete(name: string): Promise<void>;
  };
  /** Named after the class that uses it. */
  log(source: string): Logger;
}
export const PluginContext = Symbol.for('dmp.PluginContext');

/** A document, and whose it is. */
export interface ValidatedDocument {
  readonly patient: PatientRef;
  readonly document: LocalDocument;
}

/** A file a page may fetch once. `id` says nothing of its content; `name` is what a download is called: no patient in it. */
export interface OfferedFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
}

/** A file a page has posted. `id` says nothing of its content. */
export interface PostedFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** Where the user chose a command: the form, and the documents it was chosen for in `localDocument/context`. */
export interface PageChoice {
  readonly patientId: string;
  readonly formId: string;
  readonly documentIds?: readonly string[];
}

/** What `main` exports as `activate`. */
export type Activate = (host: PluginContext) => Activation | Promise<Activation>;
/** What `main` hands back. `signal` fires when the host stops waiting. */
export interface Activation {
  deactivate(signal: AbortSignal): Promise<void>;
}

/** What the host's page offers to `browser`. A rejection nobody caught is shown by the host. */
export interface BrowserContext {
  readonly commands: {
    run(id: string, args: { readonly patientId: string; readonly [name: string]: unknown }): Promise<unknown>;
    runForPage(id: string, args?: { readonly [name: string]: unknown }): Promise<unknown>;
    /** A command of the manifest that needs the page (it opens a dialog). The host calls this instead of `main`. */
    handle(id: string, run: (args: PageChoice) => Promise<void>): Disposable;
  };
  readonly views: {
    provide(viewId: string, mount: (slot: ViewSlot) => Disposable): Disposable;
    providePage(viewId: string, mount: (slot: PageSlot) => Disposable): Disposable;
    /** Selects the tab that holds this view in the form, and moves focus to it. */
    reveal(viewId: string, formId: string): void;
    /** Shows a page of the plugin in this window. Rejects with `host.unavailable` where the user stays with what he has typed elsewhere. */
    showPage(viewId: string): Promise<void>;
  };
  readonly forms: {
    /**
     * Opens the form of a patient in this window, selects the tab that holds this view, and moves focus to it. Answers its `formId`. Rejects with
     * `host.unavailable` where it does not come to that: nobody has this id, or the user stays with what he has typed elsewhere.
     */
    show(patientId: string, viewId: string): Promise<string>;
    /** Puts values into the form as if the user had typed them: he still validates. Answers those the form has taken. Needs the capability `patient: propose`. */
    propose(formId: string, fields: ProposedFields): Promise<readonly (keyof ProposedFields)[]>;
  };
  readonly files: {
    /** The bytes of an offered file, once. Rejects when it was fetched before or is forgotten. */
    fetch(file: OfferedFile): Promise<Blob>;
    /** Hands a file to `main`, which takes it once; it is kept in memory alone, for five minutes. Rejects with `host.fileTooLarge`, or `host.unavailable`. */
    post(file: File): Promise<PostedFile>;
  };
  /** A message that goes by itself, for what happened while the user was elsewhere. `text` names the patient. */
  notify(message: { readonly title: string; readonly text: string; readonly family: 'ok' | 'warn' }): void;
  /** Puts an element of the plugin above the page (the element shows its own `<dialog>`); focus goes back when it is disposed. */
  readonly dialogs: { open(element: HTMLElement): Disposable };
  /** Language of the user interface, `fr` or `en`. */
  readonly language: string;
}

/** Our place in one form or row. A `views.localDocument` has one in each document's row, all with the state of the patient. Mounted when first shown there, and again when the plugin was restarted. */
export interface ViewSlot {
  readonly element: HTMLElement;
  readonly patientId: string;
  /** Empty in a row of a list. */
  readonly formId: string;
  /** In a row of a local document. */
  readonly documentId?: string;
  readonly state$: Observable<unknown>;
}
export interface PageSlot {
  readonly element: HTMLElement;
  readonly state$: Observable<unknown>;
}

/** What `browser` exports as `activate`. */
export type ActivateBrowser = (host: BrowserContext) => Disposable;

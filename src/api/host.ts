import type { Observable } from 'rxjs';
import type { Disposable } from './disposable.js';
import type { PatientDetails, PatientRef, ProposedFields } from './patient.js';
import type { VitaleReading } from './vitale.js';

/**
 * The host contract, version 1.3. `main` (Node) gets a `PluginContext`, `browser` (page) a `BrowserContext`.
 * Everything here crosses a process border as JSON.
 */
export const HOST_API_VERSION = '1.3.0';

/** A patient's form in one window. Two windows are two forms, on two patients or on one. */
export interface OpenForm {
  readonly formId: string;
  readonly patient: PatientRef;
}

/** The user signed in to the host. `id` is stable and says nothing of the person. */
export interface HostUser {
  readonly id: string;
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
  };
  readonly contextKeys: {
    /** Values for the `when` and `enabled` of this plugin's menu entries; the host subscribes once per open form. */
    publish(values: (patient: PatientRef) => Observable<ContextValues>): Disposable;
  };
  readonly patients: {
    /** What the form holds beside the identity: now, and again whenever it is stored. Needs the capability `patient`. An id nobody has errors. */
    details$(patientId: string): Observable<PatientDetails>;
  };
  readonly patientReaders: {
    /** Answers the host's *Lire la Carte Vitale*. `signal` fires when the user gives up. Rejects with a `PluginError` (`vitale.*`). */
    provide(readerId: string, read: (signal: AbortSignal) => Promise<VitaleReading>): Disposable;
  };
  readonly files: {
    /** Hands bytes to the pages of this user, to be fetched once and never kept on disk: a receipt, a leaflet. Forgotten once fetched, or after five minutes. */
    offer(file: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }): Promise<OfferedFile>;
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

/** A file a page may fetch once. `id` says nothing of its content; `name` is what a download is called: no patient in it. */
export interface OfferedFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
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
    /** A command of the manifest that needs the page (it opens a dialog). The host calls this instead of `main`; `patientId` is that of the form it was chosen in. */
    handle(id: string, run: (args: { readonly patientId: string; readonly formId: string }) => Promise<void>): Disposable;
  };
  readonly views: {
    provide(viewId: string, mount: (slot: ViewSlot) => Disposable): Disposable;
    providePage(viewId: string, mount: (slot: PageSlot) => Disposable): Disposable;
    /** Selects the tab that holds this view in the form, and moves focus to it. */
    reveal(viewId: string, formId: string): void;
  };
  readonly forms: {
    /** Puts values into the form as if the user had typed them: he still validates. Answers those the form has taken. Needs the capability `patient: propose`. */
    propose(formId: string, fields: ProposedFields): Promise<readonly (keyof ProposedFields)[]>;
  };
  readonly files: {
    /** The bytes of an offered file, once. Rejects when it was fetched before or is forgotten. */
    fetch(file: OfferedFile): Promise<Blob>;
  };
  /** A message that goes by itself, for what happened while the user was elsewhere. `text` names the patient. */
  notify(message: { readonly title: string; readonly text: string; readonly family: 'ok' | 'warn' }): void;
  /** Puts an element of the plugin above the page (the element shows its own `<dialog>`); focus goes back when it is disposed. */
  readonly dialogs: { open(element: HTMLElement): Disposable };
  /** Language of the user interface, `fr` or `en`. */
  readonly language: string;
}

/** Our place in one form or row. Mounted when first shown there, and again when the plugin was restarted. */
export interface ViewSlot {
  readonly element: HTMLElement;
  readonly patientId: string;
  /** Empty in a row of a list. */
  readonly formId: string;
  /** In `views.localDocument`: the host's document of this row. */
  readonly documentId?: string;
  readonly state$: Observable<unknown>;
}
export interface PageSlot {
  readonly element: HTMLElement;
  readonly state$: Observable<unknown>;
}

/** What `browser` exports as `activate`. */
export type ActivateBrowser = (host: BrowserContext) => Disposable;

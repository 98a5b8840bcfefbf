import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ContextValues, HostUser, LogFacts, OpenForm, ValidatedDocument } from '../../../../src/api/host.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { Manifest } from '../../../../src/api/manifest.js';
import type { PatientDetails, PatientRef } from '../../../../src/api/patient.js';
import type { PracticeProfessional } from '../../../../src/api/professional.js';
import type { VitaleReading } from '../../../../src/api/vitale.js';

/**
 * What passes between the server and the process of one plugin: JSON-RPC over the child's IPC channel. A refusal travels as a
 * `ResponseError` whose `data` is an `ErrorDto`. Files travel beside it, both ways: HTTP/2 over the duplex pipe on file descriptor 4, one stream
 * per file.
 */

export type SettingScalar = string | number | boolean;
export type SettingScalars = Readonly<Record<string, SettingScalar>>;

export interface PluginStart {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly user: HostUser;
  readonly storageFolder: string;
  readonly configuration: SettingScalars;
}

/** Answered when `activate` is done. */
export const startPlugin = new RequestType<PluginStart, void, void>('plugin/start');
/** Answered when `deactivate` is done. Cancelling it fires the signal of `deactivate`. */
export const deactivatePlugin = new RequestType<{ readonly deadlineMilliseconds: number }, void, void>('plugin/deactivate');
export const pingPlugin = new RequestType<Record<string, never>, { readonly memoryBytes: number }, void>('plugin/ping');
/** Without a patient: a command of a page. */
export const runPluginCommand = new RequestType<
  { readonly commandId: string; readonly patient?: PatientRef; readonly args: Readonly<Record<string, unknown>> },
  unknown,
  void
>('command/run');

/** *Lire la Carte Vitale*. Cancelling it fires the signal of the reading. */
export const readCard = new RequestType<{ readonly readerId: string }, VitaleReading, void>('patientReader/read');

export const formOpened = new NotificationType<OpenForm>('form/opened');
export const formClosed = new NotificationType<{ readonly formId: string }>('form/closed');
/** A place on screen shows the view. Without a patient: a `views.page`. */
export const watchView = new NotificationType<{ readonly watchId: string; readonly viewId: string; readonly patient?: PatientRef }>('view/watch');
export const unwatchView = new NotificationType<{ readonly watchId: string }>('view/unwatch');
export const configurationChanged = new NotificationType<{ readonly values: SettingScalars; readonly keys: readonly string[] }>('configuration/changed');

export const documentValidated = new NotificationType<ValidatedDocument>('document/validated');

export const viewState = new NotificationType<{ readonly watchId: string; readonly state: unknown }>('view/state');
/** What stands beside a page of the plugin in the rail. */
export const pageCount = new NotificationType<{ readonly viewId: string; readonly count: number }>('page/count');
/** All values for that form, whenever one changes. */
export const contextValues = new NotificationType<{ readonly formId: string; readonly values: ContextValues }>('context/values');
export const pluginLogged = new NotificationType<{ readonly level: 'info' | 'warn' | 'error'; readonly event: string; readonly facts: LogFacts }>('log');
/** Answers whether there is such a patient; his details follow as `patientDetails`, now and at each change. */
export const watchPatient = new RequestType<{ readonly watchId: string; readonly patientId: string }, boolean, void>('patient/watch');
export const unwatchPatient = new NotificationType<{ readonly watchId: string }>('patient/unwatch');
export const patientDetails = new NotificationType<{ readonly watchId: string; readonly details: PatientDetails }>('patient/details');
/** Null: no such patient. */
export const findPatient = new RequestType<{ readonly patientId: string }, PatientRef | null, void>('patient/find');
/** Answers whether there is such a patient; his documents follow as `documentList`, now and at each change. */
export const watchDocuments = new RequestType<{ readonly watchId: string; readonly patientId: string }, boolean, void>('documents/watch');
export const unwatchDocuments = new NotificationType<{ readonly watchId: string }>('documents/unwatch');
export const documentList = new NotificationType<{ readonly watchId: string; readonly documents: readonly LocalDocument[] }>('documents/list');
export const validatedDocuments = new RequestType<{ readonly since: number }, readonly ValidatedDocument[], void>('documents/validatedSince');
export const listProfessionals = new RequestType<Readonly<Record<string, never>>, readonly PracticeProfessional[], void>('practice/professionals');
/** Null: no such secret. */
export const readSecret = new RequestType<{ readonly name: string }, string | null, void>('secret/read');
export const writeSecret = new RequestType<{ readonly name: string; readonly value: string }, void, void>('secret/write');
export const deleteSecret = new RequestType<{ readonly name: string }, void, void>('secret/delete');

/** Descriptor of the pipe that carries files. */
export const FILE_PIPE = 4;
/** What a plugin asks for on the pipe, with an id behind it: the bytes of a document, and a file a page has posted. */
export const DOCUMENT_PATH = '/documents/';
export const POSTED_PATH = '/posted/';
/** HTTP/2 headers of a file: its name, percent-encoded, and its media type; in the answer, the id a page fetches it by. */
export const FILE_NAME = 'x-file-name';
export const FILE_TYPE = 'x-file-type';
export const FILE_ID = 'x-file-id';
/** The largest file a plugin may offer, in bytes. */
export const LARGEST_FILE = 10_000_000;

import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ContextValues } from '../../src/api/host.js';
import type { LocalDocument } from '../../src/api/local-document.js';
import type { Manifest, ManifestFault } from '../../src/api/manifest.js';
import type { VitaleBeneficiary, VitaleReading } from '../../src/api/vitale.js';
import type { PatientRecord, PatientSummary, Visit } from './practice.js';

/**
 * What passes between a window of the practice application and its server: JSON-RPC over one WebSocket per window (`/socket`,
 * sub-protocols `practice.v1` and the token of the run, which stands in the page's `<meta name="session-token">`).
 * A refusal of a plugin travels as a `ResponseError` whose `data` is an `ErrorDto`; that of a reader brings the plugin's own words for it.
 * What a plugin hands over as a file is fetched once, with `GET /files/<id>` and the token in the header `x-session-token`. What a page hands over
 * is posted with the same header, as `application/octet-stream` with its name (percent-encoded) in `x-file-name` and its type in `x-file-type`:
 * to `/files` for the practice's own documents, to `/plugins/<id>/files` for a plugin. The answer is a `PostedFile`.
 */

/** In the language of the session. */
export interface RefusalWords {
  readonly title: string;
  readonly advice: string;
}

export interface Session {
  readonly user: { readonly id: string; readonly displayName: string; readonly initials: string };
  /** Says that something of this workstation is simulated. */
  readonly notice?: { readonly label: string; readonly title: string; readonly url: string };
  readonly apiVersion: string;
}

/**
 * `invalid`: its manifest is wrong · `disabled` · `waiting`: enabled, nothing has asked for it yet · `starting` · `running` ·
 * `restarting`: it died, a new try follows · `stopped`: it died too often, the user decides · `unresponsive`.
 */
export type PluginState = 'invalid' | 'disabled' | 'waiting' | 'starting' | 'running' | 'restarting' | 'stopped' | 'unresponsive';

export interface PluginInfo {
  /** Id of the manifest; for an invalid one, the name of its folder. */
  readonly id: string;
  readonly folderName: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string;
  readonly publisher: string;
  readonly version: string;
  readonly hostRange: string;
  readonly state: PluginState;
  readonly enabled: boolean;
  readonly faults: readonly ManifestFault[];
  /** Titles already in the user's language. Absent for an invalid manifest. */
  readonly contributes?: Manifest['contributes'];
  readonly capabilities?: Manifest['capabilities'];
  /** Address of the page half, new for each build of it. */
  readonly browserModule?: string;
  readonly activation?: { readonly milliseconds: number; readonly event: string; readonly at: number };
  readonly memoryMegabytes?: number;
  readonly restarts: number;
  /** What stands beside its pages in the rail, by their id. */
  readonly pageCounts: Readonly<Record<string, number>>;
}

export interface LogLine {
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

export interface SettingValue {
  readonly pluginId: string;
  readonly key: string;
  readonly value: string | number | boolean;
  /** Given on the command line of the server: shown, not changed here. */
  readonly fixed: boolean;
}

export const openSession = new RequestType<{ readonly language: string }, Session, void>('session/open');
/** `date`: `yyyy-MM-dd`, today when absent. */
export const listVisits = new RequestType<{ readonly date?: string }, { readonly date: string; readonly visits: readonly Visit[] }, void>('visits/list');
export const setVisitDone = new RequestType<{ readonly visitId: string; readonly done: boolean }, void, void>('visits/setDone');
export const searchPatients = new RequestType<{ readonly text: string }, readonly PatientSummary[], void>('patients/search');
/** Null: no such patient. */
export const getPatient = new RequestType<{ readonly patientId: string }, PatientRecord | null, void>('patients/get');
/** Answers the record as stored; the faults by path of the field (`contact.email`); or, when it is no longer what the window had read, the newer one, and stores nothing. */
export const savePatient = new RequestType<
  { readonly record: PatientRecord; readonly before: PatientRecord },
  { readonly saved: PatientRecord } | { readonly faults: Readonly<Record<string, string>> } | { readonly newer: PatientRecord },
  void
>('patients/save');

/** What a user says of a document. */
export type DocumentWords = Pick<LocalDocument, 'title' | 'kind' | 'writtenOn'>;
export const listDocuments = new RequestType<{ readonly patientId: string }, readonly LocalDocument[], void>('documents/list');
/** A draft; `fileId` is that of a posted file. */
export const addDocument = new RequestType<DocumentWords & { readonly patientId: string; readonly fileId: string }, LocalDocument, void>('documents/add');
/** What was validated becomes the draft of its next version. Without a file, its content stays. */
export const changeDocument = new RequestType<
  DocumentWords & { readonly patientId: string; readonly documentId: string; readonly fileId?: string },
  LocalDocument,
  void
>('documents/change');
/** Drafts of one patient. */
export const validateDocuments = new RequestType<{ readonly patientId: string; readonly documentIds: readonly string[] }, void, void>('documents/validate');

export const listPlugins = new RequestType<void, readonly PluginInfo[], void>('plugins/list');
export const setPluginEnabled = new RequestType<{ readonly pluginId: string; readonly enabled: boolean }, void, void>('plugins/setEnabled');
export const restartPlugin = new RequestType<{ readonly pluginId: string }, void, void>('plugins/restart');
export const readPluginLog = new RequestType<{ readonly pluginId: string }, readonly LogLine[], void>('plugins/log');
export const listSettings = new RequestType<void, readonly SettingValue[], void>('settings/list');
/** Answers null, or why the value is refused. */
export const changeSetting = new RequestType<
  { readonly pluginId: string; readonly key: string; readonly value: string | number | boolean },
  string | null,
  void
>('settings/change');

/** `formId` is made by the page (a UUID). */
export const openForm = new RequestType<{ readonly formId: string; readonly patientId: string }, void, void>('forms/open');
export const closeForm = new NotificationType<{ readonly formId: string }>('forms/close');
/** A place on screen that shows a view. Without a patient: a `views.page`. State follows as `slotState`; it goes on across restarts of the plugin. */
export const openSlot = new RequestType<
  { readonly slotId: string; readonly viewId: string; readonly patientId?: string; readonly formId?: string },
  void,
  void
>('slots/open');
export const closeSlot = new NotificationType<{ readonly slotId: string }>('slots/close');
/** *Lire la Carte Vitale*, by the plugin that has this reader. Cancelling it gives the reading up. The `data` of a refusal may have `words: RefusalWords`. */
export const readPatientCard = new RequestType<{ readonly readerId: string }, VitaleReading, void>('patientReaders/read');
/** The user says that this beneficiary of the card read last in this window is this patient: the reading is kept with the patient. Answers the record as stored, or null when the number on the card is another patient's. */
export const keepPatientCard = new RequestType<{ readonly patientId: string; readonly beneficiary: VitaleBeneficiary }, PatientRecord | null, void>(
  'patientReaders/keep',
);
/** Without a patient: a command of a page. Cancelling the request stops the wait, not the command. */
export const runCommand = new RequestType<
  { readonly commandId: string; readonly patientId?: string; readonly args: Readonly<Record<string, unknown>> },
  unknown,
  void
>('commands/run');

/** The whole list, whenever anything in it changes (also on enabling, crash, restart, a folder dropped in). */
export const pluginsChanged = new NotificationType<readonly PluginInfo[]>('plugins/changed');
export const slotState = new NotificationType<{ readonly slotId: string; readonly state: unknown }>('slots/state');
export const formContext = new NotificationType<{ readonly formId: string; readonly pluginId: string; readonly values: ContextValues }>('forms/context');
export const patientChanged = new NotificationType<{ readonly patientId: string }>('patients/changed');
export const documentsChanged = new NotificationType<{ readonly patientId: string }>('documents/changed');
export const settingsChanged = new NotificationType<readonly SettingValue[]>('settings/changed');

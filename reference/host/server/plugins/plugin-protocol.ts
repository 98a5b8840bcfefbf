import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { ContextValues, LogFacts, OpenForm } from '../../../../src/api/host.js';
import type { Manifest } from '../../../../src/api/manifest.js';
import type { PatientRef } from '../../../../src/api/patient.js';

/**
 * What passes between the server and the process of one plugin: JSON-RPC over the child's IPC channel. A refusal travels as a
 * `ResponseError` whose `data` is an `ErrorDto`.
 */

export type SettingScalar = string | number | boolean;
export type SettingScalars = Readonly<Record<string, SettingScalar>>;

export interface PluginStart {
  readonly manifest: Manifest;
  readonly folder: string;
  readonly user: { readonly id: string };
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

export const formOpened = new NotificationType<OpenForm>('form/opened');
export const formClosed = new NotificationType<{ readonly formId: string }>('form/closed');
/** A place on screen shows the view. Without a patient: a `views.page`. */
export const watchView = new NotificationType<{ readonly watchId: string; readonly viewId: string; readonly patient?: PatientRef }>('view/watch');
export const unwatchView = new NotificationType<{ readonly watchId: string }>('view/unwatch');
export const configurationChanged = new NotificationType<{ readonly values: SettingScalars; readonly keys: readonly string[] }>('configuration/changed');

export const viewState = new NotificationType<{ readonly watchId: string; readonly state: unknown }>('view/state');
/** All values for that form, whenever one changes. */
export const contextValues = new NotificationType<{ readonly formId: string; readonly values: ContextValues }>('context/values');
export const pluginLogged = new NotificationType<{ readonly level: 'info' | 'warn' | 'error'; readonly event: string; readonly facts: LogFacts }>('log');
/** Null: no such secret. */
export const readSecret = new RequestType<{ readonly name: string }, string | null, void>('secret/read');
export const writeSecret = new RequestType<{ readonly name: string; readonly value: string }, void, void>('secret/write');
export const deleteSecret = new RequestType<{ readonly name: string }, void, void>('secret/delete');

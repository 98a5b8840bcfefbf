import { filter, firstValueFrom, map, type Observable, Subject, startWith, takeUntil } from 'rxjs';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { ActivateBrowser, BrowserContext, PageChoice } from '../../../../src/api/host.js';
import type { ProposedFields } from '../../../../src/api/patient.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { type PluginInfo, runCommand } from '../../page-protocol.js';
import type { PageServer } from '../connection/page-server.js';
import { isActive, type PluginTarget } from '../model/menu-model.js';
import { isBroken } from '../model/plugin-words.js';
import { patientPath, pluginPagePath } from '../model/routes.js';
import type { OpenPlaces } from '../state/open-places.js';
import type { PracticeStore } from '../state/practice-store.js';
import type { Router } from '../state/router.js';
import type { DialogLayer } from './dialog-layer.js';
import { LoadedPlugin } from './loaded-plugin.js';

/** Where a view of a plugin is to appear. Without a patient: a page. Without a form: a row of a list. */
export interface ViewPlace {
  readonly element: HTMLElement;
  readonly pluginId: string;
  readonly viewId: string;
  readonly patientId?: string | undefined;
  readonly formId?: string | undefined;
  /** In the row of a document of the practice. */
  readonly documentId?: string | undefined;
}
export interface Reveal {
  readonly viewId: string;
  readonly formId: string;
}
type Propose = (fields: ProposedFields) => readonly (keyof ProposedFields)[];
/** A form of this window. */
interface Form {
  readonly patientId: string;
  readonly propose: Propose;
}
type ImportModule = (address: string) => Promise<{ readonly activate: ActivateBrowser }>;

export interface RuntimeParts {
  readonly server: PageServer;
  readonly store: PracticeStore;
  readonly places: OpenPlaces;
  readonly router: Router;
  readonly dialogs: DialogLayer;
  readonly notify: BrowserContext['notify'];
  readonly language: string;
  readonly onError: (error: unknown) => void;
  readonly importModule?: ImportModule;
}

const importModule: ImportModule = (address) => import(/* @vite-ignore */ address);

/** Loads the page half of a plugin when its first view is about to show, and ends it with the plugin. */
export class PluginRuntime {
  readonly #reveal$ = new Subject<Reveal>();
  readonly reveal$: Observable<Reveal> = this.#reveal$;
  readonly #loaded = new Map<string, Promise<LoadedPlugin>>();
  readonly #generations = new Map<string, number>();
  readonly #forms = new Map<string, Form>();
  readonly #opened$ = new Subject<void>();
  #before: ReadonlyMap<string, PluginInfo> = new Map();

  constructor(private readonly parts: RuntimeParts) {
    parts.store.plugins$.subscribe((plugins) => this.#follow(plugins));
  }

  /** Grows each time the plugin's page half has to be mounted anew. */
  generationOf(pluginId: string): number {
    return this.#generations.get(pluginId) ?? 0;
  }

  /** Shows a view in its place. @throws what the plugin throws; the place is then empty. */
  async mount({ element, pluginId, viewId, patientId, formId, documentId }: ViewPlace, signal: AbortSignal): Promise<Disposable> {
    const { places } = this.parts;
    const request = { viewId, ...(patientId ? { patientId } : {}), ...(formId ? { formId } : {}) };
    const slot = documentId ? places.shareSlot(request) : places.openSlot(request);
    try {
      const plugin = await this.#load(pluginId);
      if (signal.aborted) throw new PluginError('plugin.unexpected');
      const view = patientId
        ? plugin.mountView(viewId, { element, patientId, formId: formId ?? '', ...(documentId && { documentId }), state$: slot.state$ })
        : plugin.mountPage(viewId, { element, state$: slot.state$ });
      return {
        dispose: () => {
          view.dispose();
          slot.dispose();
          element.replaceChildren();
        },
      };
    } catch (error) {
      slot.dispose();
      element.replaceChildren();
      throw error;
    }
  }

  /** A form of this window is found by its patient and takes what plugins propose, as long as it is open. */
  openForm(formId: string, form: Form): Disposable {
    this.#forms.set(formId, form);
    this.#opened$.next();
    return { dispose: () => void this.#forms.delete(formId) };
  }

  /** Runs a menu entry of a plugin in the form it was chosen in, for the documents it was chosen for. */
  async choose(target: PluginTarget, form: PageChoice): Promise<void> {
    if (target.kind === 'reveal') return this.#reveal$.next({ viewId: target.viewId, formId: form.formId });
    const handler = target.inBrowser ? (await this.#load(target.pluginId)).handlerOf(target.commandId) : undefined;
    if (handler) await handler(form);
    else {
      const { patientId, documentIds } = form;
      await this.parts.server.request(runCommand, { commandId: target.commandId, patientId, args: { ...(documentIds && { documentIds }) } });
    }
  }

  async #load(pluginId: string): Promise<LoadedPlugin> {
    const known = this.#loaded.get(pluginId);
    if (known) return known;
    const loading = this.#activate(pluginId);
    this.#loaded.set(pluginId, loading);
    try {
      return await loading;
    } catch (error) {
      // The next place that shows one of its views tries again.
      if (this.#loaded.get(pluginId) === loading) this.#loaded.delete(pluginId);
      throw error;
    }
  }

  async #activate(pluginId: string): Promise<LoadedPlugin> {
    const { server, store, dialogs, notify, language, onError } = this.parts;
    const address = store.plugin(pluginId)?.browserModule;
    if (!address) throw new PluginError('plugin.unexpected');
    const { activate } = await (this.parts.importModule ?? importModule)(address);
    return new LoadedPlugin(activate, {
      run: (commandId, { patientId, ...args }) => answered(server.request(runCommand, { commandId, patientId, args })),
      runForPage: (commandId, args = {}) => answered(server.request(runCommand, { commandId, args })),
      reveal: (viewId, formId) => this.#reveal$.next({ viewId, formId }),
      showPage: (viewId) => answered(this.#showPage(viewId)),
      showForm: (patientId, viewId) => answered(this.#show(patientId, viewId)),
      propose: (formId, fields) => answered(this.#propose(pluginId, formId, fields)),
      fetchFile: ({ id }) => answered(server.files.fetch(id)),
      postFile: (file) => answered(server.files.post(file, pluginId)),
      notify,
      openDialog: (element) => dialogs.open(element),
      language,
      onError,
    });
  }

  async #showPage(viewId: string): Promise<void> {
    const { router } = this.parts;
    await router.go(pluginPagePath(viewId));
    const route = router.route$.value;
    if (route.page !== 'plugin' || route.viewId !== viewId) throw new PluginError('host.unavailable');
  }

  /** Waits for the form as long as the address is his. */
  async #show(patientId: string, viewId: string): Promise<string> {
    const { router } = this.parts;
    const formIdOf = () => [...this.#forms].find(([, form]) => form.patientId === patientId)?.[0];
    await router.go(patientPath(patientId));
    const left$ = router.route$.pipe(filter((route) => route.page !== 'patient' || route.patientId !== patientId));
    const opened$ = this.#opened$.pipe(
      startWith(undefined),
      map(formIdOf),
      filter((formId) => formId !== undefined),
      takeUntil(left$),
    );
    const formId = await firstValueFrom(opened$, { defaultValue: undefined });
    if (formId === undefined) throw new PluginError('host.unavailable');
    this.#reveal$.next({ viewId, formId });
    return formId;
  }

  async #propose(pluginId: string, formId: string, fields: ProposedFields): Promise<ReturnType<Propose>> {
    const form = this.#forms.get(formId);
    if (!form || this.parts.store.plugin(pluginId)?.capabilities?.patient !== 'propose') throw new PluginError('host.unavailable');
    return form.propose(fields);
  }

  #follow(plugins: readonly PluginInfo[]): void {
    const now = new Map(plugins.map((plugin) => [plugin.id, plugin]));
    for (const id of new Set([...this.#before.keys(), ...now.keys()])) if (isAnother(this.#before.get(id), now.get(id))) this.#end(id);
    this.#before = now;
  }

  #end(pluginId: string): void {
    this.#generations.set(pluginId, this.generationOf(pluginId) + 1);
    const loaded = this.#loaded.get(pluginId);
    this.#loaded.delete(pluginId);
    loaded?.then(
      (plugin) => plugin.dispose(),
      () => {}, // its place has shown why
    );
  }
}

/** A plugin has its own copy of every class: it reads a refusal from `data`, as it crossed the borders. */
async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw error instanceof PluginError ? Object.assign(error, { data: error.toDto() }) : error;
  }
}

/** True when what was mounted for `before` no longer serves. */
function isAnother(before: PluginInfo | undefined, now: PluginInfo | undefined): boolean {
  if (!before || !now) return true;
  if (!isActive(now) || isBroken(now.state)) return isActive(before) && !isBroken(before.state);
  return (
    before.browserModule !== now.browserModule ||
    before.restarts !== now.restarts ||
    (before.activation !== undefined && now.activation !== undefined && before.activation.at !== now.activation.at)
  );
}

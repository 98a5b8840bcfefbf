import { type Disposable, DisposableStore } from '../../../../src/api/disposable.js';
import type { ActivateBrowser, BrowserContext, PageChoice, PageSlot, ViewSlot } from '../../../../src/api/host.js';

type Handler = (args: PageChoice) => Promise<void>;

/** What a plugin's page half gets of the host, apart from the registries kept here. */
export interface PluginSurroundings {
  readonly run: BrowserContext['commands']['run'];
  readonly runForPage: BrowserContext['commands']['runForPage'];
  readonly reveal: BrowserContext['views']['reveal'];
  readonly showPage: BrowserContext['views']['showPage'];
  readonly showForm: BrowserContext['forms']['show'];
  readonly propose: BrowserContext['forms']['propose'];
  readonly fetchFile: BrowserContext['files']['fetch'];
  readonly postFile: BrowserContext['files']['post'];
  readonly notify: BrowserContext['notify'];
  readonly openDialog: BrowserContext['dialogs']['open'];
  readonly language: string;
  /** For what a plugin throws while it is being stopped. */
  readonly onError: (error: unknown) => void;
}

/** The page half of one plugin, from `activate` to the end of this instance. */
export class LoadedPlugin implements Disposable {
  readonly #own: DisposableStore;
  /** Views on screen end before the plugin they belong to. */
  readonly #mounted = new Set<Disposable>();
  readonly #views = new Map<string, (slot: ViewSlot) => Disposable>();
  readonly #pages = new Map<string, (slot: PageSlot) => Disposable>();
  readonly #handlers = new Map<string, Handler>();

  readonly #onError: PluginSurroundings['onError'];

  constructor(activate: ActivateBrowser, surroundings: PluginSurroundings) {
    this.#onError = surroundings.onError;
    this.#own = new DisposableStore(this.#onError);
    this.#own.add(activate(this.#contextFor(surroundings)));
  }

  /** @throws when the plugin provides no such view, or fails to show it. */
  mountView(viewId: string, slot: ViewSlot): Disposable {
    return this.#track(viewId, this.#views.get(viewId)?.(slot));
  }

  mountPage(viewId: string, slot: PageSlot): Disposable {
    return this.#track(viewId, this.#pages.get(viewId)?.(slot));
  }

  handlerOf(commandId: string): Handler | undefined {
    return this.#handlers.get(commandId);
  }

  dispose(): void {
    for (const view of this.#mounted) view.dispose();
    this.#own.dispose();
  }

  #track(viewId: string, view: Disposable | undefined): Disposable {
    if (!view) throw new Error(`no view ${viewId}`);
    const tracked: Disposable = {
      dispose: () => {
        if (!this.#mounted.delete(tracked)) return;
        try {
          view.dispose();
        } catch (error) {
          this.#onError(error);
        }
      },
    };
    this.#mounted.add(tracked);
    return tracked;
  }

  #contextFor({ run, runForPage, reveal, showPage, showForm, propose, fetchFile, postFile, notify, openDialog, language }: PluginSurroundings): BrowserContext {
    return {
      commands: { run, runForPage, handle: (id, handler) => register(this.#handlers, id, handler) },
      views: {
        provide: (id, mount) => register(this.#views, id, mount),
        providePage: (id, mount) => register(this.#pages, id, mount),
        reveal,
        showPage,
      },
      forms: { show: showForm, propose },
      files: { fetch: fetchFile, post: postFile },
      notify,
      dialogs: {
        open: (element) => {
          const dialog = openDialog(element);
          this.#own.add(dialog);
          return dialog;
        },
      },
      language,
    };
  }
}

function register<T>(registry: Map<string, T>, id: string, item: T): Disposable {
  registry.set(id, item);
  return {
    dispose: () => {
      if (registry.get(id) === item) registry.delete(id);
    },
  };
}

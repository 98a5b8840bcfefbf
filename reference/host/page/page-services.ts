import type { PageServer } from './connection/page-server.js';
import type { DialogLayer } from './runtime/dialog-layer.js';
import { PluginRuntime, type RuntimeParts } from './runtime/plugin-runtime.js';
import { CoordinatesClipboard } from './state/coordinates-clipboard.js';
import type { Notifier } from './state/notifier.js';
import { OpenPlaces } from './state/open-places.js';
import { PracticeStore } from './state/practice-store.js';
import { Preferences } from './state/preferences.js';
import { Router } from './state/router.js';

/** What the elements of the page share. */
export interface PageServices {
  readonly server: PageServer;
  readonly store: PracticeStore;
  readonly places: OpenPlaces;
  readonly runtime: PluginRuntime;
  readonly router: Router;
  readonly preferences: Preferences;
  readonly notifier: Notifier;
  readonly clipboard: CoordinatesClipboard;
  readonly dialogs: DialogLayer;
}

const LANGUAGE = 'fr';

export function createServices(server: PageServer, notifier: Notifier, dialogs: DialogLayer, importModule?: RuntimeParts['importModule']): PageServices {
  const onError = (error: unknown): void => notifier.problem(error);
  const store = new PracticeStore(server, LANGUAGE, onError);
  const places = new OpenPlaces(server, store, onError);
  const notify: RuntimeParts['notify'] = ({ title, text, family }) =>
    notifier.show({ family, title, text, icon: family === 'ok' ? 'circle-check' : 'triangle-alert', stays: false });
  const router = new Router(window);
  const parts = { server, store, places, router, dialogs, notify, language: LANGUAGE, onError };
  return {
    server,
    store,
    places,
    runtime: new PluginRuntime(importModule ? { ...parts, importModule } : parts),
    router,
    preferences: new Preferences(localStorage, document.documentElement),
    notifier,
    clipboard: new CoordinatesClipboard(),
    dialogs,
  };
}

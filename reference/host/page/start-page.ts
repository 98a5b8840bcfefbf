import type { PageServer } from './connection/page-server.js';
import { defineElements } from './elements/define-elements.js';
import { PracticeApp } from './elements/practice-app.js';
import { createServices, type PageServices } from './page-services.js';
import { DialogLayer } from './runtime/dialog-layer.js';
import type { RuntimeParts } from './runtime/plugin-runtime.js';
import { Notifier } from './state/notifier.js';

/** Puts the application into the page. The server may connect before or after. */
export function startPage(server: PageServer, body: HTMLElement, importModule?: RuntimeParts['importModule']): PageServices {
  defineElements();
  const layer = document.createElement('div');
  layer.className = 'dialog-layer';
  const notifier = new Notifier();
  const services = createServices(server, notifier, new DialogLayer(layer), importModule);
  const app = new PracticeApp();
  app.services = services;
  body.append(app, layer);
  // What a plugin did not catch is shown, and never hurts the rest of the page.
  window.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    notifier.problem(event.reason);
  });
  return services;
}

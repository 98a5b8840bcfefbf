import { onTestFinished } from 'vitest';
import { page } from 'vitest/browser';
import { defineElements } from '../../../../reference/host/page/elements/define-elements.js';
import type { PageElement } from '../../../../reference/host/page/elements/page-element.js';
import type { PatientForm } from '../../../../reference/host/page/elements/patient-form.js';
import { createServices, type PageServices } from '../../../../reference/host/page/page-services.js';
import { DialogLayer } from '../../../../reference/host/page/runtime/dialog-layer.js';
import { Notifier } from '../../../../reference/host/page/state/notifier.js';
import type { PatientRecord } from '../../../../reference/host/practice.js';
import type { ActivateBrowser, BrowserContext, PageSlot, ViewSlot } from '../../../../src/api/host.js';
import { FakePageServer } from './fake-page-server.js';
import { NATHALIE } from './page-world.js';
import '../../../../reference/host/page/styles/main.css';

/** A plugin's page half that remembers what happens to it. */
export class FakePluginModule {
  context: BrowserContext | undefined;
  readonly imported: string[] = [];
  readonly shown: string[] = [];
  readonly disposed: string[] = [];
  /** Thrown while a view is mounted. */
  failsOn: string | undefined;
  onActivate: (context: BrowserContext) => void = () => {};

  readonly importModule = async (address: string): Promise<{ readonly activate: ActivateBrowser }> => {
    this.imported.push(address);
    return { activate: this.activate };
  };

  readonly activate: ActivateBrowser = (context) => {
    this.context = context;
    for (const viewId of ['dmp.tab', 'dmp.bandChip', 'dmp.visitChip', 'dmp.documentMark'])
      context.views.provide(viewId, (slot) => this.#show(viewId, slot, [slot.patientId, slot.documentId].filter(Boolean).join(' ')));
    context.views.providePage('dmp.about', (slot) => this.#show('dmp.about', slot, ''));
    this.onActivate(context);
    return { dispose: () => this.disposed.push('plugin') };
  };

  #show(viewId: string, { element, state$ }: ViewSlot | PageSlot, patientId: string) {
    if (this.failsOn === viewId) throw new Error('broken view');
    this.shown.push(`${viewId} ${patientId}`.trim());
    const view = document.createElement('p');
    view.className = 'fake-view';
    view.dataset['view'] = viewId;
    const following = state$.subscribe((state) => (view.textContent = String(state)));
    element.append(view);
    return {
      dispose: () => {
        following.unsubscribe();
        view.remove();
        this.disposed.push(viewId);
      },
    };
  }
}

export interface PageWorld {
  readonly server: FakePageServer;
  readonly plugin: FakePluginModule;
  readonly services: PageServices;
}

/** The services of a page on a fake server, connected and loaded. */
export async function pageWorld(prepare: (server: FakePageServer) => void = () => {}): Promise<PageWorld> {
  await page.viewport(1440, 900);
  defineElements();
  localStorage.clear();
  const layer = document.createElement('div');
  document.body.append(layer);
  const server = new FakePageServer();
  prepare(server);
  const plugin = new FakePluginModule();
  const services = createServices(server, new Notifier(), new DialogLayer(layer), plugin.importModule);
  await settled();
  onTestFinished(() => {
    document.body.replaceChildren();
    services.router.dispose();
  });
  return { server, plugin, services };
}

export async function shown<T extends PageElement>(element: T, services: PageServices): Promise<T> {
  element.services = services;
  const main = document.createElement('main');
  main.append(element);
  document.body.append(main);
  await settled();
  return element;
}

export async function openPatient(world: PageWorld, record: PatientRecord = NATHALIE): Promise<PatientForm> {
  const form = document.createElement('patient-form') as PatientForm;
  form.record = record;
  return shown(form, world.services);
}

/** Requests answered, elements drawn. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

export function one<T extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}
/** The element that reads so, or begins so. */
export const byText = (selector: string, text: string): HTMLElement => {
  const candidates = [...document.querySelectorAll<HTMLElement>(selector)];
  const found = candidates.find((element) => words(element) === text) ?? candidates.find((element) => words(element).startsWith(text));
  if (!found) throw new Error(`nothing reads ${text}`);
  return found;
};
export const field = (path: string): HTMLInputElement => one<HTMLInputElement>(`[id="field-${path}"]`);
export const words = (element: Element | null): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();

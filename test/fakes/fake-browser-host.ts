import { ReplaySubject } from 'rxjs';
import type { Disposable } from '../../src/api/disposable.js';
import { type BrowserContext, LARGEST_POSTED_FILE, type OfferedFile, type PageChoice, type PageSlot, type ViewSlot } from '../../src/api/host.js';
import type { ProposedFields } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';

type Run = { readonly id: string; readonly args: Readonly<Record<string, unknown>> };
type Handler = (args: PageChoice) => Promise<void>;

/** A page that shows our views: records what they ask `main` for, answers as told, and shows dialogs in the body. */
export class FakeBrowserHost implements BrowserContext {
  readonly runs: Run[] = [];
  readonly openDialogs: HTMLElement[] = [];
  readonly notices: Parameters<BrowserContext['notify']>[0][] = [];
  readonly proposals: { readonly formId: string; readonly fields: ProposedFields }[] = [];
  /** Bytes of the offered files nobody has fetched, by id. */
  readonly fileBytes = new Map<string, Uint8Array<ArrayBuffer>>();
  /** Every file that was posted, under the id it was given. */
  readonly posted = new Map<string, File>();
  /** Forms that were asked for. */
  readonly shownForms: { readonly patientId: string; readonly viewId: string }[] = [];
  /** Pages that were asked for. */
  readonly shownPages: string[] = [];
  /** Patients this host has no form of. */
  unknownPatients: readonly string[] = [];
  /** The user does not leave what he has typed elsewhere. */
  staysElsewhere = false;
  /** Fields no form of this host takes. */
  refusedFields: readonly (keyof ProposedFields)[] = [];
  private readonly handlers = new Map<string, Handler>();
  private readonly mounts = new Map<string, (slot: ViewSlot) => Disposable>();
  private readonly pageMounts = new Map<string, (slot: PageSlot) => Disposable>();
  private readonly answers = new Map<string, () => Promise<unknown>>();

  readonly commands: BrowserContext['commands'] = {
    run: (id, args) => this.record(id, args),
    runForPage: (id, args = {}) => this.record(id, args),
    handle: (id, run) => entry(this.handlers, id, run),
  };
  readonly views: BrowserContext['views'] = {
    provide: (id, mount) => entry(this.mounts, id, mount),
    providePage: (id, mount) => entry(this.pageMounts, id, mount),
    reveal: () => {},
    showPage: async (viewId) => {
      if (this.staysElsewhere) throw Object.assign(new Error(), { data: { code: 'host.unavailable' } });
      this.shownPages.push(viewId);
    },
  };
  readonly forms: BrowserContext['forms'] = {
    show: async (patientId, viewId) => {
      if (this.staysElsewhere || this.unknownPatients.includes(patientId)) throw Object.assign(new Error(), { data: { code: 'host.unavailable' } });
      this.shownForms.push({ patientId, viewId });
      return 'form';
    },
    propose: async (formId, fields) => {
      this.proposals.push({ formId, fields });
      return (Object.keys(fields) as (keyof ProposedFields)[]).filter((field) => !this.refusedFields.includes(field));
    },
  };
  readonly files: BrowserContext['files'] = {
    fetch: async ({ id, mediaType }: OfferedFile) => {
      const bytes = this.fileBytes.get(id);
      if (!bytes) throw new Error('no such file');
      this.fileBytes.delete(id);
      return new Blob([bytes], { type: mediaType });
    },
    post: async (file) => {
      if (file.size > LARGEST_POSTED_FILE) throw new PluginError('host.fileTooLarge');
      const id = `posted-${this.posted.size + 1}`;
      this.posted.set(id, file);
      return { id, name: file.name, size: file.size };
    },
  };
  readonly notify: BrowserContext['notify'] = (message) => void this.notices.push(message);
  readonly dialogs: BrowserContext['dialogs'] = {
    open: (element) => {
      document.body.append(element);
      this.openDialogs.push(element);
      return {
        dispose: () => {
          element.remove();
          this.openDialogs.splice(this.openDialogs.indexOf(element), 1);
        },
      };
    },
  };

  constructor(readonly language: string = 'fr') {}

  /** What `main` answers to a command from now on. */
  answer(id: string, value: unknown): void {
    this.answers.set(id, async () => value);
  }

  /** `main`, or the host in its place, refuses a command from now on. */
  refuse(id: string, rejection: unknown): void {
    this.answers.set(id, () => Promise.reject(rejection));
  }

  /** The user chooses an entry of a menu in the form of a patient, or of the documents chosen there. */
  async choose(commandId: string, patientId: string, documentIds?: readonly string[]): Promise<void> {
    const handler = this.handlers.get(commandId);
    if (!handler) throw new Error(`nobody handles ${commandId}`);
    await handler({ patientId, formId: 'form', ...(documentIds && { documentIds }) });
  }

  /** The form of a patient shows a view. */
  show(viewId: string, patientId: string) {
    const mount = this.mounts.get(viewId);
    if (!mount) throw new Error(`nobody provides ${viewId}`);
    return this.place((element, state$) => mount({ element, patientId, formId: 'form', state$ }));
  }

  /** The row of a document of the practice shows its mark. */
  showDocument(viewId: string, patientId: string, documentId: string) {
    const mount = this.mounts.get(viewId);
    if (!mount) throw new Error(`nobody provides ${viewId}`);
    return this.place((element, state$) => mount({ element, patientId, formId: 'form', documentId, state$ }));
  }

  showPage(viewId: string) {
    const mount = this.pageMounts.get(viewId);
    if (!mount) throw new Error(`nobody provides ${viewId}`);
    return this.place((element, state$) => mount({ element, state$ }));
  }

  /** Ids of what the plugin offers the page. */
  get offered(): { readonly views: readonly string[]; readonly commands: readonly string[] } {
    return { views: [...this.mounts.keys(), ...this.pageMounts.keys()].sort(), commands: [...this.handlers.keys()].sort() };
  }

  runsOf(id: string): readonly Run['args'][] {
    return this.runs.filter((run) => run.id === id).map(({ args }) => args);
  }

  private place(mount: (element: HTMLElement, state$: ReplaySubject<unknown>) => Disposable) {
    const element = document.createElement('div');
    document.body.append(element);
    const state$ = new ReplaySubject<unknown>(1);
    const mounted = mount(element, state$);
    return {
      element,
      state$,
      dispose: () => {
        mounted.dispose();
        element.remove();
      },
    };
  }

  private async record(id: string, args: Run['args']): Promise<unknown> {
    this.runs.push({ id, args });
    return this.answers.get(id)?.();
  }
}

function entry<Value>(map: Map<string, Value>, id: string, value: Value): Disposable {
  map.set(id, value);
  return { dispose: () => void map.delete(id) };
}

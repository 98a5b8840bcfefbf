import { BehaviorSubject, type Observable, ReplaySubject } from 'rxjs';
import type { ContextValues } from '../../../../src/api/host.js';
import { closeForm, closeSlot, formContext, openForm, openSlot, slotState } from '../../page-protocol.js';
import type { PageServer } from '../connection/page-server.js';
import type { PracticeStore } from './practice-store.js';

export interface FormPlace {
  readonly formId: string;
  /** Values of the plugins' context keys in this form, by plugin. */
  readonly context$: Observable<Readonly<Record<string, ContextValues>>>;
  dispose(): void;
}
export interface SlotPlace {
  readonly state$: Observable<unknown>;
  dispose(): void;
}
export interface SlotRequest {
  readonly viewId: string;
  readonly patientId?: string;
  readonly formId?: string;
}

/** Forms and slots open in this window. The server forgets them with the connection, so each new session is told again. */
export class OpenPlaces {
  readonly #forms = new Map<string, { readonly patientId: string; readonly context$: BehaviorSubject<Readonly<Record<string, ContextValues>>> }>();
  readonly #shared = new Map<string, { readonly place: SlotPlace; users: number }>();
  readonly #slots = new Map<string, { readonly request: SlotRequest; readonly state$: ReplaySubject<unknown> }>();

  constructor(
    private readonly server: PageServer,
    store: PracticeStore,
    private readonly onError: (error: unknown) => void,
  ) {
    server.on(slotState, ({ slotId, state }) => this.#slots.get(slotId)?.state$.next(state));
    server.on(formContext, ({ formId, pluginId, values }) => {
      const context$ = this.#forms.get(formId)?.context$;
      context$?.next({ ...context$.value, [pluginId]: values });
    });
    store.epoch$.subscribe((epoch) => {
      if (epoch > 0) void this.#restore();
    });
  }

  openForm(patientId: string): FormPlace {
    const formId = crypto.randomUUID();
    const context$ = new BehaviorSubject<Readonly<Record<string, ContextValues>>>({});
    this.#forms.set(formId, { patientId, context$ });
    void this.#tell(() => this.server.request(openForm, { formId, patientId }));
    return {
      formId,
      context$,
      dispose: () => {
        if (this.#forms.delete(formId)) this.server.notify(closeForm, { formId });
      },
    };
  }

  openSlot(request: SlotRequest): SlotPlace {
    const slotId = crypto.randomUUID();
    const state$ = new ReplaySubject<unknown>(1);
    this.#slots.set(slotId, { request, state$ });
    void this.#tell(() => this.server.request(openSlot, { slotId, ...request }));
    return {
      state$,
      dispose: () => {
        if (this.#slots.delete(slotId)) this.server.notify(closeSlot, { slotId });
        state$.complete();
      },
    };
  }

  /** One slot for all rows that show the same: the state of the patient crosses once. */
  shareSlot(request: SlotRequest): SlotPlace {
    const key = JSON.stringify(request);
    const shared = this.#shared.get(key) ?? { place: this.openSlot(request), users: 0 };
    this.#shared.set(key, shared);
    shared.users += 1;
    let isOpen = true;
    return {
      state$: shared.place.state$,
      dispose: () => {
        if (!isOpen) return;
        isOpen = false;
        shared.users -= 1;
        if (shared.users > 0) return;
        this.#shared.delete(key);
        shared.place.dispose();
      },
    };
  }

  async #restore(): Promise<void> {
    for (const [formId, { patientId }] of this.#forms) await this.#tell(() => this.server.request(openForm, { formId, patientId }));
    for (const [slotId, { request }] of this.#slots) await this.#tell(() => this.server.request(openSlot, { slotId, ...request }));
  }

  async #tell(request: () => Promise<void>): Promise<void> {
    // Without a connection nothing is lost: the next session is told everything.
    if (this.server.status !== 'open') return;
    try {
      await request();
    } catch (error) {
      if (this.server.status === 'open') this.onError(error);
    }
  }
}

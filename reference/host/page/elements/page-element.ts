import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Observable } from 'rxjs';
import { DisposableStore } from '../../../../src/api/disposable.js';
import type { PageServices } from '../page-services.js';

/** Elements of the page share its style sheets and its ids, so they render in the light DOM. */
export abstract class PageElement extends LitElement {
  @property({ attribute: false }) services!: PageServices;
  /** Released when the element leaves the page. */
  protected own = new DisposableStore();

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.own = new DisposableStore();
    for (const stream of this.streams()) this.own.add(stream.subscribe(() => this.requestUpdate()));
  }

  override disconnectedCallback(): void {
    this.own.dispose();
    super.disconnectedCallback();
  }

  /** What the element shows anew whenever it changes. */
  protected streams(): readonly Observable<unknown>[] {
    return [];
  }
}

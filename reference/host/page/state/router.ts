import { BehaviorSubject } from 'rxjs';
import { type Route, routeOf } from '../model/routes.js';

type Guard = () => boolean | Promise<boolean>;

/** Addresses and the back button. A guard may ask before the current screen is left. */
export class Router {
  readonly route$: BehaviorSubject<Route>;
  #path: string;
  #guard: Guard | undefined;
  readonly #listening = new AbortController();

  constructor(private readonly window: Window) {
    this.#path = window.location.pathname;
    this.route$ = new BehaviorSubject(routeOf(this.#path));
    window.addEventListener('popstate', () => void this.#handleBack(), { signal: this.#listening.signal });
    window.addEventListener('click', (event) => this.#handleClick(event), { signal: this.#listening.signal });
  }

  dispose(): void {
    this.#listening.abort();
  }

  /** One screen at a time guards; its guard goes with it. */
  guard(guard: Guard): { dispose(): void } {
    this.#guard = guard;
    return {
      dispose: () => {
        if (this.#guard === guard) this.#guard = undefined;
      },
    };
  }

  async go(path: string): Promise<void> {
    if (path === this.#path || !(await this.#mayLeave())) return;
    this.window.history.pushState(null, '', path);
    this.#show(path);
  }

  async #handleBack(): Promise<void> {
    const path = this.window.location.pathname;
    if (path === this.#path) return;
    if (await this.#mayLeave()) this.#show(path);
    else this.window.history.pushState(null, '', this.#path);
  }

  /** Links of the application stay in the page; others, and those opened in another window, are the browser's. */
  #handleClick(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.composedPath().find((target): target is HTMLAnchorElement => target instanceof HTMLAnchorElement);
    if (!link?.hasAttribute('data-route')) return;
    event.preventDefault();
    void this.go(link.pathname);
  }

  async #mayLeave(): Promise<boolean> {
    return this.#guard ? await this.#guard() : true;
  }

  #show(path: string): void {
    this.#path = path;
    this.route$.next(routeOf(path));
  }
}

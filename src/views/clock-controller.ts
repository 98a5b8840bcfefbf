import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Paints its host again as time passes, so that ages and seconds stay true. `pace`: milliseconds to the next paint. */
export class ClockController implements ReactiveController {
  private timer?: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly pace: () => number,
  ) {
    host.addController(this);
  }

  get now(): number {
    return Date.now();
  }

  hostConnected(): void {
    this.host.requestUpdate();
  }

  hostUpdated(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.host.requestUpdate(), this.pace());
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }
}

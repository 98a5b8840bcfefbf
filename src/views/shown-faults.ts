import type { ReactiveController, ReactiveElement } from 'lit';
import type { FormFault, FormFaults } from '../api/form-faults.js';

/** What is filled in and sent. */
type Form = ReactiveElement & { faults: FormFaults; readonly isSending: boolean };

/** The faults of a form that show: those of fields that were left or refused. What was refused has the focus, once it can be corrected. */
export class ShownFaults implements ReactiveController {
  private left: ReadonlySet<string> = new Set();
  private isFocusDue = false;
  /** Settles when the finger or the button that is down has come up, and its click has been heard. */
  private press: Promise<void> | undefined;

  constructor(private readonly form: Form) {
    form.addController(this);
    form.addEventListener('pointerdown', () => {
      this.press = new Promise((resolve) => {
        for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, () => setTimeout(resolve), { once: true });
      });
    });
  }

  hostUpdated(): void {
    if (!this.isFocusDue || this.form.isSending) return;
    this.isFocusDue = false;
    // A dialog is open only after its first paint.
    if (this.form.hasUpdated) this.focusFirst();
    else void this.form.updateComplete.then(() => this.focusFirst());
  }

  at(path: string): FormFault | undefined {
    return this.left.has(path) ? this.form.faults[path] : undefined;
  }

  /** A press that leaves a field must land where it was aimed: the fault it brings, which moves what is below, waits for its end. `check`: has the form checked, in the same turn. */
  async leave(path: string, check: () => void): Promise<void> {
    await this.press;
    if (this.form.isSending) return;
    this.left = new Set(this.left).add(path);
    this.form.requestUpdate();
    check();
  }

  refuse(faults: FormFaults): void {
    this.form.faults = faults;
    this.left = new Set([...this.left, ...Object.keys(faults)]);
    this.isFocusDue = true;
    this.form.requestUpdate();
  }

  /** Other fields are on screen than before. */
  forget(): void {
    this.form.faults = {};
    this.left = new Set();
    this.form.requestUpdate();
  }

  private focusFirst(): void {
    this.form.renderRoot.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }
}

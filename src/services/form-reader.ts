import type { FormFault, FormFaults } from '../api/form-faults.js';

/** What a field says, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly fault: FormFault };

/** A form that can be sent, or the fields that keep it from being. */
export type Checked<T> = { readonly value: T } | { readonly faults: FormFaults };

/** Reads the fields of a form one by one; one wrong field hides none of the others. */
export class FormReader {
  private readonly faults: Record<string, FormFault> = {};

  /** The value; `undefined` where the field is wrong, which then stands in `checked`. */
  take<T>(path: string, read: Read<T>): T | undefined {
    if ('value' in read) return read.value;
    this.faults[path] = read.fault;
    return undefined;
  }

  note(path: string, fault: FormFault): void {
    this.faults[path] ??= fault;
  }

  /** `value` counts only when no field is wrong: then every `take` has answered. */
  checked<T>(value: () => T): Checked<T> {
    return Object.keys(this.faults).length === 0 ? { value: value() } : { faults: this.faults };
  }
}

export const faultsOf = (checked: Checked<unknown>): FormFaults => ('faults' in checked ? checked.faults : {});

import { from, type ObservableInput, type Subscription } from 'rxjs';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { ContextValues } from '../../../../src/api/host.js';
import type { PatientRef } from '../../../../src/api/patient.js';

/** The values one `contextKeys.publish` holds, form by form. */
export class ValuePublisher implements Disposable {
  private readonly forms = new Map<string, { values: ContextValues; subscription?: Subscription }>();

  constructor(
    private readonly values: (patient: PatientRef) => ObservableInput<ContextValues>,
    private readonly onChange: (formId: string) => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  open(formId: string, patient: PatientRef): void {
    this.close(formId);
    const form: { values: ContextValues; subscription?: Subscription } = { values: {} };
    this.forms.set(formId, form);
    try {
      form.subscription = from(this.values(patient)).subscribe({
        next: (values) => {
          form.values = values;
          this.onChange(formId);
        },
        error: this.onError,
      });
    } catch (error) {
      this.onError(error);
    }
  }

  close(formId: string): void {
    this.forms.get(formId)?.subscription?.unsubscribe();
    this.forms.delete(formId);
  }

  valuesOf(formId: string): ContextValues {
    return this.forms.get(formId)?.values ?? {};
  }

  dispose(): void {
    for (const formId of [...this.forms.keys()]) this.close(formId);
  }
}

import type { ContextValues } from '../../../../src/api/host.js';
import type { PatientRef } from '../../../../src/api/patient.js';

/** A patient's form in one window. */
export interface PlacedForm {
  readonly formId: string;
  readonly windowId: string;
  readonly patient: PatientRef;
  showValues(pluginId: string, values: ContextValues): void;
}

/** A place on screen that shows a view. Without a patient: a page. */
export interface PlacedView {
  readonly watchId: string;
  readonly windowId: string;
  readonly viewId: string;
  readonly patient?: PatientRef;
  show(state: unknown): void;
}

/** What is on screen in all windows. It outlives the plugins, which are told of it again each time they start. */
export class OpenPlaces {
  readonly forms = new Map<string, PlacedForm>();
  readonly views = new Map<string, PlacedView>();
}

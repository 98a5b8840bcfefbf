import type { Session, SettingValue } from '../page-protocol.js';
import type { HeldFiles } from './held-files.js';
import type { OpenPlaces } from './plugins/open-places.js';
import type { PluginRegistry } from './plugins/plugin-registry.js';
import type { DocumentStore } from './store/document-store.js';
import type { PatientStore } from './store/patient-store.js';
import type { PluginSettings } from './store/plugin-settings.js';
import type { VisitStore } from './store/visit-store.js';

/** What a window of the practice application may ask of the server. */
export interface Practice {
  readonly patients: PatientStore;
  readonly visits: VisitStore;
  readonly documents: DocumentStore;
  /** What pages have posted to be kept as documents. */
  readonly posted: HeldFiles;
  readonly registry: PluginRegistry;
  readonly places: OpenPlaces;
  readonly settings: PluginSettings;
  readonly user: Session['user'];
  readonly notice?: Session['notice'];
  /** `yyyy-MM-dd` here and now. */
  today(): string;
  now(): number;
  listSettings(): readonly SettingValue[];
  /** Tells windows and plugins of a changed setting. */
  announceSettings(): void;
  /** Tells windows and plugins of a changed record. */
  announcePatient(patientId: string): void;
  /** Tells windows and plugins that something is new in a patient's folder. */
  announceDocuments(patientId: string): void;
  /** For operators, on the error output: the place of a fault, never its message. */
  report(what: string, error: unknown): void;
}

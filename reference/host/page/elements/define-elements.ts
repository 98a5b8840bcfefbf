import { ActionMenu } from './action-menu.js';
import { CardReadingDialog } from './card-reading-dialog.js';
import { ContextMenu } from './context-menu.js';
import { DocumentDialog } from './document-dialog.js';
import { ExtensionDetails } from './extension-details.js';
import { ExtensionsPage } from './extensions-page.js';
import { LocalDocuments } from './local-documents.js';
import { PatientForm } from './patient-form.js';
import { PatientPage } from './patient-page.js';
import { PatientRecordForm } from './patient-record-form.js';
import { PatientSearch } from './patient-search.js';
import { PatientsPage } from './patients-page.js';
import { PluginPage } from './plugin-page.js';
import { PluginSettings } from './plugin-settings.js';
import { PluginView } from './plugin-view.js';
import { PracticeApp } from './practice-app.js';
import { PracticeDialog } from './practice-dialog.js';
import { PracticeIcon } from './practice-icon.js';
import { SettingsPage } from './settings-page.js';
import { ToastList } from './toast-list.js';
import { VisitsPage } from './visits-page.js';

const ELEMENTS = {
  'action-menu': ActionMenu,
  'card-reading-dialog': CardReadingDialog,
  'context-menu': ContextMenu,
  'document-dialog': DocumentDialog,
  'extension-details': ExtensionDetails,
  'extensions-page': ExtensionsPage,
  'local-documents': LocalDocuments,
  'patient-form': PatientForm,
  'patient-page': PatientPage,
  'patient-record-form': PatientRecordForm,
  'patient-search': PatientSearch,
  'patients-page': PatientsPage,
  'plugin-page': PluginPage,
  'plugin-settings': PluginSettings,
  'plugin-view': PluginView,
  'practice-app': PracticeApp,
  'practice-dialog': PracticeDialog,
  'practice-icon': PracticeIcon,
  'settings-page': SettingsPage,
  'toast-list': ToastList,
  'visits-page': VisitsPage,
} satisfies Record<string, CustomElementConstructor>;

/** Once per window. */
export function defineElements(): void {
  for (const [tag, element] of Object.entries(ELEMENTS)) if (!customElements.get(tag)) customElements.define(tag, element);
}

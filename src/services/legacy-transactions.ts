import type { DmpEnvironment } from '../api/messages.js';
import type { SettingValues } from './settings.js';

/** Whether creation and internet account (TD1.1, TD1.5) are offered: the national system has withdrawn them. */
export const offersLegacy = (choice: SettingValues['dmp.legacyTransactions'], environment: DmpEnvironment): boolean =>
  choice === 'environment' ? environment === 'simulator' : choice === 'on';

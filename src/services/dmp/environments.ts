import type { DmpEnvironment } from '../../api/messages.js';

/** Where an environment is. Every address can be overridden by a setting: they have moved several times. */
export interface Addresses {
  readonly soap: string;
  /** The Web-PS for cards; absent where only a setting can tell. */
  readonly web?: string;
  /** The parameter file (EX_GEN-1540). */
  readonly parameters?: string;
}

const PARAMETERS = 'https://www.dmp.fr/web/dmp/documents/param-lps';

/** The simulator has no fixed address: whoever starts it says where it is. */
export const ENVIRONMENTS: Readonly<Record<DmpEnvironment, Addresses | undefined>> = {
  simulator: undefined,
  dev1: { soap: 'https://lps.dev1.dmp.gouv.fr/si-dmp-server/v2/services', web: 'https://wps-cps.dev1.dmp.gouv.fr', parameters: PARAMETERS },
  formation: { soap: 'https://lps.df1.dmp.gouv.fr/si-dmp-server/v2/services', parameters: PARAMETERS },
  production: { soap: 'https://lps2.dmp.gouv.fr/si-dmp-server/v2/services', web: 'https://wps-cps.dmp.monespacesante.fr', parameters: PARAMETERS },
};

import type { World } from '../../../../reference/dmp-simulator/rule.js';
import type { SimulatorState } from '../../../../reference/dmp-simulator/state.js';

/** A world without a wire: the site asks for no certificate and no address of the services. */
export function worldOf(state: SimulatorState): World {
  const none = (): never => {
    throw new Error('the site has no wire');
  };
  return {
    now: Date.now,
    state,
    get soapBaseUrl() {
      return none();
    },
    get persons() {
      return none();
    },
    get organisations() {
      return none();
    },
    get messageIds() {
      return none();
    },
    get assertionIds() {
      return none();
    },
  };
}

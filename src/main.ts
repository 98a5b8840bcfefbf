import 'reflect-metadata';
import { Container, type ContainerModule } from 'inversify';
import { DisposableStore } from './api/disposable.js';
import { type Activation, PluginContext } from './api/host.js';
import { pluginModule } from './container.js';
import { Contribution } from './contributions/contribution.js';

/** Called once by the host, on the first activation event of the manifest. */
export const activate = (host: PluginContext): Activation => activateWith(host, pluginModule);

/** The same with other bindings, for a host that brings some of its own. */
export function activateWith(host: PluginContext, ...modules: readonly ContainerModule[]): Activation {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(PluginContext).toConstantValue(host);
  container.load(...modules);
  const log = host.log('main');
  const own = new DisposableStore(() => log.error('main.notReleased'));
  const contributions = container.getAll<Contribution>(Contribution);
  for (const contribution of contributions) contribution.start(own);
  return {
    async deactivate(signal) {
      own.dispose(); // nothing new starts
      await Promise.allSettled(contributions.map((contribution) => contribution.finish?.(signal))); // what is under way ends
      await container.unbindAllAsync(); // the card agent ends, the store closes
    },
  };
}

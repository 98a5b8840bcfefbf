import { onTestFinished } from 'vitest';
import type { PracticeApp } from '../../../../../reference/host/page/elements/practice-app.js';
import { type ShownFormsDriver, shownFormsContract } from '../../../../contract/shown-forms.contract.js';
import { FakeBrowserHost } from '../../../../fakes/fake-browser-host.js';
import { pageWorld, settled, shown } from '../page-harness.js';
import { NATHALIE, PAUL } from '../page-world.js';

shownFormsContract('FakeBrowserHost', async (): Promise<ShownFormsDriver> => {
  const host = new FakeBrowserHost();
  host.unknownPatients = ['nobody'];
  return {
    forms: host.forms,
    views: host.views,
    seenPage: async () => host.shownPages.at(-1),
    patients: ['p01', 'p02'],
    seen: async () => host.shownForms.at(-1),
    stay: () => {
      host.staysElsewhere = true;
    },
    leave: async () => {},
  };
});

shownFormsContract('the reference host', async (): Promise<ShownFormsDriver> => {
  const { plugin, services } = await pageWorld();
  await shown(document.createElement('practice-app') as PracticeApp, services);
  await services.router.go('/pages/dmp.about');
  await settled();
  onTestFinished(() => window.history.replaceState(null, '', '/'));
  if (!plugin.context) throw new Error('the plugin was not activated');
  return {
    forms: plugin.context.forms,
    views: plugin.context.views,
    seenPage: async () => {
      const route = services.router.route$.value;
      return route.page === 'plugin' ? route.viewId : undefined;
    },
    patients: [NATHALIE.id, PAUL.id],
    seen: async () => {
      await settled();
      const route = services.router.route$.value;
      const panel = document.activeElement?.id ?? '';
      return route.page === 'patient' && panel.startsWith('panel-') ? { patientId: route.patientId, viewId: panel.slice('panel-'.length) } : undefined;
    },
    stay: () => services.router.guard(() => false),
    leave: async () => {
      await settled();
      await services.router.go('/');
    },
  };
});

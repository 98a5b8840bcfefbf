import { expect, test } from 'vitest';
import { extensionPath, patientPath, pluginPagePath, routeOf } from '../../../../../reference/host/page/model/routes.js';

test('each screen has its address', () => {
  expect(['/', '/patients', '/patients/p01', '/extensions', '/extensions/dmp', '/parametrage', '/pages/dmp.about'].map(routeOf)).toEqual([
    { page: 'visits' },
    { page: 'patients' },
    { page: 'patient', patientId: 'p01' },
    { page: 'extensions' },
    { page: 'extensions', pluginId: 'dmp' },
    { page: 'settings' },
    { page: 'plugin', viewId: 'dmp.about' },
  ]);
});

test('an address that leads nowhere is unknown', () => {
  expect(['/nulle-part', '/patients/p01/droits', '/pages', '/parametrage/dmp'].map((path) => routeOf(path).page)).toEqual([
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test('ids survive the way through an address', () => {
  expect(routeOf(patientPath('a/b é'))).toEqual({ page: 'patient', patientId: 'a/b é' });
  expect(routeOf(extensionPath('autre module'))).toEqual({ page: 'extensions', pluginId: 'autre module' });
  expect(routeOf(pluginPagePath('dmp.about'))).toEqual({ page: 'plugin', viewId: 'dmp.about' });
  expect(routeOf('/patients/%zz')).toEqual({ page: 'patient', patientId: '%zz' });
});

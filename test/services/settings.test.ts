import { expect, test } from 'vitest';
import { Settings } from '../../src/services/settings.js';
import { FakeHost } from '../fakes/fake-host.js';
import { watch } from '../fakes/world.js';

test('a value is said at once, and again when it has changed', () => {
  const host = new FakeHost();
  const age = watch(new Settings(host).value$('dmp.statusMaxAgeMinutes'));
  host.configure({ 'dmp.lpsName': 'autre' });
  host.configure({ 'dmp.statusMaxAgeMinutes': 5 });
  host.configure({ 'dmp.statusMaxAgeMinutes': 10, 'dmp.lpsName': 'encore' });
  expect(age.all).toEqual([5, 10]);
});

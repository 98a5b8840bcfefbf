import { expect, test } from 'vitest';
import { watch } from '../fakes/world.js';
import { makeServices } from './make-services.js';

test('names the software as the VIHF does, and whom to call', () => {
  const { about, host } = makeServices();
  host.configure({ 'dmp.supportProductPhone': '02 43 00 00 00' });
  expect(watch(about.about$()).last).toEqual({
    lpsName: 'Passerelle DMP',
    lpsVersion: '1.0.0',
    publisher: 'Passerelle DMP',
    environment: 'simulator',
    profiles: [{ id: 'Web-PS contextuel' }],
    support: { dmpPhone: '08 10 33 13 33', productPhone: '02 43 00 00 00', productEmail: '' },
  });
});

test('follows the settings', () => {
  const { about, host } = makeServices();
  const page = watch(about.about$());
  host.configure({ 'dmp.lpsName': 'Logiciel du cabinet', 'dmp.environment': 'formation' });
  expect(page.last).toMatchObject({ lpsName: 'Logiciel du cabinet', environment: 'formation' });
});

test('never tells the homologation number', () => {
  expect(JSON.stringify(watch(makeServices().about.about$()).last)).not.toContain('TEST-0000');
});

import { expect, test } from 'vitest';
import { PluginError } from '../../src/api/plugin-error.js';
import { FAMILY_CARD } from '../fakes/fake-vitale-reader.js';
import { makeServices } from './make-services.js';

const { signal } = new AbortController();

test('a card is read with everybody on it', async () => {
  expect(await makeServices().vitale.read(signal)).toEqual(FAMILY_CARD);
});

test.each([
  ['real', 'production', true],
  ['test', 'production', false],
  ['demonstration', 'production', false],
  ['test', 'simulator', true],
  ['demonstration', 'formation', true],
] as const)('a %s card in %s is accepted: %s', async (cardKind, environment, isAccepted) => {
  const { vitale, reader, host } = makeServices();
  host.configure({ 'dmp.environment': environment });
  reader.become({ ...FAMILY_CARD, cardKind });
  if (isAccepted) expect((await vitale.read(signal)).cardKind).toBe(cardKind);
  else await expect(vitale.read(signal)).rejects.toMatchObject({ code: 'vitale.testCard' });
});

test('a card that cannot be told from a test card is refused in production, with what to install', async () => {
  const { vitale, reader, host } = makeServices();
  reader.become({ ...FAMILY_CARD, cardKind: 'unknown', source: 'card' });
  expect((await vitale.read(signal)).source).toBe('card');
  host.configure({ 'dmp.environment': 'production' });
  await expect(vitale.read(signal)).rejects.toMatchObject({ code: 'vitale.notLicensed' });
});

test('a refusal of the reader is passed on', async () => {
  const { vitale, reader } = makeServices();
  reader.become(new PluginError('vitale.absent'));
  await expect(vitale.read(signal)).rejects.toMatchObject({ code: 'vitale.absent' });
});

test('a reading may be given up', async () => {
  const { vitale, reader } = makeServices();
  reader.hold();
  const givingUp = new AbortController();
  const reading = vitale.read(givingUp.signal);
  givingUp.abort(new Error('given up'));
  await expect(reading).rejects.toThrow('given up');
});

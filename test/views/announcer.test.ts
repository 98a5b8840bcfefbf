import { expect, test } from 'vitest';
import { Announcer } from '../../src/views/announcer.js';

test('the first sentence is not said, the next ones are', () => {
  const announcer = new Announcer();
  expect(announcer.say('ouvert')).toBe('');
  expect(announcer.say('ouvert')).toBe('');
  expect(announcer.say('fermé')).toBe('fermé');
  expect(announcer.say('fermé')).toBe('fermé');
});

test('what is over is no longer said', () => {
  const announcer = new Announcer();
  announcer.say('');
  expect(announcer.say('Code porteur incorrect')).toBe('Code porteur incorrect');
  expect(announcer.say('')).toBe('');
});

test('of two sentences only the one that has changed is said', () => {
  const announcer = new Announcer();
  announcer.say('ouvert', '');
  expect(announcer.say('ouvert', 'Enregistrement…')).toBe('Enregistrement…');
  expect(announcer.say('ouvert', 'enregistrée')).toBe('enregistrée');
  expect(announcer.say('autorisé', 'enregistrée')).toBe('autorisé');
  expect(announcer.say('autorisé', '')).toBe('');
});

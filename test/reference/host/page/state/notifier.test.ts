import { expect, test } from 'vitest';
import { ServerRefusal } from '../../../../../reference/host/page/connection/server-refusal.js';
import { Notifier } from '../../../../../reference/host/page/state/notifier.js';
import { PluginError } from '../../../../../src/api/plugin-error.js';

test('a failure nobody handled is shown with its code and reference, and nothing of its message', () => {
  const notifier = new Notifier();
  notifier.problem(new PluginError('dmp.unreachable', { reference: '2b1c-77e0', detail: { layer: 'dmp', code: 'X', text: 'DESMAUX' } }));
  notifier.problem(new Error('DESMAUX NATHALIE'));
  expect(notifier.toasts$.value.map(({ title, text, stays }) => [title, text.replace(/^.*: /, ''), stays])).toEqual([
    ['L’action n’a pas abouti', 'dmp.unreachable · 2b1c-77e0', true],
    ['L’action n’a pas abouti', 'plugin.unexpected', true],
  ]);
  expect(JSON.stringify(notifier.toasts$.value)).not.toContain('DESMAUX');
});

test('a lost server is told once, however many requests it cost', () => {
  const notifier = new Notifier();
  for (let count = 0; count < 5; count += 1) notifier.problem(new PluginError('host.unavailable'));
  expect(notifier.toasts$.value.map(({ title }) => title)).toEqual(['L’application ne répond pas']);
});

test('what the server cannot do is told in its own sentence; a plugin that does not answer is not the server', () => {
  const notifier = new Notifier();
  notifier.problem(new ServerRefusal({ code: 'host.unavailable' }, 'Ce patient n’est pas connu du cabinet.'));
  notifier.problem(new ServerRefusal({ code: 'host.unavailable' }, 'host.unavailable'));
  expect(notifier.toasts$.value.map(({ title, text }) => [title, text])).toEqual([
    ['L’action n’a pas abouti', 'Ce patient n’est pas connu du cabinet.'],
    ['L’extension ne répond pas', 'La fiche reste utilisable. Réessayez dans un instant.'],
  ]);
});

test('three toasts at most, the last ones', () => {
  const notifier = new Notifier();
  for (const title of ['un', 'deux', 'trois', 'quatre']) notifier.done(title);
  expect(notifier.toasts$.value.map(({ title }) => title)).toEqual(['deux', 'trois', 'quatre']);
});

test('the same words are said again when they happen again', () => {
  const notifier = new Notifier();
  const said: string[] = [];
  notifier.said$.subscribe((words) => said.push(words));
  notifier.announce('Réglage enregistré');
  notifier.announce('Réglage enregistré');
  expect(new Set(said).size).toBe(3);
});

import { afterEach, expect, test, vi } from 'vitest';
import { age, checkedAge, dayOf, enumeration, rich, setLanguage, t } from '../../src/views/l10n.js';

const at = (text: string): number => new Date(text).getTime();
const NOW = at('2026-11-24T14:30:00');
afterEach(() => {
  vi.unstubAllEnvs();
  setLanguage('fr');
});

test('an age is said as one says it', () => {
  expect(age(at('2026-11-24T14:29:30'), NOW)).toBe("à l'instant");
  expect(age(at('2026-11-24T14:28:00'), NOW)).toBe('il y a 2 min');
  expect(age(at('2026-11-24T08:31:00'), NOW)).toBe('à 08:31');
  expect(age(at('2026-11-23T18:40:00'), NOW)).toBe('hier à 18:40');
  expect(age(at('2026-11-21T18:02:00'), NOW)).toBe('21/11/2026 à 18:02');
});

test('a few minutes before midnight are still minutes', () => {
  expect(age(at('2026-11-23T23:58:00'), at('2026-11-24T00:05:00'))).toBe('il y a 7 min');
});

test('a clock that is ahead makes no negative age', () => {
  expect(age(NOW + 90_000, NOW)).toBe("à l'instant");
});

test('in a sentence, a date takes its article', () => {
  expect(checkedAge(at('2026-11-24T14:28:00'), NOW)).toBe('Vérifié il y a 2 min');
  expect(checkedAge(at('2026-11-21T18:02:00'), NOW)).toBe('Vérifié le 21/11/2026 à 18:02');
});

test.each([
  ['a date has no time zone', '20250918', '18/09/2025'],
  ['a date has no time zone', '2026-06-01', '01/06/2026'],
  ['a time of the DMP is UTC, and the day is that of here', '20250917223000', '18/09/2025'],
  ['a time of the DMP is UTC, and the day is that of here', '202509172230', '18/09/2025'],
  ['a time that names its zone has its own day', '20250918003000+0200', '18/09/2025'],
  ['nothing is no date', '', ''],
  ['a word is no date', 'hier', ''],
])('%s: %s', (_, text, day) => {
  vi.stubEnv('TZ', 'Europe/Paris');
  expect(dayOf(text)).toBe(day);
});

test('traits are listed as in a sentence', () => {
  expect(enumeration(['nom de naissance', 'date de naissance', 'sexe'])).toBe('nom de naissance, date de naissance et sexe');
});

test('what is between stars is bold in a view, and plain elsewhere', () => {
  expect(t('record.none.more')).toBe("Vous n'avez pas l'autorisation d'accéder à ce DMP");
  const [before, bold, after] = rich('closing.byPatientOn', '18/09/2025');
  expect([before, after]).toEqual(['Fermé le ', ' à la demande du patient.']);
  expect(bold).toMatchObject({ values: ['18/09/2025'] });
});

test('a host in English gets English, any other French', async () => {
  await setLanguage('en');
  expect(t('age.now')).toBe('just now');
  setLanguage('de');
  expect(t('age.now')).toBe("à l'instant");
});

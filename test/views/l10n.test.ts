import { afterEach, expect, test } from 'vitest';
import { age, checkedAge, dayOf, enumeration, rich, setLanguage, t } from '../../src/views/l10n.js';

const at = (text: string): number => new Date(text).getTime();
const NOW = at('2026-11-24T14:30:00');
afterEach(() => setLanguage('fr'));

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

test('the date of a closing is read without a time zone', () => {
  expect([dayOf('20250918'), dayOf('20250918000000+0200'), dayOf('2026-06-01'), dayOf(''), dayOf('hier')]).toEqual([
    '18/09/2025',
    '18/09/2025',
    '01/06/2026',
    '',
    '',
  ]);
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

test('a host in English gets English, any other French', () => {
  setLanguage('en');
  expect(t('age.now')).toBe('just now');
  setLanguage('de');
  expect(t('age.now')).toBe("à l'instant");
});

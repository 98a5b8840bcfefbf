import { expect, test } from 'vitest';
import { settingValueOf } from '../../../../../reference/host/page/model/settings-values.js';
import type { ManifestSetting } from '../../../../../src/api/manifest.js';

test('an integer stays within its bounds', () => {
  const minutes = { type: 'integer', title: 'Minutes', minimum: 1, maximum: 60, default: 5 } as const;
  expect(settingValueOf(minutes, '12')).toEqual({ value: 12 });
  expect(settingValueOf(minutes, '0')).toEqual({ fault: 'La plus petite valeur possible est 1.' });
  expect(settingValueOf(minutes, '61')).toEqual({ fault: 'La plus grande valeur possible est 60.' });
  expect(settingValueOf(minutes, '1,5')).toEqual({ fault: 'Un nombre entier est attendu.' });
});

test('a text follows its whole pattern', () => {
  const code = { type: 'string', title: 'Code', pattern: '\\d{3}', default: '' } as const;
  expect(settingValueOf(code, '123')).toEqual({ value: '123' });
  expect(settingValueOf(code, '1234')).toEqual({ fault: 'Cette valeur n’a pas la forme attendue.' });
});

test('a choice is one of the list', () => {
  const choice = { type: 'enum', title: 'Choix', values: ['a', 'b'], default: 'a' } satisfies ManifestSetting;
  expect(settingValueOf(choice, 'b')).toEqual({ value: 'b' });
  expect(settingValueOf(choice, 'c')).toEqual({ fault: 'Choisissez une valeur de la liste.' });
});

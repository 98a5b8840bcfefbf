import { expect, test } from 'vitest';
import { displayName } from '../../../../../reference/host/page/model/names.js';

test('given names are written with capitals only at their beginnings', () => {
  expect(displayName({ name: 'INS-FAMILLE-UN', givenName: 'JEAN-MICHEL ÉMILE' })).toBe('INS-FAMILLE-UN Jean-Michel Émile');
});

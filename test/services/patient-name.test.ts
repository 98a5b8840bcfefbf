import { expect, test } from 'vitest';
import { nameOf } from '../../src/services/patient-name.js';
import { BOB } from '../fakes/world.js';

test.each([
  [undefined, 'INS-FAMILLE-ONZE PAUL JEAN MARC'],
  ['', 'INS-FAMILLE-ONZE PAUL JEAN MARC'],
  ['DUPONT', 'DUPONT PAUL JEAN MARC'],
] as const)('with %j as used name, a patient is called %s', (usedName, name) => {
  expect(nameOf({ ...BOB, identity: { ...BOB.identity, ...(usedName !== undefined && { usedName }) } })).toBe(name);
});

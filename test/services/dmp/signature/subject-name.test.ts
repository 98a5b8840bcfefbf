import { expect, test } from 'vitest';
import type { Name } from '../../../../reference/cards/certificate.js';
import { subjectName } from '../../../../src/services/dmp/signature/subject-name.js';
import { credential, InProcessIdentity } from '../in-process-identity.js';
import { unlocked } from '../samples.js';

const written = async (name: Name) => subjectName(await new InProcessIdentity(unlocked(), credential(name)).certificate());

test('the most specific part comes first, with the names the DMP reads', async () => {
  const name: Name = [[['C', 'FR']], [['O', 'CABINET']], [['L', 'LE MANS']], [['title', 'Infirmier']], [['SN', 'INFIRMIER0212']], [['GN', 'Léa']]];
  expect(await written(name)).toBe('GN=Léa,SN=INFIRMIER0212,title=Infirmier,L=LE MANS,O=CABINET,C=FR');
});

test('values that share one part stay together, and a plus sign in a value does not part them', async () => {
  const shared = await written([
    [['C', 'FR']],
    [
      ['SN', 'A + B'],
      ['GN', 'Léa'],
    ],
  ]);
  expect(shared.endsWith(',C=FR')).toBe(true);
  expect(shared.slice(0, -5)).toMatch(/^(?:SN=A \\\+ B\+GN=Léa|GN=Léa\+SN=A \\\+ B)$/);
});

test('what RFC 2253 escapes is escaped', async () => {
  expect(await written([[['CN', 'A, "B"; <C>\\D']], [['O', '#1 ']]])).toBe('O=\\#1\\ ,CN=A\\, \\"B\\"\\; \\<C\\>\\\\D');
});

import { expect, test } from 'vitest';
import { findTypes } from '../../src/views/type-search.js';
import { RULES } from '../../storybook/document-samples.js';

const { types } = RULES;
const found = (typed: string) => findTypes(types, typed).map(({ choices, name }) => [name, choices.map(({ code }) => code)]);

test('the usual types come first, then the headings of the web record', () => {
  expect(found('')).toEqual([
    ['Les plus utilisés', ['24']],
    ['Traitements et soins', ['57133-1']],
    ['Certificats, déclarations', ['CERT_DECL']],
  ]);
});

test.each([
  ['declaration', ['CERT_DECL']],
  ['DÉCLAR certif', ['CERT_DECL']],
  ['soins', ['24', '57133-1']],
  ['radiographie', []],
])('%s finds %s', (typed, codes) => {
  expect(findTypes(types, typed).flatMap(({ choices }) => choices.map(({ code }) => code))).toEqual(codes);
});

import { expect, test } from 'vitest';
import { categoriesOf, waitsOf } from '../../src/views/document-groups.js';
import { CARD, FAILED, fed, HELD, REFUSED, SENDING, UNREADABLE } from '../../storybook/document-samples.js';

test('documents are under the headings of the web record, in its order, the newest first', () => {
  const documents = [
    fed({ documentId: 'a', category: 'administrative' }),
    fed({ documentId: 'b', category: 'treatments' }),
    fed({ documentId: 'c', category: 'syntheses' }),
    fed({ documentId: 'd', category: 'treatments' }),
  ];
  expect(categoriesOf(documents).map(({ category, documents: inIt }) => [category, inIt.map(({ documentId }) => documentId).join()])).toEqual([
    ['syntheses', 'c'],
    ['treatments', 'b,d'],
    ['administrative', 'a'],
  ]);
});

test('shortened, the list keeps the newest, whatever their heading', () => {
  const documents = ['imaging', 'biology', 'imaging'].map((category, index) => fed({ documentId: `${index}`, category: category as 'imaging' | 'biology' }));
  expect(categoriesOf(documents, 2).flatMap(({ documents: inIt }) => inIt.map(({ documentId }) => documentId))).toEqual(['0', '1']);
});

test('what waits is told by what it waits for, the most pressing first', () => {
  expect(waitsOf([SENDING, HELD, CARD, CARD, FAILED, UNREADABLE, REFUSED, fed()])).toEqual([
    ['refused', 2],
    ['failed', 1],
    ['card', 2],
    ['held', 1],
    ['waiting', 1],
  ]);
  expect(waitsOf([fed()])).toEqual([]);
});

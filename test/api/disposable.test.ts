import { expect, test } from 'vitest';
import { DisposableStore } from '../../src/api/disposable.js';

test('what is owned is released last-in, first-out, whatever throws', () => {
  const released: string[] = [];
  const errors: unknown[] = [];
  const own = new DisposableStore((error) => errors.push(error));
  own.add(() => released.push('first'));
  own.add({
    dispose: () => {
      throw new Error('second');
    },
  });
  own.add({ unsubscribe: () => released.push('third') });
  own.dispose();
  expect(released).toEqual(['third', 'first']);
  expect(errors).toEqual([new Error('second')]);
});

test('what is added to a disposed store is released at once, and nothing is released twice', () => {
  let count = 0;
  const own = new DisposableStore();
  own.add(() => (count += 1));
  own.dispose();
  own.dispose();
  own.add(() => (count += 10));
  expect(count).toBe(11);
});

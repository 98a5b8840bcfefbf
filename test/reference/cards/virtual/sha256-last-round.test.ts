import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishSha256 } from '../../../../reference/cards/virtual/sha256-last-round.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** State after whole blocks: the digest of a message without its padding is what goes on from there. */
const INITIAL = Buffer.from('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19', 'hex');

test('from the beginning it is the hash of what is given', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (rest) => finishSha256(undefined, 0n, Buffer.from(rest)).toString('hex') === sha256(rest)));
});

test('from the first state it is the same', () => {
  expect(finishSha256(INITIAL, 0n, Buffer.from('abc')).toString('hex')).toBe(sha256(Buffer.from('abc')));
});

/** SHA-256 that goes on from a state, as a card does that computes the last round itself (FIPS 180-4 §6.2). */

const BLOCK = 64;
const STATE = 32;

/**
 * @param state the eight words after `bits` bits, big endian; undefined: the beginning
 * @param rest what follows, at most a block
 */
export function finishSha256(state: Buffer | undefined, bits: bigint, rest: Buffer): Buffer {
  const words = state ? wordsOf(state) : [...INITIAL];
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(bits + BigInt(rest.length * 8));
  const zeros = (BLOCK - ((rest.length + 9) % BLOCK)) % BLOCK;
  const padded = Buffer.concat([rest, Buffer.from([0x80]), Buffer.alloc(zeros), length]);
  const last = blocks(padded).reduce((before, block) => compress(before, block), words);
  const digest = Buffer.alloc(STATE);
  for (const [index, word] of last.entries()) digest.writeUInt32BE(word >>> 0, index * 4);
  return digest;
}

const wordsOf = (bytes: Buffer): number[] => Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
const blocks = (bytes: Buffer): Buffer[] => Array.from({ length: bytes.length / BLOCK }, (_, index) => bytes.subarray(index * BLOCK, (index + 1) * BLOCK));
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function compress(state: readonly number[], block: Buffer): number[] {
  const w = wordsOf(block);
  for (let index = 16; index < 64; index += 1) {
    const [two = 0, seven = 0, fifteen = 0, sixteen = 0] = [2, 7, 15, 16].map((back) => w[index - back]);
    const low = turn(fifteen, 7) ^ turn(fifteen, 18) ^ (fifteen >>> 3);
    const high = turn(two, 17) ^ turn(two, 19) ^ (two >>> 10);
    w.push((sixteen + low + seven + high) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (const [index, constant] of CONSTANTS.entries()) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constant + (w[index] ?? 0)) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + (state[index] ?? 0)) | 0);
}

/** The first 64 primes: the fractions of their cube roots, and of the square roots of the first eight. */
const PRIMES = Array.from({ length: 312 }, (_, number) => number).filter(
  (number) => number > 1 && !Array.from({ length: number }, (_, divisor) => divisor).some((divisor) => divisor > 1 && number % divisor === 0),
);
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32) | 0;
const CONSTANTS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const INITIAL = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealPin } from '../../src/views/seal-pin.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pinKey = { ...publicKey.export({ format: 'jwk' }), alg: 'RSA-OAEP-256', use: 'enc', key_ops: ['encrypt'], ext: true } as JsonWebKey;

test('only the holder of the private key reads the code', async () => {
  const sealed = await sealPin('1234', pinKey);
  const opened = privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, Buffer.from(sealed, 'base64'));
  expect(opened.toString()).toBe('1234');
});

test('the same code never looks the same twice', async () => {
  expect(await sealPin('1234', pinKey)).not.toBe(await sealPin('1234', pinKey));
});

test('a key that is none is refused', async () => {
  await expect(sealPin('1234', { kty: 'RSA', n: '', e: '' })).rejects.toThrow();
});

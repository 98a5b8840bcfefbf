import { createHash, createVerify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEMO_PIN } from '../../../../reference/cards/card-catalogue.js';
import { CardModule, type Token } from '../../../../src/hardware/agent/pkcs11/card-module.js';
import { type Handle, loadPkcs11 } from '../../../../src/hardware/agent/pkcs11/pkcs11-library.js';
import { CardDesk } from '../../card-desk.js';
import { CardRoom, MISSING_FOR_ROOM } from '../../card-room.js';

describe.skipIf(MISSING_FOR_ROOM)(`the keys of a CPS3 by its module${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let desk: CardDesk;
  let room: CardRoom;
  let module: CardModule;
  let token: Token;
  beforeAll(async () => {
    desk = await CardDesk.open();
    room = await CardRoom.open(desk);
    module = CardModule.open(await loadPkcs11(), room.cps.modulePath ?? '');
    token = await vi.waitFor(
      () => {
        const [found] = module.tokens([]);
        if (!found) throw new Error('the service has not seen the card yet');
        return found;
      },
      { timeout: 5_000, interval: 100 },
    );
    expect(module.logIn(token, Buffer.from(DEMO_PIN))).toBe('accepted');
  });
  afterAll(async () => {
    module?.finalize();
    await room?.pcsc.close();
    desk?.close();
  });

  const certificate = (use: 'signature' | 'authentication'): X509Certificate => new X509Certificate(readFileSync(room.file(`${use}.crt.pem`)));
  function keyOf(use: 'signature' | 'authentication'): Handle {
    const modulus = Buffer.from(certificate(use).publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
    const key = module.privateKey(token, { id: Buffer.alloc(0), modulus });
    if (!key) throw new Error('no key');
    return key;
  }
  const bytes = Buffer.from('<SignedInfo/>');
  const sha256 = createHash('sha256').update(bytes).digest();

  test('the authentication key signs a digest, and what it signs verifies with its certificate', () => {
    const signature = module.signDigest(token, keyOf('authentication'), sha256);
    expect(createVerify('sha256').update(bytes).verify(certificate('authentication').publicKey, signature)).toBe(true);
    expect(createVerify('sha256').update(bytes).verify(certificate('signature').publicKey, signature)).toBe(false);
  });

  test('the signature key signs no digest, and OpenSC does not do for it what it would sign', () => {
    expect(() => module.signDigest(token, keyOf('signature'), sha256)).toThrow(/CKR_/);
    expect(() => module.signData(token, keyOf('signature'), bytes)).toThrow(/CKR_/);
  });
});

import { afterEach, expect, test } from 'vitest';
import { CardIdentity } from '../../../src/hardware/agent/card-identity.js';
import type { Readers } from '../../../src/hardware/agent/card-readers.js';
import type { OpenCard, ProfessionalCard } from '../../../src/hardware/agent/professional-card.js';
import type { TlsKeyProvider } from '../../../src/hardware/agent/tls/tls-key-provider.js';
import { type Deferred, deferred } from '../../fakes/deferred.js';
import { HOLDER, SITUATION } from '../../fakes/fake-identity.js';
import { becomes, enter, seal, stateOf } from '../card-desk.js';

const TLS: TlsKeyProvider = { kind: 'memory', open: () => expect.unreachable(), failureOf: async () => undefined, close: () => {} };

/** Cards that answer when the test says so. */
class SlowCardIdentity extends CardIdentity {
  constructor() {
    super({ softwareCardReader: '', trustedCertificates: '', allowedOrigins: [], requestTimeoutSeconds: 1 }, Date.now);
  }
  put(card: ProfessionalCard | undefined): void {
    const readers: Readers = [{ reader: 'Lecteur 1', ...(card && { card }) }];
    this.handleReaders(readers);
  }
}

let identity: SlowCardIdentity;
afterEach(() => identity.dispose());

function setUp() {
  const openings: Deferred<OpenCard | undefined>[] = [];
  const signed = deferred<Uint8Array>();
  let closed = 0;
  const open: OpenCard = {
    situations: [SITUATION],
    signatureCertificate: Buffer.alloc(0),
    tls: TLS,
    sign: () => signed.promise,
    close: () => {
      closed += 1;
    },
  };
  const card: ProfessionalCard = {
    kind: 'cps',
    holder: HOLDER,
    triesLeft: 'several',
    open: () => {
      const opening = deferred<OpenCard | undefined>();
      openings.push(opening);
      return opening.promise;
    },
  };
  identity = new SlowCardIdentity();
  identity.put(card);
  return { open, openings, signed, closed: () => closed };
}

test('a card taken out while its code is checked opens no session, and is closed', async () => {
  const { closed, open, openings } = setUp();
  const entered = enter(identity, '1234');
  await becomes(identity, 'unlocking');
  identity.put(undefined);
  openings[0]?.resolve(open);
  await entered;
  expect([(await stateOf(identity)).kind, closed()]).toEqual(['absent', 1]);
});

test('a signature that is ready after the card has gone is no signature', async () => {
  const { open, openings, signed } = setUp();
  const entered = enter(identity, '1234');
  await becomes(identity, 'unlocking');
  openings[0]?.resolve(open);
  await entered;
  await becomes(identity, 'unlocked');
  const signing = expect(identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'card.absent' });
  identity.put(undefined);
  signed.resolve(Buffer.from('signature'));
  await signing;
});

test('a code that is given again while it is checked is tried once', async () => {
  const { open, openings } = setUp();
  const { pinKey } = await becomes(identity, 'locked');
  const sealed = await seal('1234', pinKey);
  const both = Promise.all([identity.unlock(sealed), identity.unlock(sealed)]);
  await becomes(identity, 'unlocking');
  for (const opening of openings) opening.resolve(open);
  await both;
  expect(openings).toHaveLength(1);
});

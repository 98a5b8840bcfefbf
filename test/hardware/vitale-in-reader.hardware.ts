import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { insertCard, removeCard, unplugReader } from '../../reference/cards/reader.js';
import { build } from '../../scripts/build.js';
import type { VitaleReading } from '../../src/api/vitale.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { AgentVitaleReader } from '../../src/hardware/agent-vitale-reader.js';
import { vitaleReaderContract } from '../contract/vitale-reader.contract.js';
import { FAMILY_CARD } from '../fakes/fake-vitale-reader.js';
import { becomes, CardDesk, CountingDmp, enter, optionsFor, textOf, until } from './card-desk.js';
import { BUILT_AGENT, CardRoom, MISSING_FOR_ROOM } from './card-room.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';

/** The same card, as far as its files that need no key tell of it. */
const SHOWN: VitaleReading = {
  cardKind: 'unknown',
  source: 'card',
  reader: 'Lecteur virtuel 00 01',
  beneficiaries: FAMILY_CARD.beneficiaries.map(({ birthRank: _, ...person }) => ({ ...person, certificationDate: '', quality: '', address: [] })),
};
const patience = (): AbortSignal => AbortSignal.timeout(10_000);

describe.skipIf(MISSING_FOR_ROOM)(`a Carte Vitale in a PC/SC reader${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let desk: CardDesk;
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
  });
  afterAll(() => desk?.close());

  /** The built agent, with the card of a professional in the first reader and the Carte Vitale in the second. */
  async function setUp(...origins: string[]) {
    const room = await CardRoom.open(desk);
    const { identity, log } = room.agent(optionsFor(desk, room.reader, ...origins), QUICK);
    await becomes(identity, 'locked');
    const end = async (): Promise<void> => {
      await identity.dispose();
      await room.pcsc.close();
    };
    return { room, identity, log, reader: new AgentVitaleReader(identity), end };
  }
  /** The agent learns of it from the service. */
  const learns = (isSo: () => Promise<unknown>): Promise<unknown> => vi.waitFor(isSo, { timeout: 10_000, interval: 100 });

  vitaleReaderContract('PcscVitaleReader', async () => {
    const { room, log, reader, end } = await setUp();
    await until(() => log.count('agent.started') === 1);
    const pid = Number(log.lines.findLast(({ event }) => event === 'agent.started')?.facts?.['pid']);
    return {
      reader,
      card: SHOWN,
      remove: () => {
        removeCard(room.reader, { card: 'vitale' });
        return learns(() => expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.absent' }));
      },
      unplug: () => {
        unplugReader(room.reader);
        // The room ends its service and starts another without readers: for a moment there is none.
        return learns(() => expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.noReader' }));
      },
      spoil: () => room.pcsc.fault(1, { kind: 'garbage' }),
      hold: () => process.kill(pid, 'SIGSTOP'),
      release: () => process.kill(pid, 'SIGCONT'),
      dispose: end,
    };
  });

  test('it is read while a session is open, and the session stays', async () => {
    const dmp = await CountingDmp.start(desk);
    const { identity, room, reader, end } = await setUp(dmp.origin);
    const ask = async (): Promise<string> =>
      textOf(await identity.exchange({ url: `${dmp.origin}/patients`, headers: {}, body: Readable.from([Buffer.from('demande')]) }));
    await enter(identity, room.pin);
    await becomes(identity, 'unlocked');
    expect(await ask()).toBe('demande');
    expect(await reader.read(patience())).toEqual(SHOWN);
    insertCard(room.reader, 'vitale-desmaux', 'Lecteur virtuel 2');
    await learns(() => expect(reader.read(patience())).resolves.toMatchObject({ beneficiaries: [{ givenName: 'NATHALIE' }] }));
    expect([await ask(), dmp.fullHandshakes]).toEqual(['demande', 1]);
    await end();
    dmp.close();
  });

  test('it is read too where the structure speaks to the DMP, and there is no folder of virtual cards', async () => {
    const room = await CardRoom.open(desk);
    const options = { ...optionsFor(desk, ''), structure: desk.newStructure() };
    const identity = new AgentIdentity(BUILT_AGENT, options, new RecordingLogger(), QUICK);
    await becomes(identity, 'locked');
    expect(await new AgentVitaleReader(identity).read(patience())).toEqual(SHOWN);
    await identity.dispose();
    await room.pcsc.close();
  });

  test('a program of the licensed interface comes before the reader', async () => {
    const room = await CardRoom.open(desk);
    const { identity } = room.agent({ ...optionsFor(desk, room.reader), vitaleProgram: join(room.reader, 'nowhere') }, QUICK);
    await expect(new AgentVitaleReader(identity).read(patience())).rejects.toMatchObject({ code: 'vitale.noProgram' });
    await identity.dispose();
    await room.pcsc.close();
  });

  test('one that is taken out in the middle of a reading is unreadable, costs nobody the session, and is read once it is back', async () => {
    const { identity, room, reader, end } = await setUp();
    await enter(identity, room.pin);
    await becomes(identity, 'unlocked');
    await room.pcsc.fault(1, { kind: 'leaves', after: 3 });
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
    await becomes(identity, 'unlocked');
    await room.pcsc.fault(1);
    removeCard(room.reader, { card: 'vitale' });
    await learns(() => expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.absent' }));
    insertCard(room.reader, 'vitale', 'Lecteur virtuel 2');
    await learns(() => expect(reader.read(patience())).resolves.toEqual(SHOWN));
    await end();
  });
});

import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { PcscCardReader } from '../../../../src/hardware/agent/pcsc/pcsc-card-reader.js';
import { FakePcsc } from '../../../fakes/fake-pcsc.js';
import { until } from '../../card-desk.js';

const CPS3 = '3BAC00402A001225006480000310009000';
const VITALE = '3B751300004409EA9000';
const QUICK = [5];

let watch: PcscCardReader;
afterEach(() => watch.dispose());
async function setUp(pcsc = new FakePcsc()) {
  watch = await PcscCardReader.start(pcsc.library, QUICK);
  let told = 0;
  watch.onChange(() => {
    told += 1;
  });
  return { pcsc, told: () => told };
}

test('readers and what is in them are told as they come and go', async () => {
  const { pcsc, told } = await setUp();
  const [one, two] = ['Lecteur 1', 'Lecteur 2'].map((name) => pcsc.last.plug(name));
  expect(watch.readers).toEqual([{ reader: 'Lecteur 1' }, { reader: 'Lecteur 2' }]);
  one?.insert(VITALE);
  two?.insert('3B00');
  expect(watch.readers).toEqual([
    { reader: 'Lecteur 1', card: { kind: 'vitale', name: 'carte Vitale' } },
    { reader: 'Lecteur 2', card: { kind: 'other', name: 'carte inconnue' } },
  ]);
  one?.remove();
  two?.unplug();
  expect([watch.readers, told()]).toEqual([[{ reader: 'Lecteur 1' }], 6]);
});

test('a professional’s card, or one that does not answer, says nothing here', async () => {
  const { pcsc } = await setUp();
  const [one, two] = ['Lecteur 1', 'Lecteur 2'].map((name) => pcsc.last.plug(name));
  one?.insert(CPS3);
  two?.insertMute();
  expect(watch.readers).toEqual(['Lecteur 1', 'Lecteur 2'].map((reader) => ({ reader, card: { kind: 'unreadable' } })));
});

test('a service that is not there is asked for until it is', async () => {
  const pcsc = new FakePcsc();
  pcsc.isRunning = false;
  await setUp(pcsc);
  expect(watch.readers).toEqual({ code: 'card.noPcsc' });
  await wait(20);
  pcsc.isRunning = true;
  await until(() => Array.isArray(watch.readers));
});

test('a service that dies takes its readers along, and comes back with those it has then', async () => {
  const { pcsc } = await setUp();
  const old = pcsc.last;
  const reader = old.plug('Lecteur 1');
  pcsc.isRunning = false;
  old.die();
  expect([watch.readers, old.isClosed]).toEqual([{ code: 'card.noPcsc' }, true]);
  pcsc.isRunning = true;
  await until(() => pcsc.services.length === 2);
  pcsc.last.plug('Lecteur 1').insert(VITALE);
  // What the dead one still says is of no reader.
  reader.remove();
  old.die();
  old.plug('Lecteur 9');
  expect(watch.readers).toMatchObject([{ reader: 'Lecteur 1', card: { kind: 'vitale' } }]);
});

test('an error of a reader ends that reader, not the process', async () => {
  const { pcsc } = await setUp();
  const reader = pcsc.last.plug('Lecteur 1');
  reader.emit('error', new Error('Reader is unavailable'));
  expect(watch.readers).toEqual([]);
});

test('let go, it asks for nothing more', async () => {
  const pcsc = new FakePcsc();
  pcsc.isRunning = false;
  await setUp(pcsc);
  watch.dispose();
  pcsc.isRunning = true;
  await wait(30);
  expect(pcsc.services).toHaveLength(0);
});

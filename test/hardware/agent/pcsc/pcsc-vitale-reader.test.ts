import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CARDS, type VitaleCard } from '../../../../reference/cards/card-catalogue.js';
import { VirtualVitale } from '../../../../reference/cards/virtual/virtual-vitale.js';
import { PcscCardReader } from '../../../../src/hardware/agent/pcsc/pcsc-card-reader.js';
import { PcscVitaleReader } from '../../../../src/hardware/agent/pcsc/pcsc-vitale-reader.js';
import { FakePcsc, type FakePcscReader } from '../../../fakes/fake-pcsc.js';

const VITALE = '3B751300004409EA9000';
const CPS3 = '3BAC00402A001225006480000310009000';
const patience = (): AbortSignal => AbortSignal.timeout(5_000);

let folder: string;
let watch: PcscCardReader;
let one: FakePcscReader;
let two: FakePcscReader;
let reader: PcscVitaleReader;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vitale-'));
  const pcsc = new FakePcsc();
  watch = await PcscCardReader.start(pcsc.library);
  [one, two] = [pcsc.last.plug('Lecteur 1'), pcsc.last.plug('Lecteur 2')];
  reader = new PcscVitaleReader(watch);
});
afterEach(() => {
  watch.dispose();
  rmSync(folder, { recursive: true });
});

/** A card of the catalogue, or one with other people on it. */
function cardWith(people: Partial<VitaleCard> = {}, name = 'vitale'): VirtualVitale {
  writeFileSync(join(folder, 'card.json'), JSON.stringify({ ...CARDS[name], ...people }));
  return new VirtualVitale(folder);
}
const answering = (card: VirtualVitale) => (command: Buffer) => card.transmit(command);
const family = (CARDS['vitale'] as VitaleCard).beneficiaries;
const [paul] = family;
const big = Array.from(
  { length: 9 },
  (_, index) => ({ ...paul, givenName: `${'ABCDEFGHI'[index]}${'X'.repeat(40)}`, nir: `17008262217016${index}` }) as typeof paul & object,
);

test('names, birth dates and numbers of everybody are read, and it is said that nobody vouches for them', async () => {
  two.insert(VITALE, answering(cardWith()));
  const shown = { usedName: '', certificationDate: '', insuredNir: '170082622170161', quality: '', address: [] };
  expect(await reader.read(patience())).toEqual({
    cardKind: 'unknown',
    source: 'card',
    reader: 'Lecteur 2',
    beneficiaries: [
      { ...shown, birthName: 'INS-FAMILLE-ONZE', givenName: 'PAUL', birthDate: '19700807', nir: '170082622170161' },
      { ...shown, birthName: 'INS-FAMILLE-ONZE', givenName: 'CORSE', birthDate: '20010714', nir: '101072B99900114' },
      // Her number on the card is that of the insured.
      { ...shown, birthName: 'INS-FAMILLE-ONZE', givenName: 'ZOÉ', birthDate: '20160503', nir: '' },
    ],
  });
});

test('a family that fills more than one block is whole', async () => {
  two.insert(VITALE, answering(cardWith({ beneficiaries: big })));
  const { beneficiaries } = await reader.read(patience());
  expect(beneficiaries.map(({ givenName }) => givenName)).toEqual(big.map(({ givenName }) => givenName));
});

test('a file that ends with its block is whole', async () => {
  const sized = (length: number) => cardWith({ beneficiaries: [{ ...paul, givenName: 'P'.repeat(length) } as typeof paul & object] });
  for (let length = 200; length < 230; length += 1) {
    two.remove();
    two.insert(VITALE, answering(sized(length)));
    expect((await reader.read(patience())).beneficiaries[0]?.givenName).toHaveLength(length);
  }
});

test('a lunar birth date is kept as it is', async () => {
  two.insert(VITALE, answering(cardWith({ beneficiaries: [{ ...paul, birthDate: '19501300' } as typeof paul & object] })));
  expect((await reader.read(patience())).beneficiaries[0]?.birthDate).toBe('19501300');
});

test('of two Cartes Vitale the one put in last is read, whatever else is there', async () => {
  one.insert(VITALE, answering(cardWith()));
  two.insert(VITALE, answering(cardWith({}, 'vitale-desmaux')));
  expect(await reader.read(patience())).toMatchObject({ reader: 'Lecteur 2', beneficiaries: [{ givenName: 'NATHALIE' }] });
  one.remove();
  one.insert(VITALE, answering(cardWith()));
  expect(await reader.read(patience())).toMatchObject({ reader: 'Lecteur 1' });
});

test('the card is shared with whoever uses it, and left as it is', async () => {
  two.insert(VITALE, answering(cardWith()));
  await reader.read(patience());
  expect(two.calls).toEqual(['connect 2', 'disconnect 0']);
});

test('nothing is ever said to a professional’s card', async () => {
  one.insert(CPS3, () => {
    throw new Error('it was spoken to');
  });
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.absent' });
  expect(one.calls).toEqual([]);
});

describe('what cannot be read is said', () => {
  test.each([
    ['more people than numbers', 3, 1],
    ['more numbers than people', 1, 3],
  ])('%s: nobody can say whose they are', async (_, people, numbers) => {
    const [names, nirs] = [people, numbers].map((count) => cardWith({ beneficiaries: family.slice(0, count) }));
    let card = names;
    two.insert(VITALE, (command) => {
      if (command[1] === 0xa4) card = command.toString('latin1').includes('VITALE') ? nirs : names;
      return card?.transmit(command) ?? Buffer.alloc(0);
    });
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  });

  test('no reader', async () => {
    one.unplug();
    two.unplug();
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.noReader' });
  });

  test('no service', async () => {
    const pcsc = new FakePcsc();
    pcsc.isRunning = false;
    const without = await PcscCardReader.start(pcsc.library);
    await expect(new PcscVitaleReader(without).read(patience())).rejects.toMatchObject({ code: 'card.noPcsc' });
    without.dispose();
  });

  test('a card that does not answer to being powered', async () => {
    two.insertMute();
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  });

  test.each<readonly [string, Partial<VitaleCard>]>([
    ['nobody', { beneficiaries: [] }],
    ['no name', { beneficiaries: [{ ...paul, birthName: '', usedName: '' } as typeof paul & object] }],
    ['a birth date that is none', { beneficiaries: [{ ...paul, birthDate: '7/8/1970' } as typeof paul & object] }],
    ['a number that is none', { beneficiaries: [{ ...paul, nir: '17008' } as typeof paul & object] }],
  ])('a card with %s', async (_, people) => {
    two.insert(VITALE, answering(cardWith(people)));
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  });

  test('a card with more people than numbers: whose is whose cannot be told', async () => {
    const [whole, alone] = [cardWith(), cardWith({ beneficiaries: family.slice(0, 2) })];
    let isOfNumbers = false;
    two.insert(VITALE, (command) => {
      if (command[1] === 0xa4) isOfNumbers = command[2] === 0x04;
      return (isOfNumbers ? alone : whole).transmit(command);
    });
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  });

  test('noise in the place of any of its answers', async () => {
    const count = await commandsOf(() => reader.read(patience()));
    expect(count).toBeGreaterThan(5);
    for (let at = 0; at < count; at += 1) {
      two.remove();
      two.insert(VITALE, noisyFrom(cardWith(), at));
      await expect(reader.read(patience()), `from answer ${at}`).rejects.toMatchObject({ code: 'vitale.unreadable' });
    }
  });
  async function commandsOf(read: () => Promise<unknown>): Promise<number> {
    const card = cardWith();
    let commands = 0;
    two.insert(VITALE, (command) => {
      commands += 1;
      return card.transmit(command);
    });
    await read();
    return commands;
  }
  /** From its n-th answer on. */
  function noisyFrom(card: VirtualVitale, from: number): (command: Buffer) => Buffer {
    let commands = 0;
    return (command) => (commands++ < from ? card.transmit(command) : Buffer.from('5a17c0ffee', 'hex'));
  }

  test('a card that is for ever not done', async () => {
    two.insert(VITALE, () => Buffer.from('6110', 'hex'));
    await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  });

  test('in no word of it the card is quoted', async () => {
    two.insert(VITALE, answering(cardWith({ beneficiaries: [{ ...paul, birthDate: 'ONZE' } as typeof paul & object] })));
    const error: Error = await reader.read(patience()).then(
      () => new Error('it was read'),
      (refusal: Error) => refusal,
    );
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/ONZE|17008/);
  });
});

test('a first word that is lost is said again', async () => {
  const card = cardWith();
  let words = 0;
  two.insert(VITALE, (command) => {
    words += 1;
    if (words === 1) throw new Error('SCardTransmit error: Transaction failed.(0x80100016)');
    return card.transmit(command);
  });
  expect(await reader.read(patience())).toMatchObject({ reader: 'Lecteur 2' });
});

test('two readings follow each other, and one that is given up is not begun', async () => {
  const card = cardWith();
  let underWay = 0;
  let most = 0;
  two.insert(VITALE, async (command) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return card.transmit(command);
  });
  const giveUp = new AbortController();
  const readings = [reader.read(patience()), reader.read(giveUp.signal), reader.read(patience())];
  giveUp.abort(new Error('the window was closed'));
  expect((await Promise.allSettled(readings)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([most, two.calls.length]).toEqual([1, 4]);
});

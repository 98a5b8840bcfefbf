import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { VitaleInterfaceReader } from '../../../src/hardware/agent/vitale-interface-reader.js';
import { vitaleReaderContract } from '../../contract/vitale-reader.contract.js';
import { FAMILY_CARD } from '../../fakes/fake-vitale-reader.js';
import { interfaceXml, type OnCard } from './vitale-interface-xml-sample.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitale-program-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const patience = (): AbortSignal => AbortSignal.timeout(10_000);
let programs = 0;
/** An editor's program that does what `behaviour` says when it is asked. */
function program(behaviour: string): string {
  const path = join(folder, `program-${++programs}`);
  writeFileSync(path, `#!${process.execPath}\n${behaviour}`);
  chmodSync(path, 0o755);
  return path;
}
const says = (output: Buffer | string, status = 0): string =>
  `process.stdout.write(Buffer.from('${Buffer.from(output).toString('base64')}', 'base64'), () => process.exit(${status}));`;
const readerThat = (behaviour: string): VitaleInterfaceReader => new VitaleInterfaceReader(program(behaviour));

const FAMILY: readonly OnCard[] = [
  { birthDate: '07081970', nir: '1700826221701 61', certified: '05012026', quality: '00' },
  { birthDate: '14072001', nir: '101072B999001 14', certified: '05012026', quality: '06', givenName: 'CORSE' },
  { birthDate: '03052016', nir: '', certified: '', quality: '06', givenName: 'ZOÉ' },
];

vitaleReaderContract('VitaleInterfaceReader', async () => {
  const behaviour = join(folder, 'behaviour.js');
  const become = (text: string): void => writeFileSync(behaviour, text);
  const whole = says(Buffer.from(interfaceXml(FAMILY), 'latin1'), 10);
  become(whole);
  return {
    reader: readerThat(`require(${JSON.stringify(behaviour)})`),
    card: { ...FAMILY_CARD, source: 'interface', reader: 'API de lecture Vitale' },
    remove: () => become(says('', 3)),
    unplug: () => become(says('', 2)),
    spoil: () => become(says(interfaceXml([{ ...FAMILY[0], birthDate: '7 août 1970' }]))),
    hold: () => become('setTimeout(() => {}, 60_000)'),
    release: () => become(whole),
    dispose: async () => {},
  };
});

test.each([
  [0, 'real'],
  [10, 'test'],
  [11, 'demonstration'],
])('a program that ends with %i has read a card that is %s', async (status, cardKind) => {
  expect(await readerThat(says(interfaceXml(FAMILY), status)).read(patience())).toMatchObject({ cardKind });
});

test.each([1, 12, 255])('a program that ends with %i has failed', async (status) => {
  await expect(readerThat(says(interfaceXml(FAMILY), status)).read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
});

test('a program that is not there, or is none, is said', async () => {
  await expect(new VitaleInterfaceReader(join(folder, 'nowhere')).read(patience())).rejects.toMatchObject({ code: 'vitale.noProgram' });
  const text = join(folder, 'text');
  writeFileSync(text, 'api_lec');
  await expect(new VitaleInterfaceReader(text).read(patience())).rejects.toMatchObject({ code: 'vitale.noProgram' });
});

test('a program that hangs is ended, and one that never ceases to talk', async () => {
  const hanging = new VitaleInterfaceReader(program('setInterval(() => {}, 1000)'), 300);
  await expect(hanging.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  const talking = readerThat("const talk = () => process.stdout.write('x'.repeat(65536), talk); talk();");
  await expect(talking.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
});

test('a program ended by somebody has failed', async () => {
  await expect(readerThat("process.kill(process.pid, 'SIGKILL')").read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
});

describe('its XML', () => {
  const readXml = async (xml: string | Buffer) => (await readerThat(says(xml)).read(patience())).beneficiaries;
  const birthDateOf = async (birthDate: string): Promise<string | undefined> => (await readXml(interfaceXml([{ ...FAMILY[0], birthDate }])))[0]?.birthDate;

  test.each([
    ['day first', '07081970', '19700807'],
    ['year first', '19700807', '19700807'],
    ['day first, though both ways have a year', '20012011', '20110120'],
    ['year first, though both ways have a year', '20110120', '20110120'],
    ['a lunar month, day first', '00201950', '19502000'],
    ['a lunar month, year first', '19501300', '19501300'],
  ])('has dates with the %s: %s is %s', async (_, written, meant) => {
    expect(await birthDateOf(written)).toBe(meant);
  });

  test.each(['', '00000000', '07080770'])('may know a birth date without its century, which stays without (whole date: "%s")', async (birthDate) => {
    expect((await readXml(interfaceXml([{ ...FAMILY[0], birthDate, shortDate: '700807' }])))[0]?.birthDate).toBe('700807');
  });

  test.each(['', '00000000'])('whose number was certified on no day ("%s") is read without that day', async (certified) => {
    expect((await readXml(interfaceXml([{ ...FAMILY[0], certified }])))[0]).toMatchObject({ certificationDate: '', birthDate: '19700807' });
  });

  test('is read in the encoding that it says', async () => {
    const xml = interfaceXml([{ ...FAMILY[0], givenName: 'ZOÉ' }]);
    expect((await readXml(Buffer.from(xml, 'latin1')))[0]?.givenName).toBe('ZOÉ');
    expect((await readXml(Buffer.from(xml.replace('ISO-8859-1', 'UTF-8'))))[0]?.givenName).toBe('ZOÉ');
  });

  test('may leave out rank, address and used name', async () => {
    const [person] = await readXml(interfaceXml([{ ...FAMILY[0], isBare: true }]));
    expect(person).toMatchObject({ usedName: '', address: [] });
    expect(person).not.toHaveProperty('birthRank');
  });

  test.each([
    ['nothing', ''],
    ['no XML', 'Hn_Init: 0x8005'],
    ['half of it', interfaceXml(FAMILY).slice(0, 400)],
    ['nobody', '<donnees><listeBenef></listeBenef></donnees>'],
    ['a document type', interfaceXml(FAMILY).replace('?>', '?><!DOCTYPE d [<!ENTITY e "INS-FAMILLE-ONZE">]>')],
    ['no date at all', interfaceXml([{ ...FAMILY[0], birthDate: '' }])],
    ['a date in no century', interfaceXml([{ ...FAMILY[0], birthDate: '07080770' }])],
    ['a number too short', interfaceXml([{ ...FAMILY[0], nir: '17008' }])],
    ['no name', interfaceXml([FAMILY[0] ?? {}]).replace('INS-FAMILLE-ONZE', '')],
    ['no given name', interfaceXml([{ ...FAMILY[0], givenName: '' }])],
  ])('with %s is unreadable', async (_, xml) => {
    await expect(readXml(xml)).rejects.toMatchObject({ code: 'vitale.unreadable', about: {} });
  });
});

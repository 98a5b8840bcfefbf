import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { ReceiptPaper } from '../../../src/services/paper-writer.js';
import { PdfPaperWriter } from '../../../src/services/pdf/pdf-paper-writer.js';
import { BOB } from '../../fakes/world.js';
import { paperFonts } from './paper-fonts.js';
import { fontsOf, hasPdfTools, pdfaFaults, textOf } from './pdfa-faults.js';

const fonts = paperFonts();
afterAll(() => rmSync(fonts, { recursive: true, force: true }));
const writer = new PdfPaperWriter(fonts);

const PAPER: ReceiptPaper = {
  patient: BOB,
  address: { line: '18 RUE GAMBETTA', complement: 'BÂTIMENT C', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
  holder: { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' },
  situation: { id: '1', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' },
  at: Date.UTC(2026, 10, 24, 9),
  isSimulated: true,
  phone: '0 810 331 133',
  phoneCost: 'Service 0,06 € / min + prix appel',
  about: 'creationAndAccount',
  secrets: { login: 'DMP48213907', password: 't7Kq-92mRlI1O0' },
  channel: 'EMAIL',
  accountFailed: false,
};
const { secrets: _secrets, channel: _channel, ...WITHOUT_SECRETS } = PAPER;

/** Two pages need two page objects, whose type stands in the file as it is. */
const pagesOf = (bytes: Uint8Array): number =>
  Buffer.from(bytes)
    .toString('latin1')
    .match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

test('a receipt is one A4 page', async () => {
  const bytes = await writer.receipt(PAPER);
  expect(pagesOf(bytes)).toBe(1);
  expect(Buffer.from(bytes).toString('latin1')).toContain('/MediaBox [0 0 595.28 841.89]');
});

test('whatever the address and the names are long, it stays one page', async () => {
  const text = fc.stringMatching(/^[A-ZÉÈÇ' -]{1,38}$/);
  await fc.assert(
    fc.asyncProperty(text, text, text, fc.stringMatching(/^[A-ZÉ' -]{1,80}$/), async (line, complement, city, name) => {
      const patient = { ...BOB, identity: { ...BOB.identity, birthName: name, birthGivenNames: name } };
      const bytes = await writer.receipt({ ...PAPER, patient, address: { line, complement, postalCode: '72000', city, country: 'GUINÉE-BISSAU' } });
      expect(pagesOf(bytes)).toBe(1);
    }),
    { numRuns: 15 },
  );
}, 60_000);

test('the same paper has the same bytes', async () => {
  expect(Buffer.from(await writer.receipt(PAPER)).equals(Buffer.from(await writer.receipt(PAPER)))).toBe(true);
});

test('a paper that cannot be written fails without a word of it', async () => {
  const error: unknown = await new PdfPaperWriter('/nowhere').receipt(PAPER).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'document.notWritten', message: 'document.notWritten', about: {} });
  expect((error as Error).cause).toBeUndefined();
});

describe.skipIf(!hasPdfTools)(`papers, looked at with qpdf and poppler${hasPdfTools ? '' : ' (skipped: not installed)'}`, () => {
  test('a receipt says what was created, with which number, how to connect, and with what', async () => {
    const text = textOf(await writer.receipt(PAPER));
    for (const part of [
      'Création de votre Dossier Médical Partagé',
      'Vous avez créé, ou demandé la création de votre Dossier Médical Partagé (DMP) après avoir pris connaissance de son fonctionnement et de vos droits.',
      '1 70 08 26 221 701 61',
      'Vous pouvez désormais activer votre compte internet et accéder ainsi à votre DMP.',
      'DMP48213907',
      't7Kq-92mRlI1O0',
      '0 810 331 133',
      'INS-FAMILLE-ONZE PAUL JEAN MARC',
      'BÂTIMENT C 18 RUE GAMBETTA 72000 LE MANS Le 24/11/2026',
      'loi n° 78-17 du 6 janvier 1978 modifiée',
      'Simulateur : document de démonstration, sans valeur.',
    ])
      expect(text).toContain(part);
  });

  test('without an account it says so, and has no place for secrets', async () => {
    const text = textOf(await writer.receipt({ ...WITHOUT_SECRETS, about: 'creation' }));
    expect(text).toContain("Vous n'avez pas demandé de compte internet");
    expect(text).not.toContain('identifiant de connexion :');
  });

  test('an account that could not be created is told as missing', async () => {
    expect(textOf(await writer.receipt({ ...WITHOUT_SECRETS, about: 'creation', accountFailed: true }))).toContain(
      "Votre compte internet n'a pas pu être créé",
    );
  });

  test('renewed secrets are told as replacing the former ones, and nothing as created', async () => {
    const text = textOf(await writer.receipt({ ...PAPER, about: 'renewal' }));
    expect(text).toContain('Les précédents ne sont plus valables.');
    expect(text).not.toContain('Vous avez créé');
  });

  test('in production nothing says simulator', async () => {
    expect(textOf(await writer.receipt({ ...PAPER, isSimulated: false }))).not.toContain('Simulateur');
  });

  test('the leaflet names no patient and sends him to Mon espace santé', async () => {
    const { patient: _patient, address: _address, ...paper } = PAPER;
    const bytes = await writer.leaflet(paper);
    expect(pagesOf(bytes)).toBe(1);
    expect(textOf(bytes)).toContain('monespacesante.fr');
    expect(pdfaFaults(bytes)).toEqual([]);
  });

  test('a receipt breaks no rule of PDF/A-1b', async () => expect(pdfaFaults(await writer.receipt(PAPER))).toEqual([]));

  test('every font is embedded and can be read as text; secrets stand in a face that tells their letters apart', async () => {
    const found = fontsOf(await writer.receipt(PAPER));
    expect(found.map(({ name }) => name).sort()).toEqual(['DejaVuSansMono', 'Roboto-Medium', 'Roboto-Regular']);
    expect(found.every(({ isEmbedded, hasUnicode }) => isEmbedded && hasUnicode)).toBe(true);
  });

  test.each([
    ['a file without output intent', (text: string) => text.replace('/OutputIntents', '/OutputIntentz'), '6.2.2 output intent'],
    ['a file of another part', (text: string) => text.replace('<pdfaid:part>1<', '<pdfaid:part>2<'), '6.7.11 claims another part'],
    ['a file with an action of its own', (text: string) => text.replace('/Lang (fr-FR)', '/AA <<>>     '), '6.6.1 action'],
  ])('the rules see %s', async (_, break_, fault) => {
    const text = Buffer.from(await writer.receipt(PAPER)).toString('latin1');
    const broken = break_(text);
    expect(broken).not.toBe(text);
    expect(pdfaFaults(Buffer.from(broken, 'latin1'))).toContain(fault);
  });
});

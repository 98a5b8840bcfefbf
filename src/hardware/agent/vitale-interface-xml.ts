import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { PluginError } from '../../api/plugin-error.js';
import type { VitaleBeneficiary } from '../../api/vitale.js';

/** The XML of the licensed reading interface ("Données API Lecture Vitale 6.xx"), element names of its functional specification. */

const Text = z.string().trim().max(80).default('');
const Digits = z.string().transform((text) => text.replaceAll(/\s/g, ''));
const Nir = Digits.pipe(z.union([z.literal(''), z.string().regex(/^\d{6}[\dAB]\d{8}$/)])).default('');
const Beneficiary = z.object({
  ident: z.object({
    nomPatronymique: Text,
    nomUsuel: Text,
    prenomUsuel: Text.refine(Boolean),
    naissance: z.object({ date: Digits.default(''), dateEnCarte: Digits.default('') }),
    rangDeNaissance: Text,
    nirCertifie: Nir,
    dateCertification: Digits.default(''),
    adresse: z.union([z.record(z.string(), z.string()), z.string()]).default({}),
  }),
  amo: z.object({ nir: Nir, qualBenef: Text }),
});

const ITEMS = ['T_AsnBeneficiaire', 'element'];
const ADDRESS_LINES = ['ligne1', 'ligne2', 'ligne3', 'ligne4', 'ligne5'];
const OLDEST_YEAR = 1880;

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: (name) => ITEMS.includes(name) });

/** Everybody on the card, in its order. @throws PluginError `vitale.unreadable`, without a word of the card */
export function beneficiariesIn(output: Buffer): readonly VitaleBeneficiary[] {
  try {
    const text = textOf(output);
    // It has none; one would be somebody's attempt at more than text.
    if (text.includes('<!DOCTYPE')) throw new Error('a document type');
    const list = found(parser.parse(text, true), 'listeBenef') as Readonly<Record<string, unknown>> | undefined;
    const people = z
      .array(Beneficiary)
      .min(1)
      .parse(ITEMS.map((name) => list?.[name]).find(Boolean));
    return people.map(toBeneficiary);
  } catch {
    // Without its cause, which would quote the card.
    throw new PluginError('vitale.unreadable');
  }
}

function toBeneficiary({ amo, ident }: z.infer<typeof Beneficiary>): VitaleBeneficiary {
  const { adresse, dateCertification, naissance, nirCertifie, nomPatronymique, nomUsuel, prenomUsuel, rangDeNaissance } = ident;
  if (!nomPatronymique && !nomUsuel) throw new Error('no name');
  const lines = typeof adresse === 'string' ? [adresse] : ADDRESS_LINES.map((line) => adresse[line] ?? '');
  return {
    birthName: nomPatronymique || nomUsuel,
    usedName: nomPatronymique ? nomUsuel : '',
    givenName: prenomUsuel,
    birthDate: wholeDate(naissance.date) ?? shortDate(naissance.dateEnCarte),
    ...(/^[1-9]$/.test(rangDeNaissance) && { birthRank: Number(rangDeNaissance) }),
    nir: nirCertifie,
    certificationDate: wholeDate(dateCertification) ?? '',
    insuredNir: amo.nir,
    quality: amo.qualBenef.replace(/^0(?=\d)/, ''),
    address: lines.map((line) => line.trim()).filter(Boolean),
  };
}

/**
 * `yyyyMMdd` of eight digits that public programs take for day, month, year and the specification does not order [A]: whichever way round has a year that somebody can
 * be born in; where both have one, the way whose month is in the calendar. `undefined` for anything else: eight zeros are how some cards say that they know none.
 */
function wholeDate(digits: string): string | undefined {
  if (!/^\d{8}$/.test(digits)) return undefined;
  const [yearFirst, dayFirst] = [digits, `${digits.slice(4)}${digits.slice(2, 4)}${digits.slice(0, 2)}`];
  const possible = [yearFirst, dayFirst].filter(hasYear);
  return (possible.length > 1 ? possible.filter(hasMonth) : possible)[0];
}

/** `yyMMdd` [A]: the card does not say the century, and nobody may guess it. */
function shortDate(digits: string): string {
  if (!/^\d{6}$/.test(digits)) throw new Error('no date');
  return digits;
}

const hasYear = (date: string): boolean => Number(date.slice(0, 4)) >= OLDEST_YEAR && Number(date.slice(0, 4)) <= new Date().getFullYear();
const hasMonth = (date: string): boolean => Number(date.slice(4, 6)) >= 1 && Number(date.slice(4, 6)) <= 12;

/** The first element of that name, however deep. */
function found(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined;
  for (const [key, value] of Object.entries(node)) {
    const inside = key === name ? value : found(value, name);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** In the encoding that its declaration says. */
const textOf = (output: Buffer): string => output.toString(/encoding="iso-8859-1"/i.test(output.subarray(0, 100).toString('latin1')) ? 'latin1' : 'utf8');

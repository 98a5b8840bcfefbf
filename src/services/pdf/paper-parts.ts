import type { Content } from 'pdfmake';
import { FRANCE, type PostalAddress } from '../../api/patient.js';
import professions from '../../terminology/subject-role-professions.json' with { type: 'json' };
import type { Paper } from '../paper-writer.js';
import { nameOf } from '../patient-name.js';
import { paperText } from './paper-texts.js';
import { COLOURS, mm } from './pdf-document.js';

const PROFESSIONS = new Map(professions.concepts.map(({ code, display }) => [code, display]));

/** Who hands it over, on the left; to whom, in the window of an envelope, on the right; the day. */
export function head(paper: Omit<Paper, 'patient' | 'address'> & Partial<Pick<Paper, 'patient' | 'address'>>): Content {
  const { holder, situation, at, patient, address } = paper;
  const profession = holder.cardKind ? undefined : PROFESSIONS.get(holder.professionCode);
  const to = patient && address ? [nameOf(patient), ...addressLines(address)] : [];
  return {
    columns: [
      {
        width: '*',
        fontSize: 9.5,
        color: COLOURS.soft,
        stack: [
          { text: situation.structureName, bold: true, color: COLOURS.text },
          [holder.givenName, holder.familyName].filter(Boolean).join(' '),
          ...(profession ? [profession] : []),
        ],
      },
      { width: mm(78), margin: [0, mm(20), 0, 0], stack: [...to, { text: paperText('paper.day', day(at)), color: COLOURS.soft, margin: [0, mm(4), 0, 0] }] },
    ],
  };
}

export const title = (text: string): Content => ({
  stack: [
    { text, fontSize: 17, bold: true, color: COLOURS.accent, margin: [0, mm(5), 0, mm(2)] },
    { canvas: [{ type: 'line', x1: 0, y1: 0, x2: mm(170), y2: 0, lineWidth: mm(0.6), lineColor: COLOURS.accent }] },
  ],
  margin: [0, 0, 0, mm(3)],
});

export const subtitle = (text: string): Content => ({ text, fontSize: 11.5, bold: true, color: COLOURS.accent, margin: [0, mm(2.5), 0, mm(2)] });
export const paragraph = (text: string): Content => ({ text, margin: [0, 0, 0, mm(2.5)] });
export const fine = (text: string): Content => ({ text, fontSize: 9.5, color: COLOURS.soft, margin: [0, 0, 0, mm(2)] });

/** Numbered by words and not by colour: it is often photocopied. */
export const steps = (texts: readonly string[]): Content => ({ ol: [...texts], markerColor: COLOURS.accent, margin: [0, 0, 0, mm(2.5)] });

/** A framed value on one line with its name. */
export const framed = (name: string, value: string): Content =>
  boxes([
    [
      {
        columns: [
          { width: '*', text: name, fontSize: 9.5, color: COLOURS.soft, margin: [0, 3, 0, 0] },
          { width: 'auto', text: value, fontSize: 14, bold: true },
        ],
      },
    ],
  ]);

/** Framed values side by side, in a face that tells `l` from `1` and `O` from `0`. */
export const secretBoxes = (values: readonly { readonly name: string; readonly value: string; readonly hint: string }[]): Content =>
  boxes([
    values.map(({ name, value, hint }) => ({
      stack: [
        { text: name, fontSize: 9, color: COLOURS.soft },
        { text: value, font: 'Mono', fontSize: 15, margin: [0, 2, 0, 2] },
        { text: hint, fontSize: 8.5, color: COLOURS.soft },
      ],
    })),
  ]);

function boxes(body: Content[][]): Content {
  return {
    table: { widths: (body[0] ?? []).map(() => '*'), body, dontBreakRows: true },
    layout: {
      fillColor: () => COLOURS.ground,
      hLineColor: () => COLOURS.line,
      vLineColor: () => COLOURS.line,
      hLineWidth: () => 0.8,
      vLineWidth: () => 0.8,
      paddingLeft: () => mm(3.5),
      paddingRight: () => mm(3.5),
      paddingTop: () => mm(2.5),
      paddingBottom: () => mm(2.5),
    },
    margin: [0, 0, 0, mm(2.5)],
  };
}

/** At the bottom of the page: who answers for the data, and what the paper is worth. */
export const foot = (texts: readonly string[], isSimulated: boolean): Content => ({
  margin: [mm(20), mm(4), mm(20), 0],
  fontSize: 8,
  color: COLOURS.soft,
  stack: [
    { canvas: [{ type: 'line', x1: 0, y1: 0, x2: mm(170), y2: 0, lineWidth: 0.6, lineColor: COLOURS.line }], margin: [0, 0, 0, mm(2)] },
    ...texts.map((text) => ({ text, margin: [0, 0, 0, mm(1.5)] as [number, number, number, number] })),
    ...(isSimulated ? [{ text: paperText('paper.simulated'), bold: true, color: COLOURS.simulated }] : []),
  ],
});

export const call = ({ phone, phoneCost }: Pick<Paper, 'phone' | 'phoneCost'>): Content => {
  const [before = '', after = ''] = paperText('paper.call', '\u0000', phoneCost).split('\u0000');
  return { text: [before, { text: phone, bold: true }, after], margin: [0, mm(1), 0, 0] };
};

/** The country is written on letters that leave France alone. */
const addressLines = ({ line, complement, postalCode, city, country }: PostalAddress): readonly string[] =>
  [complement, line, `${postalCode} ${city}`.trim(), country === FRANCE ? '' : country].filter((text) => text !== '');

const day = (at: number): string => new Date(at).toLocaleDateString('fr-FR', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'Europe/Paris' });

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pdfmake from 'pdfmake';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { PatientRecord } from '../../practice.js';
import type { HeldFile } from '../held-files.js';
import type { NewDocument } from './document-store.js';
import { greyJpeg } from './seed-photo.js';

export interface SeedDocument {
  readonly about: NewDocument;
  readonly file: HeldFile;
  readonly isValidated: boolean;
}
interface Sheet {
  readonly title: string;
  readonly lines: readonly string[];
  /** To be kept for long, as the DMP asks it of a PDF. */
  readonly isArchive: boolean;
}

const FONTS = join(dirname(createRequire(import.meta.url).resolve('pdfmake/package.json')), 'fonts/Roboto');
const DAY = 86_400_000;
const PDF = 'application/pdf';

/** The invented documents the practice starts with: of every kind of file, drafts and validated ones. */
export async function seedDocuments(patients: readonly PatientRecord[], today: string): Promise<readonly SeedDocument[]> {
  const daysAgo = (days: number): string => new Date(Date.parse(today) - days * DAY).toISOString().slice(0, 10);
  const [nathalie, paul] = patients;
  if (!nathalie || !paul) return [];
  const document = (
    patient: PatientRecord,
    kind: LocalDocument['kind'],
    title: string,
    days: number,
    file: HeldFile,
    more: Partial<SeedDocument> & Pick<NewDocument, 'act'> = {},
  ) => {
    const { act, isValidated = false } = more;
    return { about: { patientId: patient.id, kind, title, writtenOn: daysAgo(days), ...(act && { act }) }, file, isValidated };
  };
  const dressing = { code: 'AMI 4', label: 'Pansement lourd et complexe' };
  return [
    document(nathalie, 'prescription', 'Ordonnance kiné', 4, await pdf('ordonnance-kine.pdf', nathalie, daysAgo(4), PHYSIOTHERAPY), { isValidated: true }),
    document(nathalie, 'careReport', 'Surveillance du pansement, J+6', 0, text('surveillance-pansement-j6.txt', nathalie, daysAgo(0), DRESSING), {
      act: { ...dressing, start: daysAgo(0), end: daysAgo(0) },
    }),
    document(
      nathalie,
      'photo',
      'Plaie du genou droit, J+5',
      1,
      { name: 'plaie-genou-j5.jpg', mediaType: 'image/jpeg', bytes: wound() },
      {
        act: { ...dressing, start: daysAgo(1), end: daysAgo(1) },
      },
    ),
    document(nathalie, 'assessment', 'Bilan de soins infirmiers', 14, await pdf('bilan-de-soins.pdf', nathalie, daysAgo(14), ASSESSMENT), {
      isValidated: true,
      act: { code: 'BSB', label: 'Bilan de soins infirmiers', start: daysAgo(14), end: daysAgo(14) },
    }),
    document(paul, 'certificate', 'Certificat de passage', 7, await pdf('certificat-passage.pdf', paul, daysAgo(7), CERTIFICATE), { isValidated: true }),
    document(paul, 'letter', 'Courrier au médecin traitant', 2, text('courrier-medecin.txt', paul, daysAgo(2), LETTER)),
  ];
}

const PHYSIOTHERAPY: Sheet = {
  title: 'Ordonnance',
  lines: [
    'Rééducation du genou droit après méniscectomie partielle interne, 12 séances.',
    'Entretien articulaire, renforcement du quadriceps, travail de la marche.',
  ],
  isArchive: true,
};
const ASSESSMENT: Sheet = {
  title: 'Bilan de soins infirmiers',
  lines: ['Autonomie conservée pour la toilette, aide partielle pour l’habillage.', 'Plaie chirurgicale du genou droit : pansement un jour sur deux.'],
  isArchive: false,
};
const CERTIFICATE: Sheet = { title: 'Certificat de passage', lines: ['Passage au domicile pour pansement, le matin, pendant 10 jours.'], isArchive: true };
const DRESSING = [
  'Pansement refait ce matin. Cicatrice propre, sans écoulement ni rougeur.',
  'Douleur cotée 2 sur 10 à la marche. Prochain passage dans deux jours.',
];
const LETTER = ['Cher confrère,', 'Pansement en cours chez votre patient, évolution favorable. Je vous tiens au courant en fin de semaine.'];

function heading({ beneficiary }: PatientRecord, day: string): readonly string[] {
  const french = (date: string): string => date.split('-').reverse().join('/');
  return [
    'Cabinet de Léa INFIRMIER0212, infirmière, Le Mans',
    `Le ${french(day)}`,
    `${beneficiary.name} ${beneficiary.givenName}, né(e) le ${french(beneficiary.birthDate)}`,
  ];
}

const text = (name: string, patient: PatientRecord, day: string, lines: readonly string[]): HeldFile => ({
  ...{ name, mediaType: 'text/plain' },
  bytes: Buffer.from([...heading(patient, day), '', ...lines, ''].join('\n')),
});

async function pdf(name: string, patient: PatientRecord, day: string, { title, lines, isArchive }: Sheet): Promise<HeldFile> {
  const [regular, medium] = ['Roboto-Regular.ttf', 'Roboto-Medium.ttf'].map((file) => join(FONTS, file)) as [string, string];
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONTS));
  pdfmake.setFonts({ Roboto: { normal: regular, bold: medium, italics: regular, bolditalics: medium } });
  const paragraph = (line: string) => ({ text: line, margin: [0, 0, 0, 8] as [number, number, number, number] });
  const definition: Parameters<typeof pdfmake.createPdf>[0] = {
    ...(isArchive && { version: '1.4', subset: 'PDF/A-1b' }),
    language: 'fr-FR',
    info: { title, author: 'Léa INFIRMIER0212', creationDate: new Date(day) },
    content: [...heading(patient, day).map(paragraph), { ...paragraph(title), bold: true, fontSize: 15 }, ...lines.map(paragraph)],
  };
  return { name, mediaType: PDF, bytes: Buffer.from(await pdfmake.createPdf(definition).getBuffer()) };
}

/** A dark line on a light ground. */
const wound = (): Buffer =>
  greyJpeg(80, 60, (column, row) => 210 - 130 * Math.exp(-((row - 30) ** 2) / 20 - (column - 40) ** 4 / 250_000) + ((column * 7 + row * 13) % 9));

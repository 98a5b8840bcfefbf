import { LISTS } from '../../documents/code-lists.js';
import type { Hiding } from '../../documents/document-model.js';
import { isOfKind, isPdfA1 } from '../../documents/rules/cda-body-rules.js';
import { VACCINATION_NOTE } from '../../documents/rules/hiding-rules.js';
import { decoded } from '../../received.js';
import type { Situation } from '../site-sessions.js';
import type { Addition } from './addition.js';
import { type Attached, FIELDS, type Values } from './draft.js';
import { RUBRICS, type Rubric, rubricOf } from './rubrics.js';

/** The form *Ajouter un document*: what may be chosen in it, and what is wrong with what was. */

/** Of a file or a text, in bytes. */
export const MOST_BYTES = 5 * 1024 * 1024;
const LONGEST_TITLE = 128;
export const LONGEST_COMMENTS = 255;

/** By extension, in the order of the user guide. */
const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['txt', 'text/plain'],
  ['pdf', 'application/pdf'],
  ['rtf', 'text/rtf'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
]);
export const EXTENSIONS = [...MEDIA_TYPES.keys()];

/** What only the patient, the insurance or the DMP itself feeds, what is no document for a reader, and the note that is no file. */
const NOT_ADDED = ['REMB', '11369-6', 'E1762', 'IMG-KOS', VACCINATION_NOTE];
const NOT_OF_CARE = ['EXP_PATIENT', 'SNR'];

/** Types, by rubric and by name. */
export const typesOf = (rubric: Rubric) =>
  TYPES.filter((type) => rubricOf(type.code) === rubric).sort((one, other) => one.display.localeCompare(other.display, 'fr'));
const TYPES = LISTS.type.filter(({ category, code }) => category !== RUBRICS.patient && !NOT_ADDED.includes(code));
export const PRACTICES = LISTS.practice.filter(({ code }) => !NOT_OF_CARE.includes(code));

/** `visible`: to whoever may open the record. `tout`: hidden from the patient and from professionals, where the DMP allows it. */
const VISIBILITIES: ReadonlyMap<string, readonly Hiding[]> = new Map([
  ['visible', []],
  ['patient', ['INVISIBLE_PATIENT']],
  ['masque', ['MASQUE_PS']],
  ['tout', ['INVISIBLE_PATIENT', 'MASQUE_PS']],
]);

/** A field, or the file. */
export type Place = (typeof FIELDS)[number] | 'fichier';
export type Problems = Partial<Readonly<Record<Place, string>>>;

/** Whom and when a form is for. */
export interface FormContext {
  readonly situations: readonly Situation[];
  readonly today: string;
  readonly attached: Attached | undefined;
}

export const valuesIn = (form: FormData): Values =>
  Object.fromEntries(FIELDS.map((field) => [field, typed(form.get(field), field === 'texte' || field === 'commentaire')])) as Values;

/** Spaces for what nobody sees; line breaks stay where there may be lines. */
function typed(value: FormDataEntryValue | null, hasLines: boolean): string {
  const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n') : '';
  return text.replace(hasLines ? /[^\P{Cc}\n\t]/gu : /\p{Cc}/gu, ' ').trim();
}

/** The file of the form. Undefined: none was chosen. */
export async function fileIn(form: FormData): Promise<Attached | { readonly problem: string } | undefined> {
  const file = form.get('fichier');
  if (!(file instanceof File) || (!file.name && file.size === 0)) return undefined;
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  const mediaType = MEDIA_TYPES.get(extension);
  if (!mediaType) return { problem: `Ce format n'est pas accepté. Formats acceptés\u00a0: ${EXTENSIONS.join(', ')}.` };
  if (file.size === 0) return { problem: 'Ce fichier est vide.' };
  if (file.size > MOST_BYTES) return { problem: 'Ce fichier dépasse 5\u00a0Mo.' };
  const read = Buffer.from(await file.arrayBuffer());
  const bytes = mediaType === 'text/plain' ? utf8(read) : read;
  if (!isOfKind(mediaType, bytes)) return { problem: `Le contenu de ce fichier n'est pas celui d'un fichier .${extension}.` };
  if (mediaType === 'application/pdf' && !isPdfA1(bytes)) return { problem: "Ce PDF n'est pas au format PDF/A-1, le seul que le DMP accepte." };
  return { name: file.name, mediaType, bytes };
}

/** Older editors of this country write Windows-1252. */
const utf8 = (bytes: Buffer): Buffer => (decoded(bytes) === null ? Buffer.from(new TextDecoder('windows-1252').decode(bytes)) : bytes);

/** What is to be confirmed, or what is wrong. */
export function additionIn(values: Values, { attached, situations, today }: FormContext): Addition | Problems {
  const { cadre, commentaire, date, debut, fin, mode, representants, texte, titre, type, visibilite } = values;
  const situation = situations.find(({ structureId }) => structureId === values.situation);
  const hidden = VISIBILITIES.get(visibilite);
  const text = Buffer.from(texte);
  const body = mode === 'texte' ? { mediaType: 'text/plain', bytes: text } : attached;
  const problems: Problems = {
    ...(mode !== 'texte' && !attached && { fichier: 'Joignez un fichier, ou choisissez de rédiger un document.' }),
    ...(mode === 'texte' && !texte && { texte: 'Écrivez le texte du document.' }),
    ...(mode === 'texte' && text.length > MOST_BYTES && { texte: 'Ce texte dépasse 5\u00a0Mo.' }),
    ...(!TYPES.some(({ code }) => code === type) && { type: 'Choisissez le type du document.' }),
    ...(!titre && { titre: 'Donnez un titre au document.' }),
    ...([...titre].length > LONGEST_TITLE && { titre: `Le titre a plus de ${LONGEST_TITLE} caractères.` }),
    ...([...commentaire].length > LONGEST_COMMENTS && { commentaire: `Le commentaire a plus de ${LONGEST_COMMENTS} caractères.` }),
    ...(!isDay(date) && { date: 'Donnez la date du document.' }),
    ...(isDay(date) && date > today && { date: "La date du document n'est pas encore passée." }),
    ...(!isDay(debut) && { debut: "Donnez la date de début de l'acte." }),
    ...(fin && !isDay(fin) && { fin: "Cette date de fin n'existe pas." }),
    ...(isDay(fin) && isDay(debut) && fin < debut && { fin: "L'acte finit avant de commencer." }),
    ...(!PRACTICES.some(({ code }) => code === cadre) && { cadre: "Choisissez un cadre d'exercice." }),
    ...(!situation && { situation: "Choisissez une situation d'exercice." }),
    ...(!hidden && { visibilite: 'Choisissez qui peut voir le document.' }),
  };
  if (Object.keys(problems).length || !situation || !hidden || !body) return problems;
  return {
    ...{ title: titre, typeCode: type, comments: commentaire, day: date, actStart: debut, actStop: fin, practiceCode: cadre, situation },
    hidden: representants ? [...hidden, 'INVISIBLE_REPRESENTANTS_LEGAUX'] : hidden,
    body: { mediaType: body.mediaType, bytes: body.bytes },
  };
}

export const isAddition = (read: Addition | Problems): read is Addition => 'body' in read;

function isDay(day: string): boolean {
  const at = /^[12]\d{3}-\d\d-\d\d$/.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  return at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

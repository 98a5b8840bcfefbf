import type { AuthorChoice, Choice, DocumentForm, Forbidden } from '../api/documents.js';
import { readText } from './contact-rules.js';
import { type Checked, FormReader, type Read } from './form-reader.js';
import { checkVisibility } from './visibility-rules.js';

/** What a form is checked against. */
export interface DocumentRules {
  readonly types: readonly Choice[];
  readonly practiceSettings: readonly Choice[];
  readonly situations: readonly Choice[];
  /** Absent: who adds a document is its author, and may name no other. */
  readonly authors?: readonly AuthorChoice[];
  readonly forbidden: Forbidden;
  readonly mayCumulate: boolean;
  /** `yyyy-MM-dd`. */
  readonly today: string;
}

/** Limits of XDS and of the web record. */
const TITLE = 128;
const COMMENT = 255;

/** The form *Ajouter un document* as it is sent: without spaces around its texts. */
export function checkDocument(typed: DocumentForm, rules: DocumentRules): Checked<DocumentForm> {
  const form = new FormReader();
  const title = form.take('title', readText(typed.title, { most: TITLE, isRequired: true })) ?? '';
  const comment = form.take('comment', readText(typed.comment, { most: COMMENT })) ?? '';
  const writtenOn = form.take('writtenOn', readDay(typed.writtenOn, { isRequired: true })) ?? '';
  const actStart = form.take('actStart', readDay(typed.actStart, { isRequired: true })) ?? '';
  const actEnd = form.take('actEnd', readDay(typed.actEnd, { isRequired: false })) ?? '';
  if (writtenOn > rules.today) form.note('writtenOn', 'dateInFuture');
  if (actEnd && actStart && actEnd < actStart) form.note('actEnd', 'endBeforeStart');
  needChoice(form, 'typeCode', typed.typeCode, rules.types);
  needChoice(form, 'practiceSetting', typed.practiceSetting, rules.practiceSettings);
  needChoice(form, 'situationId', typed.situationId, rules.situations);
  checkAuthor(form, typed, rules);
  checkVisibility(form, typed, rules);
  return form.checked(() => ({ ...typed, title, comment, writtenOn, actStart, actEnd }));
}

/** The staff names a professional of the structure it acts for; a professional nobody. */
function checkAuthor(form: FormReader, { authorId, situationId }: DocumentForm, { authors }: DocumentRules): void {
  if (authors)
    needChoice(
      form,
      'authorId',
      authorId,
      authors.filter(({ situationIds }) => situationIds.includes(situationId)),
    );
  else if (authorId) form.note('authorId', 'notInList');
}

function needChoice(form: FormReader, path: string, code: string, choices: readonly Choice[]): void {
  if (!code) form.note(path, 'required');
  else if (!choices.some((choice) => choice.code === code)) form.note(path, 'notInList');
}

/** A day that exists, of this century or the last. */
function readDay(text: string, { isRequired }: { readonly isRequired: boolean }): Read<string> {
  if (!text) return isRequired ? { fault: 'required' } : { value: '' };
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = /^(?:19|20)\d\d-\d\d-\d\d$/.test(text) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? { value: text } : { fault: 'date' };
}

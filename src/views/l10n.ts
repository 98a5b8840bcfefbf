import { html, type TemplateResult } from 'lit';
import fr from '../l10n/fr.json';

export type TextKey = keyof typeof fr;
type Param = string | number;

let texts: Readonly<Record<TextKey, string>> = fr;
let locale = 'fr-FR';

/** Chooses the language of every view, once. Anything but `en` is French, which is there at once; English is loaded, and no view is to be shown before. */
export function setLanguage(language: string): Promise<void> | undefined {
  if (language === 'en') return loadEnglish();
  texts = fr;
  locale = 'fr-FR';
  return undefined;
}

async function loadEnglish(): Promise<void> {
  texts = (await import('../l10n/en.json')).default;
  locale = 'en-GB';
}

/** The text of a key, with `{0}`, `{1}`… replaced, for reading and for attributes. */
export function t(key: TextKey, ...params: readonly Param[]): string {
  return fill(texts[key].replaceAll('**', ''), params);
}

/** The same, with what stands between `**` in bold. */
export const rich = (key: TextKey, ...params: readonly Param[]): readonly (string | TemplateResult)[] => marked(key, (text) => html`<b>${text}</b>`, ...params);

/** The same, with what stands between `**` as `mark` shows it. */
export function marked(key: TextKey, mark: (text: string) => TemplateResult, ...params: readonly Param[]): readonly (string | TemplateResult)[] {
  return texts[key].split('**').map((part, index) => (index % 2 ? mark(fill(part, params)) : fill(part, params)));
}

/** How long ago: à l'instant, il y a 2 min, à 08:31, hier à 18:40, 21/11/2026 à 18:02. */
export function age(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return t('age.now');
  if (minutes < 60) return t('age.minutes', minutes);
  const days = calendarDaysBetween(at, now);
  if (days === 0) return t('age.today', timeOfDay(at));
  return days === 1 ? t('age.yesterday', timeOfDay(at)) : t('age.date', date(at), timeOfDay(at));
}

/** The age of a check, as a sentence. */
export function checkedAge(at: number, now: number): string {
  return calendarDaysBetween(at, now) > 1 ? t('age.checkedOn', date(at), timeOfDay(at)) : t('age.checked', age(at, now));
}

/** When something was done or will be, within a sentence: à 14:32, le 21/11/2026 à 18:02. */
export const momentOf = (at: number, now: number): string =>
  calendarDaysBetween(at, now) === 0 ? t('age.today', timeOfDay(at)) : t('age.on', date(at), timeOfDay(at));

/** Bytes as one says them: 640 Ko, 2,9 Mo. */
export const size = (bytes: number): string =>
  bytes < 1_000_000
    ? t('size.kilobytes', Math.ceil(bytes / 1_000))
    : t('size.megabytes', new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(bytes / 1_000_000));

/** A label within a line. */
export const lowered = (label: string): string => label.charAt(0).toLocaleLowerCase(locale) + label.slice(1);

export const timeOfDay = (at: number): string => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(at);
/** `a, b et c`. */
export const enumeration = (words: readonly string[]): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);

/** `yyyyMMdd[HHmm[ss]]` or `yyyy-MM-dd` as dd/MM/yyyy; empty when it is no such date. The DMP's times are UTC: near midnight the day is another one here. */
export function dayOf(text: string): string {
  const [, year, month, day, hour, minute] = /^(\d{4})-?(\d{2})-?(\d{2})(?:(\d{2})(\d{2})(?:\d{2})?$)?/.exec(text) ?? [];
  if (!year || !month || !day) return '';
  return hour ? date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))) : `${day}/${month}/${year}`;
}

const date = (at: number): string => new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at);
const fill = (text: string, params: readonly Param[]): string => text.replace(/\{(\d)\}/g, (_, index) => String(params[Number(index)] ?? ''));

function calendarDaysBetween(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

export const localDay = (at: number): string => {
  const day = new Date(at);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
};

import { z } from 'zod';

/** A stretch of time that the time line shows: all of it, a year or a month. `''`, `yyyy` or `yyyy-MM`. */
export type Period = string;

const Asked = z.object({
  periode: z
    .string()
    .regex(/^(\d{4}(-(0[1-9]|1[0-2]))?)?$/)
    .optional()
    .catch(undefined),
});

/** Undefined: not said. */
export const periodIn = (query: unknown): Period | undefined => Asked.parse(query ?? {}).periode;

/** What a period is shown by: years, months or days. All twelve months of a year; else those where something happened. */
export function partsOf(period: Period, days: readonly string[]): readonly string[] {
  if (/^\d{4}$/.test(period)) return Array.from({ length: 12 }, (_, month) => `${period}-${String(month + 1).padStart(2, '0')}`);
  const length = period ? 'yyyy-MM-dd'.length : 'yyyy'.length;
  return [...new Set(days.filter((day) => day.startsWith(period)).map((day) => day.slice(0, length)))].sort();
}

/** The longer ones it is in, the longest first. */
export const around = (period: Period): readonly Period[] => (period.length === 7 ? ['', period.slice(0, 4)] : period ? [''] : []);

/** First and last day of a year, a month or a day. */
export function daysOf(part: string): readonly [first: string, last: string] {
  if (part.length === 10) return [part, part];
  if (part.length === 4) return [`${part}-01-01`, `${part}-12-31`];
  const [year, month] = part.split('-').map(Number);
  return [`${part}-01`, new Date(Date.UTC(year ?? 0, month ?? 0, 0)).toISOString().slice(0, 10)];
}

const monthName = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'short' });
const longMonth = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long', year: 'numeric' });
const longDay = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });

/** Over its column. */
export const shortName = (part: string): string =>
  part.length === 10 ? String(Number(part.slice(8))) : part.length === 7 ? monthName.format(new Date(part)) : part;

export const longName = (part: Period): string =>
  part.length === 10 ? longDay.format(new Date(part)) : part.length === 7 ? longMonth.format(new Date(part)) : part || 'Toutes les années';

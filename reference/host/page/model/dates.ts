/** Dates are kept as `yyyy-MM-dd` and read as `dd/MM/yyyy`. A lunar date (`1950-13-00`) is legal: only the digits are checked. */

const STORED = /^(\d{4})-(\d{2})-(\d{2})$/;
const TYPED = /^(?:\p{L}{3}\.\s*)?(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/u;

/** `15/06/1955`; empty for a date that is not known. */
export function frenchDate(stored: string): string {
  const [, year, month, day] = STORED.exec(stored) ?? [];
  return year ? `${day}/${month}/${year}` : '';
}

/** `Ven. 02/01/2026`, as the form shows the day of certification. */
export function frenchDateWithDay(stored: string): string {
  const date = calendarDate(stored);
  return date
    ? `${capitalised(date.toLocaleDateString('fr-FR', { weekday: 'short', timeZone: 'UTC' }).slice(0, 3))}. ${frenchDate(stored)}`
    : frenchDate(stored);
}

/** `Mardi 24 novembre 2026`. */
export function frenchLongDate(stored: string): string {
  const date = calendarDate(stored);
  return date ? capitalised(date.toLocaleDateString('fr-FR', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })) : '';
}

/** Undefined: this is no date. */
export function storedDate(typed: string): string | undefined {
  const [, day = '', month = '', year = ''] = TYPED.exec(typed.trim()) ?? [];
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}

/** Undefined for a date that is in no calendar. */
export function calendarDate(stored: string): Date | undefined {
  if (!STORED.test(stored)) return undefined;
  const date = new Date(`${stored}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(stored) ? date : undefined;
}

/** The day of this workstation. */
export function today(now = new Date()): string {
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

export function dayAfter(stored: string, days: number): string {
  const date = calendarDate(stored) ?? new Date();
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export const timeOfDay = (at: number): string => new Date(at).toLocaleTimeString('fr-FR', { hour: '2-digit', minute: '2-digit' });
export const timeWithSeconds = (at: number): string => new Date(at).toLocaleTimeString('fr-FR', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `Carte Vitale lue le 23/11/2026 à 07:34`. */
export const readOn = (at: number): string => `Carte Vitale lue le ${new Date(at).toLocaleDateString('fr-FR')} à ${timeOfDay(at)}`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

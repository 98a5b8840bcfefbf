/** The number as written on the Carte Vitale. Corsica keeps its letter. */

const NUMBER = /^[1-478]\d{4}(?:\d{2}|2A|2B)\d{6}\d{2}$/;

/** Without spaces, letters in capitals: what two numbers are compared by. */
export const compact = (text: string): string => text.replace(/[\s.]/g, '').toUpperCase();

/** Thirteen characters and the key. The key itself is the server's to check. */
export const isWellFormed = (text: string): boolean => NUMBER.test(compact(text));

/** `2 55 06 99 999 999 34`. What has another length is left as it is. */
export function grouped(text: string): string {
  const number = compact(text);
  return number.length === 15 ? number.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7') : text;
}

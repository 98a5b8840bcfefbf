/** A day as one types it, `24/11/2026`, as `yyyy-MM-dd`. What is no such date stays as it was typed: it is refused where forms are checked. */
export function dayIn(text: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.\- ]?(\d{1,2})[/.\- ]?(\d{4})$/.exec(text.trim()) ?? [];
  return year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text.trim();
}

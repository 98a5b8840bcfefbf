/** `yyyy-MM-dd` of this workstation. */
export function dayOf(time: number): string {
  const date = new Date(time);
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${date.getFullYear()}-${month}-${day}`;
}

/** When a day of this workstation begins, or its noon, in epoch milliseconds. */
export const startOfDay = (day: string): number => at(day, 0);
export const noonOf = (day: string): number => at(day, 12);

function at(day: string, hour: number): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date, hour).getTime();
}

import { calendarDate } from './dates.js';

export interface Age {
  readonly years: number;
  readonly months: number;
}

/** Whole years and months lived on `day`. Undefined for a date that is in no calendar (lunar, unknown) or still to come. */
export function ageOn(birthDate: string, day: string): Age | undefined {
  const birth = calendarDate(birthDate);
  const now = calendarDate(day);
  if (!birth || !now || birth > now) return undefined;
  let months = (now.getUTCFullYear() - birth.getUTCFullYear()) * 12 + now.getUTCMonth() - birth.getUTCMonth();
  if (now.getUTCDate() < birth.getUTCDate()) months -= 1;
  return { years: Math.floor(months / 12), months: months % 12 };
}

/** `71 ans et 5 mois`, `8 mois`, `1 an`. */
export function ageText(age: Age | undefined): string {
  if (!age) return '';
  const years = age.years === 0 ? '' : age.years === 1 ? '1 an' : `${age.years} ans`;
  const months = age.months === 0 && years ? '' : `${age.months} mois`;
  return [years, months].filter(Boolean).join(' et ');
}

/** `71 ans`, for lists; months below two years. */
export const shortAgeText = (age: Age | undefined): string => (!age ? '' : age.years < 2 ? ageText(age) : `${age.years} ans`);

const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });

/** `yyyy-MM-dd`, where the server stands. */
export const dateOf = (at: number): string => date.format(at);

/** Whole years at `at` of who was born on `birthDate`, `yyyyMMdd`. Compared as numbers: a lunar date, which is no day of the calendar, has an age too. */
export const ageAt = (birthDate: string, at: number): number => Math.floor((Number(dateOf(at).replaceAll('-', '')) - Number(birthDate)) / 10_000);

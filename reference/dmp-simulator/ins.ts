/** Key of a NIR: 97 less the remainder of its 13 characters by 97; the letter of Corsica counts as 19 or 18. */
export function hasValidKey(matricule: string): boolean {
  const match = /^(\d{5}(?:\d{2}|2A|2B)\d{6})(\d{2})$/.exec(matricule);
  if (!match?.[1] || !match[2]) return false;
  return 97 - (Number(match[1].replace('2A', '19').replace('2B', '18')) % 97) === Number(match[2]);
}

/** First digit of a number given while the person is being registered. */
export const isWaitingNumber = (matricule: string): boolean => /^[78]/.test(matricule);

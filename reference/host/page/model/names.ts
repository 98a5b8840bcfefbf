/** `DESMAUX Nathalie`: the surname as stored, given names in lower case after their first letter. */
export const displayName = ({ name, givenName }: { readonly name: string; readonly givenName: string }): string => `${name} ${givenNameCase(givenName)}`.trim();

export const givenNameCase = (text: string): string =>
  text.toLocaleLowerCase('fr').replace(/(^|[\s-])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toLocaleUpperCase('fr'));

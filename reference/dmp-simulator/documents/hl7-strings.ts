/** HL7 v2 data types in the slots of the metadata (§10.3 of the protocol). Undefined: not of the form. */

export interface Person {
  readonly id: string;
  readonly family: string;
  readonly given: string;
}

export interface Institution {
  readonly id: string;
  readonly name: string;
}

const PERSON = /^([^^]+)\^([^^]+)\^([^^]*)\^{6}&1\.2\.250\.1\.71\.4\.2\.1&ISO\^[DU]\^{3}(?:IDNPS|EI)$/;
const INSTITUTION = /^([^^]+)\^{5}&1\.2\.250\.1\.71\.4\.2\.2&ISO\^IDNST\^{3}([^^]+)$/;
const PATIENT = /^([0-9AB]{15})\^{3}&([0-9.]+)&ISO\^NH$/;

/** XCN. */
export function personIn(xcn: string): Person | undefined {
  const [, id, family, given] = PERSON.exec(xcn) ?? [];
  return id === undefined ? undefined : { id, family: unescaped(family ?? ''), given: unescaped(given ?? '') };
}

/** XON. */
export function institutionIn(xon: string): Institution | undefined {
  const [, name, id] = INSTITUTION.exec(xon) ?? [];
  return id === undefined ? undefined : { id, name: unescaped(name ?? '') };
}

/** XCN of a professional. */
export const xcnOf = ({ family, given, id }: Person): string => `${id}^${escaped(family)}^${escaped(given)}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`;
/** XON. */
export const xonOf = ({ id, name }: Institution): string => `${escaped(name)}^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${id}`;

/** CX of an INS. */
export function patientIn(cx: string | undefined): { readonly matricule: string; readonly insOid: string } | undefined {
  const [, matricule, insOid] = PATIENT.exec(cx ?? '') ?? [];
  return matricule && insOid ? { matricule, insOid } : undefined;
}

/** One component of the values `PID-n|…`; the name is chosen by its type, `L` at birth or `D` in use. */
export function patientInfo(values: readonly string[], field: string): string | undefined {
  return values.find((value) => value.startsWith(`${field}|`))?.slice(field.length + 1);
}

/** XPN. `givens`: all of them, in one piece. */
export interface PatientName {
  readonly family: string;
  readonly given: string;
  readonly givens: string;
}

/** Names of a type: `L` at birth, `D` in use. */
export const namesIn = (values: readonly string[], type: 'L' | 'D'): readonly PatientName[] =>
  values
    .filter((value) => value.startsWith('PID-5|'))
    .map((value) => value.slice('PID-5|'.length).split('^'))
    .filter((parts) => parts[6] === type)
    .map(([family = '', given = '', givens = '']) => ({ family: unescaped(family), given: unescaped(given), givens: unescaped(givens) }));

/** The one name at birth. */
export function birthNameIn(values: readonly string[]): PatientName | undefined {
  const [name, ...others] = namesIn(values, 'L');
  return name?.family && name.given && others.length === 0 ? name : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { F: '|', R: '~', S: '^', T: '&', E: '\\' };
const unescaped = (written: string): string => written.replace(/\\([FRSTE])\\/g, (_, letter: string) => ESCAPES[letter] ?? '');
export const escaped = (text: string): string => text.replace(/[|~^&\\]/g, (sign) => `\\${Object.keys(ESCAPES).find((letter) => ESCAPES[letter] === sign)}\\`);

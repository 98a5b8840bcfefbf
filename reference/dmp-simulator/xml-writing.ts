/** A piece of XML that is already written. */
export class Markup {
  constructor(readonly text: string) {}
}

type Value = Markup | string | readonly Markup[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Template of XML: strings are escaped, markup is not. Line breaks and indentation of the template are left out. */
export function xml(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const written = parts.map((part, index) => part.replace(/\n\s*/g, '') + (index < values.length ? write(values[index] ?? '') : ''));
  return new Markup(written.join(''));
}

/** `yyyyMMddHHmmss`, UTC. */
export const stampOf = (at: number): string => digitsOf(new Date(at).toISOString().slice(0, 19));
/** `yyyy-MM-dd` as HL7 writes it. */
export const digitsOf = (date: string): string => date.replace(/\D/g, '');

export const NOTHING = new Markup('');

function write(value: Value): string {
  if (value instanceof Markup) return value.text;
  return typeof value === 'string' ? value.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign) : value.map(({ text }) => text).join('');
}

/** A piece of XML that is already escaped. Nothing of this type is escaped twice, nothing of another type is left as it is. */
export class Xml {
  readonly #text: string;
  /** For what another function has written; what a person typed goes through `xml`. */
  constructor(text: string) {
    this.#text = text;
  }
  get text(): string {
    return this.#text;
  }
}
type Value = string | number | Xml | readonly Xml[] | undefined;

/** Characters that XML 1.0 has no way to write, lone surrogates among them. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/**
 * Escapes what it interpolates, the way canonical XML does, in text as in attributes. Indentation of the template itself is left out, so
 * that what is written is what is signed. `undefined` writes nothing.
 * @throws RangeError for a character XML 1.0 forbids
 */
export function xml(literals: TemplateStringsArray, ...values: readonly Value[]): Xml {
  const template = templateOf(literals);
  let text = '';
  for (const [index, { literal, inTag }] of template.entries()) text += literal + (index < values.length ? write(values[index], inTag) : '');
  return new Xml(text);
}

/** An element whose name and attributes are known only now, in the order of the names. */
export function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly Xml[] | string): Xml {
  const pairs = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  const tag = pairs.map(([key, value]) => ` ${key}="${escaped(value, true)}"`).join('');
  const inside = typeof content === 'string' ? escaped(content, false) : content.map(({ text }) => text).join('');
  return new Xml(`<${name}${tag}>${inside}</${name}>`);
}

function write(value: Value, inTag: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value), inTag);
  if (inTag) throw new TypeError('an element cannot stand in an attribute');
  return value instanceof Xml ? value.text : value.map(({ text }) => text).join('');
}

/** Canonical XML: `>` stays as it is in attributes, white space other than the space does not. */
function escaped(value: string, inTag: boolean): string {
  const forbidden = FORBIDDEN.exec(value)?.[0].codePointAt(0);
  if (forbidden !== undefined) throw new RangeError(`XML 1.0 has no U+${forbidden.toString(16).toUpperCase().padStart(4, '0')}`);
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r', '&#xD;');
  return inTag ? text.replaceAll('"', '&quot;').replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;') : text.replaceAll('>', '&gt;');
}

interface Part {
  readonly literal: string;
  /** What follows this literal stands in a tag, so in an attribute. */
  readonly inTag: boolean;
}
const templates = new WeakMap<TemplateStringsArray, readonly Part[]>();

function templateOf(literals: TemplateStringsArray): readonly Part[] {
  const known = templates.get(literals);
  if (known) return known;
  let inTag = false;
  const parts = literals.map((source): Part => {
    let literal = '';
    for (const piece of source.split(/(\n\s*|[<>])/)) {
      if (piece === '<' || piece === '>') inTag = piece === '<';
      literal += piece.startsWith('\n') ? (inTag ? ' ' : '') : piece;
    }
    return { literal, inTag };
  });
  templates.set(literals, parts);
  return parts;
}

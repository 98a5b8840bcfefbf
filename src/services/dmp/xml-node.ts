import { XMLParser } from 'fast-xml-parser';
import { PluginError } from '../../api/plugin-error.js';
import { DEEPEST_ANSWER, LARGEST_ANSWER } from './protocol-constants.js';

/** One element of the parser, in document order. */
interface Parsed {
  readonly ':@'?: Readonly<Record<string, string>>;
  readonly [name: string]: unknown;
}
const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
/** A node the parser made of something that is no element: text, CDATA, declaration, processing instruction. */
const isElement = (name: string): boolean => !name.startsWith('#') && !name.startsWith('?');

const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ENTITY = /&(?:#x([\da-f]+)|#(\d+)|(\w*));?/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Without a DOCTYPE there are five names and numbers; anything else is not XML. */
function decode(source: string): string {
  if (!source.includes('&')) return source;
  return source.replace(ENTITY, (entity, hexadecimal?: string, decimal?: string, name?: string) => {
    const code = hexadecimal ? Number.parseInt(hexadecimal, 16) : decimal ? Number(decimal) : undefined;
    const character = code === undefined ? NAMED[name ?? ''] : String.fromCodePoint(code);
    if (character === undefined || !entity.endsWith(';') || NOT_XML.test(character)) throw new RangeError('unknown entity');
    return character;
  });
}

const nothing = () => {};
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: CDATA,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: DEEPEST_ANSWER - 1, // it counts the root as none
  entityDecoder: { decode, setExternalEntities: nothing, addInputEntities: nothing, reset: nothing, setXmlVersion: nothing },
});

/** An element of an answer: names without prefix, values as text, looked up by name and never by rank. */
export class XmlNode {
  readonly #content: readonly Parsed[];
  readonly #attributes: Readonly<Record<string, string>>;

  private constructor(
    readonly name: string,
    parsed: Parsed,
  ) {
    this.#content = parsed[name] as readonly Parsed[];
    this.#attributes = parsed[ATTRIBUTES] ?? {};
  }

  /**
   * Reads a whole document. No DOCTYPE wherever it stands, no more than 100 levels.
   * @throws PluginError `dmp.unreadable`, `dmp.tooLarge`
   */
  static parse(source: string | Uint8Array): XmlNode {
    if (source.length > LARGEST_ANSWER) throw new PluginError('dmp.tooLarge');
    try {
      const text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source);
      if (/<!DOCTYPE/i.test(text) || NOT_XML.test(text) || !text.trimEnd().endsWith('>')) throw new PluginError('dmp.unreadable');
      const roots = (parser.parse(text, true) as readonly Parsed[]).flatMap((parsed) => XmlNode.#elements([parsed]));
      const [root] = roots;
      if (!root || roots.length > 1) throw new PluginError('dmp.unreadable');
      return root;
    } catch (error) {
      // The parser's own message may quote the answer: it goes no further.
      throw error instanceof PluginError ? error : new PluginError('dmp.unreadable');
    }
  }

  static #elements(content: readonly Parsed[]): XmlNode[] {
    return content.flatMap((parsed) => {
      const name = Object.keys(parsed).find((key) => key !== ATTRIBUTES);
      return name !== undefined && isElement(name) ? [new XmlNode(name, parsed)] : [];
    });
  }

  get children(): readonly XmlNode[] {
    return XmlNode.#elements(this.#content);
  }

  /** Every element at the end of the path (`a/b`). */
  all(path: string): readonly XmlNode[] {
    return path.split('/').reduce<readonly XmlNode[]>((nodes, name) => nodes.flatMap((node) => node.children.filter((child) => child.name === name)), [this]);
  }

  /** The first element at the end of the path. */
  at(path: string): XmlNode | undefined {
    return this.all(path)[0];
  }

  attr(name: string): string | undefined {
    return Object.hasOwn(this.#attributes, name) ? this.#attributes[name] : undefined;
  }

  /** All of them, without prefixes and without declarations of namespaces. */
  get attributes(): Readonly<Record<string, string>> {
    return this.#attributes;
  }

  /** Its own text, without that of its children and without surrounding space. */
  get text(): string {
    return this.#content.map(textOf).join('').trim();
  }
}

function textOf(parsed: Parsed): string {
  const plain = parsed[TEXT];
  if (typeof plain === 'string') return plain;
  const verbatim = parsed[CDATA];
  return Array.isArray(verbatim) ? verbatim.map(textOf).join('') : '';
}

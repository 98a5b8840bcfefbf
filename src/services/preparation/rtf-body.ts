import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import { type RtfToken, rtfTokens } from './rtf-tokens.js';

/** Another program's data inside the text, or what makes a reader fetch it. */
const OBJECT = new Set([
  'object',
  'objdata',
  'objocx',
  'objemb',
  'objlink',
  'objautlink',
  'objsub',
  'objicemb',
  'objhtml',
  'objattph',
  'objupdate',
  'objclass',
  'objname',
]);
/** What points outside the file. */
const LINK = new Set(['template', 'filetbl', 'hlinkbase', 'hlloc', 'hlsrc', 'hlfr', 'mmconnectstr', 'mmquery', 'mmdatasource', 'subdocument']);
/** Fields that fetch or open something. */
const LINK_FIELD = /\b(?:HYPERLINK|INCLUDE(?:PICTURE|TEXT)?|IMPORT|LINK|DDE(?:AUTO)?|DATABASE|RD|MACROBUTTON|GOTOBUTTON|EMBED|CONTROL|HTMLACTIVEX)\b/i;
/** A table of contents points into the text itself. */
const INSIDE = /^\s*HYPERLINK\s+\\l\s+"[^"]*"\s*$/i;
const LINK_SHAPE = /^(?:pihlShape|hlLoc|hlSrc|hlFr|pibName)$/;
/** Groups whose text is not part of what is read. */
const UNREAD = new Set([
  ...['fonttbl', 'colortbl', 'stylesheet', 'info', 'listtable', 'listoverridetable', 'rsidtbl', 'generator', 'themedata', 'colorschememapping'],
  ...[
    'latentstyles',
    'datastore',
    'pict',
    'fldinst',
    'sn',
    'xmlnstbl',
    'filetbl',
    'revtbl',
    'mmathPr',
    'wgrffmtfilter',
    'sp',
    'nonshppict',
    'bkmkstart',
    'bkmkend',
  ],
]);
const BREAKS = new Map([
  ['par', '\n'],
  ['line', '\n'],
  ['row', '\n'],
  ['page', '\n'],
  ['sect', '\n'],
  ['tab', '\t'],
  ['cell', '\t'],
  ['emdash', '—'],
  ['endash', '–'],
  ['lquote', '‘'],
  ['rquote', '’'],
  ['ldblquote', '“'],
  ['rdblquote', '”'],
  ['bullet', '•'],
]);
/** No text nests deeper; a reader may. */
const DEEPEST = 500;

interface Group {
  isUnread: boolean;
  /** The text of a field's instruction, or of a shape's property. */
  collects: string[] | undefined;
  /** How many characters repeat one that was named by its number, for readers that do not know it. */
  fallback: number;
}

/** An RTF text that says all it says by itself, kept byte for byte. @throws PluginError `document.corrupt`, `document.rtfObject`, `document.rtfLink`, `document.empty` */
export function rtfBody(bytes: Uint8Array): PreparedBody {
  const { text, hasPicture } = new RtfReading(bytes);
  if (text.trim() === '' && !hasPicture) throw new PluginError('document.empty');
  return { mediaType: 'text/rtf', bytes, warnings: [] };
}

/** Its text, without its looks. */
export const textOfRtf = (bytes: Uint8Array): string => new RtfReading(bytes).text;

/** Reads a whole file. */
class RtfReading {
  hasPicture = false;
  private readonly groups: Group[] = [];
  private readonly read: string[] = [];
  private isBegun = false;
  private toSkip = 0;
  /** A reader that does not know the next word leaves its group out: so do we. */
  private isOptional = false;

  constructor(bytes: Uint8Array) {
    for (const token of rtfTokens(bytes)) this.take(token);
    if (this.groups.length) throw new PluginError('document.corrupt');
  }

  get text(): string {
    return this.read.join('');
  }

  private take(token: RtfToken): void {
    const group = this.groups.at(-1);
    if (token.kind === 'open') this.open(group);
    else if (token.kind === 'close') this.close();
    else if (group && token.kind === 'text') this.show(group, token.text);
    else if (group && token.kind === 'word') this.obey(group, token.name, token.value);
    // What follows the end is not read by anybody, and should be nothing.
    else if (token.kind !== 'text' || token.text.replaceAll('\0', '').trim() !== '') throw new PluginError('document.corrupt');
  }

  private open(outer: Group | undefined): void {
    if (this.groups.length >= DEEPEST || (!outer && this.isBegun)) throw new PluginError('document.corrupt');
    this.isBegun = true;
    this.groups.push({ isUnread: outer?.isUnread ?? false, collects: outer?.collects, fallback: outer?.fallback ?? 1 });
    this.isOptional = false;
    this.toSkip = 0;
  }

  /** Looked at when a group is whole: its words may be cut into many. */
  private close(): void {
    const group = this.groups.pop();
    if (!group) throw new PluginError('document.corrupt');
    const collected = group.collects?.join('') ?? '';
    if ((LINK_FIELD.test(collected) && !INSIDE.test(collected)) || LINK_SHAPE.test(collected.trim())) throw new PluginError('document.rtfLink');
    this.toSkip = 0;
  }

  private show(group: Group, text: string): void {
    const shown = text.slice(this.toSkip);
    this.toSkip = Math.max(0, this.toSkip - text.length);
    group.collects?.push(shown);
    if (!group.isUnread) this.read.push(shown);
  }

  private obey(group: Group, name: string, value: number | undefined): void {
    if (OBJECT.has(name)) throw new PluginError('document.rtfObject');
    if (LINK.has(name)) throw new PluginError('document.rtfLink');
    this.hasPicture ||= name === 'pict';
    if (name === 'fldinst' || name === 'sn') group.collects = [];
    group.isUnread ||= UNREAD.has(name) || this.isOptional;
    if (name === 'uc') group.fallback = value ?? 1;
    if (name === 'u') {
      this.show(group, String.fromCharCode((value ?? 0) & 0xffff));
      this.toSkip = group.fallback;
    } else if (BREAKS.has(name)) this.show(group, BREAKS.get(name) ?? '');
    this.isOptional = name === '*';
  }
}

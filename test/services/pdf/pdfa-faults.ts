import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The outside tools these tests look with. */
export const hasPdfTools = ['qpdf', 'pdftotext', 'pdffonts'].every((tool) => spawnSync(tool, ['--version']).error === undefined);

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Dictionary = { [key: string]: Json };
interface QpdfObject {
  readonly value?: Json;
  readonly stream?: { readonly dict: Dictionary; readonly data?: string };
}

/** Runs `look` on a file that holds these bytes, for a moment. Papers without a real patient only. */
function withFile<T>(bytes: Uint8Array, look: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-pdf-'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, bytes);
    return look(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its text as a reader sees it, one space between words. */
export const textOf = (bytes: Uint8Array): string =>
  withFile(bytes, (file) => execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })).replace(/[\s\u00A0]+/g, ' ');

export const fontsOf = (bytes: Uint8Array): readonly { readonly name: string; readonly isEmbedded: boolean; readonly hasUnicode: boolean }[] =>
  withFile(bytes, (file) => execFileSync('pdffonts', [file], { encoding: 'utf8' }))
    .split('\n')
    .slice(2)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name = '', embedded, , unicode] = /^(\S+)\s.*\s(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/.exec(line.trimEnd()) ?? [];
      return { name: name.replace(/^[A-Z]{6}\+/, ''), isEmbedded: embedded === 'yes', hasUnicode: unicode === 'yes' };
    });

/**
 * What keeps a file from being PDF/A-1b, by the rules that can be read off its structure (ISO 19005-1, 6.1 to 6.7). Not a certified validator: the
 * content of fonts and colour profiles is not looked into.
 */
export function pdfaFaults(bytes: Uint8Array): readonly string[] {
  const { header, objects } = withFile(bytes, (file) => {
    const json = JSON.parse(
      execFileSync('qpdf', ['--json=2', '--json-key=qpdf', '--json-stream-data=inline', '--decode-level=all', file], { encoding: 'utf8', maxBuffer: 1e9 }),
    ) as { qpdf: [Json, Record<string, QpdfObject>] };
    return { header: Buffer.from(bytes.subarray(0, 8)).toString('latin1'), objects: json.qpdf[1] };
  });
  const all = Object.values(objects);
  const dictionaries = all.flatMap((object) => nested(object.value ?? object.stream?.dict ?? null));
  const resolve = (value: Json | undefined): Json =>
    typeof value === 'string' && /^\d+ \d+ R$/.test(value)
      ? (objects[`obj:${value}`]?.value ?? objects[`obj:${value}`]?.stream?.dict ?? null)
      : (value ?? null);
  const trailer = objects['trailer']?.value as Dictionary;
  const catalogue = resolve(trailer['/Root']) as Dictionary;
  const metadata = objects[`obj:${String(catalogue['/Metadata'])}`]?.stream;
  const xmp = Buffer.from(metadata?.data ?? '', 'base64').toString('utf8');
  const info = (resolve(trailer['/Info']) ?? {}) as Dictionary;
  const fonts = dictionaries.filter((one) => one['/Type'] === '/FontDescriptor');
  const intents = (resolve(catalogue['/OutputIntents']) as Json[] | null)?.map((one) => resolve(one) as Dictionary) ?? [];
  const has = (key: string, forbidden: (value: Json) => boolean = () => true): boolean => dictionaries.some((one) => key in one && forbidden(one[key] ?? null));
  const rules: readonly (readonly [fault: string, isBroken: boolean])[] = [
    ['6.1.2 header', !/^%PDF-1\.[1-4]/.test(header)],
    ['6.1.3 file identifier', !Array.isArray(trailer['/ID'])],
    ['6.1.3 encrypted', '/Encrypt' in trailer],
    ['6.1.10 LZW', has('/Filter', (value) => JSON.stringify(value).includes('/LZWDecode'))],
    ['6.1.11 embedded files', has('/EmbeddedFiles') || has('/EF')],
    ['6.1.13 optional content', '/OCProperties' in catalogue],
    ['6.2.2 output intent', !intents.some((one) => one['/S'] === '/GTS_PDFA1' && '/DestOutputProfile' in one)],
    ['6.2.4 image interpolation', has('/Interpolate', (value) => value === true)],
    ['6.2.5 reference or PostScript XObject', has('/Ref', (value) => typeof value === 'object') || has('/Subtype', (value) => value === '/PS')],
    ['6.3.4 font not described', dictionaries.some((one) => one['/Type'] === '/Font' && one['/Subtype'] !== '/Type0' && !('/FontDescriptor' in one))],
    ['6.3.4 font not embedded', fonts.some((one) => !('/FontFile2' in one || '/FontFile3' in one || '/FontFile' in one))],
    ['6.3.5 subset without CIDSet', fonts.some((one) => /\/[A-Z]{6}\+/.test(String(one['/FontName'])) && !('/CIDSet' in one || '/CharSet' in one))],
    ['6.3.8 font without ToUnicode', dictionaries.some((one) => one['/Subtype'] === '/Type0' && !('/ToUnicode' in one))],
    ['6.4 transparency: SMask', has('/SMask', (value) => value !== '/None')],
    ['6.4 transparency: alpha', has('/CA', (value) => value !== 1) || has('/ca', (value) => value !== 1)],
    ['6.4 transparency: group', has('/S', (value) => value === '/Transparency')],
    ['6.6.1 action', has('/S', (value) => ['/JavaScript', '/Launch', '/Sound', '/Movie', '/ResetForm', '/ImportData'].includes(String(value))) || has('/AA')],
    ['6.7.2 metadata stream', xmp === '' || '/Filter' in (metadata?.dict ?? {}) ? !isUncompressed(bytes, xmp) : false],
    ['6.7.3 title differs from XMP', !xmp.includes(escaped(textOfString(resolve(info['/Title']))))],
    ['6.7.3 modification date without its twin', '/ModDate' in info && !xmp.includes('xmp:ModifyDate')],
    ['6.7.11 claims another part', !/pdfaid:part>1</.test(xmp) || !/pdfaid:conformance>B</.test(xmp)],
  ];
  return rules.filter(([, isBroken]) => isBroken).map(([fault]) => fault);
}

/** Every dictionary inside a value, itself included. */
function nested(value: Json): readonly Dictionary[] {
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap(nested);
  return [value, ...Object.values(value).flatMap(nested)];
}

/** A reader that knows no PDF must find the metadata. */
const isUncompressed = (bytes: Uint8Array, xmp: string): boolean => xmp !== '' && Buffer.from(bytes).includes(Buffer.from(xmp.slice(0, 60)));
const textOfString = (value: Json | undefined): string => String(value ?? '').replace(/^u:/, '');
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

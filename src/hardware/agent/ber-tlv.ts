/** BER-TLV with tags and lengths of one or two bytes, as cards hold it. */
export interface Tlv {
  readonly tag: number;
  readonly value: Buffer;
}

/** What is whole, up to the first that is not. */
export function tlvsIn(bytes: Buffer): readonly Tlv[] {
  const found: Tlv[] = [];
  let at = 0;
  while (at + 1 < bytes.length) {
    const isLongTag = ((bytes[at] ?? 0) & 0x1f) === 0x1f;
    const tag = isLongTag ? bytes.readUInt16BE(at) : (bytes[at] ?? 0);
    const length = lengthAt(bytes, at + (isLongTag ? 2 : 1));
    if (!length || length.end + length.value > bytes.length) break;
    found.push({ tag, value: bytes.subarray(length.end, length.end + length.value) });
    at = length.end + length.value;
  }
  return found;
}

function lengthAt(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, end: at + 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2 || at + 1 + count > bytes.length) return undefined;
  return { value: bytes.readUIntBE(at + 1, count), end: at + 1 + count };
}

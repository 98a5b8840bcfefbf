/** JSON in an HTTP/2 header: plain ASCII, whatever the text holds. */
export const toHeader = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** @throws SyntaxError when the other side sent something else. */
export const fromHeader = <T>(header: unknown): T => JSON.parse(String(header)) as T;

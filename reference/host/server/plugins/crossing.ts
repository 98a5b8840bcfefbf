const LONGEST = 1_000_000;

/**
 * `value` as it leaves the plugin's process. Made text here, so that what cannot cross is the failure of one state or command, not of the
 * connection. @throws RangeError it is too large: bodies do not travel as messages
 */
export function crossing(value: unknown): unknown {
  const text = JSON.stringify(value ?? null);
  if (text.length > LONGEST) throw new RangeError('too large for a message');
  return JSON.parse(text);
}

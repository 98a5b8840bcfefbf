/**
 * Conditions of a manifest: `patient.open && dmp.record != 'open'`. Keys come from a closed list: the host's, and those the manifest
 * declares with their values. An unknown key or value is an error of the manifest, found before any code runs.
 */
export const HOST_CONTEXT_KEYS: ContextKeyTypes = { 'patient.open': 'boolean', 'patient.insQualified': 'boolean' };

/** `boolean`, or the words a key may hold. */
export type ContextKeyTypes = { readonly [key: string]: 'boolean' | readonly string[] };
export type ContextKeyValues = { readonly [key: string]: string | boolean | undefined };

/** A parsed condition. */
export type When =
  | { readonly op: 'key'; readonly key: string }
  | { readonly op: 'equals' | 'differs'; readonly key: string; readonly value: string }
  | { readonly op: 'not'; readonly of: When }
  | { readonly op: 'and' | 'or'; readonly of: readonly When[] };

export class WhenError extends Error {
  override readonly name = 'WhenError';
}

const TOKEN = /\s*(&&|\|\||==|!=|!|\(|\)|'[^']*'|[A-Za-z][\w.]*)/y;

/** Parses `text` against the keys in `types`. @throws WhenError with the position of the fault, in French: it is shown to whoever installs the plugin */
export function parseWhen(text: string, types: ContextKeyTypes): When {
  const tokens = tokenise(text);
  let at = 0;
  const fail = (why: string): never => {
    throw new WhenError(`${why}, position ${tokens[at]?.at ?? text.length} de « ${text} »`);
  };
  const take = (expected?: string): string => {
    const token = tokens[at];
    if (!token || (expected && token.text !== expected)) return fail(`${expected ?? 'une condition'} est attendu`);
    at += 1;
    return token.text;
  };
  const chain = (op: 'and' | 'or', sign: string, next: () => When): When => {
    const of = [next()];
    while (tokens[at]?.text === sign) {
      at += 1;
      of.push(next());
    }
    return of.length === 1 && of[0] ? of[0] : { op, of };
  };
  const unary = (): When => {
    const next = tokens[at]?.text;
    if (next === '!') {
      at += 1;
      return { op: 'not', of: unary() };
    }
    if (next === '(') {
      at += 1;
      const inner = or();
      take(')');
      return inner;
    }
    if (!next || !/^[A-Za-z]/.test(next)) return fail('une clé est attendue');
    const type = types[next];
    if (!type) return fail(`clé inconnue ${next}`);
    at += 1;
    const sign = tokens[at]?.text;
    if (sign === '==' || sign === '!=') {
      at += 1;
      const value = take();
      if (!value.startsWith("'")) return fail('une valeur entre apostrophes est attendue');
      const word = value.slice(1, -1);
      if (type === 'boolean' || !type.includes(word)) return fail(`${next} ne vaut jamais '${word}'`);
      return { op: sign === '==' ? 'equals' : 'differs', key: next, value: word };
    }
    if (type !== 'boolean') return fail(`${next} demande == ou !=`);
    return { op: 'key', key: next };
  };
  const and = (): When => chain('and', '&&', unary);
  const or = (): When => chain('or', '||', and);
  const parsed = or();
  if (at < tokens.length) fail('la fin est attendue');
  return parsed;
}

/** A key without a value yet is false, and equal to nothing. */
export function holds(when: When, values: ContextKeyValues): boolean {
  switch (when.op) {
    case 'key':
      return values[when.key] === true;
    case 'equals':
      return values[when.key] === when.value;
    case 'differs':
      return values[when.key] !== when.value;
    case 'not':
      return !holds(when.of, values);
    case 'and':
      return when.of.every((part) => holds(part, values));
    case 'or':
      return when.of.some((part) => holds(part, values));
  }
}

function tokenise(text: string): { text: string; at: number }[] {
  const tokens: { text: string; at: number }[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match?.[1]) throw new WhenError(`illisible, position ${at} de « ${text} »`);
    tokens.push({ text: match[1], at });
  }
  return tokens;
}

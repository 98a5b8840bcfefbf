import type { Request } from '../operation.js';
import type { Vihf } from '../vihf.js';
import { attribute, children, only, text } from '../xml-reading.js';

type Values = readonly string[];

/** A query of ITI-18, by its parts. Everything may be missing. */
export class StoredQuery {
  readonly vihf: Vihf;
  readonly root: Element | undefined;
  readonly id: string;
  readonly returnType: string | undefined;
  readonly isComposed: boolean;
  /** A slot that stands twice has two lists: what is found is in both. An unreadable value shows as `undefined`. */
  readonly parameters: ReadonlyMap<string, readonly (Values | undefined)[]>;

  constructor({ payload, vihf }: Request) {
    this.vihf = vihf;
    this.root = payload;
    const option = only(payload, 'query', 'ResponseOption');
    const query = only(payload, 'rim', 'AdhocQuery');
    this.id = attribute(query, 'id') ?? '';
    this.returnType = attribute(option, 'returnType');
    this.isComposed = attribute(option, 'returnComposedObjects') === 'true';
    const parameters = new Map<string, (Values | undefined)[]>();
    for (const slot of children(query, 'rim', 'Slot')) {
      const name = attribute(slot, 'name') ?? '';
      parameters.set(name, [...(parameters.get(name) ?? []), valuesOf(slot)]);
    }
    this.parameters = parameters;
  }

  /** All values of a parameter, whatever list they stand in. */
  values(name: string): Values {
    return (this.parameters.get(name) ?? []).flatMap((list) => list ?? []);
  }

  /** The lists of a parameter. */
  lists(name: string): readonly Values[] {
    return (this.parameters.get(name) ?? []).map((list) => list ?? []);
  }
}

/** `'one'`, `('one','two')`, or a bare number. */
function valuesOf(slot: Element): Values | undefined {
  const written = children(only(slot, 'rim', 'ValueList'), 'rim', 'Value').map((value) => text(value) ?? '');
  const lists = written.map((value) => {
    if (/^\d+$/.test(value)) return [value];
    const inner = /^\((.*)\)$/.exec(value)?.[1] ?? value;
    return /^\s*'(?:[^']|'')*'\s*(,\s*'(?:[^']|'')*'\s*)*$/.test(inner)
      ? [...inner.matchAll(/'((?:[^']|'')*)'/g)].map(([, one = '']) => one.replaceAll("''", "'"))
      : undefined;
  });
  return lists.length > 0 && lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

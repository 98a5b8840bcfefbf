import type { Vihf } from './vihf.js';
import { attribute, only, text } from './xml-reading.js';

/** The HL7 message of a TD0.2, and what is read from it. Everything may be missing. */
export class Query {
  constructor(
    readonly vihf: Vihf,
    readonly root: Element | undefined,
  ) {}

  at(...path: readonly string[]): Element | undefined {
    return only(this.root, 'hl7', ...path);
  }

  code(...path: readonly string[]): string | undefined {
    return attribute(this.at(...path), 'code');
  }

  id(...path: readonly string[]): { readonly root: string | undefined; readonly extension: string | undefined } {
    const element = this.at(...path);
    return { root: attribute(element, 'root'), extension: attribute(element, 'extension') };
  }

  value(...path: readonly string[]): string | undefined {
    return attribute(this.at(...path), 'value');
  }

  text(...path: readonly string[]): string | undefined {
    return text(this.at(...path));
  }
}

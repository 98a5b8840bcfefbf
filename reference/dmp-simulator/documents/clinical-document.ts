import { attribute, children, only, text } from '../xml-reading.js';
import type { Coded } from './document-model.js';

/** A CDA, and what is read from its header and body. Everything may be missing. */
export class ClinicalDocument {
  constructor(readonly root: Element) {}

  at(...path: readonly string[]): Element | undefined {
    return only(this.root, 'hl7', ...path);
  }

  all(name: string): readonly Element[] {
    return children(this.root, 'hl7', name);
  }

  /** At any depth. */
  everywhere(name: string): readonly Element[] {
    return Array.from(this.root.getElementsByTagNameNS('urn:hl7-org:v3', name));
  }

  text(...path: readonly string[]): string | undefined {
    return text(this.at(...path));
  }

  value(...path: readonly string[]): string | undefined {
    return attribute(this.at(...path), 'value');
  }

  get authors(): readonly Element[] {
    return this.all('author').flatMap((author) => only(author, 'hl7', 'assignedAuthor') ?? []);
  }

  get patient(): Element | undefined {
    return this.at('recordTarget', 'patientRole', 'patient');
  }

  /** The main act. */
  get act(): Element | undefined {
    return only(this.all('documentationOf')[0], 'hl7', 'serviceEvent');
  }

  get practiceSetting(): Element | undefined {
    return only(this.act, 'hl7', 'performer', 'assignedEntity', 'representedOrganization', 'standardIndustryClassCode');
  }

  get facility(): Element | undefined {
    return this.at('componentOf', 'encompassingEncounter', 'location', 'healthCareFacility', 'code');
  }

  get body(): Element | undefined {
    return this.at('component', 'nonXMLBody', 'text');
  }

  /** The version it takes the place of, by its uniqueId. */
  get replaced(): string | undefined {
    return attribute(this.at('relatedDocument', 'parentDocument', 'id'), 'root');
  }

  get setId(): string | undefined {
    return attribute(this.at('setId'), 'root');
  }

  get version(): number {
    return Number(this.value('versionNumber'));
  }
}

/** Undefined unless all three are there. */
export function codedIn(element: Element | undefined): Coded | undefined {
  const [code, system, display] = ['code', 'codeSystem', 'displayName'].map((name) => attribute(element, name));
  return code && system && display ? { code, system, display } : undefined;
}

/** Text of the parts of a name that carry this qualifier; `''`: none. */
export const partsOf = (name: Element | undefined, part: 'family' | 'given', qualifier: string): readonly string[] =>
  children(name, 'hl7', part)
    .filter((element) => (attribute(element, 'qualifier') ?? '') === qualifier)
    .map((element) => text(element) ?? '');

/** Both or nothing. */
export function identifierIn(element: Element | undefined): { readonly root: string; readonly extension: string } | undefined {
  const [root, extension] = ['root', 'extension'].map((name) => attribute(element, name));
  return root && extension ? { root, extension } : undefined;
}

/**
 * A time of HL7 as the metadata write it: UTC, with the same precision. A day alone has no offset, and stays. Undefined: not a time, or one without
 * its offset.
 */
export function utcOf(value: string | undefined): string | undefined {
  if (/^\d{8}$/.test(value ?? '')) return value;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?([+-])(\d\d)(\d\d)$/.exec(value ?? '');
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, sign, ...offset] = parts;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}${sign}${offset.join(':')}`);
  return Number.isNaN(at)
    ? undefined
    : new Date(at)
        .toISOString()
        .replace(/\D/g, '')
        .slice(0, second === undefined ? 12 : 14);
}

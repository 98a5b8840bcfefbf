import { attribute, children, elements, only, text } from '../xml-reading.js';
import type { Coded, EntryAuthor } from './document-model.js';
import { IDENTIFIERS, type IdentifierName } from './schemes.js';

/** An object of a submission, as ebRIM writes it. Everything may be missing. */
export class RegistryObject {
  readonly id: string;

  constructor(readonly element: Element) {
    this.id = attribute(element, 'id') ?? '';
  }

  attribute(name: string): string | undefined {
    return attribute(this.element, name);
  }

  get slotNames(): readonly string[] {
    return children(this.element, 'rim', 'Slot').map((slot) => attribute(slot, 'name') ?? '');
  }

  slot(name: string): readonly string[] {
    return slotValues(this.element, name);
  }

  /** Undefined unless the slot has one value. */
  value(name: string): string | undefined {
    const [value, ...others] = this.slot(name);
    return others.length ? undefined : value;
  }

  /** Of `Name` or `Description`. */
  words(name: 'Name' | 'Description'): string | undefined {
    return attribute(only(this.element, 'rim', name, 'LocalizedString'), 'value');
  }

  /** Of the metadata, where they are written. */
  get version(): string | undefined {
    return attribute(only(this.element, 'rim', 'VersionInfo'), 'versionName');
  }

  get classifications(): readonly Element[] {
    return children(this.element, 'rim', 'Classification');
  }

  get identifiers(): readonly Element[] {
    return children(this.element, 'rim', 'ExternalIdentifier');
  }

  codes(scheme: string): readonly Coded[] {
    return this.#classified(scheme).map((element) => ({
      code: attribute(element, 'nodeRepresentation') ?? '',
      system: slotValues(element, 'codingScheme').join(),
      display: attribute(only(element, 'rim', 'Name', 'LocalizedString'), 'value') ?? '',
    }));
  }

  /** Undefined unless there is one. */
  code(scheme: string): Coded | undefined {
    const [code, ...others] = this.codes(scheme);
    return others.length ? undefined : code;
  }

  authors(scheme: string): readonly EntryAuthor[] {
    return this.#classified(scheme).map((element) => ({
      persons: slotValues(element, 'authorPerson'),
      institutions: slotValues(element, 'authorInstitution'),
      roles: slotValues(element, 'authorRole'),
      specialities: slotValues(element, 'authorSpecialty'),
    }));
  }

  /** Undefined unless there is one. */
  identifier(name: IdentifierName): string | undefined {
    const [found, ...others] = this.identifiers.filter((element) => attribute(element, 'identificationScheme') === IDENTIFIERS[name]);
    return others.length ? undefined : attribute(found, 'value');
  }

  #classified(scheme: string): readonly Element[] {
    return this.classifications.filter((element) => attribute(element, 'classificationScheme') === scheme);
  }
}

/** A place that is no text counts as an empty one. */
function slotValues(parent: Element, name: string): readonly string[] {
  const slots = children(parent, 'rim', 'Slot').filter((slot) => attribute(slot, 'name') === name);
  return slots.flatMap((slot) => elements(only(slot, 'rim', 'ValueList')).map((value) => text(value) ?? ''));
}

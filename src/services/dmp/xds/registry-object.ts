import type { Holder } from '../../../api/professional.js';
import type { MedicalDocument } from '../../medical-document.js';
import type { Coded } from '../coded.js';
import { type Xml, xml } from '../xml.js';
import { xcn, xon } from './hl7-strings.js';

/** Parts of ebRIM 3.0 objects. The default namespace is `urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0`; ids are symbolic, and unique in one submission. */

const OBJECT_TYPE = 'urn:oasis:names:tc:ebxml-regrep:ObjectType:RegistryObject';

export const slot = (name: string, ...values: readonly string[]): Xml => xml`
  <Slot name="${name}"><ValueList>${values.map((value) => xml`<Value>${value}</Value>`)}</ValueList></Slot>`;

export const localized = (element: 'Name' | 'Description', text: string): Xml => xml`
  <${element}><LocalizedString charset="UTF-8" value="${text}" xml:lang="FR"/></${element}>`;

/** What classifies and identifies one object. Counts, so that every part has an id of its own. */
export class ObjectParts {
  private count = 0;

  /** `object`: id of the object they belong to. */
  constructor(private readonly object: string) {}

  /** `scheme`: UUID of what is classified, without its prefix. */
  classification(scheme: string, { code, system, display }: Coded): Xml {
    return xml`
      <Classification classificationScheme="urn:uuid:${scheme}" classifiedObject="${this.object}" id="${this.newId('c')}" nodeRepresentation="${code}"
        objectType="${OBJECT_TYPE}:Classification">
        ${slot('codingScheme', system)}${localized('Name', display)}
      </Classification>`;
  }

  author(scheme: string, { author, speciality, structure }: Author): Xml {
    return xml`
      <Classification classificationScheme="urn:uuid:${scheme}" classifiedObject="${this.object}" id="${this.newId('c')}" nodeRepresentation=""
        objectType="${OBJECT_TYPE}:Classification">
        ${slot('authorInstitution', xon(structure))}${slot('authorPerson', xcn(author))}
        ${slot('authorSpecialty', `${speciality.code}^${speciality.display}^${speciality.system}`)}
      </Classification>`;
  }

  /** Says of which kind the object is. */
  node(node: string): Xml {
    return xml`
      <Classification classificationNode="urn:uuid:${node}" classifiedObject="${this.object}" id="${this.newId('c')}" objectType="${OBJECT_TYPE}:Classification"/>`;
  }

  identifier(scheme: string, name: string, value: string): Xml {
    return xml`
      <ExternalIdentifier id="${this.newId('i')}" identificationScheme="urn:uuid:${scheme}" objectType="${OBJECT_TYPE}:ExternalIdentifier"
        registryObject="${this.object}" value="${value}">
        ${localized('Name', name)}
      </ExternalIdentifier>`;
  }

  private newId(kind: string): string {
    this.count += 1;
    return `${this.object}-${kind}${this.count}`;
  }
}

/** Who has written a document, or sends it. */
export interface Author {
  readonly author: Holder;
  readonly speciality: Coded;
  readonly structure: MedicalDocument['structure'];
}

/** `signs`: a signature and the set it is of; `RPLC`: a document and the `entryUUID` of the one it takes the place of. */
export type AssociationType =
  | typeof HAS_MEMBER
  | `urn:ihe:iti:2007:AssociationType:${'RPLC' | 'signs'}`
  | 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus';

export const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';

const ORIGINAL = slot('SubmissionSetStatus', 'Original');

export const association = (id: string, type: AssociationType, source: string, target: string, slots: readonly Xml[] = [ORIGINAL]): Xml => xml`
  <Association associationType="${type}" id="${id}" objectType="${OBJECT_TYPE}:Association" sourceObject="${source}" targetObject="${target}">${slots}</Association>`;

/** A set has its member, whose metadata take the place of this version of them. */
export const updatedMember = (id: string, set: string, member: string, version: string): Xml =>
  association(id, HAS_MEMBER, set, member, [ORIGINAL, slot('PreviousVersion', version)]);

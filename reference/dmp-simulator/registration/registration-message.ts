import type { Request } from '../operation.js';
import { Query } from '../query.js';
import type { AdministrativeState, RepresentativeState, Traits } from '../state.js';
import { attribute, children, only, text } from '../xml-reading.js';
import { nameIn, type PersonName } from './person-name.js';

const REQUEST = ['controlActProcess', 'subject', 'registrationRequest'] as const;
const PATIENT = [...REQUEST, 'subject1', 'patient'] as const;
const PERSON = [...PATIENT, 'patientPerson'] as const;
const RELATIONSHIP = [...PERSON, 'personalRelationship'] as const;

/** One administrative observation. */
export interface Observation {
  readonly code: string | undefined;
  readonly system: string | undefined;
  readonly effectiveTime: string | undefined;
  /** Undefined unless it is a boolean of HL7. */
  readonly value: boolean | undefined;
}

export interface Telecom {
  readonly value: string;
  readonly use?: string;
}

/** A message that creates or changes a record (201311, 201314), and what is read from it. Everything may be missing. */
export class RegistrationMessage extends Query {
  constructor({ payload, vihf }: Request) {
    super(vihf, payload);
  }

  get name(): PersonName {
    return nameIn(this.at(...PERSON, 'name'));
  }

  get sex(): string {
    return this.code(...PERSON, 'administrativeGenderCode') ?? '';
  }

  /** `yyyyMMdd`; a lunar date is legal. */
  get birthTime(): string {
    return this.value(...PERSON, 'birthTime') ?? '';
  }

  get telecoms(): readonly Telecom[] {
    return telecomsIn(this.at(...PERSON));
  }

  get observations(): readonly Observation[] {
    return this.observationElements.map((observation) => {
      const code = only(observation, 'hl7', 'code');
      return {
        code: attribute(code, 'code'),
        system: attribute(code, 'codeSystem'),
        effectiveTime: attribute(only(observation, 'hl7', 'effectiveTime'), 'value'),
        value: booleanIn(only(observation, 'hl7', 'value')),
      };
    });
  }

  get observationElements(): readonly (Element | undefined)[] {
    return children(this.at(...PATIENT), 'hl7', 'subjectOf').map((subjectOf) => only(subjectOf, 'hl7', 'administrativeObservation'));
  }

  observation(code: string): Observation | undefined {
    return this.observations.find((observation) => observation.code === code);
  }

  request(...path: readonly string[]): readonly string[] {
    return [...REQUEST, ...path];
  }

  patient(...path: readonly string[]): readonly string[] {
    return [...PATIENT, ...path];
  }

  person(...path: readonly string[]): readonly string[] {
    return [...PERSON, ...path];
  }

  get relationship(): { readonly system: string; readonly representative: RepresentativeState } | undefined {
    const relationship = this.at(...RELATIONSHIP);
    if (!relationship) return undefined;
    const code = only(relationship, 'hl7', 'code');
    const name = only(relationship, 'hl7', 'relationshipHolder1', 'name');
    const [addr, telecoms] = [only(relationship, 'hl7', 'addr'), telecomsIn(relationship)];
    const representative = {
      relation: attribute(code, 'code') ?? '',
      familyName: text(only(name, 'hl7', 'family')) ?? '',
      givenName: nameIn(name).givenNames,
      ...(addr && { address: addressIn(addr) }),
      ...(telecoms.length > 0 && { telecoms }),
    };
    return { system: attribute(code, 'codeSystem') ?? '', representative };
  }

  /** Of a message whose rules are satisfied. */
  get traits(): Traits {
    const { birthName, givenNames, usedName } = this.name;
    return {
      birthName,
      ...(usedName && usedName !== birthName && { usedName }),
      givenNames,
      sex: this.sex === 'F' ? 'F' : 'M',
      birthDate: this.birthTime.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
    };
  }

  /** Of a message whose rules are satisfied; what it leaves out is not known any more. */
  get administrative(): AdministrativeState {
    const phone = (use: string): string => this.telecoms.find((telecom) => telecom.use === use)?.value.replace('tel:', '') ?? '';
    const { relationship } = this;
    return {
      address: addressIn(this.at(...PERSON, 'addr')),
      homePhone: phone('HP'),
      mobilePhone: phone('MC'),
      email: this.telecoms.find(({ value }) => value.startsWith('mailto:'))?.value.replace('mailto:', '') ?? '',
      refusesBreakGlass: this.observation(BREAK_GLASS)?.value === true,
      refusesEmergency: this.observation(EMERGENCY)?.value === true,
      ...(relationship && { legalRepresentative: relationship.representative }),
    };
  }
}

/** Codes of the two oppositions. */
export const BREAK_GLASS = 'OPPOSITION_BRIS_DE_GLACE';
export const EMERGENCY = 'OPPOSITION_ACCES_URGENCE';

function addressIn(addr: Element | undefined): AdministrativeState['address'] {
  const part = (name: string): string => text(only(addr, 'hl7', name)) ?? '';
  return {
    line: part('streetAddressLine'),
    complement: part('additionalLocator'),
    postalCode: part('postalCode'),
    city: part('city'),
    country: part('country'),
  };
}

const telecomsIn = (element: Element | undefined): readonly Telecom[] =>
  children(element, 'hl7', 'telecom').map((telecom) => {
    const use = attribute(telecom, 'use');
    return { value: attribute(telecom, 'value') ?? '', ...(use !== undefined && { use }) };
  });

function booleanIn(value: Element | undefined): boolean | undefined {
  const written = attribute(value, 'value') ?? '';
  return /^(\w+:)?BL$/.test(attribute(value, 'type', 'xsi') ?? '') && /^(true|false)$/.test(written) ? written === 'true' : undefined;
}

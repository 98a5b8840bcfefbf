import type { Request } from '../operation.js';
import { Query } from '../query.js';
import type { AdministrativeState, Traits } from '../state.js';
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
  readonly use: string | undefined;
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
    return children(this.at(...PERSON), 'hl7', 'telecom').map((telecom) => ({ value: attribute(telecom, 'value') ?? '', use: attribute(telecom, 'use') }));
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

  get relationship(): { readonly relation: string; readonly system: string; readonly familyName: string; readonly givenName: string } | undefined {
    const relationship = this.at(...RELATIONSHIP);
    if (!relationship) return undefined;
    const code = only(relationship, 'hl7', 'code');
    const name = only(relationship, 'hl7', 'relationshipHolder1', 'name');
    return {
      relation: attribute(code, 'code') ?? '',
      system: attribute(code, 'codeSystem') ?? '',
      familyName: text(only(name, 'hl7', 'family')) ?? '',
      givenName: nameIn(name).givenNames,
    };
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
    const addr = this.at(...PERSON, 'addr');
    const part = (name: string): string => text(only(addr, 'hl7', name)) ?? '';
    const phone = (use: string): string => this.telecoms.find((telecom) => telecom.use === use)?.value.replace('tel:', '') ?? '';
    const { relationship } = this;
    return {
      address: {
        line: part('streetAddressLine'),
        complement: part('additionalLocator'),
        postalCode: part('postalCode'),
        city: part('city'),
        country: part('country'),
      },
      homePhone: phone('HP'),
      mobilePhone: phone('MC'),
      email: this.telecoms.find(({ value }) => value.startsWith('mailto:'))?.value.replace('mailto:', '') ?? '',
      refusesBreakGlass: this.observation(BREAK_GLASS)?.value === true,
      refusesEmergency: this.observation(EMERGENCY)?.value === true,
      ...(relationship && {
        legalRepresentative: { relation: relationship.relation, familyName: relationship.familyName, givenName: relationship.givenName },
      }),
    };
  }
}

/** Codes of the two oppositions. */
export const BREAK_GLASS = 'OPPOSITION_BRIS_DE_GLACE';
export const EMERGENCY = 'OPPOSITION_ACCES_URGENCE';

function booleanIn(value: Element | undefined): boolean | undefined {
  const written = attribute(value, 'value') ?? '';
  return /^(\w+:)?BL$/.test(attribute(value, 'type', 'xsi') ?? '') && /^(true|false)$/.test(written) ? written === 'true' : undefined;
}

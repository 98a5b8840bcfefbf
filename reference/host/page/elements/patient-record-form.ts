import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { VitaleRead } from '../../../../src/api/patient.js';
import { ageOn, ageText } from '../model/age.js';
import { readOn, storedDate, today } from '../model/dates.js';
import { type Faults, type FieldPath, type PatientDraft, tidied } from '../model/patient-draft.js';
import { TWIN_RANKS } from '../model/twin-ranks.js';
import { PageElement } from './page-element.js';
import { elsewhereHint } from './patient-panels.js';

interface FieldOptions {
  readonly wide?: boolean;
  readonly type?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly numeric?: boolean;
  /** A trait the qualified INS rests on. */
  readonly strict?: boolean;
}
type Choices = readonly (readonly [value: string, label: string])[];

const QUALITIES: Choices = ['Assuré', 'Conjoint', 'Enfant', 'Autre ayant droit'].map((quality) => [quality, quality]);

/** What a field of the record was changed to. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly text: string;
}

/**
 * The record of a patient, group by group.
 * @fires field-input - a value is being typed; `detail` is a `FieldChange`
 * @fires field-left - a field was left; `detail` is its tidied `FieldChange`
 */
export class PatientRecordForm extends PageElement {
  @property({ attribute: false }) draft!: PatientDraft;
  @property({ attribute: false }) faults: Faults = {};
  /** The traits the INS rests on are then read, not typed. */
  @property({ attribute: false }) isQualified = false;
  /** What another window has stored meanwhile, by path of the field. */
  @property({ attribute: false }) elsewhere: Faults = {};
  @property({ attribute: false }) vitale: VitaleRead | undefined;

  protected override render(): TemplateResult {
    const { draft } = this;
    const age = ageText(ageOn(storedDate(draft['beneficiary.birthDate']) ?? '', today()));
    const isDeclared = draft['treatingPhysician.declared'] === 'true';
    return html`
      <fieldset>
        <legend>Bénéficiaire ${age ? html`<small>${age}</small>` : nothing}</legend>
        ${this.#field('beneficiary.name', 'Nom', { required: true, strict: true })} ${this.#field('beneficiary.givenName', 'Prénom', { required: true, strict: true })}
        ${this.#field('beneficiary.birthDate', 'Né(e) le', { required: true, strict: true, placeholder: 'jj/mm/aaaa' })} ${this.#choice('beneficiary.quality', 'Qualité', QUALITIES)}
        ${this.#choice('beneficiary.twinRank', 'Rang gémellaire', TWIN_RANKS)} ${this.#field('beneficiary.certificationDate', 'Date certification', { placeholder: 'jj/mm/aaaa' })}
        ${this.#field('beneficiary.socialSecurityNumber', 'N° sécurité sociale', { wide: true, strict: true })}
        <p class="hint vitale"><practice-icon name="credit-card"></practice-icon>${this.vitale ? readOn(this.vitale.readAt) : 'Carte Vitale jamais lue'}</p>
      </fieldset>
      <fieldset>
        <legend>Assuré</legend>
        ${this.#field('insured.name', 'Nom')} ${this.#field('insured.givenName', 'Prénom')} ${this.#field('insured.socialSecurityNumber', 'N° de sécurité sociale', { wide: true })}
      </fieldset>
      <fieldset>
        <legend>Coordonnées</legend>
        ${this.#field('contact.address', 'Domicile du patient', { wide: true, placeholder: 'Adresse du patient' })}
        ${this.#field('contact.addressComplement', 'Complément d’adresse du patient', { wide: true })} ${this.#field('contact.postalCode', 'C.P.', { numeric: true })}
        ${this.#field('contact.city', 'Ville du patient')} ${this.#field('contact.phones.0', 'Tél 1', { type: 'tel' })} ${this.#field('contact.phones.1', 'Tél 2', { type: 'tel' })}
        ${this.#field('contact.phones.2', 'Tél 3', { type: 'tel' })} ${this.#field('contact.phones.3', 'Tél 4', { type: 'tel' })}
        ${this.#field('contact.email', 'Adresse mail du patient', { wide: true, type: 'email' })}
      </fieldset>
      <fieldset>
        <legend>Complémentaire</legend>
        ${this.#field('complementary.name', 'Nom de la complémentaire', { wide: true })} ${this.#field('complementary.from', 'du', { placeholder: 'jj/mm/aaaa' })}
        ${this.#field('complementary.to', 'au', { placeholder: 'jj/mm/aaaa' })} ${this.#field('complementary.rule', 'Règle de calcul', { wide: true })}
      </fieldset>
      <fieldset>
        <legend>Médecin traitant <small>(ADR : MT ${isDeclared ? 'Déclaré' : 'NON Déclaré'})</small></legend>
        ${this.#field('treatingPhysician.name', 'Nom du médecin traitant', { wide: true })}
        <label class="check"
          ><input
            type="checkbox"
            id="field-treatingPhysician.declared"
            .checked=${live(isDeclared)}
            @change=${(event: Event) => this.#send('field-input', 'treatingPhysician.declared', String((event.target as HTMLInputElement).checked))}
          /><span>Médecin traitant déclaré</span></label
        >
      </fieldset>
      <fieldset class="thirds">
        <legend>IK facturables</legend>
        ${this.#field('mileage.plain', 'en plaine', { numeric: true })} ${this.#field('mileage.mountain', 'en montagne', { numeric: true })} ${this.#field('mileage.foot', 'à pied, à skis', { numeric: true })}
      </fieldset>
    `;
  }

  #field(path: FieldPath, label: string, { wide, type = 'text', placeholder = '', required, numeric, strict = false }: FieldOptions = {}): TemplateResult {
    const isLocked = strict && this.isQualified;
    return html`<div class="field ${wide ? 'wide' : ''}">
      <label for="field-${path}">${label}</label>
      <input
        class="input"
        id="field-${path}"
        type=${type === 'email' ? 'text' : type}
        inputmode=${type === 'email' ? 'email' : numeric ? 'numeric' : nothing}
        autocomplete="off"
        placeholder=${placeholder || nothing}
        ?required=${required}
        ?readonly=${isLocked}
        title=${isLocked ? 'Trait de l’INS qualifiée : il ne se modifie pas ici' : nothing}
        aria-invalid=${this.faults[path] ? 'true' : nothing}
        aria-describedby=${this.#described(path)}
        .value=${live(this.draft[path])}
        @input=${(event: Event) => this.#send('field-input', path, (event.target as HTMLInputElement).value)}
        @blur=${(event: Event) => this.#send('field-left', path, tidied(path, (event.target as HTMLInputElement).value))}
      />
      ${this.#fault(path)}
    </div>`;
  }

  #choice(path: FieldPath, label: string, choices: Choices): TemplateResult {
    const value = this.draft[path];
    const all: Choices = choices.some(([known]) => known === value) ? choices : [...choices, [value, value]];
    return html`<div class="field">
      <label for="field-${path}">${label}</label>
      <select class="input" id="field-${path}" aria-describedby=${this.#described(path)} @change=${(event: Event) => this.#send('field-input', path, (event.target as HTMLSelectElement).value)}>
        ${all.map(([known, words]) => html`<option value=${known} ?selected=${known === value} .selected=${live(known === value)}>${words}</option>`)}
      </select>
      ${this.#fault(path)}
    </div>`;
  }

  #fault(path: FieldPath): TemplateResult | typeof nothing {
    const fault = this.faults[path];
    const elsewhere = elsewhereHint(path, this.elsewhere[path]);
    return fault ? html`${elsewhere}<span class="fault" id="fault-${path}"><practice-icon name="circle-alert"></practice-icon>${fault}</span>` : elsewhere;
  }

  #described(path: FieldPath): string | typeof nothing {
    return [this.elsewhere[path] !== undefined && `elsewhere-${path}`, this.faults[path] && `fault-${path}`].filter(Boolean).join(' ') || nothing;
  }

  #send(type: 'field-input' | 'field-left', path: FieldPath, text: string): void {
    this.dispatchEvent(new CustomEvent<FieldChange>(type, { detail: { path, text } }));
  }
}

import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FormFault } from '../api/form-faults.js';
import { type AccountWish, type CreationDraft, type CreationForm, type LegalRepresentative, RELATIONS } from '../api/messages.js';
import { countryOf, FRANCE, type PostalAddress } from '../api/patient.js';
import { accountFields, accountOf } from './account-fields.js';
import { vitaleRead } from './conditions.js';
import { faultLine, star } from './fault-line.js';
import { fire } from './fire.js';
import { FormDialog } from './form-dialog.js';
import { type IconName, icon } from './icons.js';
import { dayOf, type TextKey, t } from './l10n.js';
import { type TextField, textField } from './text-field.js';
import { tickBox } from './tick-box.js';

const NAMES = ['familyName', 'givenName'] as const;

/** What the patient agrees to, one box each, none ticked beforehand. */
const CONSENTS = ['consent', 'refusesBreakGlass', 'refusesEmergency'] as const;
type Consents = Pick<CreationForm, (typeof CONSENTS)[number]>;
type Representative = Omit<LegalRepresentative, 'relation'> & { readonly relation: LegalRepresentative['relation'] | '' };

const NO_CONSENT: Consents = { consent: false, refusesBreakGlass: false, refusesEmergency: false };
const NO_ADDRESS: PostalAddress = { line: '', complement: '', postalCode: '', city: '', country: FRANCE };
const NOBODY: Representative = { relation: '', familyName: '', givenName: '' };

/**
 * *Création du DMP*: the patient's agreements, the address, the legal representative of a minor, and the internet account if the patient wants one (TD1.1, TD1.5a).
 * @fires dmp-check-creation - a field was left: `faults` is to be set to what is wrong now
 * @fires dmp-create-record - the first box is ticked and *Valider* was chosen; what is wrong is told with `refuse`
 * @fires dmp-close - it has closed
 */
export class DmpCreationView extends FormDialog {
  static override styles = [...FormDialog.styles, css`:host { --dialog-width: 720px; }`];
  @property({ attribute: false }) draft?: CreationDraft;
  @state() private consents = NO_CONSENT;
  @state() private address = NO_ADDRESS;
  @state() private representative = NOBODY;
  @state() private wantsAccount = false;
  @state() private account: AccountWish = accountOf({ email: '', mobile: '' });
  @query('#consent') private readonly consentBox!: HTMLInputElement;
  private untouched = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { draft } = this;
    if (!changed.has('draft') || !draft) return;
    const { form, contact } = draft;
    this.consents = NO_CONSENT;
    this.address = form.address;
    this.representative = form.legalRepresentative ?? NOBODY;
    this.wantsAccount = false;
    this.account = accountOf(contact);
    this.untouched = this.typed;
  }

  protected override firstFocus(): HTMLElement | null {
    return this.consentBox;
  }

  protected override heading(): string {
    return t('creation.title');
  }

  protected override patientLine(): string | undefined {
    return this.draft && t('dialog.patient', this.draft.patientName, dayOf(this.draft.birthDate));
  }

  protected override get sendingText(): string {
    return `${t('work.createRecord.running')} ${t('creation.sending.more')}`;
  }

  protected override get abandonKey(): TextKey {
    return 'creation.abandon';
  }

  protected override form(): TemplateResult {
    return html`<div class="panels">
      ${this.draft ? conditionChips(this.draft, this.card === undefined) : nothing}
      <p class="tiny muted"><span class="req">*</span> ${t('creation.requiredFields')}</p>
    </div>
    ${this.consentPart()}${this.addressPart()}${this.draft?.isMinor ? this.representativePart() : nothing}${this.accountPart()}`;
  }

  protected override foot(): TemplateResult {
    const disagrees = html`<button class="b g push" type="button" @click=${() => this.close()}>${t('creation.disagrees')}</button>`;
    return this.formFoot(this.validateButton(this.consents.consent), disagrees);
  }

  protected override isTyped(): boolean {
    return this.typed !== this.untouched;
  }

  protected override check(): void {
    fire(this, 'dmp-check-creation', { form: this.creation });
  }

  protected override send(): void {
    if (this.consents.consent) fire(this, 'dmp-create-record', { form: this.creation });
    else this.refuse({ ...this.faults, consent: 'consent' });
  }

  protected override forgetConsent(): void {
    this.consents = NO_CONSENT;
  }

  /** Without the relation the representative is nobody yet; the names that were typed are right all the same. */
  protected override faultAt(path: string): FormFault | undefined {
    const name = NAMES.find((one) => path === `legalRepresentative.${one}`);
    return name && this.representative[name].trim() && !this.representative.relation ? undefined : super.faultAt(path);
  }

  private consentPart(): TemplateResult {
    return html`<fieldset class="part"><legend>${t('creation.consents')}</legend>
      ${CONSENTS.map((path) =>
        tickBox({
          path,
          label: t(`creation.${path}`),
          hint: t(`creation.${path}.hint`),
          isTicked: this.consents[path],
          isRequired: path === 'consent',
          isReadOnly: this.isSending,
          fault: this.faultAt(path),
          onTick: (isTicked) => this.handleConsent(path, isTicked),
        }),
      )}
    </fieldset>`;
  }

  private addressPart(): TemplateResult {
    const field = (name: keyof PostalAddress, look: Pick<TextField, 'place' | 'isRequired'> = {}) =>
      textField({
        ...look,
        ...this.leaving(`address.${name}`),
        label: t(`creation.address.${name}`),
        value: this.address[name],
        onInput: (text) => (this.address = { ...this.address, [name]: text }),
      });
    const isFrance = countryOf(this.address.country) === FRANCE;
    return html`<fieldset class="part"><legend>${t('creation.address')}</legend>
      <div class="postal">
        ${field('line', { isRequired: true })}${field('complement')}
        ${field('postalCode', { isRequired: isFrance, place: 'narrow' })}${field('city', { isRequired: true })}${field('country', { isRequired: true, place: 'middle' })}
      </div>
    </fieldset>`;
  }

  private representativePart(): TemplateResult {
    const fault = this.faultAt('legalRepresentative.relation');
    return html`<fieldset class="part"><legend>${t('creation.representative')}</legend>
      <p class="hint">${t('creation.representative.hint')}</p>
      <div class="pair">
        <div class="field all">
          <label for="relation">${t('creation.representative.relation')}${star(true)}</label>
          <select
            id="relation"
            class="inp"
            autocomplete="off"
            required
            ?disabled=${this.isSending}
            aria-invalid=${fault ? 'true' : nothing}
            aria-describedby=${fault ? 'relation-note' : nothing}
            @change=${this.handleRelation}
            @blur=${() => this.leave('legalRepresentative.relation')}
          >
            <option value="" ?selected=${!this.representative.relation}>${t('creation.representative.choose')}</option>
            ${RELATIONS.map((code) => html`<option value=${code} ?selected=${this.representative.relation === code}>${t(`creation.representative.${code}`)}</option>`)}
          </select>
          ${faultLine('relation-note', fault)}
        </div>
        ${NAMES.map((name) =>
          textField({
            ...this.leaving(`legalRepresentative.${name}`),
            label: t(`creation.representative.${name}`),
            value: this.representative[name],
            isRequired: true,
            onInput: (text) => (this.representative = { ...this.representative, [name]: text }),
          }),
        )}
      </div>
    </fieldset>`;
  }

  private accountPart(): TemplateResult {
    return html`<fieldset class="part"><legend>${t('creation.account')}</legend>
      ${tickBox({
        path: 'account',
        label: t('creation.account.wanted'),
        hint: t('creation.account.hint'),
        isTicked: this.wantsAccount,
        isReadOnly: this.isSending,
        onTick: (isTicked) => {
          this.wantsAccount = isTicked;
          this.check();
        },
      })}
      <fieldset class="panels" role="none" ?disabled=${!this.wantsAccount}>
        ${accountFields({
          wish: this.account,
          isReadOnly: this.isSending,
          faultAt: (path) => this.faultAt(path),
          onChange: (wish) => this.handleAccount(wish),
          onLeave: (path) => this.leave(path),
        })}
      </fieldset>
    </fieldset>`;
  }

  private leaving(path: string): Pick<TextField, 'path' | 'isReadOnly' | 'fault' | 'onLeave'> {
    return { path, isReadOnly: this.isSending, fault: this.faultAt(path), onLeave: () => this.leave(path) };
  }

  private handleConsent(path: keyof Consents, isTicked: boolean): void {
    this.consents = { ...this.consents, [path]: isTicked };
    const { consent: _ticked, ...others } = this.faults;
    if (path === 'consent' && isTicked) this.faults = others;
    this.check();
  }

  private handleRelation(event: Event): void {
    this.representative = { ...this.representative, relation: (event.target as HTMLSelectElement).value as Representative['relation'] };
    this.check();
  }

  /** A channel is chosen, not left. */
  private handleAccount(wish: AccountWish): void {
    const isChannel = wish.channel !== this.account.channel;
    this.account = wish;
    if (isChannel) this.check();
  }

  private get creation(): CreationForm {
    const { relation, ...names } = this.representative;
    return {
      ...this.consents,
      address: this.address,
      ...(this.wantsAccount && { account: this.account }),
      ...(this.draft?.isMinor && relation && { legalRepresentative: { relation, ...names } }),
    };
  }

  private get typed(): string {
    return JSON.stringify([this.creation, this.representative, this.account]);
  }
}

/** The conditions of chapter 2, the Carte Vitale as it was when the form was opened; the consent is a box of the form. */
function conditionChips({ vitaleReadAt }: CreationDraft, card: boolean): TemplateResult {
  const chip = (isMet: boolean, name: IconName, text: string) =>
    html`<li class="chip ${isMet ? 'f-ok' : 'f-warn'}">${icon(isMet ? name : 'triangle-alert')}${text}</li>`;
  return html`<ul class="row chips">
      ${chip(card, 'credit-card-check', t(card ? 'creation.condition.card' : 'creation.condition.card.missing'))}
      ${chip(true, 'credit-card', vitaleRead(vitaleReadAt))}
      ${chip(true, 'badge-check', t('creation.condition.ins'))}
    </ul>`;
}

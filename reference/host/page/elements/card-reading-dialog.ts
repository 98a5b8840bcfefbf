import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Observable } from 'rxjs';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../../src/api/vitale.js';
import { isHolder } from '../../card-holder.js';
import type { PatientRecord } from '../../practice.js';
import { type CardDifference, cardDate, qualityWords } from '../model/card-comparison.js';
import { readOn } from '../model/dates.js';
import { displayName } from '../model/names.js';
import { twinRankWords } from '../model/twin-ranks.js';
import type { PageServices } from '../page-services.js';
import { CardReading, type CardReadingState } from '../state/card-reading.js';
import { PageElement } from './page-element.js';
import { patientLine } from './patient-dialogs.js';

/** The form the card is read for. */
export interface CardReadingForm {
  /** As stored when the reading began. */
  readonly record: PatientRecord;
  /** The reading was kept: the form takes over the record, fills what was empty, and answers what it leaves to the user. */
  follow(record: PatientRecord, person: VitaleBeneficiary): KeptCard;
  take(differences: readonly CardDifference[]): void;
  open(patientId: string): void;
}
export interface KeptCard {
  readonly differences: readonly CardDifference[];
  /** Labels of the fields that were empty. */
  readonly filled: number;
}
interface Action {
  readonly label: string;
  readonly icon: string;
  readonly kind?: 'primary';
  readonly isDisabled?: boolean;
  run(): void;
}

/** *Lire la Carte Vitale*: shows the reading until it is closed. Disposing closes it and gives the reading up. */
export function showCardReading(services: PageServices, readerId: string, form: CardReadingForm): Disposable {
  const reading = new CardReading(services.server, readerId, form.record);
  const dialog = new CardReadingDialog();
  dialog.services = services;
  dialog.reading = reading;
  dialog.form = form;
  const place = services.dialogs.open(dialog);
  const close = (): void => {
    reading.dispose();
    place.dispose();
  };
  dialog.closed = close;
  void reading.start();
  return { dispose: close };
}

/** From the reader to the record: progress, who of the card, and what became of the reading. */
export class CardReadingDialog extends PageElement {
  @property({ attribute: false }) reading!: CardReading;
  @property({ attribute: false }) form!: CardReadingForm;
  closed: () => void = () => {};
  @state() private chosen: VitaleBeneficiary | undefined;
  @state() private taken: readonly CardDifference[] = [];
  #kept: KeptCard | undefined;
  #shown: CardReadingState['kind'] | undefined;

  protected override streams(): readonly Observable<unknown>[] {
    return [this.reading.state$];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.own.add(
      this.reading.state$.subscribe((state) => {
        if (state.kind === 'kept') this.#kept = this.form.follow(state.record, state.person);
        if (state.kind === 'choosing') this.chosen = state.reading.beneficiaries.find((person) => isHolder(this.form.record, person));
      }),
    );
  }

  protected override render(): TemplateResult {
    const state = this.reading.state$.value;
    return html`<dialog class="dialog" aria-labelledby="card-reading-heading" @close=${() => this.closed()} @keydown=${this.#handleKey}>
      <div class="dialog-head">
        <h2 id="card-reading-heading" tabindex="-1">Lire la Carte Vitale</h2>
        <button class="button bare" type="button" aria-label="Fermer" title="Fermer (Échap)" @click=${this.#close}><practice-icon name="x"></practice-icon></button>
      </div>
      <div class="dialog-body"><p class="small muted patient-line">${patientLine(this.form.record)}</p>${this.#body(state)}</div>
      <div class="dialog-foot">
        ${this.#actions(state).map(
          ({ label, icon, kind = '', isDisabled = false, run }) =>
            html`<button class="button ${kind}" type="button" aria-disabled=${isDisabled ? 'true' : nothing} @click=${() => !isDisabled && run()}>
              <practice-icon name=${icon}></practice-icon>${label}
            </button>`,
        )}
      </div>
    </dialog>`;
  }

  /** Ctrl+Enter, as in every dialog. */
  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    const main = this.#actions(this.reading.state$.value).find(({ kind }) => kind === 'primary');
    if (main && !main.isDisabled) main.run();
  };

  protected override updated(): void {
    const { kind } = this.reading.state$.value;
    const dialog = this.querySelector('dialog');
    if (!dialog || kind === this.#shown) return;
    this.#shown = kind;
    if (!dialog.open) dialog.showModal();
    // What there is to choose, else the title: there is only text to read.
    (this.querySelector<HTMLElement>('input:checked') ?? this.querySelector<HTMLElement>('.dialog-body input, h2'))?.focus();
  }

  #body(state: CardReadingState): TemplateResult {
    switch (state.kind) {
      case 'reading':
        return html`<p role="status" aria-busy="true">Lecture de la Carte Vitale en cours… Laissez la carte dans le lecteur.</p>`;
      case 'comparing':
        return html`<p role="status" aria-busy="true">Comparaison avec la fiche…</p>`;
      case 'failed':
        return note('danger', 'circle-alert', state.title, html`<p>${state.advice}</p>`);
      case 'choosing':
        return this.#choice(state.reading);
      case 'kept':
        return this.#result(state);
      case 'other':
        return html`${cardChip(state)}${note(
          'warn',
          'triangle-alert',
          `Cette carte est celle de ${patientLine(state.patient)}`,
          html`<p>Rien n’a été enregistré dans la fiche de ${displayName(this.form.record.beneficiary)}.</p>`,
        )}`;
      case 'unknown':
        return html`${cardChip(state)}${note(
          'warn',
          'triangle-alert',
          `Cette carte n’est pas celle de ${displayName(this.form.record.beneficiary)}`,
          html`<p>${personLine(state.person)}, n’est pas un patient de ce cabinet. Rien n’a été enregistré.</p>`,
        )}`;
    }
  }

  #choice(reading: VitaleReading): TemplateResult {
    const { beneficiaries } = reading;
    return html`${cardChip(reading)}
      <fieldset class="choices">
        <legend>Plusieurs personnes sont sur cette carte. Choisissez le patient.</legend>
        ${beneficiaries.map(
          (person) => html`<label class="check"
            ><input type="radio" name="beneficiary" .checked=${person === this.chosen} @change=${() => (this.chosen = person)} /><span
              ><b>${nameOf(person)}</b><br /><span class="muted">né(e) le ${[cardDate(person.birthDate), qualityWords(person.quality).toLowerCase()].filter(Boolean).join(', ')}</span></span
            ></label
          >`,
        )}
      </fieldset>`;
  }

  #result(state: Extract<CardReadingState, { kind: 'kept' }>): TemplateResult {
    const { record } = state;
    const { differences, filled } = this.#kept ?? { differences: [], filled: 0 };
    return html`${cardChip(state)}${note(
      'ok',
      'circle-check',
      readOn(record.vitale?.readAt ?? 0),
      html`<p>La lecture est enregistrée avec la fiche.${filled ? ' Les champs vides ont été complétés : validez la fiche pour les enregistrer.' : nothing}</p>`,
    )}
    ${
      differences.length
        ? html`<fieldset class="choices">
            <legend>La carte et la fiche diffèrent. Cochez ce que la fiche doit reprendre.</legend>
            ${differences.map(
              (difference) => html`<label class="check"
                ><input
                  type="checkbox"
                  .checked=${this.taken.includes(difference)}
                  @change=${() => (this.taken = this.taken.includes(difference) ? this.taken.filter((one) => one !== difference) : [...this.taken, difference])}
                /><span><b>${difference.label} : ${wordsFor(difference.path, difference.onCard)}</b><br /><span class="muted">dans la fiche : ${wordsFor(difference.path, difference.typed)}</span></span></label
              >`,
            )}
          </fieldset>`
        : nothing
    }`;
  }

  #actions(state: CardReadingState): readonly Action[] {
    const close: Action = { label: 'Fermer', icon: 'x', run: this.#close };
    const cancel: Action = { ...close, label: 'Annuler' };
    switch (state.kind) {
      case 'reading':
      case 'comparing':
        return [cancel];
      case 'failed':
        return state.canRetry ? [{ label: 'Réessayer', icon: 'rotate-cw', kind: 'primary', run: () => void this.reading.start() }, close] : [close];
      case 'choosing': {
        const { chosen } = this;
        return [{ label: 'Valider', icon: 'check', kind: 'primary', isDisabled: !chosen, run: () => chosen && void this.reading.choose(chosen) }, cancel];
      }
      case 'kept': {
        if (!this.#kept?.differences.length) return [close];
        const take = (): void => {
          this.form.take(this.taken);
          this.#close();
        };
        return [{ label: 'Reprendre dans la fiche', icon: 'check', kind: 'primary', isDisabled: this.taken.length === 0, run: take }, close];
      }
      case 'other': {
        const open = (): void => {
          this.#close();
          this.form.open(state.patient.id);
        };
        return [{ label: 'Ouvrir sa fiche', icon: 'folder-open', kind: 'primary', run: open }, close];
      }
      case 'unknown':
        return [close];
    }
  }

  readonly #close = (): void => this.closed();
}

const wordsFor = (path: CardDifference['path'], text: string): string => (path === 'beneficiary.twinRank' ? twinRankWords(text) : text);
const nameOf = ({ usedName, birthName, givenName }: VitaleBeneficiary): string => displayName({ name: usedName || birthName, givenName });
const personLine = (person: VitaleBeneficiary): string => `${nameOf(person)}, né(e) le ${cardDate(person.birthDate)}`;

/** What is simulated says so, and what nobody vouches for. */
function cardChip({ cardKind, source }: Pick<VitaleReading, 'cardKind' | 'source'>): TemplateResult | typeof nothing {
  const words =
    source === 'card'
      ? 'Lecture directe, sans valeur officielle'
      : cardKind === 'test'
        ? 'Carte de test'
        : cardKind === 'demonstration'
          ? 'Carte de démonstration'
          : '';
  return words ? html`<div><span class="chip family-warn"><practice-icon name="flask-conical"></practice-icon>${words}</span></div>` : nothing;
}

const note = (family: 'ok' | 'warn' | 'danger', icon: string, title: string, text: TemplateResult): TemplateResult =>
  html`<div class="note family-${family}" role=${family === 'ok' ? 'status' : 'alert'}><practice-icon name=${icon}></practice-icon><div><strong>${title}</strong>${text}</div></div>`;

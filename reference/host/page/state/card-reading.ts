import { BehaviorSubject } from 'rxjs';
import { ERROR_CODES, PluginError } from '../../../../src/api/plugin-error.js';
import type { VitaleBeneficiary, VitaleReading } from '../../../../src/api/vitale.js';
import { isHolder } from '../../card-holder.js';
import { getPatient, keepPatientCard, readPatientCard, searchPatients } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import type { PageServer } from '../connection/page-server.js';
import { cardDate } from '../model/card-comparison.js';
import { wordsOf } from './notifier.js';

/** How it was read, and whose data they are. */
type Person = Pick<VitaleReading, 'cardKind' | 'source'> & { readonly person: VitaleBeneficiary };
export type CardReadingState =
  | { readonly kind: 'reading' | 'comparing' }
  | { readonly kind: 'failed'; readonly title: string; readonly advice: string; readonly canRetry: boolean }
  | { readonly kind: 'choosing'; readonly reading: VitaleReading }
  /** The reading is kept with the patient; `record` as stored. */
  | ({ readonly kind: 'kept'; readonly record: PatientRecord } & Person)
  /** The card of another patient of the practice. */
  | ({ readonly kind: 'other'; readonly patient: PatientRecord } & Person)
  | ({ readonly kind: 'unknown' } & Person);

/** One reading of a Carte Vitale for one patient, from the reader to his record. Once disposed it says and keeps nothing any more. */
export class CardReading {
  readonly state$ = new BehaviorSubject<CardReadingState>({ kind: 'reading' });
  readonly #gone = new AbortController();
  #how: Pick<VitaleReading, 'cardKind' | 'source'> = { cardKind: 'unknown', source: 'card' };

  constructor(
    private readonly server: PageServer,
    private readonly readerId: string,
    private readonly patient: PatientRecord,
  ) {}

  async start(): Promise<void> {
    this.state$.next({ kind: 'reading' });
    await this.#try(async () => {
      const reading = await this.server.request(readPatientCard, { readerId: this.readerId }, this.#gone.signal);
      const [first, ...others] = reading.beneficiaries;
      this.#how = { cardKind: reading.cardKind, source: reading.source };
      if (!first) throw new PluginError('vitale.unreadable');
      if (this.#gone.signal.aborted) return;
      if (others.length) this.state$.next({ kind: 'choosing', reading });
      else await this.#compare(first);
    });
  }

  /** The user says who of the card the patient is. */
  choose(person: VitaleBeneficiary): Promise<void> {
    return this.#try(() => this.#compare(person));
  }

  /** Gives up a reading that is under way. */
  dispose(): void {
    this.#gone.abort();
    this.state$.complete();
  }

  async #compare(person: VitaleBeneficiary): Promise<void> {
    this.state$.next({ kind: 'comparing' });
    const about = { person, ...this.#how };
    const record = isHolder(this.patient, person) ? await this.server.request(keepPatientCard, { patientId: this.patient.id, beneficiary: person }) : null;
    if (record) return this.#show({ kind: 'kept', record, ...about });
    const patient = await this.#holderOf(person);
    this.#show(patient ? { kind: 'other', patient, ...about } : { kind: 'unknown', ...about });
  }

  /** Another patient of the practice: found by the number, or by the birth date where a form has no number. */
  async #holderOf(person: VitaleBeneficiary): Promise<PatientRecord | undefined> {
    const texts = [person.nir, cardDate(person.birthDate)].filter(Boolean);
    const found = await Promise.all(texts.map((text) => this.server.request(searchPatients, { text })));
    const ids = new Set(found.flat().map(({ id }) => id));
    ids.delete(this.patient.id);
    const records = await Promise.all([...ids].map((patientId) => this.server.request(getPatient, { patientId })));
    return records.filter((record) => record !== null).find((record) => isHolder(record, person));
  }

  #show(state: CardReadingState): void {
    if (!this.#gone.signal.aborted) this.state$.next(state);
  }

  async #try(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      const [title, advice] = wordsOf(error);
      this.#show({ kind: 'failed', title, advice, canRetry: error instanceof PluginError && ERROR_CODES[error.code].retryable });
    }
  }
}

import { inject, injectable } from 'inversify';
import type { DmpEnvironment } from '../api/messages.js';
import { isQualified, type PatientRef, type QualifiedPatient } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import type { Holder, Situation } from '../api/professional.js';
import { CardSessionService, currentCard } from './card-session-service.js';
import { checkIns } from './ins.js';
import { offersLegacy } from './legacy-transactions.js';
import { Settings } from './settings.js';
import { TracesNoticeService } from './traces-notice-service.js';

/** A patient the DMP may be called about, and who calls. */
export interface OpenRecord {
  readonly patient: QualifiedPatient;
  readonly holder: Holder;
  readonly situation: Situation;
  readonly environment: DmpEnvironment;
}

/** What an act asks for beside a session. `legacy`: it was withdrawn from the national system. `professional`: no act of a structure's staff. `card`: none of a structure's certificates. */
export interface Needs {
  readonly legacy?: boolean;
  readonly professional?: boolean;
  readonly card?: boolean;
}

/** What has to be so before anything is sent about a record at the user's command. */
@injectable()
export class RecordAccess {
  constructor(
    @inject(CardSessionService) private readonly cards: CardSessionService,
    @inject(TracesNoticeService) private readonly notice: TracesNoticeService,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  /**
   * @param professionalId who the patient agreed with, where he was asked: PS_IdNat
   * @throws PluginError as `checkPatient`; `card.absent` without a session, `card.changed` in another's, `dmp.rightsRefused`, `traces.notAcknowledged`
   */
  async open(ref: PatientRef, needs: Needs = {}, professionalId?: string): Promise<OpenRecord> {
    const patient = this.checkPatient(ref, needs);
    const record = { patient, ...(await this.session(needs, professionalId)) };
    await this.checkSession(record); // the notice may have taken a while
    return record;
  }

  /** Whoever may act now. @throws PluginError as `open`, but for the patient */
  async session({ card: byCard, professional }: Pick<Needs, 'professional' | 'card'> = {}, professionalId?: string): Promise<Omit<OpenRecord, 'patient'>> {
    const card = await currentCard(this.cards);
    if (card.kind !== 'unlocked') throw new PluginError('card.absent');
    const { holder, situation } = card;
    if (professionalId !== undefined && professionalId !== holder.id) throw new PluginError('card.changed');
    if ((professional && holder.cardKind === 'CPE') || (byCard && holder.isIndirect)) throw new PluginError('dmp.rightsRefused');
    if (await this.notice.isDue(holder.id)) throw new PluginError('traces.notAcknowledged');
    return { holder, situation, environment: this.settings.get('dmp.environment') };
  }

  /** Whoever began goes on: what follows after a wait is not sent in the name of another. @throws PluginError `card.absent` without a session, `card.changed` in another's, or in another situation */
  async checkSession({ holder, situation }: OpenRecord): Promise<void> {
    const card = await currentCard(this.cards);
    if (card.kind !== 'unlocked') throw new PluginError('card.absent');
    if (card.holder.id !== holder.id || card.situation.id !== situation.id) throw new PluginError('card.changed');
  }

  /** What no card can change. @throws PluginError `ins.*`, `dmp.withdrawn` */
  checkPatient(patient: PatientRef, { legacy = false }: Needs = {}): QualifiedPatient {
    const environment = this.settings.get('dmp.environment');
    const refusal = checkIns(patient.identity, environment);
    if (refusal || !isQualified(patient)) throw new PluginError(refusal ?? 'ins.notQualified');
    if (legacy && !offersLegacy(this.settings.get('dmp.legacyTransactions'), environment)) throw new PluginError('dmp.withdrawn');
    return patient;
  }
}

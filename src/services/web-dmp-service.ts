import { inject, injectable } from 'inversify';
import { firstValueFrom, of, timeout } from 'rxjs';
import { PluginContext } from '../api/host.js';
import type { Known, WebDmpLink, WebDmpPage } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { checkIns } from './ins.js';
import { LastKnownService } from './last-known-service.js';
import { nameOf } from './patient-name.js';
import { Settings } from './settings.js';
import { UserMemory } from './user-memory.js';
import { WebDmpAddress } from './web-dmp-address.js';

/** Direct access to the Web-PS site (TD0.9), for a browser that has the card itself. */
@injectable()
export class WebDmpService {
  constructor(
    @inject(LastKnownService) private readonly lastKnown: LastKnownService,
    @inject(WebDmpAddress) private readonly address: WebDmpAddress,
    @inject(UserMemory) private readonly memory: UserMemory,
    @inject(Settings) private readonly settings: Settings,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
  ) {}

  /** Where a page opens for this patient, and whether the user is to be told first. @throws PluginError `ins.*` for a page that must name the patient, `dmp.wrongAddress` without an address */
  async link(patient: PatientRef, asked: WebDmpPage): Promise<WebDmpLink> {
    // A card or a store that does not answer keeps no link waiting.
    const known = await firstValueFrom(this.lastKnown.known$(patient).pipe(timeout({ first: 1_000, with: () => of(undefined) })));
    const because = needsRecord(asked) ? obstacle(known) : undefined;
    const opens = because ? 'TableauDeBord' : asked;
    const url = `${this.site()}/AccesDirect/${opens}${this.patientPath(patient, opens)}`;
    const showNotice = because !== undefined || (await this.wantsNotice());
    return { patientId: patient.id, patientName: nameOf(patient), url, asked, opens, ...(because && { because }), showNotice };
  }

  /** The user ticked "ne plus afficher". */
  hideNotice(): Promise<void> {
    return this.memory.note(this.host.user.id, { hidesWebDmpNotice: true });
  }

  /** The setting was switched on again: the tick no longer counts. */
  showNoticeAgain(): Promise<void> {
    return this.memory.note(this.host.user.id, { hidesWebDmpNotice: false });
  }

  private async wantsNotice(): Promise<boolean> {
    return this.settings.get('dmp.showWebDmpNotice') && !(await this.memory.read(this.host.user.id)).hidesWebDmpNotice;
  }

  private site(): string {
    const address = this.address();
    if (!address || !/^https?:\/\//.test(address)) throw new PluginError('dmp.wrongAddress');
    return address.replace(/\/+$/, '');
  }

  private patientPath({ identity }: PatientRef, page: WebDmpPage): string {
    if (page === 'Parametrages') return '';
    const refusal = checkIns(identity, this.settings.get('dmp.environment'));
    if (!refusal) return `/${encodeURIComponent(identity.matricule)}/${encodeURIComponent(identity.insOid)}`;
    if (page === 'TableauDeBord') return '';
    throw new PluginError(refusal);
  }
}

/** The site answers any other page of a closed, missing or blocked record with an error. */
const needsRecord = (page: WebDmpPage): boolean => page !== 'TableauDeBord' && page !== 'Parametrages';

function obstacle(known: Known | undefined): WebDmpLink['because'] {
  if (known?.record === 'closed' || known?.record === 'missing') return known.record;
  return known?.authorisation === 'blocked' ? 'blocked' : undefined;
}

import { inject, injectable } from 'inversify';
import { type Logger, type OfferedFile, PluginContext } from '../api/host.js';
import type { Receipt } from '../api/messages.js';
import type { PostalAddress } from '../api/patient.js';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { type Paper, PaperWriter, type ReceiptPaper } from './paper-writer.js';
import { nameOf } from './patient-name.js';
import type { OpenRecord } from './record-access.js';
import { Settings } from './settings.js';

/** What a receipt tells beside who hands it over. */
export interface ReceiptContent extends Pick<ReceiptPaper, 'about' | 'secrets' | 'channel' | 'accountFailed'> {
  readonly address: PostalAddress;
}

const MEDIA_TYPE = 'application/pdf';
/** What a download is called: no patient in it. */
const RECEIPT_NAMES: Readonly<Record<Receipt['about'], string>> = {
  creation: 'accuse-creation-dmp.pdf',
  creationAndAccount: 'accuse-creation-dmp.pdf',
  account: 'compte-internet-dmp.pdf',
  renewal: 'compte-internet-dmp.pdf',
};
const LEAFLET_NAME = 'notice-mon-espace-sante.pdf';

/** The papers a patient is given. They exist in memory, and are handed to the page once. */
@injectable()
export class PaperService {
  private readonly log: Logger;

  constructor(
    @inject(PaperWriter) private readonly writer: PaperWriter,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'files' | 'log'>,
    @inject(Settings) private readonly settings: Settings,
    @inject(Clock) private readonly now: Clock,
  ) {
    this.log = host.log('PaperService');
  }

  /** Never rejects: what was done is done, also without its paper. */
  async receipt(record: OpenRecord, content: ReceiptContent): Promise<Receipt> {
    const { about, channel } = content;
    const { patient, holder } = record;
    const receipt: Receipt = { patientId: patient.id, professionalId: holder.id, patientName: nameOf(patient), about, ...(channel && { channel }) };
    try {
      const bytes = await this.writer.receipt({ ...content, ...this.paper(record), patient });
      return { ...receipt, file: await this.host.files.offer({ name: RECEIPT_NAMES[about], mediaType: MEDIA_TYPE, bytes }) };
    } catch (error) {
      this.log.error('paper.notWritten', { code: PluginError.from(error, 'document.notWritten').code, about });
      return receipt;
    }
  }

  /** What Mon espace santé is, and what the patient can do there. @throws PluginError `document.notWritten` */
  async leaflet(record: Omit<OpenRecord, 'patient'>): Promise<OfferedFile> {
    try {
      const bytes = await this.writer.leaflet(this.paper(record));
      return await this.host.files.offer({ name: LEAFLET_NAME, mediaType: MEDIA_TYPE, bytes });
    } catch (error) {
      throw PluginError.from(error, 'document.notWritten');
    }
  }

  /** Whatever is not the national system is worth nothing. */
  private paper({ holder, situation, environment }: Omit<OpenRecord, 'patient'>): Omit<Paper, 'patient' | 'address'> {
    const phone = this.settings.get('dmp.patientPhone');
    const phoneCost = this.settings.get('dmp.patientPhoneCost');
    return { holder, situation, at: this.now(), isSimulated: environment !== 'production', phone, phoneCost };
  }
}

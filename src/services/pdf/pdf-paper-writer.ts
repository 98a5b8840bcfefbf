import type { Content } from 'pdfmake';
import { PluginError } from '../../api/plugin-error.js';
import type { Paper, PaperWriter, ReceiptPaper } from '../paper-writer.js';
import { call, fine, foot, framed, head, paragraph, secretBoxes, steps, subtitle, title } from './paper-parts.js';
import { paperText } from './paper-texts.js';
import { pdfDocument } from './pdf-document.js';

/** Papers by pdfmake, in memory alone. */
export class PdfPaperWriter implements PaperWriter {
  /** @param fontFolder where `FONT_FILES` are */
  constructor(private readonly fontFolder: string) {}

  receipt(paper: ReceiptPaper): Promise<Uint8Array> {
    const isCreation = paper.about === 'creation' || paper.about === 'creationAndAccount';
    const heading = paperText(isCreation ? 'paper.receipt.title' : 'paper.account.title');
    return this.write(
      paper,
      heading,
      [...(isCreation ? created(paper) : [paragraph(paperText(`paper.${accountKind(paper)}.text`))]), ...account(paper), call(paper)],
      [paperText('paper.dataProtection')],
    );
  }

  leaflet(paper: Omit<Paper, 'patient' | 'address'>): Promise<Uint8Array> {
    const content = [
      paragraph(paperText('paper.leaflet.what')),
      paragraph(paperText('paper.leaflet.automatic')),
      subtitle(paperText('paper.leaflet.activate')),
      steps([paperText('paper.leaflet.step1'), paperText('paper.leaflet.step2'), paperText('paper.leaflet.step3')]),
      subtitle(paperText('paper.leaflet.reopen')),
      paragraph(paperText('paper.leaflet.reopen.text')),
      subtitle(paperText('paper.leaflet.rights')),
      paragraph(paperText('paper.leaflet.rights.text')),
      call(paper),
    ];
    return this.write(paper, paperText('paper.leaflet.title'), content, [paperText('paper.dataProtection')]);
  }

  private async write(paper: Parameters<typeof head>[0], heading: string, content: readonly Content[], footTexts: readonly string[]): Promise<Uint8Array> {
    try {
      return await pdfDocument(this.fontFolder, {
        title: heading,
        author: paper.situation.structureName,
        at: paper.at,
        content: [head(paper), title(heading), ...content],
        foot: foot(footTexts, paper.isSimulated),
      });
    } catch {
      // Without its cause, which may quote the text of the paper.
      throw new PluginError('document.notWritten');
    }
  }
}

const accountKind = ({ about }: ReceiptPaper): 'account' | 'renewal' => (about === 'renewal' ? 'renewal' : 'account');

/** What was created, and with which number. */
const created = ({ patient }: ReceiptPaper): readonly Content[] => [
  paragraph(paperText('paper.receipt.created')),
  paragraph(paperText('paper.receipt.number')),
  framed(paperText('paper.receipt.number.name'), grouped(patient.identity.matricule)),
  fine(paperText('paper.receipt.number.hint')),
];

/** How to connect; or why there is nothing to connect with. */
function account({ secrets, accountFailed }: ReceiptPaper): readonly Content[] {
  if (!secrets)
    return [subtitle(paperText('paper.noAccount.title')), paragraph(paperText(accountFailed ? 'paper.noAccount.failed' : 'paper.noAccount.notAsked'))];
  return [
    subtitle(paperText('paper.receipt.activate')),
    { text: paperText('paper.receipt.access'), bold: true, margin: [0, 0, 0, 4] },
    steps([paperText('paper.receipt.step1'), paperText('paper.receipt.step2'), paperText('paper.receipt.step3')]),
    secretBoxes([
      { name: paperText('paper.receipt.login'), value: secrets.login, hint: paperText('paper.receipt.login.hint') },
      { name: paperText('paper.receipt.password'), value: secrets.password, hint: paperText('paper.receipt.password.hint') },
    ]),
  ];
}

/** `1 70 08 26 221 701 61`, as on the Carte Vitale. */
const grouped = (matricule: string): string => matricule.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7');

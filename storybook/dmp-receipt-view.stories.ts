import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { expect, fn, waitFor } from 'storybook/test';
import type { Receipt } from '../src/api/messages.js';
import { DmpReceiptView } from '../src/views/dmp-receipt-view.js';
import { in320Pixels, inside, inTheDark } from './places.js';

/** Stands for the paper: a page the browser shows in a frame, everywhere. */
const paper = (): Blob => new Blob(['<!doctype html><html lang="fr"><title>Accusé</title><h1>Accusé</h1></html>'], { type: 'text/html' });
const RECEIPT: Receipt = {
  patientId: 'p02',
  professionalId: '899900021212',
  patientName: 'INS-FAMILLE-ONZE PAUL JEAN MARC',
  about: 'creationAndAccount',
  channel: 'EMAIL',
  file: { id: 'f1', name: 'accuse-de-creation-dmp.pdf', mediaType: 'application/pdf' },
};
const { channel: _, ...WITHOUT_ACCOUNT } = RECEIPT;
const { file: __, ...WITHOUT_FILE } = RECEIPT;

const meta: Meta = { title: "Remise de l'accusé", render: (args) => Object.assign(new DmpReceiptView(), args) };
export default meta;
const story = (name: string, args: Partial<DmpReceiptView>): StoryObj => ({ name, args });

export const RecordAndAccount = story('DMP et compte créés', { receipt: RECEIPT, pdf: paper() });
export const RecordAndAccountDark = inTheDark(RecordAndAccount);
export const RecordAndAccountNarrow = in320Pixels(RecordAndAccount);
export const RecordAlone = story('DMP créé, sans compte', { receipt: { ...WITHOUT_ACCOUNT, about: 'creation' }, pdf: paper(), isProduction: true });
export const RecordAloneDark = inTheDark(RecordAlone);
export const RecordAloneNarrow = in320Pixels(RecordAlone);
export const AccountMissing = story("DMP créé, le compte demandé ne l'est pas", {
  receipt: { ...WITHOUT_ACCOUNT, about: 'creation' },
  pdf: paper(),
  accountMissing: true,
});
export const AccountMissingDark = inTheDark(AccountMissing);
export const AccountMissingNarrow = in320Pixels(AccountMissing);
export const ChannelMissing = story('Compte créé, sans la deuxième adresse', { receipt: { ...RECEIPT, about: 'account' }, pdf: paper(), channelMissing: true });
export const ChannelMissingDark = inTheDark(ChannelMissing);
export const ChannelMissingNarrow = in320Pixels(ChannelMissing);
export const Account = story('Compte créé', { receipt: { ...RECEIPT, about: 'account', channel: 'SMS' }, pdf: paper(), isProduction: true });
export const AccountDark = inTheDark(Account);
export const AccountNarrow = in320Pixels(Account);
export const Renewal = story('Identifiant et mot de passe renouvelés', { receipt: { ...WITHOUT_ACCOUNT, about: 'renewal' }, pdf: paper() });
export const RenewalDark = inTheDark(Renewal);
export const RenewalNarrow = in320Pixels(Renewal);
export const NotWritten = story("L'accusé avec identifiant n'a pas pu être écrit", { receipt: WITHOUT_FILE });
export const NotWrittenDark = inTheDark(NotWritten);
export const NotWrittenNarrow = in320Pixels(NotWritten);
export const NotWrittenRecordAlone = story("L'accusé du DMP seul n'a pas pu être écrit", { receipt: { ...WITHOUT_FILE, about: 'creation' } });
export const NotWrittenRecordAloneDark = inTheDark(NotWrittenRecordAlone);
export const NotWrittenRecordAloneNarrow = in320Pixels(NotWrittenRecordAlone);

const asked: StoryObj = {
  ...story('On me demande avant de fermer sans imprimer', { receipt: RECEIPT, pdf: paper() }),
  async play({ canvasElement, step }) {
    const { view, closed, question } = watched(canvasElement);
    await step('Échap demande, le choix prudent a le focus', () => {
      press(view, 'Escape');
      expect(question.open).toBe(true);
      expect(view.shadowRoot?.activeElement?.textContent?.trim()).toBe("Revenir à l'accusé");
    });
    await step("Échap revient à l'accusé", () => {
      press(view, 'Escape');
      expect(question.open).toBe(false);
      expect(closed).not.toHaveBeenCalled();
    });
    await step('la croix demande aussi', () => {
      inside<HTMLButtonElement>(view, '.head button').click();
      expect(question.open).toBe(true);
    });
  },
};
export const Asked = asked;
export const AskedDark = inTheDark(asked);
export const AskedNarrow = in320Pixels(asked);

export const ClosedAnyway: StoryObj = {
  ...story('Je ferme quand même', { receipt: RECEIPT, pdf: paper() }),
  async play({ canvasElement }) {
    const { view, closed, question } = watched(canvasElement);
    inside<HTMLButtonElement>(view, '.end .push').click();
    await expect(question.open).toBe(true);
    inside<HTMLButtonElement>(view, '#ask .danger').click();
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};
export const Printed: StoryObj = {
  ...story("J'imprime avec Ctrl+Entrée, puis je ferme", { receipt: RECEIPT, pdf: paper() }),
  async play({ canvasElement }) {
    const { view, closed, question } = watched(canvasElement);
    const print = fn();
    await expect(inside<HTMLButtonElement>(view, '.end .push').textContent?.trim()).toBe('Fermer sans imprimer');
    Object.assign(inside<HTMLIFrameElement>(view, 'iframe').contentWindow ?? {}, { print });
    press(view, 'Enter', { ctrlKey: true });
    await view.updateComplete;
    await expect(print).toHaveBeenCalledOnce();
    await expect(inside<HTMLButtonElement>(view, '.end .push').textContent?.trim()).toBe('Fermer');
    press(view, 'Escape');
    await expect(question.open).toBe(false);
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};
export const Downloaded: StoryObj = {
  ...story('Je télécharge, puis je ferme', { receipt: RECEIPT, pdf: paper() }),
  async play({ canvasElement }) {
    const { view, closed } = watched(canvasElement);
    const link = inside<HTMLAnchorElement>(view, 'a[download]');
    await expect(link).toMatchObject({ download: 'accuse-de-creation-dmp.pdf', href: inside<HTMLIFrameElement>(view, 'iframe').src.replace(/#.*$/, '') });
    link.addEventListener('click', (event) => event.preventDefault());
    link.click();
    inside<HTMLButtonElement>(view, '.head button').click();
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};
export const WithoutSecrets: StoryObj = {
  ...story('Un accusé sans identifiant ne se ferme pas non plus par mégarde', { receipt: { ...WITHOUT_ACCOUNT, about: 'creation' }, pdf: paper() }),
  async play({ canvasElement }) {
    const { view, closed, question } = watched(canvasElement);
    await expect(inside(view, '.f-warn').textContent).toContain('Cet accusé ne pourra pas être réimprimé. Il n');
    press(view, 'Escape');
    await expect(question.open).toBe(true);
    await expect(question.textContent).toContain("L'accusé de création ne pourra plus être imprimé.");
    inside<HTMLButtonElement>(view, '#ask .danger').click();
    await waitFor(() => expect(closed).toHaveBeenCalledOnce());
  },
};

function watched(canvasElement: HTMLElement) {
  const view = canvasElement.querySelector('dmp-receipt-view');
  if (!view) throw new Error('no receipt');
  const closed = fn();
  view.addEventListener('dmp-close', closed);
  return { view, closed, question: inside<HTMLDialogElement>(view, '#ask') };
}

/** A key where the focus is, as the browser tells it. */
function press(view: DmpReceiptView, key: string, modifiers: KeyboardEventInit = {}): void {
  const place = view.shadowRoot?.activeElement ?? inside(view, 'dialog');
  place.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...modifiers }));
}

import { afterEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Receipt } from '../../src/api/messages.js';
import { defineDialogs } from '../../src/views/dialog-elements.js';
import { DmpReceiptView } from '../../src/views/dmp-receipt-view.js';
import { inside } from '../../storybook/places.js';

defineDialogs();
const RECEIPT: Receipt = {
  patientId: 'p02',
  professionalId: '899900021212',
  patientName: 'INS-FAMILLE-ONZE PAUL JEAN MARC',
  about: 'creationAndAccount',
  channel: 'EMAIL',
  file: { id: 'f1', name: 'accuse-de-creation-dmp.pdf', mediaType: 'application/pdf' },
};
const SECRETS = ['DMP4 8213 907', 't7Kq-92mR'];
const paper = (): Blob => new Blob([`<!doctype html><title>Accusé</title><p>${SECRETS.join('</p><p>')}</p>`], { type: 'text/html' });

afterEach(async () => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

/** Shown, the paper in its frame. */
async function shown(difference: Partial<Pick<DmpReceiptView, 'receipt' | 'pdf'>> = {}) {
  const view = Object.assign(new DmpReceiptView(), { receipt: RECEIPT, pdf: paper(), ...difference });
  const closed = vi.fn();
  view.addEventListener('dmp-close', closed);
  document.body.append(view);
  await view.updateComplete;
  const frame = inside<HTMLIFrameElement>(view, 'iframe');
  await vi.waitFor(() => expect(frame.contentDocument?.body.textContent).toContain(SECRETS[0]));
  return { view, closed, frame, question: inside<HTMLDialogElement>(view, '#ask') };
}
const isAlive = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  );

test('the address of the paper dies with the view', async () => {
  const { view, frame } = await shown();
  expect(frame.src).toMatch(/^blob:/);
  expect(await isAlive(frame.src)).toBe(true);
  view.remove();
  expect(await isAlive(frame.src)).toBe(false);
});

test('another paper takes the place of the first, whose address dies', async () => {
  const { view, frame } = await shown();
  const first = frame.src;
  view.pdf = paper();
  await view.updateComplete;
  expect(frame.src).not.toBe(first);
  expect([await isAlive(first), await isAlive(frame.src)]).toEqual([false, true]);
});

test('a view that was removed before it was painted leaves no address behind', async () => {
  const made = vi.spyOn(URL, 'createObjectURL');
  const view = Object.assign(new DmpReceiptView(), { receipt: RECEIPT, pdf: paper() });
  document.body.append(view);
  view.remove();
  await view.updateComplete.catch(() => undefined);
  expect(made).not.toHaveBeenCalled();
});

test('what the paper says is in the paper alone', async () => {
  const { view } = await shown();
  for (const secret of SECRETS) {
    expect(view.shadowRoot?.innerHTML).not.toContain(secret);
    expect(document.documentElement.outerHTML).not.toContain(secret);
  }
});

test('Escape never loses a paper that was not printed, however often it is pressed', async () => {
  const { closed, question } = await shown();
  for (const isAsking of [true, false, true, false]) {
    await userEvent.keyboard('{Escape}');
    expect(question.open).toBe(isAsking);
  }
  expect(closed).not.toHaveBeenCalled();
});

test('the question starts at the careful answer, which comes back to the paper', async () => {
  const { view, closed, question } = await shown();
  await userEvent.keyboard('{Escape}');
  expect(view.shadowRoot?.activeElement?.textContent).toBe("Revenir à l'accusé");
  await userEvent.keyboard('{Enter}');
  expect(question.open).toBe(false);
  await userEvent.keyboard('{Escape}{Tab}{Enter}');
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

test('where the frame cannot be printed, the paper opens in a window of its own', async () => {
  const { view, frame, question, closed } = await shown();
  Object.assign(frame.contentWindow ?? {}, {
    print: () => {
      throw new DOMException('', 'SecurityError');
    },
  });
  const opened = vi.spyOn(window, 'open').mockReturnValueOnce(null).mockReturnValueOnce(window);
  const print = inside<HTMLButtonElement>(view, '.end .p');
  print.click();
  await view.updateComplete;
  expect(opened).toHaveBeenLastCalledWith(frame.src.replace(/#.*$/, ''));
  expect(inside(view, '.end [role=alert]').textContent).toContain('Téléchargez le PDF.');
  inside<HTMLButtonElement>(view, '.head button').click();
  expect(question.open).toBe(true);
  question.close();
  print.click();
  inside<HTMLButtonElement>(view, '.head button').click();
  await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
});

test('on a narrow screen nothing scrolls sideways', async () => {
  await page.viewport(320, 640);
  const { view } = await shown();
  const dialog = inside<HTMLDialogElement>(view, 'dialog');
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth);
  expect(dialog.getBoundingClientRect().right).toBeLessThanOrEqual(320);
});

/** Prints a PDF the browser shows itself, from a frame nobody sees. The frame goes once it was printed, or with `place`. */
export async function printPdf(place: HTMLElement, pdf: Blob): Promise<void> {
  const frame = document.createElement('iframe');
  const url = URL.createObjectURL(pdf);
  Object.assign(frame, { src: url, tabIndex: -1, title: '' });
  frame.setAttribute('aria-hidden', 'true');
  Object.assign(frame.style, { position: 'fixed', inset: 'auto 100% 100% auto', width: '1px', height: '1px', border: '0' });
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  place.append(frame);
  await loaded;
  frame.contentWindow?.addEventListener('afterprint', () => {
    URL.revokeObjectURL(url);
    frame.remove();
  });
  frame.contentWindow?.focus();
  frame.contentWindow?.print();
}

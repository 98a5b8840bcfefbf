import { expect, test } from 'vitest';
import type { DocumentPreparer } from '../../src/services/document-preparer.js';

const LIMITS = { maxBytes: 1000 };
const PAGES = { first: 0, count: 1, width: 200 };

/** What every document preparer does, whatever reads the files. */
export function documentPreparerContract(make: () => DocumentPreparer): void {
  test('a typed text becomes its own bytes, and is previewed as it was typed', async () => {
    const preparer = make();
    const body = await preparer.prepare('Été 😀', LIMITS);
    expect(body).toEqual({ mediaType: 'text/plain', bytes: new TextEncoder().encode('Été 😀'), warnings: [] });
    expect(await preparer.preview(body, PAGES)).toEqual({ kind: 'text', text: 'Été 😀' });
  });

  test('what is empty or too large is refused', async () => {
    await expect(make().prepare('', LIMITS)).rejects.toMatchObject({ code: 'document.empty' });
    await expect(make().prepare(new Uint8Array(0), LIMITS)).rejects.toMatchObject({ code: 'document.empty' });
    await expect(make().prepare('é'.repeat(501), LIMITS)).rejects.toMatchObject({ code: 'document.tooLarge' });
    await expect(make().prepare('é'.repeat(500), LIMITS)).resolves.toMatchObject({ warnings: [] });
  });

  test('many at once are all prepared, each as itself', async () => {
    const preparer = make();
    const texts = ['a', 'b', 'c'];
    const bodies = await Promise.all(texts.map((text) => preparer.prepare(text, LIMITS)));
    expect(bodies.map(({ bytes }) => new TextDecoder().decode(bytes))).toEqual(texts);
  });
}

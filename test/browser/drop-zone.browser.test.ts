import { afterEach, expect, test } from 'vitest';
import { dropZone } from '../../src/browser/drop-zone.js';
import { defineElements } from '../../src/views/elements.js';

defineElements();
afterEach(() => document.body.replaceChildren());

function setUp(invitation?: string) {
  const element = document.createElement('div');
  document.body.append(element);
  const taken: string[][] = [];
  const zone = dropZone(element, { invitation: () => invitation, onFiles: (files) => taken.push(files.map(({ name }) => name)) });
  const files = new DataTransfer();
  files.items.add(new File(['a'], 'a.pdf'));
  files.items.add(new File(['b'], 'b.pdf'));
  const drag = (type: string, dataTransfer: DataTransfer = files) => {
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
    element.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { drag, taken, zone, overlay: () => element.querySelector('dmp-drop-view') };
}

test('files that are dragged over are invited by name, and handed on', async () => {
  const { drag, overlay, taken } = setUp('Lâchez pour ajouter au DMP de DESMAUX Nathalie');
  drag('dragenter');
  drag('dragover');
  await overlay()?.updateComplete;
  expect(overlay()?.shadowRoot?.textContent).toContain('DESMAUX Nathalie');
  expect(drag('drop')).toBe(true);
  expect([taken, overlay()]).toEqual([[['a.pdf', 'b.pdf']], null]);
});

test('files that go elsewhere take the invitation along', () => {
  const { drag, overlay } = setUp('Lâchez');
  drag('dragenter');
  drag('dragleave');
  expect(overlay()).toBeNull();
});

test('where nothing may be added, a drop does nothing: the page stays', () => {
  const { drag, overlay, taken } = setUp();
  expect([drag('dragenter'), drag('drop'), overlay(), taken]).toEqual([true, true, null, []]);
});

test('what is no file is left to the page', () => {
  const { drag, overlay } = setUp('Lâchez');
  const text = new DataTransfer();
  text.setData('text/plain', 'words');
  expect([drag('dragenter', text), drag('drop', text), overlay()]).toEqual([false, false, null]);
});

test('once disposed, it takes nothing', () => {
  const { drag, taken, zone } = setUp('Lâchez');
  zone.dispose();
  drag('drop');
  expect(taken).toEqual([]);
});

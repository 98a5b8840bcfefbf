import type { StoryObj } from '@storybook/web-components-vite';

/** The three places a view must be at ease in. Shown together, so that axe and the eye see each. */
const PLACES = [
  ['light', 'wide'],
  ['dark', 'wide'],
  ['light', 'narrow'],
  ['dark', 'narrow'],
] as const;

/** The same view on light and dark ground, wide and 320 px wide. */
export function inEveryPlace(make: () => HTMLElement): HTMLElement {
  const all = document.createElement('main');
  for (const [theme, width] of PLACES) {
    const place = document.createElement('div');
    place.className = 'place';
    Object.assign(place.dataset, { theme, width });
    place.append(make());
    all.append(place);
  }
  return all;
}

/** A dialog covers the page: it is shown alone, in one place at a time. */
export const inTheDark = (story: StoryObj): StoryObj => ({ ...story, name: `${story.name}, thème sombre`, globals: { theme: 'dark' } });
export const in320Pixels = (story: StoryObj): StoryObj => ({ ...story, name: `${story.name}, 320 px`, globals: { viewport: { value: 'narrow' } } });

/** What is inside a view. */
export function inside<Kind extends Element>(view: Element | null | undefined, selector: string): Kind {
  const found = view?.shadowRoot?.querySelector<Kind>(selector);
  if (!found) throw new Error(`no ${selector} in ${view?.localName}`);
  return found;
}

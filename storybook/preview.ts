import 'reflect-metadata';
import type { Preview } from '@storybook/web-components-vite';
import { defineAddElements } from '../src/views/add-elements.js';
import { defineDialogs } from '../src/views/dialog-elements.js';
import { defineDocumentElements } from '../src/views/document-elements.js';
import { defineElements } from '../src/views/elements.js';
import { COLOURS } from '../src/views/tokens.js';

defineElements();
defineDialogs();
defineAddElements();
defineDocumentElements();

const [light, dark] = COLOURS.canvas;
const page = new CSSStyleSheet();
page.replaceSync(`
  :root { color-scheme: light dark; }
  [data-theme='light'] { color-scheme: light; }
  [data-theme='dark'] { color-scheme: dark; }
  body { margin: 0; background: light-dark(${light}, ${dark}); }
  .place { padding: 20px; background: light-dark(${light}, ${dark}); }
  .place[data-width='narrow'] { box-sizing: border-box; width: 320px; padding: 12px; }
`);
document.adoptedStyleSheets.push(page);

/** A tree and the shadow trees in it: each knows its own animations only. */
const treesIn = (tree: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
  tree,
  ...[...tree.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot ? treesIn(shadowRoot) : [])),
];

const preview: Preview = {
  parameters: {
    layout: 'fullscreen',
    a11y: { test: 'error' },
    viewport: { options: { narrow: { name: '320 px', styles: { width: '320px', height: '640px' } } } },
  },
  globalTypes: { theme: { description: 'Thème', toolbar: { icon: 'contrast', items: ['light', 'dark'] } } },
  initialGlobals: { theme: 'light' },
  decorators: [
    (story, { globals }) => {
      document.documentElement.dataset['theme'] = String(globals['theme']);
      return story();
    },
  ],
  afterEach: async ({ canvasElement }) => {
    // A colour on its way to another is not judged by its contrast.
    await Promise.all(treesIn(document).flatMap((tree) => tree.getAnimations().flatMap((one) => (one instanceof CSSTransition ? [one.finished] : []))));
    for (const place of [document.documentElement, ...canvasElement.querySelectorAll('.place')])
      if (place.scrollWidth > place.clientWidth) throw new Error(`scrolls sideways: ${place.scrollWidth} px of content in ${place.clientWidth} px`);
  },
};
export default preview;

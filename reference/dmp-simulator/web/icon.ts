import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Html } from './html.js';

const read = createRequire(import.meta.url);
const drawn = new Map<string, Html>();

/** A drawing of Lucide beside words that say the same. */
export function icon(name: string): Html {
  const known = drawn.get(name);
  if (known) return known;
  const file = readFileSync(read.resolve(`lucide-static/icons/${name}.svg`), 'utf8');
  const inner = file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>')).trim();
  const svg = new Html(
    `<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inner}</svg>`,
  );
  drawn.set(name, svg);
  return svg;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Html } from './html.js';

const require = createRequire(import.meta.url);
const read = (name: string): Html =>
  new Html(
    readFileSync(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
      .replace(/<!--.*?-->\s*/s, '')
      .replace('<svg', '<svg aria-hidden="true"')
      .replace(/\s+/g, ' '),
  );

/** Always beside words: none of them is read out. */
export const ICONS = {
  simulator: read('flask-conical'),
  open: read('folder-check'),
  locked: read('folder-lock'),
  expired: read('clock-fading'),
  blocked: read('shield-ban'),
  closed: read('folder-x'),
  missing: read('circle-dashed'),
  alert: read('circle-alert'),
  information: read('info'),
  certificate: read('id-card'),
  code: read('lock-keyhole'),
  professional: read('user-round'),
  leave: read('log-out'),
  empty: read('files'),
} as const;

import { existsSync } from 'node:fs';

/** The browser of the tests: `CHROMIUM_PATH`, or one the system has. Undefined: none. */
export const chromiumPath = (): string | undefined =>
  [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path): path is string => Boolean(path) && existsSync(path as string));

/** Works as root, and without the browser's own network traffic. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const NO_CHROMIUM = 'BROWSER TESTS SKIPPED: no Chromium (apt-get install chromium, or set CHROMIUM_PATH)';

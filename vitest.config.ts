import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGS, chromiumPath, NO_CHROMIUM } from './scripts/chromium.js';

const chromium = chromiumPath();
if (!chromium) {
  if (process.env['CI']) throw new Error(NO_CHROMIUM);
  console.warn(NO_CHROMIUM);
}
/** Prepared before the first test: a library found in the middle of a run reloads the page under the tests. */
const PAGE_LIBRARIES = [
  ...['lit', 'lit/decorators.js', 'lit/directives/keyed.js', 'lit/directives/live.js', 'lit/directives/repeat.js', 'lit/directives/unsafe-svg.js'],
  ...['rxjs', 'vscode-jsonrpc', 'vscode-jsonrpc/browser', 'axe-core'],
];
const browser = (executablePath: string) => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { executablePath, args: CHROMIUM_ARGS } }),
  instances: [{ browser: 'chromium' as const }],
});

/** A test's suffix picks its runner: `*.browser.test.ts` in Chromium, `*.e2e.ts` against the running host, `*.hardware.ts` with
 * readers and key stores of this machine, any other `*.test.ts` in Node. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.browser.test.ts'],
          setupFiles: ['test/set-up.ts'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'hardware',
          environment: 'node',
          include: ['test/**/*.hardware.ts'],
          setupFiles: ['test/set-up.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A card answers as slowly as the machine is loaded.
          maxWorkers: 1,
        },
      },
      ...(chromium
        ? [
            {
              test: {
                name: 'e2e',
                environment: 'node',
                include: ['test/end-to-end/**/*.e2e.ts'],
                globalSetup: 'test/end-to-end/prepared.ts',
                testTimeout: 60_000,
                hookTimeout: 120_000,
                // Each has its own folder, ports and browser, and waits more than it works.
                maxWorkers: 2,
                expect: { poll: { timeout: 10_000 } },
              },
            },
            { optimizeDeps: { include: PAGE_LIBRARIES }, test: { name: 'browser', include: ['test/**/*.browser.test.ts'], browser: browser(chromium) } },
            { plugins: [storybookTest({ configDir: 'storybook' })], test: { name: 'storybook', browser: browser(chromium) } },
          ]
        : []),
    ],
  },
});

import { existsSync } from 'node:fs';
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';

/** Chromium as root, without its own network traffic. */
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const chromium = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
if (!chromium) {
  const message = 'BROWSER TESTS SKIPPED: no Chromium (apt-get install chromium, or set CHROMIUM_PATH)';
  if (process.env['CI']) throw new Error(message);
  console.warn(message);
}
const browser = (executablePath: string) => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { executablePath, args } }),
  instances: [{ browser: 'chromium' as const }],
});

/** A test's suffix picks its runner: `*.browser.test.ts` in Chromium, `*.e2e.ts` against the running host, any other `*.test.ts` in Node. */
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
      { test: { name: 'e2e', environment: 'node', include: ['test/end-to-end/**/*.e2e.ts'], testTimeout: 60_000, hookTimeout: 120_000, fileParallelism: false } },
      ...(chromium
        ? [
            { test: { name: 'browser', include: ['test/**/*.browser.test.ts'], browser: browser(chromium) } },
            { plugins: [storybookTest({ configDir: 'storybook' })], test: { name: 'storybook', browser: browser(chromium) } },
          ]
        : []),
    ],
  },
});

import type { StorybookConfig } from '@storybook/web-components-vite';

const LIT = ['lit', 'lit/decorators.js', 'lit/directives/keyed.js', 'lit/directives/repeat.js', 'lit/directives/unsafe-svg.js'];

const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['./*.stories.ts'],
  addons: ['@storybook/addon-a11y', '@storybook/addon-vitest'],
  // Prepared before the first story: a library found in the middle of a run reloads the page under the tests.
  viteFinal: (vite) => ({
    ...vite,
    optimizeDeps: { ...vite.optimizeDeps, include: [...(vite.optimizeDeps?.include ?? []), ...LIT] },
  }),
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
};
export default config;

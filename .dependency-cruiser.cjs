/** The import table of the architecture page, as rules. `scripts/check.ts` also fails when fewer modules were seen than there are files. */

/** A folder's row does not speak for a subfolder that has its own. */
const rows = [
  { name: 'api', from: '^src/api/', to: ['^src/api/'] },
  { name: 'l10n-terminology', from: '^src/(l10n|terminology)/', to: [] },
  { name: 'hardware', from: '^src/hardware/(?!agent/)', to: ['^src/api/', '^src/hardware/(?!agent/)'] },
  { name: 'hardware-agent', from: '^src/hardware/agent/', to: ['^src/api/', '^src/hardware/'] },
  {
    name: 'services',
    from: '^src/services/[^/]+$',
    to: ['^src/api/', '^src/terminology/', '^src/services/[^/]+$', '^src/hardware/(professional-identity|vitale-reader|workstation)\\.ts$'],
  },
  {
    name: 'services-dmp',
    from: '^src/services/dmp/',
    to: ['^src/api/', '^src/terminology/', '^src/services/[^/]+$', '^src/services/dmp/', '^src/hardware/professional-identity\\.ts$'],
  },
  { name: 'services-store', from: '^src/services/store/', to: ['^src/api/', '^src/terminology/', '^src/services/[^/]+$', '^src/services/store/'] },
  {
    name: 'services-pdf',
    from: '^src/services/pdf/',
    to: ['^src/api/', '^src/l10n/', '^src/terminology/', '^src/services/[^/]+$', '^src/services/pdf/'],
  },
  {
    name: 'services-preparation',
    from: '^src/services/preparation/',
    to: ['^src/api/', '^src/services/[^/]+$', '^src/services/preparation/'],
  },
  { name: 'contributions', from: '^src/contributions/', to: ['^src/api/', '^src/services/[^/]+$', '^src/contributions/'] },
  { name: 'views', from: '^src/views/', to: ['^src/api/', '^src/l10n/', '^src/views/'] },
  { name: 'main', from: '^src/(main|container)\\.ts$', to: ['^src/(?!views/|hardware/agent/|browser[./]|card-agent\\.ts)'] },
  { name: 'browser', from: '^src/browser(\\.ts$|/)', to: ['^src/(api|views|l10n|browser)/'] },
  { name: 'storybook', from: '^storybook/', to: ['^src/(api|views|l10n)/', '^storybook/'] },
  { name: 'card-agent', from: '^src/card-agent\\.ts$', to: ['^src/(api|hardware)/'] },
  { name: 'host', from: '^reference/host/', to: ['^src/api/', '^reference/host/'] },
  { name: 'dmp-simulator', from: '^reference/dmp-simulator/', to: ['^reference/(cards|dmp-simulator)/'] },
  { name: 'cards', from: '^reference/cards/', to: ['^reference/cards/'] },
  { name: 'bench-scripts', from: '^(bench|scripts)/', to: ['^(src|reference|scripts|bench)/'] },
  { name: 'test', from: '^test/', to: ['.*'] },
];

module.exports = {
  forbidden: [
    ...rows.map(({ name, from, to }) => ({
      name: `table-${name}`,
      severity: 'error',
      from: { path: from },
      to: { pathNot: ['node_modules', ...to].filter((pattern) => pattern), dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-optional'] },
    })),
    { name: 'covered-by-a-row', severity: 'error', from: { path: '.*', pathNot: [...rows.map((row) => row.from), '^[^/]+$', 'node_modules'] }, to: {} },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: ['\\?raw$'] } },
    { name: 'views-without-node', severity: 'error', from: { path: '^src/(views/|browser[./])' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'contract-out-of-the-page-bundle',
      comment: 'the schema library stays out of the page',
      severity: 'error',
      from: { path: '^src/(views/|browser[./])' },
      to: { path: '^src/api/manifest\\.ts$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build|coverage|\\.data)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.json'],
    },
  },
};

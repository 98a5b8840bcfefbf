import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';
import { FONT_FILES } from '../src/services/pdf/font-files.js';
import { COLOUR_PROFILE_FILE, ENCODER_FILE, RENDERER_FILE, WORKER_FILE } from '../src/services/preparation/preparation-files.js';
import { isOutdated } from './outdated.js';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The plugin as the manifest names it. */
const DIST = join(ROOT, 'dist');
/** The page of the practice application. */
export const HOST_PAGE = join(ROOT, 'build/host-page');
/** What the practice application runs each plugin in. */
export const PLUGIN_PROCESS = join(ROOT, 'build/host/plugin-process.js');

/**
 * Builds the plugin into `dist/`, the page and the plugin process of the practice application into `build/`, each only when it is missing or older than its sources.
 * @param onlyMissing false: builds everything again
 */
export async function build(onlyMissing = true): Promise<void> {
  // A test runner sets `test`, and the libraries' development builds would come along.
  process.env['NODE_ENV'] = 'production';
  const settings = ['package.json', 'package-lock.json', 'scripts/build.ts', 'plugin.manifest.json'].map((file) => join(ROOT, file));
  const pluginSources = [join(ROOT, 'src'), ...settings];
  if (!onlyMissing || isOutdated(join(DIST, 'manifest.schema.json'), pluginSources)) await buildPlugin();
  const pageSources = [
    join(ROOT, 'reference/host/page'),
    join(ROOT, 'reference/host/page-protocol.ts'),
    join(ROOT, 'reference/host/practice.ts'),
    join(ROOT, 'src/api'),
    ...settings,
  ];
  if (!onlyMissing || isOutdated(join(HOST_PAGE, 'index.html'), pageSources)) await buildHostPage();
  const processSources = [join(ROOT, 'reference/host/server'), join(ROOT, 'src/api'), ...settings];
  if (!onlyMissing || isOutdated(PLUGIN_PROCESS, processSources))
    await bundle(nodeEntry('reference/host/server/plugin-process.ts', basename(PLUGIN_PROCESS), dirname(PLUGIN_PROCESS)));
}

/** The bundler, as the schema below, is loaded by a build alone: every start would wait for it, longer than for all else before its first process. */
async function bundle(config: InlineConfig): Promise<void> {
  await (await import('vite')).build(config);
}

async function buildPlugin(): Promise<void> {
  rmSync(DIST, { recursive: true, force: true });
  // One file per entry: what starts at a click should not look for its parts.
  await bundle(nodeEntry('src/main.ts', 'main.js'));
  await bundle(nodeEntry('src/card-agent.ts', 'card-agent.js'));
  await buildPreparation(join(DIST, 'preparation'));
  await bundle({
    ...common,
    plugins: [pageTexts],
    // Without it rxjs comes in ES5, which is larger.
    resolve: { conditions: ['es2015', ...(await import('vite')).defaultClientConditions] },
    build: {
      ...output,
      target: 'es2022',
      cssTarget: 'chrome123',
      lib: { entry: join(ROOT, 'src/browser.ts'), formats: ['es'], fileName: () => 'browser.js' },
      // What the dialogs share with the rest stays in the entry, which is there already.
      rollupOptions: { preserveEntrySignatures: 'allow-extension', output: { chunkFileNames: 'browser/[name]-[hash].js' } },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  mkdirSync(join(DIST, 'l10n'), { recursive: true });
  for (const language of ['fr', 'en']) cpSync(join(ROOT, `src/l10n/${language}.json`), join(DIST, `l10n/${language}.json`));
  copyFonts(join(DIST, 'fonts'));
  const { manifestJsonSchema } = await import('../src/api/manifest.js');
  writeFileSync(join(DIST, 'manifest.schema.json'), `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
}

/** The fonts of the papers, from the packages that have them. */
export function copyFonts(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of FONT_FILES)
    cpSync(join(ROOT, 'node_modules', name.startsWith('Roboto') ? 'pdfmake/fonts/Roboto' : 'dejavu-fonts-ttf/ttf', name), join(folder, name));
}

/** The thread that prepares documents, and what lies beside it. */
export async function buildPreparation(folder: string): Promise<void> {
  await bundle(nodeEntry('src/services/preparation/preparation-worker.ts', WORKER_FILE, folder));
  copyPreparationFiles(folder);
}

/** From the packages that have them. */
export function copyPreparationFiles(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    [RENDERER_FILE]: join(ROOT, 'node_modules/@embedpdf/pdfium/dist', RENDERER_FILE),
    [ENCODER_FILE]: join(ROOT, 'node_modules/@jsquash/jpeg/codec/enc', ENCODER_FILE),
    [COLOUR_PROFILE_FILE]: colourProfileFile(COLOUR_PROFILE_FILE),
  };
  for (const [name, file] of Object.entries(files)) cpSync(file, join(folder, name));
}

async function buildHostPage(): Promise<void> {
  rmSync(HOST_PAGE, { recursive: true, force: true });
  await bundle({
    configFile: join(ROOT, 'reference/host/page/vite.config.ts'),
    root: join(ROOT, 'reference/host/page'),
    logLevel: 'warn',
    build: { outDir: HOST_PAGE, emptyOutDir: true },
  });
}

const common: InlineConfig = { root: ROOT, configFile: false, logLevel: 'warn', publicDir: false };
const output = { outDir: DIST, emptyOutDir: false, sourcemap: false, minify: true, reportCompressedSize: false } as const;

/** Texts of the manifest and of papers are read from the files beside the bundle, or by `main`: the page does without. */
const pageTexts: Plugin = {
  name: 'page-texts',
  enforce: 'pre',
  transform(code, id) {
    if (!/\/src\/l10n\/(fr|en)\.json$/.test(id)) return undefined;
    const texts = Object.entries(JSON.parse(code) as Record<string, string>);
    return { code: JSON.stringify(Object.fromEntries(texts.filter(([key]) => !/^(paper|setting|command|legacy)\./.test(key)))), map: null };
  },
};

/** It comes with the PDF library. */
const colourProfileFile = (name: string): string => join(dirname(createRequire(import.meta.url).resolve('pdfkit')), 'data', name);

/** The PDF library reads its colour profile beside itself, where a bundle has nothing: the profile goes into the bundle. */
const colourProfile: Plugin = {
  name: 'colour-profile',
  transform(code, id) {
    if (!/\/pdfkit\/js\/pdfkit(\.es)?\.js$/.test(id)) return undefined;
    const reading = /fs\.readFileSync\(`\$\{__dirname\}\/data\/(sRGB_IEC61966_2_1\.icc)`\)/;
    const name = reading.exec(code)?.[1];
    if (!name) throw new Error('the PDF library no longer reads its colour profile where it did');
    const profile = readFileSync(colourProfileFile(name));
    return { code: code.replace(reading, `Buffer.from('${profile.toString('base64')}', 'base64')`), map: null };
  },
};

/** Everything is bundled but Node's own modules and libsql, whose binary cannot be. */
function nodeEntry(entry: string, fileName: string, outDir = DIST): InlineConfig {
  return {
    ...common,
    plugins: [colourProfile],
    // Libraries of the older module system look where they are; an ES module has no such name.
    define: { __dirname: 'import.meta.dirname' },
    ssr: { noExternal: true, external: ['libsql', ...builtinModules] },
    build: {
      ...output,
      outDir,
      target: 'node20',
      ssr: join(ROOT, entry),
      rollupOptions: { output: { entryFileNames: fileName, chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await build(process.argv.includes('--if-needed'));

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { create, extract } from 'tar';
import ts from 'typescript';
import { build, ROOT } from './build.js';

/**
 * `npm run package [-- --out FILE] [--platform linux-x64-gnu …]`: the plugin as one archive: what the manifest names, the host contract,
 * the guide with its example, and the one library that cannot be bundled (libsql), with the binary of this system and of every `--platform`.
 */

/** Every package the bundle leaves outside, with what it needs. */
const OUTSIDE = ['libsql', '@neon-rs/load', 'detect-libc'];
const FOLDER = 'passerelle-dmp';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** @returns the path of the archive. */
export async function makePackage(out: string | undefined, platforms: readonly string[]): Promise<string> {
  await build();
  const { version } = readJson<Package>('plugin.manifest.json');
  const stage = mkdtempSync(join(tmpdir(), 'passerelle-package-'));
  try {
    const folder = join(stage, FOLDER);
    mkdirSync(folder);
    for (const path of ['plugin.manifest.json', 'dist', 'docs/integrer.md', 'docs/exemple']) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    writeContract(join(folder, 'contract'));
    for (const name of OUTSIDE) cpSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
    const binaries = new Set([...platformsHere(), ...platforms].map((platform) => `@libsql/${platform}`));
    for (const name of binaries) addBinary(name, folder);
    writeFileSync(join(folder, 'THIRD-PARTY.txt'), thirdParty([...binaries].map((name) => packageAt(join(folder, 'node_modules', name)))));
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(ownPackage(version), null, 2)}\n`);
    const archive = resolve(out ?? join(ROOT, `${FOLDER}-${version}.tgz`));
    await create({ file: archive, gzip: { level: 9 }, cwd: stage, portable: true }, [FOLDER]);
    return archive;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/**
 * What is outside the bundle is a dependency: an `npm install` in the folder must not take it for a leftover. It also adds what reads cards, which is compiled for the
 * machine and the Node it is used with.
 */
function ownPackage(version: string) {
  const { license, engines, optionalDependencies } = readJson<Package>('package.json');
  const { name: libsql, version: libsqlVersion } = installed('libsql');
  return { name: FOLDER, version, private: true, license, type: 'module', engines, dependencies: { [libsql]: libsqlVersion }, optionalDependencies };
}

/** As JavaScript and declarations: usable without a compiler, and whatever the settings of the integrator's. */
function writeContract(outDir: string): void {
  const sources = readdirSync(join(ROOT, 'src/api')).map((file) => join(ROOT, 'src/api', file));
  const program = ts.createProgram(sources, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, declaration: true, types: [], rootDir: join(ROOT, 'src/api'), outDir },
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...program.emit().diagnostics];
  if (faults.length)
    throw new Error(ts.formatDiagnostics(faults, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => ROOT, getNewLine: () => '\n' }));
}

/** The licences of everything the bundles may hold: what the plugin depends on, and what that depends on. */
function thirdParty(binaries: readonly Package[]): string {
  const found = new Map<string, Package>(binaries.map((binary) => [binary.name, binary]));
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (found.has(name) || name.startsWith('@types/')) continue;
      const one = installed(name);
      found.set(name, one);
      visit(Object.keys(one.dependencies ?? {}));
    }
  };
  visit(Object.keys(readJson<Package>('package.json').dependencies ?? {}));
  const sections = [...found.values()].sort((left, right) => left.name.localeCompare(right.name, 'en')).map(licenceOf);
  return [`Bibliothèques contenues dans cette archive, et leurs licences.\n`, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

function licenceOf({ name, version, license, author }: Package): string {
  // A binary of libsql has the licence of libsql.
  const folder = join(ROOT, 'node_modules', name.startsWith('@libsql/') ? 'libsql' : name);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|copyrightnotice|notice|thirdpartynotices)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  // Some only bring the text, whose first line is its name.
  const named = license ?? texts[0]?.split('\n')[0];
  if (!named) throw new Error(`${name} names no licence: it cannot be shipped`);
  const holder = typeof author === 'string' ? author : author?.name;
  const otherwise = `Sans fichier de licence. Auteur : ${holder ?? name}. Texte : https://spdx.org/licenses/${named}.html`;
  return `${name} ${version} — ${named}\n\n${texts.join('\n\n') || otherwise}\n`;
}

/** Those of libsql's binaries that `npm ci` chose for this system. */
function platformsHere(): string[] {
  return Object.keys(installed('libsql').optionalDependencies ?? {})
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)))
    .map((name) => name.replace('@libsql/', ''));
}

function addBinary(name: string, folder: string): void {
  const target = join(folder, 'node_modules', name);
  if (existsSync(join(ROOT, 'node_modules', name))) {
    cpSync(join(ROOT, 'node_modules', name), target, { recursive: true });
    return;
  }
  const version = installed('libsql').optionalDependencies?.[name];
  if (!version) throw new Error(`libsql has no binary ${name}`);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--pack-destination', folder, '--silent'], { encoding: 'utf8' }).trim();
  extract({ file: join(folder, packed), cwd: target, strip: 1, sync: true });
  rmSync(join(folder, packed));
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
const packageAt = (folder: string): Package => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
const installed = (name: string): Package => packageAt(join(ROOT, 'node_modules', name));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, platform: { type: 'string', multiple: true } } });
  console.log(await makePackage(values.out, values.platform ?? []));
}

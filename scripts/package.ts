import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { create, extract } from 'tar';
import { build, ROOT } from './build.js';

/**
 * `npm run package [-- --out FILE] [--platform linux-x64-gnu …]`: the plugin as one archive: what the manifest names, the host contract as types,
 * and the one library that cannot be bundled (libsql), with the binary of this system and of every `--platform`.
 */

/** Every package the bundle leaves outside, with what it needs. */
const OUTSIDE = ['libsql', '@neon-rs/load', 'detect-libc'];
const FOLDER = 'passerelle-dmp';

/** @returns the path of the archive. */
export async function makePackage(out: string | undefined, platforms: readonly string[]): Promise<string> {
  await build();
  const { version } = readJson('plugin.manifest.json') as { version: string };
  const stage = mkdtempSync(join(tmpdir(), 'passerelle-package-'));
  const folder = join(stage, FOLDER);
  mkdirSync(folder);
  for (const path of ['plugin.manifest.json', 'dist', 'docs/integrer.md']) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  cpSync(join(ROOT, 'src/api'), join(folder, 'contract'), { recursive: true });
  for (const name of OUTSIDE) cpSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
  for (const platform of new Set([...installedPlatforms(), ...platforms])) addBinary(platform, folder);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: FOLDER, version, private: true, type: 'module' }, null, 2)}\n`);
  const archive = resolve(out ?? join(ROOT, `${FOLDER}-${version}.tgz`));
  await create({ file: archive, gzip: { level: 9 }, cwd: stage, portable: true }, [FOLDER]);
  rmSync(stage, { recursive: true, force: true });
  return archive;
}

/** Those of libsql's binaries that `npm ci` chose for this system. */
function installedPlatforms(): string[] {
  const { optionalDependencies } = readJson('node_modules/libsql/package.json') as { optionalDependencies: Record<string, string> };
  return Object.keys(optionalDependencies)
    .filter((name) => existsSync(join(ROOT, 'node_modules', name)))
    .map((name) => name.replace('@libsql/', ''));
}

function addBinary(platform: string, folder: string): void {
  const name = `@libsql/${platform}`;
  const target = join(folder, 'node_modules', name);
  if (existsSync(join(ROOT, 'node_modules', name))) {
    cpSync(join(ROOT, 'node_modules', name), target, { recursive: true });
    return;
  }
  const { version } = readJson('node_modules/libsql/package.json') as { version: string };
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--pack-destination', folder, '--silent'], { encoding: 'utf8' }).trim();
  extract({ file: join(folder, packed), cwd: target, strip: 1, sync: true });
  rmSync(join(folder, packed));
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, platform: { type: 'string', multiple: true } } });
  console.log(await makePackage(values.out, values.platform ?? []));
}

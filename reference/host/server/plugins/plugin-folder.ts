import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { type Manifest, type ManifestFault, readManifest } from '../../../../src/api/manifest.js';
import { PluginTexts } from './plugin-texts.js';

/** A folder that holds a plugin, as it was read. */
export type PluginFolder = {
  readonly folder: string;
  readonly folderName: string;
  /** Changes with the manifest, the texts and the built files. */
  readonly signature: string;
} & (
  | { readonly manifest: Manifest; readonly texts: PluginTexts; readonly browserHash?: string }
  | { readonly faults: readonly ManifestFault[] /** What could be read of it, to name it on screen. */; readonly claimed: Readonly<Record<string, unknown>> }
);
export type ValidPlugin = Extract<PluginFolder, { manifest: Manifest }>;
export type InvalidPlugin = Extract<PluginFolder, { faults: readonly ManifestFault[] }>;

export const MANIFEST_FILE = 'plugin.manifest.json';

/** Reads a plugin's folder: everything that is wrong with it at once, or the manifest. */
export function readPluginFolder(folder: string): PluginFolder {
  const about = { folder, folderName: basename(folder), signature: signatureOf(folder) };
  const invalid = (faults: readonly ManifestFault[], claimed: unknown = {}): PluginFolder => ({
    ...about,
    faults,
    claimed: (claimed ?? {}) as Record<string, unknown>,
  });
  let text: string;
  try {
    text = readFileSync(join(folder, MANIFEST_FILE), 'utf8');
  } catch {
    return invalid([{ path: '$', message: `le fichier ${MANIFEST_FILE} est absent ou illisible` }]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return invalid([{ path: '$', message: `le fichier ${MANIFEST_FILE} n'est pas du JSON\u00a0: ${(error as Error).message}` }]);
  }
  const read = readManifest(json);
  if (!('manifest' in read)) return invalid(read.faults, json);
  const { manifest } = read;
  const faults = (['main', 'browser', 'l10n'] as const).flatMap((key) => fileFaults(folder, key, manifest[key]));
  faults.push(...patternFaults(manifest));
  const texts = new PluginTexts(manifest.l10n && join(folder, manifest.l10n));
  if (texts.fault) faults.push({ path: '$.l10n', message: texts.fault });
  if (faults.length) return invalid(faults, json);
  return {
    ...about,
    manifest,
    texts,
    ...(manifest.browser && {
      browserHash: createHash('sha256')
        .update(readFileSync(join(folder, manifest.browser)))
        .digest('hex')
        .slice(0, 16),
    }),
  };
}

/** True when `path`, links resolved, is `folder` or lies in it. */
export function isInside(folder: string, path: string): boolean {
  const root = realpathSync(folder);
  const real = realpathSync(path);
  return real === root || real.startsWith(root + sep);
}

/** Cheap to compute: it is asked for all the time. */
export function signatureOf(folder: string): string {
  const manifest = join(folder, MANIFEST_FILE);
  return [manifest, ...namedFiles(manifest, folder)].map(stampOf).join(' ');
}

const stampOf = (path: string): string => {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return '-';
  const files = stat.isDirectory() ? readdirSync(path).map((name) => statSync(join(path, name), { throwIfNoEntry: false })) : [stat];
  return files.map((file) => `${file?.mtimeMs}:${file?.size}`).join(',');
};

function namedFiles(manifest: string, folder: string): string[] {
  try {
    const { main, browser, l10n } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    // An escape out of the folder is told by the manifest's own checks; here it is not followed.
    return [main, browser, l10n].filter((file) => typeof file === 'string' && !file.includes('..')).map((file) => join(folder, file as string));
  } catch {
    return [];
  }
}

function patternFaults({ contributes }: Manifest): ManifestFault[] {
  return Object.entries(contributes.configuration).flatMap(([key, setting]) => {
    try {
      new RegExp((setting.type === 'string' && setting.pattern) || '');
      return [];
    } catch {
      return [{ path: `$.contributes.configuration['${key}'].pattern`, message: "n'est pas une expression régulière" }];
    }
  });
}

function fileFaults(folder: string, key: 'main' | 'browser' | 'l10n', file: string | undefined): ManifestFault[] {
  if (!file) return [];
  const path = join(folder, file);
  const what = key === 'l10n' ? 'le dossier' : 'le fichier';
  if (!existsSync(path) || statSync(path).isDirectory() !== (key === 'l10n')) return [{ path: `$.${key}`, message: `${what} ${file} est absent` }];
  return isInside(folder, path) ? [] : [{ path: `$.${key}`, message: `${what} ${file} mène hors du dossier de l'extension` }];
}

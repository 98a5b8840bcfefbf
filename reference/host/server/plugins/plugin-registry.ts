import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ValidatedDocument } from '../../../../src/api/host.js';
import type { Manifest } from '../../../../src/api/manifest.js';
import type { PluginInfo } from '../../page-protocol.js';
import type { PluginFlags } from '../store/plugin-flags.js';
import { HostedPlugin, type PluginSurroundings } from './hosted-plugin.js';
import type { PlacedForm, PlacedView } from './open-places.js';
import { type InvalidPlugin, type PluginFolder, readPluginFolder, signatureOf, type ValidPlugin } from './plugin-folder.js';
import { PluginLog } from './plugin-log.js';

// Faults of a manifest are read by the user of the Extensions page.
z.config(z.locales.fr());

interface Sources {
  /** Each is a plugin. */
  readonly folders: readonly string[];
  /** Each folder in it is a plugin. */
  readonly dropFolder: string;
  readonly logFolder: string;
}
interface Listed {
  readonly found: PluginFolder;
  /** Unique among all. */
  readonly id: string;
  readonly hosted?: HostedPlugin;
}

/** Every plugin the server knows, valid or not. Folders that appear, change or go are noticed while it runs. */
export class PluginRegistry {
  private listed: readonly Listed[] = [];
  private readonly logs = new Map<string, PluginLog>();
  /** As last looked at, to tell a folder that stands still. */
  private readonly seen = new Map<string, string>();
  private read: readonly PluginFolder[] = [];
  private watch: NodeJS.Timeout | undefined;

  constructor(
    private readonly sources: Sources,
    private readonly flags: PluginFlags,
    private readonly around: PluginSurroundings,
  ) {}

  /** Reads all folders, and looks at them again and again. */
  open(): void {
    this.refresh();
    this.watch = setInterval(() => {
      try {
        this.look();
      } catch {
        // A folder went away under our eyes: the next look sees what is left.
      }
    }, this.around.timings.folderWatch);
    this.watch.unref();
  }

  get hosted(): readonly HostedPlugin[] {
    return this.listed.flatMap(({ hosted }) => hosted ?? []);
  }

  find(pluginId: string): HostedPlugin | undefined {
    return this.hosted.find((plugin) => plugin.id === pluginId);
  }

  ownerOfView(viewId: string): HostedPlugin | undefined {
    return this.hosted.find((plugin) => plugin.hasView(viewId));
  }

  ownerOfCommand(commandId: string): HostedPlugin | undefined {
    return this.hosted.find((plugin) => plugin.manifest.contributes.commands.some((command) => command.id === commandId && command.in === 'main'));
  }

  ownerOfReader(readerId: string): HostedPlugin | undefined {
    return this.hosted.find((plugin) => plugin.manifest.contributes.patientReaders.some((reader) => reader.id === readerId));
  }

  /** The log of a plugin. An invalid one has none. */
  logOf(pluginId: string): PluginLog | undefined {
    return this.find(pluginId)?.log;
  }

  list(language: string): readonly PluginInfo[] {
    return this.listed.map(({ id, found, hosted }) => ('manifest' in found ? validInfo(found, hosted, language) : invalidInfo(id, found)));
  }

  async setEnabled(pluginId: string, enabled: boolean): Promise<void> {
    await this.flags.set(pluginId, enabled);
    await this.find(pluginId)?.setEnabled(enabled);
  }

  openForm(form: PlacedForm): void {
    this.around.places.forms.set(form.formId, form);
    for (const plugin of this.hosted) plugin.openForm(form);
  }

  closeForm(formId: string): void {
    if (this.around.places.forms.delete(formId)) for (const plugin of this.hosted) plugin.closeForm(formId);
  }

  openView(view: PlacedView): void {
    this.around.places.views.set(view.watchId, view);
    this.ownerOfView(view.viewId)?.openView(view);
  }

  closeView(watchId: string): void {
    const view = this.around.places.views.get(watchId);
    if (!view) return;
    this.around.places.views.delete(watchId);
    this.ownerOfView(view.viewId)?.closeView(watchId);
  }

  /** The record of this patient was stored. */
  changedPatient(patientId: string): void {
    for (const plugin of this.hosted) plugin.changedPatient(patientId);
  }

  /** Something is new in the folder of this patient. */
  changedDocuments(patientId: string): void {
    for (const plugin of this.hosted) plugin.changedDocuments(patientId);
  }

  validatedDocument(validated: ValidatedDocument): void {
    for (const plugin of this.hosted) plugin.validatedDocument(validated);
  }

  reconfigure(): void {
    for (const plugin of this.hosted) plugin.reconfigure();
  }

  async close(): Promise<void> {
    clearInterval(this.watch);
    const { hosted } = this;
    this.listed = [];
    await Promise.all(hosted.map((plugin) => plugin.stop()));
  }

  /** A change counts once it has stood still for one look: a folder that is being copied is not read half. */
  private look(): void {
    const folders = this.folders();
    const stamps = new Map(folders.map((folder) => [folder, signatureOf(folder)]));
    const changed = folders.filter((folder) => this.listed.find(({ found }) => found.folder === folder)?.found.signature !== stamps.get(folder));
    const settled = changed.every((folder) => this.seen.get(folder) === stamps.get(folder));
    this.seen.clear();
    for (const [folder, stamp] of stamps) this.seen.set(folder, stamp);
    if (settled && (changed.length || folders.length !== this.listed.length)) this.refresh();
  }

  private folders(): readonly string[] {
    const dropped = readdirSync(this.sources.dropFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    return [...this.sources.folders.map((folder) => resolve(folder)), ...dropped.map((entry) => join(this.sources.dropFolder, entry.name)).sort()];
  }

  private refresh(): void {
    const before = this.listed;
    this.read = this.folders().map(
      (folder) => this.read.find((known) => known.folder === folder && known.signature === signatureOf(folder)) ?? readPluginFolder(folder),
    );
    const found = refuseDuplicates(this.read);
    const ids = new Set(found.flatMap((plugin) => ('manifest' in plugin ? [plugin.manifest.id] : [])));
    const kept = (plugin: PluginFolder): HostedPlugin | undefined => before.find((known) => known.hosted && known.found === plugin)?.hosted;
    const going = before.flatMap(({ hosted }) => (hosted && !found.includes(hosted.source) ? [hosted] : []));
    const leaving = new Map(going.map((plugin) => [plugin.id, plugin.stop()]));
    const arrived: HostedPlugin[] = [];
    this.listed = found.map((plugin) => {
      if (!('manifest' in plugin)) return { found: plugin, id: freeId(plugin.folderName, ids) };
      let hosted = kept(plugin);
      if (!hosted) {
        hosted = this.host(plugin);
        arrived.push(hosted);
      }
      return { found: plugin, id: hosted.id, hosted };
    });
    // A new build waits for the process of the old one: they share a storage folder.
    for (const plugin of arrived) void (leaving.get(plugin.id) ?? Promise.resolve()).then(() => this.hosted.includes(plugin) && plugin.catchUp());
    this.around.onChange();
  }

  private host(source: ValidPlugin): HostedPlugin {
    const { id } = source.manifest;
    let log = this.logs.get(id);
    if (!log) {
      log = new PluginLog(join(this.sources.logFolder, `${id}.log`), this.around.now);
      this.logs.set(id, log);
    }
    return new HostedPlugin(source, log, this.flags.isEnabled(id), this.around);
  }
}

/** The first one keeps the id; the second is told who has it. */
function refuseDuplicates(all: readonly PluginFolder[]): readonly PluginFolder[] {
  const owners = new Map<string, PluginFolder>();
  return all.map((plugin) => {
    if (!('manifest' in plugin)) return plugin;
    const { id } = plugin.manifest;
    const owner = owners.get(id);
    if (!owner) {
      owners.set(id, plugin);
      return plugin;
    }
    const message = `l'identifiant ${id} est déjà celui de l'extension du dossier ${whereIs(owner)}\u00a0; celle du dossier ${whereIs(plugin)} est refusée`;
    const { folder, folderName, signature, manifest } = plugin;
    return { folder, folderName, signature, faults: [{ path: '$.id', message }], claimed: { ...manifest } };
  });
}

/** Enough of the path to tell two folders apart. */
const whereIs = ({ folder }: PluginFolder): string => join(basename(dirname(folder)), basename(folder));

function freeId(name: string, taken: Set<string>): string {
  let id = name;
  for (let number = 2; taken.has(id); number += 1) id = `${name} (${number})`;
  taken.add(id);
  return id;
}

function validInfo({ folderName, manifest, texts, browserHash }: ValidPlugin, hosted: HostedPlugin | undefined, language: string): PluginInfo {
  const { id, title, description = '', icon, publisher, version, engines, capabilities, contributes, browser } = texts.resolve<Manifest>(manifest, language);
  const status = hosted?.status ?? { state: 'waiting' as const, enabled: true, restarts: 0, pageCounts: {} };
  return {
    ...{ id, folderName, title, description, icon, publisher, version, hostRange: engines.host, capabilities, contributes, faults: [] },
    ...status,
    ...(browser && browserHash && { browserModule: `/plugins/${id}/${browserHash}/${basename(browser)}` }),
  };
}

function invalidInfo(id: string, { folderName, faults, claimed }: InvalidPlugin): PluginInfo {
  const text = (name: string, otherwise = ''): string => (typeof claimed[name] === 'string' ? claimed[name] : otherwise);
  const title = text('title', folderName);
  return {
    ...{
      id,
      folderName,
      title: title.startsWith('%') ? folderName : title,
      description: '',
      icon: 'puzzle',
      publisher: text('publisher'),
      version: text('version'),
    },
    ...{ hostRange: (claimed['engines'] as { host?: string } | undefined)?.host ?? '', state: 'invalid', enabled: false, faults, restarts: 0, pageCounts: {} },
  };
}

import semver from 'semver';
import { z } from 'zod';
import { HOST_API_VERSION } from './host.js';
import { type ContextKeyTypes, HOST_CONTEXT_KEYS, parseWhen, WhenError } from './when.js';

/** `plugin.manifest.json`: one schema for the type, for run time, and (through `manifestJsonSchema`) for editors. */

const Id = z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, 'un identifiant : mots collés (camelCase), parties séparées par des points');
const File = z.string().regex(/^\.\/(?!.*\.\.)[\w./-]+$/, 'un chemin dans le dossier du plugin, qui commence par ./');
/** A text, or `%key%` of the plugin's `l10n` files. */
const Text = z.string().min(1);
const Icon = z.string().regex(/^[a-z0-9-]+$/, "le nom d'une icône Lucide");
const Condition = z.string().min(1);

const View = z.strictObject({ id: Id, title: Text, when: Condition.optional() });
const Page = z.strictObject({ id: Id, title: Text, icon: Icon });
/** `browser`: handled by the page half of the plugin (it opens a dialog), not by `main`. */
const Command = z.strictObject({ id: Id, title: Text, icon: Icon.optional(), in: z.enum(['main', 'browser']).default('main') });

/** Runs a command, or reveals a view of this plugin (opens the tab). */
const Entry = z.strictObject({
  command: Id.optional(),
  reveal: Id.optional(),
  title: Text.optional(),
  icon: Icon.optional(),
  /** The entry leaves the application. */
  external: z.boolean().optional(),
  when: Condition.optional(),
  enabled: Condition.optional(),
  /** Shown under the entry while `enabled` does not hold. */
  disabledReason: Text.optional(),
});
const Submenu = z.strictObject({ submenu: Text, icon: Icon.optional(), when: Condition.optional(), items: z.array(Entry).min(1) });
const Menu = z.array(z.union([Submenu, Entry]));

const Setting = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('string'),
    title: Text,
    description: Text.optional(),
    default: z.string(),
    pattern: z.string().optional(),
    hidden: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('enum'),
    title: Text,
    description: Text.optional(),
    values: z.array(z.string()).min(1),
    labels: z.array(Text).optional(),
    default: z.string(),
    hidden: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('integer'),
    title: Text,
    description: Text.optional(),
    minimum: z.int().optional(),
    maximum: z.int().optional(),
    default: z.int(),
    hidden: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('boolean'), title: Text, description: Text.optional(), default: z.boolean(), hidden: z.boolean().optional() }),
]);

const Capabilities = z.strictObject({
  /** Groups of hosts the plugin calls. */
  network: z.array(z.string()).default([]),
  cardReader: z.boolean().default(false),
  documents: z.enum(['none', 'read']).default('none'),
  /** `propose`: may offer values for the form, which the user accepts one by one. */
  patient: z.enum(['none', 'read', 'propose']).default('none'),
  /** `read`: who practises there. */
  practice: z.enum(['none', 'read']).default('none'),
});

export const Manifest = z.strictObject({
  $schema: z.string().optional(),
  id: Id,
  title: Text,
  description: Text.optional(),
  icon: Icon.default('puzzle'),
  publisher: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'trois nombres : 1.2.3'),
  engines: z.strictObject({ host: z.string() }),
  main: File.optional(),
  browser: File.optional(),
  l10n: File.optional(),
  capabilities: Capabilities.prefault({}),
  contributes: z
    .strictObject({
      views: z
        .strictObject({
          patientForm: z.array(View).default([]),
          patientBand: z.array(View).default([]),
          visitColumn: z.array(View).default([]),
          /** Marks in the row of a document of the practice. */
          localDocument: z.array(View).default([]),
          page: z.array(Page).default([]),
        })
        .prefault({}),
      /** *Lire la Carte Vitale* asks these. */
      patientReaders: z.array(z.strictObject({ id: Id, title: Text })).default([]),
      commands: z.array(Command).default([]),
      menus: z
        .strictObject({
          'patientForm/otherAction': Menu.default([]),
          'patientForm/tabStrip': Menu.default([]),
          /** For one or more chosen documents of the practice. */
          'localDocument/context': Menu.default([]),
        })
        .prefault({}),
      contextKeys: z.record(z.string(), z.union([z.literal('boolean'), z.array(z.string()).min(1)])).default({}),
      configuration: z.record(z.string(), Setting).default({}),
    })
    .prefault({}),
});
export type Manifest = z.infer<typeof Manifest>;

/** The same, read as far as it can be, every item in its place: what refers to what is checked even where the shape is wrong. */
const LooseEntry = z.object({
  command: z.string().optional().catch(undefined),
  reveal: z.string().optional().catch(undefined),
  title: z.string().optional().catch(undefined),
  when: z.string().optional().catch(undefined),
  enabled: z.string().optional().catch(undefined),
  disabledReason: z.string().optional().catch(undefined),
});
type LooseEntry = z.infer<typeof LooseEntry>;
const looseList = <T extends z.ZodType>(item: T, empty: z.output<T>) => z.array(item.catch(() => empty)).catch([]);
const LooseItem = z.object({ id: z.string().optional().catch(undefined), when: z.string().optional().catch(undefined), in: z.string().catch('main') });
const noItem = { id: undefined, when: undefined, in: 'main' };
const looseMenu = looseList(LooseEntry.extend({ submenu: z.string().optional().catch(undefined), items: looseList(LooseEntry, {}) }), { items: [] });
const LooseManifest = z.object({
  id: z.string().catch(''),
  engines: z.object({ host: z.string().optional().catch(undefined) }).catch({}),
  main: z.unknown().optional(),
  browser: z.unknown().optional(),
  contributes: z
    .object({
      views: z.record(z.string(), looseList(LooseItem, noItem)).catch({}),
      patientReaders: looseList(LooseItem, noItem),
      commands: looseList(LooseItem, noItem),
      menus: z.record(z.string(), looseMenu).catch({}),
      contextKeys: z.record(z.string(), z.union([z.literal('boolean'), z.array(z.string())]).catch('boolean')).catch({}),
      configuration: z
        .record(
          z.string(),
          z
            .object({ type: z.string(), values: z.array(z.string()), default: z.unknown() })
            .partial()
            .catch({}),
        )
        .catch({}),
    })
    .catch({ views: {}, patientReaders: [], commands: [], menus: {}, contextKeys: {}, configuration: {} }),
});
type LooseManifest = z.infer<typeof LooseManifest>;
export type MenuEntry = z.infer<typeof Entry>;
export type MenuItem = Manifest['contributes']['menus']['patientForm/otherAction'][number];
export type ManifestSetting = z.infer<typeof Setting>;

/** One fault of a manifest, in the words of whoever installs it (French). `path`: a JSON path, `$.contributes.commands[0].id`. */
export interface ManifestFault {
  readonly path: string;
  readonly message: string;
}

/** Every fault at once, or the manifest. `hostVersion` is compared with `engines.host`. */
export function readManifest(
  json: unknown,
  hostVersion: string = HOST_API_VERSION,
): { readonly manifest: Manifest } | { readonly faults: readonly ManifestFault[] } {
  const parsed = Manifest.safeParse(json, { error: plainWords });
  const loose = LooseManifest.safeParse(json);
  const faults = [...(parsed.error?.issues ?? []), ...(loose.success ? crossChecks(loose.data, hostVersion) : [])].map(({ path, message }) => ({
    path: jsonPath(path),
    message,
  }));
  return parsed.success && faults.length === 0 ? { manifest: parsed.data } : { faults };
}

/** JSON Schema of the manifest, for editors. */
export const manifestJsonSchema = (): unknown => z.toJSONSchema(Manifest, { io: 'input' });

/** What starts the plugin: nobody lists these, they follow from `contributes`. */
export function activationEventsOf({ contributes: { views, commands, menus, patientReaders } }: Manifest): readonly string[] {
  const events = new Set<string>();
  if (views.patientForm.length || views.patientBand.length || views.localDocument.length || Object.values(menus).some((menu) => menu.length))
    events.add('patient.open');
  for (const view of [...views.visitColumn, ...views.page]) events.add(`view:${view.id}`);
  for (const command of commands) events.add(`command:${command.id}`);
  for (const reader of patientReaders) events.add(`patientReader:${reader.id}`);
  return [...events];
}

type Path = readonly (string | number)[];
type Fault = { readonly path: Path; readonly message: string };

const { gtr, satisfies, validRange } = semver;

function* crossChecks({ id, engines, main, browser, contributes }: LooseManifest, hostVersion: string): Generator<Fault> {
  const { views, commands, menus, configuration, contextKeys, patientReaders } = contributes;
  if (engines.host !== undefined) yield* hostRange(engines.host, hostVersion);
  yield* ids(id, contributes);
  for (const [key, setting] of Object.entries(configuration))
    if (setting.type === 'enum' && setting.values && !setting.values.some((value) => value === setting.default))
      yield { path: ['contributes', 'configuration', key, 'default'], message: 'ne figure pas dans values' };
  const types = { ...HOST_CONTEXT_KEYS, ...contextKeys };
  const patientForm = views['patientForm'] ?? [];
  for (const [slot, list] of Object.entries(views))
    for (const [index, view] of list.entries()) yield* condition(['contributes', 'views', slot, index, 'when'], view.when, types);
  const entry = function* (path: Path, item: LooseEntry): Generator<Fault> {
    if ((item.command === undefined) === (item.reveal === undefined)) yield { path, message: 'porte soit command, soit reveal' };
    if (item.command && !commands.some((command) => command.id === item.command))
      yield { path: [...path, 'command'], message: `aucune commande ${item.command}` };
    if (item.reveal && !patientForm.some((view) => view.id === item.reveal))
      yield { path: [...path, 'reveal'], message: `aucune vue ${item.reveal} dans patientForm` };
    if (item.reveal && !item.title) yield { path: [...path, 'title'], message: 'est nécessaire avec reveal' };
    if (item.enabled && !item.disabledReason) yield { path: [...path, 'disabledReason'], message: 'est nécessaire avec enabled' };
    yield* condition([...path, 'when'], item.when, types);
    yield* condition([...path, 'enabled'], item.enabled, types);
  };
  for (const [place, items] of Object.entries(menus))
    for (const [index, item] of items.entries()) {
      const path = ['contributes', 'menus', place, index];
      if (item.submenu === undefined) yield* entry(path, item);
      else {
        yield* condition([...path, 'when'], item.when, types);
        for (const [at, child] of item.items.entries()) yield* entry([...path, 'items', at], child);
      }
    }
  if (main === undefined && commands.some((command) => command.in === 'main'))
    yield { path: ['main'], message: 'est nécessaire : une commande tourne dans main' };
  if (main === undefined && patientReaders.length) yield { path: ['main'], message: 'est nécessaire : un lecteur de cartes de patient tourne dans main' };
  if (browser === undefined && (Object.values(views).some((list) => list.length) || commands.some((command) => command.in === 'browser')))
    yield { path: ['browser'], message: 'est nécessaire : les vues et les commandes de page y vivent' };
}

function* hostRange(range: string, hostVersion: string): Generator<Fault> {
  const path = ['engines', 'host'];
  if (!validRange(range) || !/^[\^~]?\d/.test(range)) yield { path, message: 'une plage dont la version majeure est fixée : ^1.2.0' };
  else if (!satisfies(hostVersion, range))
    yield { path, message: `demande un hôte ${range}, celui-ci est en ${hostVersion} : mettez à jour ${gtr(hostVersion, range) ? 'le plugin' : "l'hôte"}` };
}

/** Ids are unique and start with the plugin's. */
function* ids(pluginId: string, { views, commands, configuration, contextKeys, patientReaders }: LooseManifest['contributes']): Generator<Fault> {
  const seen = new Map<string, string>();
  const named = [
    ...Object.entries(views).flatMap(([slot, list]) => list.map((view, index) => ({ id: view.id, path: ['contributes', 'views', slot, index, 'id'] }))),
    ...commands.map((command, index) => ({ id: command.id, path: ['contributes', 'commands', index, 'id'] })),
    ...patientReaders.map((reader, index) => ({ id: reader.id, path: ['contributes', 'patientReaders', index, 'id'] })),
    ...Object.keys(configuration).map((key) => ({ id: key, path: ['contributes', 'configuration', key] })),
    ...Object.keys(contextKeys).map((key) => ({ id: key, path: ['contributes', 'contextKeys', key] })),
  ];
  for (const { id, path } of named) {
    if (id === undefined) continue;
    const owner = seen.get(id);
    if (owner) yield { path, message: `${id} est déjà l'identifiant de ${owner}` };
    if (!id.startsWith(`${pluginId}.`)) yield { path, message: `doit commencer par ${pluginId}.` };
    seen.set(id, jsonPath(path));
  }
}

function* condition(path: Path, text: string | undefined, types: ContextKeyTypes): Generator<Fault> {
  if (text === undefined) return;
  try {
    parseWhen(text, types);
  } catch (error) {
    if (!(error instanceof WhenError)) throw error;
    yield { path, message: error.message };
  }
}

const plainWords = (issue: { readonly code?: string | undefined }): string | undefined =>
  issue.code === 'invalid_union' ? "n'est ni une entrée (command ou reveal) ni un sous-menu" : undefined;

const jsonPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : /^[A-Za-z_]\w*$/.test(String(part)) ? `${text}.${String(part)}` : `${text}['${String(part)}']`,
    '$',
  );

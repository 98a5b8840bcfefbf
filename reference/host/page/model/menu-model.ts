import type { ContextValues } from '../../../../src/api/host.js';
import type { MenuEntry, MenuItem } from '../../../../src/api/manifest.js';
import { type ContextKeyValues, HOST_CONTEXT_KEYS, holds, parseWhen } from '../../../../src/api/when.js';
import type { PluginInfo } from '../../page-protocol.js';

export type HostAction = 'openSummary' | 'fetchFromInsured' | 'copyToInsured' | 'copyCoordinates' | 'pasteCoordinates' | 'openEnvelope';
export type DocumentAction = 'validateDocuments' | 'changeDocument';
/** What a plugin does for an entry of its. */
export type PluginTarget =
  | { readonly kind: 'command'; readonly pluginId: string; readonly commandId: string; readonly inBrowser: boolean }
  | { readonly kind: 'reveal'; readonly pluginId: string; readonly viewId: string };

export type MenuTarget = { readonly kind: 'host'; readonly action: HostAction } | { readonly kind: 'document'; readonly action: DocumentAction } | PluginTarget;

export interface MenuAction {
  readonly kind: 'action';
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  /** Leaves the application. */
  readonly external: boolean;
  /** Present: the entry is reachable but does nothing, for this reason. */
  readonly disabledReason?: string;
  readonly target: MenuTarget;
}
export interface Submenu {
  readonly kind: 'submenu';
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  readonly items: readonly MenuAction[];
}
export type MenuNode = MenuAction | Submenu | { readonly kind: 'separator'; readonly id: string };

/** What the menus of one form depend on. */
export interface MenuContext {
  readonly patientOpen: boolean;
  readonly insQualified: boolean;
  /** Values of each plugin's own keys, by plugin. */
  readonly values: Readonly<Record<string, ContextValues>>;
}

const NOT_NOW = 'Pas disponible pour ce patient.';

/** True for a plugin whose tabs, menus and columns belong on screen, even while it restarts. */
export const isActive = ({ enabled, state }: PluginInfo): boolean => enabled && state !== 'invalid' && state !== 'disabled';

/** *Autre action*, and the menu of documents: the host's entries, a line, then what each active plugin adds. */
export function menuOf(
  place: 'patientForm/otherAction' | 'localDocument/context',
  hostEntries: readonly MenuAction[],
  plugins: readonly PluginInfo[],
  context: MenuContext,
): readonly MenuNode[] {
  const added = plugins.filter(isActive).flatMap((plugin) => nodesOf(plugin, plugin.contributes?.menus[place] ?? [], context));
  return added.length ? [...hostEntries, { kind: 'separator', id: 'line' }, ...added] : hostEntries;
}

/** Entries at the end of the tab strip. */
export const tabStripEntries = (plugins: readonly PluginInfo[], context: MenuContext): readonly MenuAction[] =>
  plugins
    .filter(isActive)
    .flatMap((plugin) => nodesOf(plugin, plugin.contributes?.menus['patientForm/tabStrip'] ?? [], context))
    .filter((node) => node.kind === 'action');

/** True when the condition of a plugin's contribution holds. */
export function isShown(plugin: PluginInfo, when: string | undefined, context: MenuContext): boolean {
  if (when === undefined) return true;
  const types = { ...HOST_CONTEXT_KEYS, ...plugin.contributes?.contextKeys };
  const values: ContextKeyValues = { ...context.values[plugin.id], 'patient.open': context.patientOpen, 'patient.insQualified': context.insQualified };
  return holds(parseWhen(when, types), values);
}

function nodesOf(plugin: PluginInfo, items: readonly MenuItem[], context: MenuContext): readonly (MenuAction | Submenu)[] {
  return items
    .filter((item) => isShown(plugin, item.when, context))
    .flatMap((item, index): (MenuAction | Submenu)[] => {
      const id = `${plugin.id}-${index}`;
      if (!('submenu' in item)) return [actionOf(plugin, item, id, context)];
      const children = item.items.filter((child) => isShown(plugin, child.when, context)).map((child, at) => actionOf(plugin, child, `${id}-${at}`, context));
      return children.length ? [{ kind: 'submenu', id, title: item.submenu, icon: item.icon ?? plugin.icon, items: children }] : [];
    });
}

function actionOf(plugin: PluginInfo, entry: MenuEntry, id: string, context: MenuContext): MenuAction {
  const command = plugin.contributes?.commands.find((candidate) => candidate.id === entry.command);
  const isEnabled = isShown(plugin, entry.enabled, context);
  return {
    kind: 'action',
    id,
    title: entry.title ?? command?.title ?? '',
    icon: entry.icon ?? command?.icon ?? plugin.icon,
    external: entry.external ?? false,
    ...(isEnabled ? {} : { disabledReason: entry.disabledReason ?? NOT_NOW }),
    target: entry.reveal
      ? { kind: 'reveal', pluginId: plugin.id, viewId: entry.reveal }
      : { kind: 'command', pluginId: plugin.id, commandId: entry.command ?? '', inBrowser: command?.in === 'browser' },
  };
}

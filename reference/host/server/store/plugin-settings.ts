import type { Manifest, ManifestSetting } from '../../../../src/api/manifest.js';
import type { SettingValue } from '../../page-protocol.js';
import type { SettingScalar, SettingScalars } from '../plugins/plugin-protocol.js';
import { StartupError } from '../startup-error.js';
import type { PracticeDatabase } from './practice-database.js';

/** The values of the plugins' configuration: fixed on the command line, else set by the user, else the manifest's default. */
export class PluginSettings {
  private constructor(
    private readonly database: PracticeDatabase,
    private readonly fixed: SettingScalars,
    private readonly chosen: Map<string, SettingScalar>,
  ) {}

  static async open(database: PracticeDatabase, fixed: SettingScalars): Promise<PluginSettings> {
    const rows = await database.selectFrom('plugin_settings').selectAll().execute();
    return new PluginSettings(database, fixed, new Map(rows.map((row) => [row.key, JSON.parse(row.value) as SettingScalar])));
  }

  /** @throws StartupError a fixed value this manifest does not allow */
  check({ contributes }: Manifest): void {
    for (const [key, setting] of Object.entries(contributes.configuration)) {
      const value = this.fixed[key];
      const refusal = value === undefined ? null : refusalOf(setting, read(setting, value));
      if (refusal) throw new StartupError(`--set ${key}=${value}\u00a0: ${refusal}`);
    }
  }

  valuesOf({ contributes }: Manifest): SettingScalars {
    return Object.fromEntries(Object.entries(contributes.configuration).map(([key, setting]) => [key, this.value(key, setting)]));
  }

  list(manifest: Manifest): readonly SettingValue[] {
    return Object.entries(this.valuesOf(manifest)).map(([key, value]) => ({ pluginId: manifest.id, key, value, fixed: key in this.fixed }));
  }

  /** Null, or why the value is refused. */
  async change(manifest: Manifest, key: string, value: SettingScalar): Promise<string | null> {
    const setting = manifest.contributes.configuration[key];
    if (!setting) return 'Ce réglage n’existe pas.';
    if (key in this.fixed) return 'Cette valeur est fixée au démarrage\u00a0: elle ne se modifie pas ici.';
    const refusal = refusalOf(setting, value);
    if (refusal) return refusal;
    this.chosen.set(key, value);
    const text = JSON.stringify(value);
    await this.database
      .insertInto('plugin_settings')
      .values({ plugin_id: manifest.id, key, value: text })
      .onConflict((conflict) => conflict.columns(['plugin_id', 'key']).doUpdateSet({ value: text }))
      .execute();
    return null;
  }

  private value(key: string, setting: ManifestSetting): SettingScalar {
    const fixed = this.fixed[key];
    // A newer version of the plugin may refuse what an older one allowed.
    const candidates = [fixed === undefined ? undefined : read(setting, fixed), this.chosen.get(key)];
    return candidates.find((value) => value !== undefined && refusalOf(setting, value) === null) ?? setting.default;
  }
}

/** What the command line gives is text. */
function read(setting: ManifestSetting, value: SettingScalar): SettingScalar {
  if (typeof value !== 'string') return value;
  if (setting.type === 'integer' && /^-?\d+$/.test(value)) return Number(value);
  return setting.type === 'boolean' && /^(true|false)$/.test(value) ? value === 'true' : value;
}

function refusalOf(setting: ManifestSetting, value: SettingScalar): string | null {
  switch (setting.type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'La valeur attendue est oui ou non.';
    case 'enum':
      return typeof value === 'string' && setting.values.includes(value) ? null : `Les valeurs possibles sont\u00a0: ${setting.values.join(', ')}.`;
    case 'integer': {
      const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = setting;
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'La valeur attendue est un nombre entier.';
      if (value < minimum) return `La plus petite valeur possible est ${minimum}.`;
      return value > maximum ? `La plus grande valeur possible est ${maximum}.` : null;
    }
    case 'string':
      if (typeof value !== 'string' || value.length > 2000) return 'La valeur attendue est un texte.';
      return setting.pattern === undefined || new RegExp(setting.pattern).test(value) ? null : 'Ce texte n’a pas la forme attendue.';
  }
}

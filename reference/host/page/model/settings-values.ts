import type { ManifestSetting } from '../../../../src/api/manifest.js';

export type SettingScalar = string | number | boolean;

/** The typed text as a value of the setting, or why it is none. */
export function settingValueOf(setting: ManifestSetting, typed: string): { readonly value: SettingScalar } | { readonly fault: string } {
  switch (setting.type) {
    case 'boolean':
      return { value: typed === 'true' };
    case 'integer': {
      const value = Number(typed);
      if (!/^-?\d+$/.test(typed.trim())) return { fault: 'Un nombre entier est attendu.' };
      if (setting.minimum !== undefined && value < setting.minimum) return { fault: `La plus petite valeur possible est ${setting.minimum}.` };
      if (setting.maximum !== undefined && value > setting.maximum) return { fault: `La plus grande valeur possible est ${setting.maximum}.` };
      return { value };
    }
    case 'enum':
      return setting.values.includes(typed) ? { value: typed } : { fault: 'Choisissez une valeur de la liste.' };
    case 'string':
      return setting.pattern && !new RegExp(`^(?:${setting.pattern})$`, 'u').test(typed)
        ? { fault: 'Cette valeur n’a pas la forme attendue.' }
        : { value: typed };
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Texts = Readonly<Record<string, string>>;
const KEY = /^%([\w.-]+)%$/;

/** The texts of a plugin, `fr.json` and its sisters: what stands as `%key%` in the manifest is said in the user's language. */
export class PluginTexts {
  /** Why `fr.json` cannot be read. */
  readonly fault: string | undefined;
  private readonly languages = new Map<string, Texts>();

  constructor(private readonly folder: string | undefined) {
    if (!folder || !existsSync(folder)) return;
    try {
      this.textsIn('fr');
    } catch (error) {
      this.fault = `fr.json n'est pas un fichier de textes lisible\u00a0: ${(error as Error).message}`;
    }
  }

  /** Replaces every `%key%` in `value`, however deep: in that language, else in French, else the key itself. */
  resolve<T>(value: T, language: string): T {
    return this.walk(value, language) as T;
  }

  /** The text under `key`, in that language or in French; undefined when there is none. */
  find(key: string, language: string): string | undefined {
    return this.safeTextsIn(language)[key] ?? this.safeTextsIn('fr')[key];
  }

  private walk(value: unknown, language: string): unknown {
    if (typeof value === 'string') return this.text(value, language);
    if (Array.isArray(value)) return value.map((item) => this.walk(item, language));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.walk(item, language)]));
  }

  private text(text: string, language: string): string {
    const key = KEY.exec(text)?.[1];
    if (key === undefined) return text;
    return this.find(key, language) ?? key;
  }

  private safeTextsIn(language: string): Texts {
    try {
      return this.textsIn(language);
    } catch {
      return {};
    }
  }

  private textsIn(language: string): Texts {
    const known = this.languages.get(language);
    if (known || !this.folder || !/^[a-z]{2}$/.test(language)) return known ?? {};
    const file = join(this.folder, `${language}.json`);
    const texts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Texts) : {};
    this.languages.set(language, texts);
    return texts;
  }
}

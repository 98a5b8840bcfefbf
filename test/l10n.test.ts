import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../plugin.manifest.json';
import { ERROR_CODES } from '../src/api/plugin-error.js';
import en from '../src/l10n/en.json';
import fr from '../src/l10n/fr.json';

const sources = [
  'src/browser.ts',
  ...['src/views', 'src/browser', 'src/services/pdf'].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${folder}/${file}`),
  ),
].map((file) => readFileSync(file, 'utf8'));
const manifestKeys = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key ?? '');
/** Literals that look like keys, and templates that make keys: `record.${situation}.chip`. */
const named = sources.flatMap((source) => [...source.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+\d?)+)'/g)].map(([, key]) => key ?? ''));
const templates = sources
  .flatMap((source) => [...source.matchAll(/`([a-zA-Z]+\.[^`\s]*\$\{[^`\s]*)`/g)].map(([, template]) => template ?? ''))
  .map(
    (template) =>
      new RegExp(
        `^${template
          .split(/\$\{[^}]*\}/)
          .map(escapeForRegExp)
          .join('.+')}$`,
      ),
  );

test('French and English have the same keys', () => {
  expect(Object.keys(en)).toEqual(Object.keys(fr));
});

test('every text that the manifest names exists', () => {
  expect(manifestKeys.length).toBeGreaterThan(40);
  expect(manifestKeys.filter((key) => !(key in fr))).toEqual([]);
});

test('every way to fail has its sentence and its advice', () => {
  const needed = Object.keys(ERROR_CODES).flatMap((code) => [`error.${code}.title`, `error.${code}.advice`]);
  expect(needed.filter((key) => !(key in fr))).toEqual([]);
});

test('every key that a view asks for by name exists', () => {
  const asked = sources.flatMap((source) => [...source.matchAll(/\b(?:t|rich)\('([^']+)'/g)].map(([, key]) => key ?? ''));
  expect(asked.length).toBeGreaterThan(60);
  expect(asked.filter((key) => !(key in fr))).toEqual([]);
});

test('every text is used', () => {
  const isUsed = (key: string) => manifestKeys.includes(key) || named.includes(key) || templates.some((template) => template.test(key));
  expect(Object.keys(fr).filter((key) => !isUsed(key))).toEqual([]);
});

test('both languages have the same placeholders', () => {
  const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();
  const texts: Readonly<Record<string, string>> = en;
  expect(Object.entries(fr).filter(([key, text]) => places(text).join() !== places(texts[key] ?? '').join())).toEqual([]);
});

test('French is spaced and worded as the field expects', () => {
  const texts = Object.entries(fr);
  expect(texts.filter(([, text]) => / [:;?!»]|« |[^\s\u00a0\d/][;?!»]|«[^\u00a0]/.test(text))).toEqual([]);
  expect(texts.filter(([, text]) => /veuillez|oups|vous avez oublié/i.test(text))).toEqual([]);
});

test('the menu entries are those of the 2019 guide, in its words', () => {
  expect([fr['menu.webDmp'], fr['menu.dashboard'], fr['menu.recordHome'], fr['menu.administrativeData'], fr['menu.documents'], fr['menu.carePath']]).toEqual([
    'Accès au WEB DMP',
    'Tableau de bord',
    'Accueil DMP Patient',
    'Données administratives du patient',
    'Documents du patient',
    'Parcours de soins',
  ]);
  expect([fr['menu.accessHistory'], fr['menu.wishes'], fr['menu.createRecord'], fr['menu.settings']]).toEqual([
    'Historique des accès au DMP du patient',
    'Volontés et souhaits du patient',
    'Création du DMP',
    'Paramétrage',
  ]);
});

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { preparePki } from '../../../reference/cards/pki.js';
import { prepareReader } from '../../../reference/cards/reader.js';

// Keys and processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let data: string;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'card-command-'));
  await prepareReader(join(data, 'reader'), await preparePki(join(data, 'pki')));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

const run = (...args: readonly string[]) => {
  const script = join(import.meta.dirname, '../../../scripts/card.ts');
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8', timeout: 20_000 });
  return { status, said: (stdout + stderr).trim() };
};

describe('npm run card', () => {
  it('moves the card and says so in French', () => {
    expect(run('swap', '--data', data)).toEqual({ status: 0, said: 'cps-kine est maintenant dans « Lecteur virtuel 1 ».' });
    expect(run('remove', '--data', data)).toEqual({ status: 0, said: 'cps-kine est retirée.' });
    expect(run('insert', 'vitale', '--data', data)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(join(data, 'reader/reader.json'), 'utf8'))).toEqual({ readers: [{ name: 'Lecteur virtuel 1', card: 'vitale' }] });
    const { said, status } = run('list', '--data', data);
    expect(status).toBe(0);
    expect(said.split('\n')).toHaveLength(5);
    expect(said).toMatch(/^cps-kine +CPS de Marc KINE0310 +3 essais restants$/m);
    expect(said).toMatch(/^vitale +carte Vitale +dans « Lecteur virtuel 1 »$/m);
    expect(said).not.toContain('1234');
  });

  it('refuses with a code of its own: 1 what cannot be done, 2 what is no command', () => {
    expect(run('insert', 'inconnue', '--data', data)).toEqual({ status: 1, said: "Aucune carte ne s'appelle « inconnue »." });
    expect(run('list', '--data', join(data, 'vide'))).toMatchObject({ status: 1, said: expect.stringContaining('npm start') });
    expect(run('manger', '--data', data)).toMatchObject({ status: 2, said: expect.stringContaining("« manger » n'est pas une commande") });
    expect(run('--inconnu')).toMatchObject({ status: 2 });
  });
});

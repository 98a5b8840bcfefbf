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
    expect(run('insert', 'vitale-un', '--data', data)).toEqual({ status: 0, said: 'vitale-un est dans « Lecteur virtuel 2 ».' });
    expect(run('remove', 'vitale-un', '--data', data)).toEqual({ status: 0, said: 'vitale-un est retirée.' });
    expect(run('insert', 'vitale', '--reader', 'Lecteur virtuel 1', '--data', data)).toEqual({ status: 0, said: 'vitale est dans « Lecteur virtuel 1 ».' });
    expect(JSON.parse(readFileSync(join(data, 'reader/reader.json'), 'utf8'))).toEqual({
      readers: [
        { name: 'Lecteur virtuel 1', card: 'vitale' },
        { name: 'Lecteur virtuel 2', card: null },
      ],
    });
    const { said, status } = run('list', '--data', data);
    expect(status).toBe(0);
    expect(said.split('\n')).toHaveLength(11);
    expect(said).toMatch(/^cps-kine +CPS de Marc KINE0310 +3 essais restants$/m);
    expect(said).toMatch(/^vitale +carte Vitale de PAUL INS-FAMILLE-ONZE +dans « Lecteur virtuel 1 »$/m);
    expect(said).not.toContain('1234');
  });

  it('refuses with a code of its own: 1 what cannot be done, 2 what is no command', () => {
    expect(run('insert', 'inconnue', '--data', data)).toEqual({ status: 1, said: "Aucune carte ne s'appelle « inconnue »." });
    expect(run('list', '--data', join(data, 'vide'))).toMatchObject({ status: 1, said: expect.stringContaining('npm start') });
    expect(run('manger', '--data', data)).toMatchObject({ status: 2, said: expect.stringContaining("« manger » n'est pas une commande") });
    const list = '« Lecteur virtuel 1 », « Lecteur virtuel 2 »';
    expect(run('insert', 'cps-kine', '--reader', 'Lecteur 9', '--data', data)).toEqual({
      status: 1,
      said: `Aucun lecteur ne s'appelle « Lecteur 9 ». Lecteurs branchés : ${list}.`,
    });
  });

  it.each([
    [['manger'], "« manger » n'est pas une commande."],
    [['insert', '--lecteur', 'x'], "« --lecteur » n'est pas une option."],
    [['list', '-x'], "« -x » n'est pas une option."],
    [['insert', 'vitale', 'cps-kine'], '« cps-kine » est de trop.'],
    [['swap', 'cps-kine'], '« cps-kine » est de trop.'],
    [['remove', '--reader'], '« --reader » attend un nom.'],
  ])('names the word that is wrong: %j', (args, why) => {
    const { said, status } = run(...args);
    expect([status, said.split('\n')[0]]).toEqual([2, why]);
    expect(said).toContain('npm run card -- COMMANDE');
  });
});

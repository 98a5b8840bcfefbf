import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { processBelow } from '../../scripts/process-below.js';
import { dmpTabText, enterCode, openRecord, PIN, type Practice, sentence, startPractice } from './practice.js';

let practice: Practice;
let page: Page;
const frames: string[] = [];
beforeAll(async () => {
  practice = await startPractice();
  page = await practice.open();
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(String(payload)));
    socket.on('framereceived', ({ payload }) => frames.push(String(payload)));
  });
  await openDmpTab('p01');
  await enterCode(page);
  await sentence(page, openRecord).waitFor();
});
afterAll(() => practice?.stop());
// A test that failed leaves no fault to the next one.
afterEach(() => practice.control({ reset: true }));

async function openDmpTab(patientId: string): Promise<void> {
  await page.goto(new URL(`/patients/${patientId}`, practice.url).href);
  await page.getByRole('tab', { name: 'DMP' }).click();
}
const panel = (): Promise<string> => dmpTabText(page);
const refresh = (): Promise<void> => page.getByRole('button', { name: 'Actualiser le statut' }).click();

function processOf(words: RegExp): number {
  const pid = processBelow(practice.starter.pid ?? 0, words);
  if (pid === undefined) throw new Error(`no process ${words}`);
  return pid;
}

describe('a DMP that misbehaves gets a clear message, keeps the last status, and recovers', () => {
  test.each(['cut', 'http500', 'soapFault', 'garbage', 'doctype', 'huge', 'wrongRelatesTo', 'truncated', 'unknownHl7', 'clock', 'threshold'])(
    '%s',
    async (fault) => {
      await openDmpTab('p01');
      await sentence(page, openRecord).waitFor();
      await practice.control({ fault });
      await refresh();
      await page.getByText('Détail technique pour le support').waitFor();
      const text = await panel();
      expect(text).toContain('Le DMP du patient est ouvert');
      expect(text).not.toMatch(/undefined|\[object|error\.\w/);
      await practice.control({ reset: true });
      await refresh();
      await expect.poll(panel).toMatch(/Vérifié à l.instant/);
      await expect.poll(panel).not.toMatch(/Détail technique/);
    },
  );

  test('3 s slow: the tab says that it is asking, nothing freezes', async () => {
    await practice.control({ latencyMs: 3000 });
    await openDmpTab('p10');
    await page
      .getByText(/Interrogation du DMP|Vérification/)
      .first()
      .waitFor();
    const before = Date.now();
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('tab', { name: 'Notes', selected: true }).waitFor();
    expect(Date.now() - before).toBeLessThan(1500);
    await page.getByRole('tab', { name: 'DMP' }).click();
    await expect.poll(panel, { timeout: 15_000 }).toContain('Le DMP du patient est ouvert');
    await practice.control({ reset: true });
  });
});

describe('processes that die or hang are replaced', () => {
  test('the plugin killed: the tab says so, the form stays usable, and it comes back', async () => {
    await openDmpTab('p01');
    await sentence(page, openRecord).waitFor();
    process.kill(processOf(/plugin-process\.js$/), 'SIGKILL');
    await page
      .getByText(/s.est arrêtée/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('tab', { name: 'DMP' }).click();
    await expect.poll(panel, { timeout: 20_000 }).toMatch(/Code porteur|Le DMP du patient est ouvert/);
    await enterCode(page);
    await sentence(page, openRecord).waitFor();
  });

  test.each([
    ['killed', 'SIGKILL'],
    ['hanging', 'SIGSTOP'],
  ] as const)('the card agent %s', async (_, signal) => {
    await openDmpTab('p01');
    await sentence(page, openRecord).waitFor();
    process.kill(processOf(/card-agent\.js$/), signal);
    await expect.poll(panel, { timeout: 30_000 }).toMatch(/Code porteur/);
    await enterCode(page);
    await sentence(page, openRecord).waitFor();
    await expect.poll(panel).toMatch(/CPS de/);
  });
});

test('the card removed while a call runs ends the session; the last status stays as such', async () => {
  await practice.control({ latencyMs: 4000 });
  await openDmpTab('p01');
  await refresh();
  await practice.card('remove');
  await sentence(page, 'La carte a été retirée').waitFor();
  expect(await panel()).toContain('Le DMP du patient était ouvert');
  await practice.control({ reset: true });
  await practice.card('insert', 'cps-infirmiere');
  await enterCode(page);
  await expect.poll(panel).toMatch(/Vérifié/);
});

test('another professional sees nothing of what the first was told', async () => {
  await openDmpTab('p01');
  await expect.poll(panel).toContain('Le DMP du patient est ouvert');
  await practice.card('swap');
  await expect.poll(panel).toMatch(/KINE0310/);
  expect(await panel()).not.toContain("l'autorisation d'accéder");
  await practice.card('insert', 'cps-infirmiere');
  // A code typed for the card before is not tried on this one.
  await expect.poll(panel).toMatch(/INFIRMIER0212/);
  await enterCode(page);
  await sentence(page, openRecord).waitFor();
});

test('two windows on two patients, and a patient switched while a call runs, never show the other', async () => {
  await practice.control({ latencyMs: 1000 });
  const other = await practice.open('/patients/p02');
  await openDmpTab('p05');
  await other.getByRole('tab', { name: 'DMP' }).click();
  await page.goto(new URL('/patients/p06', practice.url).href);
  await page.getByRole('tab', { name: 'DMP' }).click();
  await expect.poll(panel, { timeout: 15_000 }).toContain('Le patient ne souhaite pas');
  expect(await panel()).not.toContain('fermé');
  await expect.poll(() => dmpTabText(other), { timeout: 15_000 }).toMatch(/n.est pas encore créé/);
  await other.context().close();
  await practice.control({ reset: true });
});

test('a foreign page, a foreign host name and a socket without the token are refused', async () => {
  const { port } = new URL(practice.url);
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, path: '/', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', reject);
      call.end();
    });
  expect(await status({})).toBe(200);
  expect(await status({ origin: 'https://example.test' })).toBe(403);
  expect(await status({ host: 'cabinet.example.test' })).toBe(403);
  const refused = (options: { origin?: string; protocols: string[] }): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, options.protocols, { ...(options.origin && { origin: options.origin }) });
      socket.on('open', () => resolve('open'));
      socket.on('error', () => resolve('refused'));
    });
  expect(await refused({ origin: practice.url.replace(/\/$/, ''), protocols: ['practice.v1', 'not-the-token'] })).toBe('refused');
  expect(await refused({ origin: 'https://example.test', protocols: ['practice.v1'] })).toBe('refused');
});

test('an unknown patient is said plainly', async () => {
  const stranger = await practice.open('/patients/inconnu');
  await stranger
    .getByText(/introuvable|n.existe pas|inconnu/i)
    .first()
    .waitFor();
  await stranger.context().close();
});

test('the code is on no boundary and in no file; logs name no patient', () => {
  const pinAlone = new RegExp(`"${PIN}"|[^0-9]${PIN}[^0-9]`);
  expect(frames.length).toBeGreaterThan(20);
  for (const frame of frames) expect(frame).not.toMatch(new RegExp(`"(pin|code)"\\s*:\\s*"${PIN}"|"${PIN}"`));
  const files = readdirSync(practice.data, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  for (const file of files) {
    const text = readFileSync(join(file.parentPath, file.name)).toString('latin1');
    if (/\.log$/.test(file.name)) {
      expect(text).not.toMatch(/DESMAUX|INS-FAMILLE|2550699|2 55 06|899900021212|INFIRMIER0212/);
      expect(text).not.toMatch(pinAlone);
    }
    // What the plugin keeps names nobody in clear.
    if (file.parentPath.includes('storage')) expect(text).not.toMatch(/DESMAUX|255069999999934|INFIRMIER0212/);
  }
  expect(practice.output()).not.toMatch(/DESMAUX|INS-FAMILLE|2550699/);
});

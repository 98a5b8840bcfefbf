import { Readable } from 'node:stream';
import { firstValueFrom } from 'rxjs';
import { beforeEach, expect, test } from 'vitest';
import type { CardState, DiagnosticLine } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import type { WorkstationFacts } from '../../src/hardware/workstation.js';
import { DiagnosticService } from '../../src/services/diagnostic-service.js';
import { FakeIdentity, LOCKED, UNLOCKED } from '../fakes/fake-identity.js';

const NOW = Date.parse('2026-11-24T14:35:00Z');
const DAY = 24 * 3600 * 1000;
const certificate = (use: 'signature' | 'authentication', days: number) => ({ use, holder: 'Léa INFIRMIER0212', validUntil: NOW + days * DAY });
const CRYPTOLIB = { path: '/opt/santesocial/CPS/lib/libcps3_pkcs11_lux.so', name: 'Cryptolib CPS', version: '5.2' };
const FACTS: WorkstationFacts = {
  means: 'card',
  pcsc: 'running',
  vitale: 'interface',
  readers: [{ name: 'Lecteur 1', holds: 'cps' }],
  module: CRYPTOLIB,
  modules: [CRYPTOLIB.path],
  certificates: [certificate('authentication', 600), certificate('signature', 600)],
  tls: 'engine',
};

let identity: FakeIdentity;
let facts: WorkstationFacts | PluginError;
let now: number;
beforeEach(() => {
  identity = new FakeIdentity(LOCKED);
  facts = FACTS;
  now = NOW;
});
async function diagnose(): Promise<readonly DiagnosticLine[]> {
  const workstation = {
    facts: async () => {
      if (facts instanceof PluginError) throw facts;
      return facts;
    },
  };
  const service = new DiagnosticService(
    workstation,
    identity,
    () => 'https://dmp.invalid/soap',
    () => now,
  );
  await service.run();
  return (await firstValueFrom(service.state$)).lines;
}
const said = (lines: readonly DiagnosticLine[]): readonly string[] => lines.map(({ says }) => says);
/** The DMP answers, at this second of its own. */
function answerAt(date: string): void {
  identity.become(UNLOCKED);
  identity.exchange = async ({ body }) => {
    body.resume();
    return { status: 500, headers: { date }, body: Readable.from([]) };
  };
}

test('a workstation where all is well has nothing to correct, and asks the DMP only with an open card', async () => {
  let asked = 0;
  const { exchange } = identity;
  identity.exchange = (request) => {
    asked += 1;
    return exchange.call(identity, request);
  };
  const lines = await diagnose();
  expect(lines.filter(({ verdict }) => verdict === 'wrong' || verdict === 'watch')).toEqual([]);
  expect([said(lines).slice(-2), asked]).toEqual([['dmp.unread', 'clock.unread'], 0]);
  answerAt('Tue, 24 Nov 2026 14:35:00 GMT');
  expect((await diagnose()).every(({ verdict }) => verdict === 'ok')).toBe(true);
});

test.each([
  ['Tue, 24 Nov 2026 14:28:50 GMT', 'clock.ahead', ['6', '10']],
  ['Tue, 24 Nov 2026 14:41:00 GMT', 'clock.behind', ['6', '0']],
  ['Tue, 24 Nov 2026 14:33:00 GMT', 'clock.right', []],
  ['', 'clock.unread', []],
])('a DMP whose clock says "%s" makes ours %s', async (date, says, values) => {
  answerAt(date);
  expect((await diagnose()).at(-1)).toMatchObject({ says, values });
});

test('a DMP that is not reached is told with the words of its error, and its code for support', async () => {
  identity.become(UNLOCKED);
  identity.exchange = async () => {
    throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } });
  };
  expect(await diagnose()).toContainEqual({
    says: 'dmp.failed',
    verdict: 'wrong',
    values: [],
    error: 'dmp.unreachable',
    detail: 'dmp.unreachable ECONNREFUSED dmp.invalid',
  });
});

test.each([
  [59, 'watch', 'signature.soon'],
  [60, 'ok', 'signature.valid'],
  [-1, 'wrong', 'signature.expired'],
] as const)('a certificate that ends in %i days is to %s', async (days, verdict, says) => {
  facts = { ...FACTS, certificates: [certificate('signature', days)] };
  expect((await diagnose()).find(({ says: one }) => one.startsWith('signature'))).toMatchObject({ says, verdict });
});

test.each([
  [{ readers: 'card.noPcsc' }, 'readers.failed', 'wrong'],
  [{ pcsc: 'stopped', readers: 'card.noPcsc' }, 'service.stopped', 'wrong'],
  [{ pcsc: 'unseen' }, 'service.unseen', 'watch'],
  [{ vitale: 'card' }, 'vitale.card', 'watch'],
  [{ vitale: 'simulated' }, 'vitale.simulated', 'ok'],
  [{ readers: [] }, 'readers.none', 'wrong'],
  [{ readers: [{ name: 'Lecteur 1', holds: 'vitale' }] }, 'readers.noCard', 'watch'],
  [{ readers: [{ name: 'Lecteur 1', holds: 'unreadable' }] }, 'readers.unreadable', 'wrong'],
  [{ module: 'card.noModule' }, 'module.failed', 'wrong'],
  [{ module: { ...CRYPTOLIB, name: 'OpenSC smartcard framework' } }, 'module.opensc', 'watch'],
  [{ modules: [CRYPTOLIB.path, '/usr/lib/opensc-pkcs11.so'] }, 'module.several', 'watch'],
  [{ tls: undefined }, 'key.none', 'wrong'],
  [{ certificates: [] }, 'certificates.unread', 'unchecked'],
] as const)('%j is said: %s', async (change, says, verdict) => {
  facts = { ...FACTS, ...change } as WorkstationFacts;
  expect(await diagnose()).toContainEqual(expect.objectContaining({ says, verdict }));
});

test('a file that signs in place of the card is said', async () => {
  answerAt('Tue, 24 Nov 2026 14:35:00 GMT');
  identity.become({ ...UNLOCKED, hasSoftwareSignature: true } as CardState);
  expect(said(await diagnose())).toContain('signing.file');
});

test('an access to the card that does not answer is one line', async () => {
  facts = new PluginError('agent.unavailable');
  expect((await diagnose())[0]).toMatchObject({ says: 'agent.failed', error: 'agent.unavailable' });
});

test('a software card and the certificates of a structure need no module', async () => {
  for (const means of ['softwareCard', 'structure'] as const) {
    facts = { means, readers: [{ name: 'Lecteur virtuel 1', holds: 'cps' }], modules: [], certificates: [], tls: 'memory' };
    expect(said(await diagnose()).filter((says) => says.startsWith('module') || says.startsWith('key'))).toEqual([]);
  }
});

test.each([
  '/opt/cps/module.so',
  '/home/INFIRMIER/module.so',
  '/Users/Léa INFIRMIER/module.dylib',
  'C:\\Users\\INFIRMIER.CABINET\\module.dll',
  'c:/users/Léa/module.dll',
])('no detail, which is what support is given, names anybody (module at %s)', async (path) => {
  answerAt('Tue, 24 Nov 2026 14:35:00 GMT');
  facts = { ...FACTS, module: CRYPTOLIB, modules: [path, CRYPTOLIB.path] };
  const others = (await diagnose()).map(({ detail }) => detail).join('\n');
  facts = { ...FACTS, module: { ...CRYPTOLIB, path } };
  const details = (await diagnose()).map(({ detail }) => detail).join('\n');
  for (const report of [others, details]) {
    expect(report).toMatch(/(~|cps)[/\\]module/);
    expect(report).not.toMatch(/INFIRMIER|Léa|CABINET|8999/);
  }
});

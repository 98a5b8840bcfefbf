import { readdirSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CARDS } from '../../../reference/cards/card-catalogue.js';
import { forgedCredentials } from '../../../reference/cards/wrong-credentials.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../reference/dmp-simulator/simulator.js';
import { type Fault, QUIET } from '../../../reference/dmp-simulator/state.js';
import { CALLS } from './calls.js';
import { OPEN, type SimulatorBench, startBench } from './simulator-bench.js';
import { ask, type Breaks, cardOf, type HttpAnswer, post } from './td02-request.js';

const NEVER_CLOSED = '173089999900138';
const TEST_DOMAIN = '1.2.250.1.213.1.4.10';

let bench: SimulatorBench;
beforeAll(async () => {
  bench = await startBench({ withData: true });
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

/** Another one of the same authority, asked by the same nurse. */
async function withSimulator(
  options: Partial<SimulatorOptions>,
  use: (another: Simulator, askIt: (breaks?: Breaks) => Promise<HttpAnswer>) => Promise<void>,
): Promise<void> {
  const another = await startSimulator({ pkiFolder: bench.pki.folder, ...options });
  try {
    await use(another, (breaks) => ask({ ...bench.question, baseUrl: another.soapBaseUrl }, bench.nurse, bench.trusted, breaks));
  } finally {
    await another.close();
  }
}

const withFault = (fault: Fault) => {
  bench.simulator.state.controls.fault = fault;
  return bench.ask();
};

describe('the line to the simulator', () => {
  it('is refused without a certificate, with the signature certificate, and with one of another authority', async () => {
    const nurse = CARDS['cps-infirmiere'];
    if (nurse?.kind !== 'cps') throw new Error('the nurse has no card');
    const forged = cardOf(await forgedCredentials(bench.pki, nurse.holder, Date.now()));
    const signature = { key: bench.nurse.signatureKeyPem, cert: bench.nurse.signatureCertificatePem };
    for (const tls of [{}, forged.tls, signature]) {
      await expect(post(`${bench.question.baseUrl}/patients`, { ...tls, ca: bench.trusted }, Buffer.from('x'), {})).rejects.toThrow();
    }
    expect(bench.simulator.refusals).toEqual([]);
    expect(await bench.ask()).toMatchObject({ status: 200 });
  });

  it('shows a server certificate good for the loopback, of the authority clients trust', async () => {
    const url = `${bench.question.baseUrl.replace('127.0.0.1', 'localhost')}/patients`;
    const tls = { ...bench.nurse.tls, ca: bench.trusted };
    expect(await post(url, tls, Buffer.from('x'), {})).toMatchObject({ status: 415 });
    await expect(post(url, bench.nurse.tls, Buffer.from('x'), {})).rejects.toThrow(/certificate/);
  });
});

describe('faults', () => {
  it('cut: the line drops in the middle of the answer', async () => {
    await expect(withFault('cut')).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });

  it('http500, garbage, truncated: what comes is no SOAP', async () => {
    expect(await withFault('http500')).toMatchObject({ status: 500, headers: { 'content-type': 'text/html; charset=UTF-8' } });
    expect((await withFault('garbage')).body).not.toContain('Envelope');
    const { body } = await withFault('truncated');
    expect(body).toContain('<soap:Envelope');
    expect(body).not.toContain('</soap:Envelope>');
  });

  it('soapFault, unknownHl7, threshold: refusals in their layers', async () => {
    expect(await withFault('soapFault')).toMatchObject({ status: 500, body: expect.stringContaining('<soap:Value>soap:Receiver</soap:Value>') });
    expect((await withFault('unknownHl7')).body).toMatch(/typeCode="AE">.*<code code="DMPCodeInconnu"\/>.*<queryResponseCode code="AE"\/>/);
    expect((await withFault('threshold')).body).toMatch(/typeCode="AE">.*<code code="DMPAccessDeniedByExcededThreshold"\/>/);
    expect(bench.simulator.state.traces).toEqual([]);
  });

  it('doctype and wrongRelatesTo: a good answer but for that', async () => {
    expect((await withFault('doctype')).body).toMatch(/^<\?xml[^>]*\?><!DOCTYPE .*typeCode="AA"/s);
    expect((await withFault('wrongRelatesTo')).body).toMatch(/<RelatesTo [^>]*>urn:uuid:00000000-0000-4000-8000-000000000000</);
  });

  it('huge: 50 MB', async () => {
    const { body } = await withFault('huge');
    expect(body.length).toBeGreaterThan(50 * 1024 * 1024);
    expect(body.slice(-16)).toBe('</soap:Envelope>');
  });

  it('hang: no answer until the caller gives up or the simulator closes', async () => {
    await withSimulator({}, async (another, askIt) => {
      another.state.controls.fault = 'hang';
      const asked = askIt();
      expect(await Promise.race([asked.catch(() => 'closed'), wait(300, 'still waiting')])).toBe('still waiting');
      const closed = expect(asked).rejects.toThrow();
      await another.close();
      await closed;
    });
  });

  it('clock: an hour ahead, a fresh assertion is too old and the Date header says why', async () => {
    const { body, headers } = await withFault('clock');
    expect(body).toContain('Le VIHF est expiré ou pas encore valide');
    expect(Date.parse(String(headers['date'])) - Date.now()).toBeGreaterThan(3_500_000);
    expect(bench.simulator.refusals.at(-1)).toBe('fresh IssueInstant');
  });

  it('latency delays an answer, and only that', async () => {
    await bench.ask();
    bench.simulator.state.controls.latencyMs = 400;
    const before = performance.now();
    expect(await bench.ask()).toMatchObject({ status: 200 });
    expect(performance.now() - before).toBeGreaterThan(390);
  });
});

describe('the wire log', () => {
  it('holds every exchange, byte for byte, numbered through restarts', async () => {
    const wire = join(bench.folder, 'wire');
    const sent: Buffer[] = [];
    const answered: string[] = [];
    const keep = (body: Buffer): Buffer => {
      sent.push(body);
      return body;
    };
    await withSimulator({ wireLogFolder: wire }, async (_, askIt) => {
      answered.push((await askIt({ bytes: keep })).body);
      answered.push((await askIt({ bytes: keep, body: (xml) => xml.replace('"TEST_EXST"', '"FERM"') })).body);
    });
    expect(readdirSync(wire).sort()).toEqual(['0001-TD0.2-request.xml', '0001-TD0.2-response.xml', '0002-TD0.2-request.xml', '0002-TD0.2-response.xml']);
    expect([1, 2].map((number) => readFileSync(join(wire, `000${number}-TD0.2-request.xml`)))).toEqual(sent);
    expect([1, 2].map((number) => readFileSync(join(wire, `000${number}-TD0.2-response.xml`), 'utf8'))).toEqual(answered);

    await withSimulator({ wireLogFolder: wire }, async (_, askIt) => void (await askIt()));
    expect(readdirSync(wire)).toContain('0003-TD0.2-response.xml');
  });

  it('names each exchange by its transaction', async () => {
    const wire = join(bench.folder, 'wire-by-transaction');
    await withSimulator({ wireLogFolder: wire }, async (_, askIt) => {
      for (const call of [CALLS.add, CALLS.list(), CALLS.create(), CALLS.channel('AJOUT'), CALLS.renew]) await askIt({ question: { call } });
      await askIt({ bytes: () => Buffer.from('<') });
    });
    expect(readdirSync(wire).filter((name) => name.endsWith('request.xml'))).toEqual(
      ['TD0.3', 'TD1.6', 'TD1.5a', 'TD1.5b', 'TD1.5d', 'unknown'].map((td, index) => `000${index + 1}-${td}-request.xml`),
    );
  });
});

describe('the state', () => {
  it('keeps changed records through a restart, and forgets them on reset', async () => {
    const { state } = bench.simulator;
    const record = state.findRecord(NEVER_CLOSED, TEST_DOMAIN);
    if (!record) throw new Error('no record');
    state.putRecord({ ...record, status: 'terminated', closing: { date: '2026-11-01', reason: 'FERMETURE_DEMANDE_PATIENT' } });

    await withSimulator({ dataFolder: join(bench.folder, 'data') }, async ({ state: restarted }) => {
      expect(restarted.findRecord(NEVER_CLOSED, TEST_DOMAIN)?.closing?.date).toBe('2026-11-01');
      expect(restarted.findRecord(OPEN, TEST_DOMAIN)?.status).toBe('active');
      restarted.reset();
    });
    await withSimulator({ dataFolder: join(bench.folder, 'data') }, async ({ state: forgetful }) => {
      expect(forgetful.findRecord(NEVER_CLOSED, TEST_DOMAIN)?.status).toBe('active');
    });
  });

  it('knows a matricule in its domain alone', () => {
    expect(bench.simulator.state.findRecord(OPEN, '1.2.250.1.213.1.4.8')).toBeUndefined();
  });
});

describe('the controls', () => {
  const turn = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${bench.simulator.webBaseUrl}/controle`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('turn latency and fault, and reset both', async () => {
    expect(await (await turn({ latencyMs: 5, fault: 'garbage' })).json()).toMatchObject({ simulateur: true, controls: { latencyMs: 5, fault: 'garbage' } });
    expect(bench.simulator.state.controls).toEqual({ ...QUIET, latencyMs: 5, fault: 'garbage', withdrawn: false });
    expect(await (await turn({ fault: 'none' })).json()).toMatchObject({ controls: { latencyMs: 5, fault: 'none' } });
    await turn({ reset: true });
    expect(bench.simulator.state.controls).toEqual(QUIET);
  });

  it('play a scenario, told by its name', async () => {
    expect(await (await turn({ scenario: 'noRecord' })).json()).toMatchObject({
      scenario: 'noRecord',
      scenarios: expect.arrayContaining(['demonstration', 'allClosed']),
    });
    expect(bench.simulator.state.records).toEqual([]);
    expect((await turn({ scenario: 'nobody' })).status).toBe(400);
    await turn({ reset: true });
    expect(bench.simulator.state.scenario).toBe('demonstration');
  });

  it('obey the pages of the simulator and programs, no other page', async () => {
    const { webBaseUrl } = bench.simulator;
    expect((await turn({ fault: 'hang' }, { origin: 'https://ailleurs.example' })).status).toBe(403);
    expect((await turn({ fault: 'hang' }, { origin: 'null' })).status).toBe(403);
    expect(bench.simulator.state.controls.fault).toBe('none');
    expect((await turn({ fault: 'hang' }, { origin: webBaseUrl })).status).toBe(200);
  });

  it('turn the national system of today on and off', async () => {
    expect(await (await turn({ withdrawn: true })).json()).toMatchObject({ controls: { latencyMs: 0, fault: 'none', withdrawn: true } });
    await turn({ fault: 'garbage' });
    expect(bench.simulator.state.controls).toEqual({ ...QUIET, latencyMs: 0, fault: 'garbage', withdrawn: true });
    await turn({ withdrawn: false });
    expect(bench.simulator.state.controls.withdrawn).toBe(false);
  });

  it('refuse what they do not know', async () => {
    for (const body of [{ fault: 'fire' }, { latencyMs: -1 }, { latencyMs: '3' }, { latencyMs: 1e9 }, { colour: 'blue' }, { withdrawn: 'yes' }, [], 'none'])
      expect((await turn(body)).status).toBe(400);
    expect(bench.simulator.state.controls).toEqual(QUIET);
  });

  it('are not reached under another host name', async () => {
    const { hostname, port } = new URL(bench.simulator.webBaseUrl);
    const status = await new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path: '/etat', headers: { host: 'simulateur.example' } }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('tell how it stands without naming anybody', async () => {
    let text = '';
    await withSimulator({}, async ({ webBaseUrl }, askIt) => {
      await askIt();
      await askIt({ question: { structureId: '10B0000000' } });
      text = await (await fetch(`${webBaseUrl}/etat`)).text();
    });
    expect(JSON.parse(text)).toMatchObject({ exchanges: 2, accesses: 1, refusals: ['known structure'] });
    for (const datum of [OPEN, 'DESMAUX', '899900021212', 'INFIRMIER0212', '1234']) expect(text).not.toContain(datum);
  });
});

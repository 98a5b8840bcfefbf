import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DEMO_PIN, PROFESSIONAL_CARDS } from '../cards/card-catalogue.js';
import { type Clock, preparePki } from '../cards/pki.js';
import { registerControls } from './controls.js';
import { DmpState } from './dmp-state.js';
import { registerParameterFile } from './parameter-file.js';
import { ReplayGuard } from './replay-guard.js';
import { TOLERANCE_MS, type World } from './rule.js';
import { createSoapServer } from './soap-server.js';
import type { Scenario, SimulatorState } from './state.js';
import { registerWebSite } from './web/web-site.js';
import { createWebServer } from './web-server.js';
import { WireLog } from './wire-log.js';

export interface SimulatorOptions {
  readonly pkiFolder: string;
  /** Where changed records and access traces are kept; absent: nowhere. */
  readonly dataFolder?: string | undefined;
  readonly latencyMs?: number | undefined;
  readonly scenario?: Scenario | undefined;
  /** As the national system is today: TD1.1, TD1.2 and TD1.5 are refused. */
  readonly withdrawn?: boolean | undefined;
  readonly wireLogFolder?: string | undefined;
  /** 0 or absent: a free one. */
  readonly soapPort?: number | undefined;
  readonly webPort?: number | undefined;
  readonly clock?: Clock | undefined;
}

export interface Simulator {
  readonly soapBaseUrl: string;
  readonly webBaseUrl: string;
  readonly state: SimulatorState;
  /** Names of the rules that refused, in order. */
  readonly refusals: readonly string[];
  close(): Promise<void>;
}

/** What the fault `clock` adds. */
const WRONG_CLOCK_MS = 3_600_000;
/** An id is remembered longer than its assertion stays fresh on either side. */
const REPLAY_WINDOW_MS = 2 * TOLERANCE_MS + 60_000;
const MOST_REFUSALS = 1_000;

/** Starts a simulated DMP on the loopback: the services over HTTPS, the Web-PS site over HTTP. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const pki = await preparePki(options.pkiFolder);
  const read = (name: string): string => readFileSync(join(options.pkiFolder, name), 'utf8');
  const state = new DmpState(options.dataFolder, {
    ...(options.latencyMs && { latencyMs: options.latencyMs }),
    ...(options.scenario && { scenario: options.scenario }),
    ...(options.withdrawn && { withdrawn: true }),
  });
  const clock = options.clock ?? Date.now;
  const refusals: string[] = [];
  let exchanges = 0;
  let soapBaseUrl = '';

  const world: World = {
    now: () => clock() + (state.controls.fault === 'clock' ? WRONG_CLOCK_MS : 0),
    state,
    get soapBaseUrl() {
      return soapBaseUrl;
    },
    persons: new X509Certificate(pki.persons.certificatePem),
    organisations: new X509Certificate(pki.organisations.certificatePem),
    messageIds: new ReplayGuard(REPLAY_WINDOW_MS),
    assertionIds: new ReplayGuard(REPLAY_WINDOW_MS),
  };
  const soap = createSoapServer({
    key: read('server.key.pem'),
    certificates: read('server.crt.pem'),
    trusted: read('trusted-by-server.pem'),
    world,
    wireLog: options.wireLogFolder ? new WireLog(options.wireLogFolder) : undefined,
    onExchange: (verdict) => {
      exchanges += 1;
      if (verdict) refusals.push(verdict.rule);
      if (refusals.length > MOST_REFUSALS) refusals.shift();
    },
  });
  soap.listen(options.soapPort ?? 0, '127.0.0.1');
  await once(soap, 'listening');
  soapBaseUrl = `https://127.0.0.1:${(soap.address() as AddressInfo).port}/si-dmp-server/v2/services`;

  const web = createWebServer();
  const close = async (): Promise<void> => {
    const closed = once(soap, 'close');
    soap.close();
    soap.closeAllConnections();
    await Promise.all([closed, web.close()]);
  };
  try {
    registerControls(web, state, () => ({ exchanges, refusals }));
    registerParameterFile(web, state);
    await registerWebSite(web, { world, pin: DEMO_PIN, cards: PROFESSIONAL_CARDS });
    const webBaseUrl = await web.listen({ port: options.webPort ?? 0, host: '127.0.0.1' });
    return { soapBaseUrl, webBaseUrl, state, refusals, close };
  } catch (error) {
    await close();
    throw error;
  }
}

import { parseArgs } from 'node:util';
import { startSimulator } from './simulator.js';
import { SCENARIOS, type Scenario } from './state.js';

/** Process of the simulated DMP. Its parent is told where it listens; it ends with its parent. */

const USAGE =
  'reference/dmp-simulator/main.ts --data DOSSIER --pki DOSSIER [--latency MS] [--scenario NOM] [--withdrawn] [--wire-log DOSSIER] [--soap-port N] [--web-port N]';

// Also while it is still starting.
process.once('disconnect', () => process.exit(0));

const { values } = readArguments();
if (!values.pki) refuse();

try {
  const simulator = await startSimulator({
    pkiFolder: values.pki,
    dataFolder: values.data,
    latencyMs: wholeNumber(values.latency, 600_000),
    scenario: scenarioOf(values.scenario),
    withdrawn: values.withdrawn,
    wireLogFolder: values['wire-log'],
    soapPort: wholeNumber(values['soap-port'], 65_535),
    webPort: wholeNumber(values['web-port'], 65_535),
  });
  const stop = (): void => void simulator.close().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`Simulateur du DMP : ${simulator.webBaseUrl} (services : ${simulator.soapBaseUrl}). Rien ne part vers le DMP national.`);
  process.send?.({ kind: 'ready', soapBaseUrl: simulator.soapBaseUrl, webBaseUrl: simulator.webBaseUrl });
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EADDRINUSE'
      ? 'Le simulateur ne peut pas démarrer : un autre programme occupe le port demandé.'
      : `Le simulateur ne peut pas démarrer : ${message}`,
  );
  process.exit(1);
}

function readArguments() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      options: { data: text, pki: text, latency: text, scenario: text, withdrawn: { type: 'boolean' }, 'wire-log': text, 'soap-port': text, 'web-port': text },
    });
  } catch {
    return refuse();
  }
}

function wholeNumber(text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) && Number(text) <= most ? Number(text) : refuse();
}

function scenarioOf(text: string | undefined): Scenario | undefined {
  return text === undefined ? undefined : (SCENARIOS.find((known) => known === text) ?? refuse());
}

function refuse(): never {
  console.error(USAGE);
  process.exit(2);
}

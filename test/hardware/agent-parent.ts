import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endWithParent } from '../../src/hardware/agent/parent-watch.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';

/** A parent to be killed. Writes the process it started: a card agent (`agent FILE OPTIONS`), or one whose main thread never comes back. */
const [mode, file, options] = process.argv.slice(2);
if (mode === 'agent' && file && options) {
  const log = new RecordingLogger();
  new AgentIdentity({ path: file }, JSON.parse(options), log, QUICK).state$.subscribe((state) => {
    if (state.kind === 'locked') setTimeout(() => console.log(log.lines.find(({ event }) => event === 'agent.started')?.facts?.['pid']), 50);
  });
} else if (mode === 'blocking') {
  const child = fork(fileURLToPath(import.meta.url), ['blocked'], { execArgv: ['--import', 'tsx'] });
  child.once('message', () => console.log(child.pid));
} else {
  endWithParent();
  process.send?.('started');
  setTimeout(() => {
    for (;;);
  }, 300);
}

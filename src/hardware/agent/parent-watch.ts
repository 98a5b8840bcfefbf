import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own: a card driver may block the main one for good. */
const WATCH = `
const { workerData: parent } = require('node:worker_threads');
const gone = () => {
  if (process.ppid !== parent) return true;
  try { process.kill(parent, 0); return false; } catch (error) { return error.code === 'ESRCH'; }
};
setInterval(() => { if (gone()) process.kill(process.pid, 'SIGKILL'); }, 500);
`;

/** Ends this process when the one that started it is gone, so that no session outlives the application. */
export function endWithParent(): void {
  process.once('disconnect', () => process.exit());
  new Worker(WATCH, { eval: true, execArgv: [], workerData: process.ppid }).unref();
}

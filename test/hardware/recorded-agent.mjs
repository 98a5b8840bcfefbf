// The built agent (AGENT_FILE), with everything that passes its control channel and its outputs written to AGENT_TRANSCRIPT.
import { appendFileSync } from 'node:fs';

const record = (line) => appendFileSync(process.env.AGENT_TRANSCRIPT, `${line}\n`);
record(JSON.stringify({ argv: process.argv, execArgv: process.execArgv, env: process.env }));
const emit = process.emit.bind(process);
// A listener of ours would start the channel before the agent listens.
process.emit = (event, ...rest) => {
  if (event === 'message') record(`in ${JSON.stringify(rest[0])}`);
  return emit(event, ...rest);
};
const send = process.send.bind(process);
process.send = (message, ...rest) => {
  record(`out ${JSON.stringify(message)}`);
  return send(message, ...rest);
};
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream);
  stream.write = (chunk, ...rest) => {
    record(`written ${chunk}`);
    return write(chunk, ...rest);
  };
}
await import(process.env.AGENT_FILE);

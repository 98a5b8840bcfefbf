import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './answers.js';
import type { Fault } from './state.js';

const MEGABYTE = 1024 * 1024;
const HUGE_MEGABYTES = 50;
const SLOW_PIECES = 20;
const SLOW_MS = 100;
const RETRY_AFTER_SECONDS = '2';

/** Sends `answer`, or what the fault makes of it. `log` is told what leaves, before it does, if there is anything and not too much to keep. */
export async function send(answer: Answer, fault: Fault, response: ServerResponse, log: (sent: Answer) => Promise<void>): Promise<void> {
  if (fault === 'hang') return;
  if (fault === 'cutBeforeAnswer') {
    response.destroy();
    return;
  }
  if (fault === 'huge') return flood(answer, response);
  if (fault === 'slow') return drip(answer, response, log);
  const sent = misbehave(answer, fault);
  const { body, contentType, status } = sent;
  await log(sent);
  // The line that drops has promised the whole answer.
  response.writeHead(status, { 'content-type': contentType, 'content-length': fault === 'cut' ? answer.body.length : body.length });
  if (fault === 'cut') response.write(body, () => response.destroy());
  else response.end(body);
}

function misbehave(answer: Answer, fault: Fault): Answer {
  // Byte for byte: an answer may carry documents.
  const text = answer.body.toString('latin1');
  switch (fault) {
    case 'http500':
      return { status: 500, contentType: 'text/html; charset=UTF-8', body: Buffer.from('<html><body><h1>500 Internal Server Error</h1></body></html>') };
    case 'garbage':
      return { ...answer, body: Buffer.from('\u0000\u0001 ceci {n’est] pas <du XML & ') };
    case 'doctype':
      return { ...answer, body: Buffer.from(text.replace('?>', '?><!DOCTYPE Envelope [<!ENTITY simule "oui">]>'), 'latin1') };
    case 'wrongRelatesTo':
      return { ...answer, body: Buffer.from(text.replace(/(<RelatesTo[^>]*>)[^<]*/, '$1urn:uuid:00000000-0000-4000-8000-000000000000'), 'latin1') };
    case 'truncated':
    case 'cut':
      return { ...answer, body: answer.body.subarray(0, Math.floor(answer.body.length / 2)) };
    default:
      return answer;
  }
}

/** Before anything is done. */
export function sayUnavailable(response: ServerResponse): void {
  response.writeHead(503, { 'content-type': 'text/plain; charset=UTF-8', 'retry-after': RETRY_AFTER_SECONDS });
  response.end('Service momentanément indisponible');
}

async function drip(answer: Answer, response: ServerResponse, log: (sent: Answer) => Promise<void>): Promise<void> {
  const { body, contentType, status } = answer;
  await log(answer);
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  const size = Math.ceil(body.length / SLOW_PIECES);
  const pieces = async function* () {
    for (let from = 0; from < body.length; from += size) {
      yield body.subarray(from, from + size);
      await wait(SLOW_MS);
    }
  };
  await pipeline(Readable.from(pieces()), response);
}

/** A well-formed answer with 50 MB of blanks before its last tag. */
async function flood({ body, contentType, status }: Answer, response: ServerResponse): Promise<void> {
  const last = body.lastIndexOf('</');
  const blanks = Buffer.alloc(MEGABYTE, ' ');
  response.writeHead(status, { 'content-type': contentType });
  await pipeline(Readable.from([body.subarray(0, last), ...Array<Buffer>(HUGE_MEGABYTES).fill(blanks), body.subarray(last)]), response);
}

import { randomUUID } from 'node:crypto';
import type { Answer } from './answers.js';

export interface WrittenPart {
  readonly contentId: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const ROOT = 'root.message@dmp';

/** A SOAP answer as the first of several parts (MTOM/XOP), the documents as they are after it. */
export function packageAnswer(answer: Answer, action: string, parts: readonly WrittenPart[]): Answer {
  const boundary = `uuid:${randomUUID()}`;
  const root = {
    contentId: ROOT,
    contentType: `application/xop+xml; charset=UTF-8; type="application/soap+xml; action=\\"${action}\\""`,
    bytes: answer.body,
  };
  const written = [root, ...parts].flatMap(({ bytes, contentId, contentType }) => [
    Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${contentId}>\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return {
    ...answer,
    contentType: `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<${ROOT}>"; start-info="application/soap+xml"; action="${action}"`,
    body: Buffer.concat([...written, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

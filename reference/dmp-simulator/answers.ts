import { randomUUID } from 'node:crypto';
import type { HttpRefusal, SoapRefusal } from './refusal.js';
import { NAMESPACES } from './xml-reading.js';
import { type Markup, NOTHING, xml } from './xml-writing.js';

/** What goes back by HTTP. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * A good answer.
 * @param messageId of the request.
 * @param action of the answer.
 */
export function soapEnvelope(messageId: string, action: string, body: Markup): Answer {
  const written = xml`
    <soap:Envelope xmlns:soap="${NAMESPACES.soap}">
      <soap:Header>
        <Action xmlns="${NAMESPACES.wsa}">${action}</Action>
        <MessageID xmlns="${NAMESPACES.wsa}">urn:uuid:${randomUUID()}</MessageID>
        <To xmlns="${NAMESPACES.wsa}">http://www.w3.org/2005/08/addressing/anonymous</To>
        <RelatesTo xmlns="${NAMESPACES.wsa}">${messageId}</RelatesTo>
      </soap:Header>
      <soap:Body>${body}</soap:Body>
    </soap:Envelope>`;
  return soapAnswer(200, written, action);
}

/** A refusal that no service has words of its own for. */
export function fault(refusal: HttpRefusal | SoapRefusal): Answer {
  if (refusal.layer === 'http') return { status: refusal.status, contentType: 'text/plain; charset=UTF-8', body: Buffer.from(refusal.text) };
  const { code, reason, subcode } = refusal;
  const under = subcode ? xml`<soap:Subcode><soap:Value>soap:${subcode}</soap:Value></soap:Subcode>` : NOTHING;
  const body = xml`
    <soap:Envelope xmlns:soap="${NAMESPACES.soap}"><soap:Body><soap:Fault>
      <soap:Code><soap:Value>soap:${code}</soap:Value>${under}</soap:Code>
      <soap:Reason><soap:Text xml:lang="fr">${reason}</soap:Text></soap:Reason>
    </soap:Fault></soap:Body></soap:Envelope>`;
  return soapAnswer(500, body, 'http://www.w3.org/2005/08/addressing/fault');
}

function soapAnswer(status: number, body: Markup, action: string): Answer {
  return {
    status,
    contentType: `application/soap+xml; charset=UTF-8; action="${action}"`,
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body.text}`),
  };
}

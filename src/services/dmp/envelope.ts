import type { PluginError } from '../../api/plugin-error.js';
import type { Answer } from '../../hardware/professional-identity.js';
import { explainedByClocks, httpFailure, refusal } from './errors.js';
import { isMultipart, readMtom } from './mtom.js';
import { readBody } from './read-body.js';
import { type Xml, xml } from './xml.js';
import { XmlNode } from './xml-node.js';

export interface Envelope {
  readonly action: string;
  readonly url: string;
  readonly messageId: string;
  /** Inserted as it is: its bytes are signed. */
  readonly vihf: Xml;
  readonly body: Xml;
}

/** A SOAP 1.2 message with its WS-Addressing headers. */
export const writeEnvelope = ({ action, url, messageId, vihf, body }: Envelope): string =>
  xml`
    <soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope">
      <soap:Header>
        <Action xmlns="http://www.w3.org/2005/08/addressing" soap:mustUnderstand="true">${action}</Action>
        <MessageID xmlns="http://www.w3.org/2005/08/addressing">${messageId}</MessageID>
        <To xmlns="http://www.w3.org/2005/08/addressing">${url}</To>
        <ReplyTo xmlns="http://www.w3.org/2005/08/addressing"><Address>http://www.w3.org/2005/08/addressing/anonymous</Address></ReplyTo>
        <wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">${vihf}</wsse:Security>
      </soap:Header>
      <soap:Body>${body}</soap:Body>
    </soap:Envelope>`.text;

const XML_CONTENT = /^(?:application\/(?:soap\+)?xml|text\/xml)\s*(?:;|$)/i;

/** What was answered: the child of the Body, and what came beside it, by Content-ID. */
export interface Answered {
  readonly body: XmlNode;
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

/**
 * The answer to `messageId`. A fault is a refusal; so is an HTTP status that brings no message.
 * @throws PluginError
 */
export async function readEnvelope(answer: Answer, messageId: string, now: number): Promise<Answered> {
  const { status, headers, body } = answer;
  const content = headers['content-type'];
  const failure = () => httpFailure(status, headers['retry-after'], now);
  if ((status !== 200 && status < 400) || (content !== undefined && !XML_CONTENT.test(content) && !isMultipart(content))) {
    body.destroy();
    throw failure();
  }
  const { envelope, attachments } = read(await readBody(body), content, status, failure);
  const child = envelope.name === 'Envelope' ? envelope.at('Body')?.children[0] : undefined;
  const relatesTo = envelope.at('Header/RelatesTo')?.text;
  // An answer to another message may be about another patient. A fault may come from a layer that knows nothing of addressing.
  const isAnother = relatesTo === undefined ? child?.name !== 'Fault' : relatesTo !== messageId;
  if (child?.name === 'Fault' && !isAnother) throw explainedByClocks(soapFault(child), headers.date, now);
  if (!child || isAnother || status !== 200) throw failure();
  return { body: child, attachments };
}

/** An error status that brings something else than a message is told as that status. */
function read(
  bytes: Buffer,
  content: string | undefined,
  status: number,
  failure: () => PluginError,
): { readonly envelope: XmlNode; readonly attachments: Answered['attachments'] } {
  try {
    const { root, attachments } = isMultipart(content) ? readMtom(content, bytes) : { root: bytes, attachments: new Map() };
    return { envelope: XmlNode.parse(root), attachments };
  } catch (error) {
    throw status === 200 ? error : failure();
  }
}

/** SOAP 1.2, and 1.1 which some servers in front of the DMP still speak. */
function soapFault(fault: XmlNode): PluginError {
  const codes = [fault.at('Code/Subcode/Subcode/Value'), fault.at('Code/Subcode/Value'), fault.at('Code/Value'), fault.at('faultcode')];
  const code = codes.map((node) => node?.text.replace(/^.*:/, '')).find((value) => value) ?? 'Fault';
  const text = (fault.at('Reason/Text') ?? fault.at('faultstring'))?.text;
  return refusal({ layer: 'soap', code, ...(text ? { text } : {}) });
}

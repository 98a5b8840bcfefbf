import { PluginError } from '../../api/plugin-error.js';
import { type DmpContext, processingCode } from './dmp-context.js';
import { refusal } from './errors.js';
import { DMP_DEVICE, INTERACTIONS } from './protocol-constants.js';
import { type Xml, xml } from './xml.js';
import type { XmlNode } from './xml-node.js';

/** An HL7 v3 message of the LPS to the DMP, around the content of its control act. */
export function hl7Message(interaction: `PRPA_IN${number}UV${number}`, context: DmpContext, controlAct: Xml): Xml {
  const { lps } = context;
  return xml`
    <${interaction} xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">
      <id root="${lps.oid}.1.1" extension="${context.newId()}"/>
      <creationTime value="${timestamp(context.now())}"/>
      <interactionId root="${INTERACTIONS}" extension="${interaction}"/>
      <processingCode code="${processingCode(context)}"/><processingModeCode code="T"/><acceptAckCode code="AL"/>
      <receiver typeCode="RCV">
        <device classCode="DEV" determinerCode="INSTANCE"><id root="${DMP_DEVICE}"/><softwareName>DMP</softwareName></device>
      </receiver>
      <sender typeCode="SND">
        <device classCode="DEV" determinerCode="INSTANCE"><id root="${lps.oid}"/><softwareName>${lps.name}</softwareName></device>
      </sender>
      <attentionLine xsi:nil="true"/>
      <controlActProcess classCode="CACT" moodCode="EVN">${controlAct}</controlActProcess>
    </${interaction}>`;
}

/** `yyyyMMddHHmmss` in UTC. */
export const timestamp = (now: number): string => new Date(now).toISOString().replace(/\D/g, '').slice(0, 14);

/**
 * The control act of an answer the DMP accepted. `typeCode` stands in an attribute or, in some answers, in a child element.
 * @throws PluginError what the refusal (AE, AR) means; `dmp.unreadable` for another message
 */
export function accepted(answer: XmlNode, interaction: string): XmlNode {
  const acknowledgement = answer.at('acknowledgement');
  const controlAct = answer.at('controlActProcess');
  const type = acknowledgement?.attr('typeCode') ?? acknowledgement?.at('typeCode')?.attr('code');
  if (answer.name !== interaction || !acknowledgement || !type) throw new PluginError('dmp.unreadable');
  if (type !== 'AA') throw hl7Refusal(type, acknowledgement);
  if (!controlAct) throw new PluginError('dmp.unreadable');
  const response = controlAct.at('queryAck/queryResponseCode')?.attr('code');
  if (response === 'AE' || response === 'QE') throw hl7Refusal(response, acknowledgement);
  return controlAct;
}

/**
 * The control act of the answer to a registration, which comes in a wrapper of its own: one message says yes, another no.
 * @throws PluginError as `accepted`
 */
export function registered(answer: XmlNode, wrapper: string, yes: string, no: string): XmlNode {
  const [message, ...others] = answer.children;
  if (answer.name !== wrapper || !message || others.length > 0) throw new PluginError('dmp.unreadable');
  const controlAct = accepted(message, message.name === no ? no : yes);
  if (message.name === no) throw new PluginError('dmp.unreadable'); // a refusal that says it is none
  return controlAct;
}

/** In the words of the first detail that has a code. */
function hl7Refusal(type: string, acknowledgement: XmlNode): PluginError {
  const details = acknowledgement.all('acknowledgementDetail');
  const detail = details.find((one) => one.at('code')?.attr('code')) ?? details[0];
  const text = details.map((one) => one.at('text')?.text ?? '').find((words) => words !== '');
  return refusal({ layer: 'hl7', code: detail?.at('code')?.attr('code') ?? type, ...(text ? { text } : {}) });
}

/** The value (`@value`, else `@code`) of the one among `nodes` whose `key` has this code. */
export function codedValue(nodes: readonly XmlNode[], key: string, code: string): string | undefined {
  const value = nodes.find((node) => node.at(key)?.attr('code') === code)?.at('value');
  return value?.attr('value') ?? value?.attr('code');
}

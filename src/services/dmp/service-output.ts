import { PluginError } from '../../api/plugin-error.js';
import { refusal } from './errors.js';
import type { XmlNode } from './xml-node.js';

/**
 * What a service of the DMP's own says when it has done what was asked.
 * @throws PluginError what another status than `DMPOk` means; `dmp.unreadable` for another answer
 */
export function serviceOutput(answer: XmlNode, operation: string): XmlNode {
  const output = answer.at('output');
  const status = output?.at('status')?.text;
  if (answer.name !== `${operation}Response` || !output || !status) throw new PluginError('dmp.unreadable');
  if (status === 'DMPOk') return output;
  const text = output.at('context')?.text;
  throw refusal({ layer: 'dmp', code: status, ...(text ? { text } : {}) });
}

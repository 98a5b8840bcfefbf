import { PluginError } from '../../../api/plugin-error.js';
import { refusal } from '../errors.js';
import type { XmlNode } from '../xml-node.js';

/**
 * A `RegistryResponse`, or another answer with its status and its errors (§11.3). Warnings go with a Success.
 * @throws PluginError what the first error means; `dmp.unreadable` for another answer, and when a part of it was done: nobody knows which
 */
export function needSuccess(answer: XmlNode | undefined, name: string): XmlNode {
  const status = answer?.attr('status')?.replace(/^.*:/, '');
  if (!answer || answer.name !== name || !status) throw new PluginError('dmp.unreadable');
  if (status === 'Success') return answer;
  const detail = firstError(answer) ?? { layer: 'xds', code: status };
  if (status === 'Failure') throw refusal(detail);
  throw new PluginError('dmp.unreadable', { detail: { ...detail, code: status } });
}

function firstError(answer: XmlNode) {
  const errors = answer.all('RegistryErrorList/RegistryError');
  const error = errors.find((one) => !one.attr('severity')?.endsWith(':Warning')) ?? errors[0];
  const code = error?.attr('errorCode');
  if (!code) return undefined;
  const text = error?.attr('codeContext');
  return { layer: 'xds', code, ...(text ? { text } : {}) } as const;
}

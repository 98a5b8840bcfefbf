import { isPackaged, type MimePart, parameter } from '../mime-package.js';
import type { Received } from '../received.js';
import { http, type Refusal } from '../refusal.js';
import type { Rule } from '../rule.js';

const SOAP = 'application/soap+xml';
const XOP = 'application/xop+xml';

/** How a message and its documents are packed (MTOM/XOP). All refusals [A]. */
export const packageRules: readonly Rule<Received>[] = [
  packed('XOP package', http(415, 'Content-Type attendu : multipart/related; type="application/xop+xml"; start-info="application/soap+xml"; start; boundary'), [
    ({ contentType }) => parameter(contentType, 'type') === XOP && parameter(contentType, 'start-info') === SOAP,
    ({ contentType }) => ['boundary', 'start'].every((name) => parameter(contentType, name)),
  ]),
  packed('readable parts', http(400, 'Les parties du message sont illisibles ou incomplètes'), [({ package: parts }) => parts !== undefined]),
  packed('root named by start', http(400, 'Le paramètre start ne désigne pas une partie du message'), [({ package: parts }) => parts?.root !== undefined]),
  packed('root is SOAP in XOP', http(415, 'La partie racine doit être application/xop+xml; charset=UTF-8; type="application/soap+xml…"'), [
    ({ package: parts }) => isRoot(parts?.root?.contentType ?? ''),
  ]),
  packed('parts with an id of their own', http(400, 'Chaque partie doit porter un Content-ID qui lui est propre'), [
    ({ package: parts }) => isSet(parts?.parts.map(({ contentId }) => contentId) ?? []),
  ]),
  packed('binary parts', http(415, 'Chaque partie doit être en Content-Transfer-Encoding binary'), [
    ({ package: parts }) => parts?.parts.every(({ encoding }: MimePart) => encoding === 'binary') ?? false,
  ]),
];

/** Asked of a message in several parts alone. */
function packed(name: string, refusal: Refusal, conditions: readonly ((received: Received) => boolean)[]): Rule<Received> {
  return {
    name,
    refuse: (received) => (!isPackaged(received.contentType) || conditions.every((holds) => holds(received)) ? undefined : refusal),
  };
}

const isRoot = (contentType: string): boolean =>
  /^application\/xop\+xml\s*;/i.test(contentType) &&
  /^utf-8$/i.test(parameter(contentType, 'charset') ?? '') &&
  /^application\/soap\+xml\s*(;|$)/.test(parameter(contentType, 'type') ?? '');

const isSet = (ids: readonly string[]): boolean => ids.every((id, index) => id && ids.indexOf(id) === index);

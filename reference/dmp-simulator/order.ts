import { type Answer, soapEnvelope } from './answers.js';
import type { Request } from './operation.js';
import { invalidMessage } from './refusal.js';
import type { Rule } from './rule.js';
import type { Vihf } from './vihf.js';
import { childNames, is, NAMESPACES, only, text } from './xml-reading.js';
import { type Markup, NOTHING, xml } from './xml-writing.js';

/** Services that are the DMP's own: their requests are a flat list of words. */
type Service = 'hab' | 'pat';

/** What a request of such a service asks for. Everything may be missing. */
export class Order {
  readonly vihf: Vihf;
  readonly root: Element | undefined;

  constructor(
    { payload, vihf }: Request,
    readonly service: Service,
  ) {
    this.vihf = vihf;
    this.root = payload;
  }

  word(name: string): string | undefined {
    return text(only(this.root, this.service, name));
  }
}

/** That the request is `name` and holds `children`, a pattern over names and commas: else it breaks the schema. [A] */
export function shape(service: Service, name: string, children: RegExp): readonly Rule<Order>[] {
  return [
    {
      name: `${name} of its namespace`,
      refuse: ({ root }) => (is(root, service, name) ? undefined : invalidMessage(`Le message n'est pas ${name} de ${NAMESPACES[service]}`)),
    },
    {
      name: `elements of ${name}, in order`,
      refuse: ({ root }) => (children.test(childNames(root, service).join()) ? undefined : invalidMessage('Le message ne respecte pas son schéma')),
    },
  ];
}

/** That an element, when it is there, has one of the values of the schema. [A] */
export function oneOf(name: string, values: readonly string[]): Rule<Order> {
  return {
    name: `${name} of the schema`,
    refuse: (order) => {
      const word = order.word(name);
      return word === undefined || values.includes(word) ? undefined : invalidMessage(`La valeur de ${name} n'est pas admise`);
    },
  };
}

const ACTIONS: Readonly<Record<Service, string>> = {
  hab: 'urn:si-dmp-habilitations:HabilitationsEndPoint',
  pat: 'urn:si-dmp-patients:PatientSpecificEndPoint',
};

export const actionOf = (service: Service, name: string): string => `${ACTIONS[service]}:${name}`;

export interface Said {
  /** What comes before the status. */
  readonly data?: Markup;
  readonly status?: string;
  readonly context?: string;
}

/** The answer of an operation `name`. */
export function say(service: Service, name: string, { messageId }: Request, { context = '', data = NOTHING, status = 'DMPOk' }: Said = {}): Answer {
  const output = xml`<output>${data}<status>${status}</status><context>${context}</context></output>`;
  return soapEnvelope(
    messageId,
    actionOf(service, `${name}Response`),
    xml`<${`${name}Response`} xmlns="${NAMESPACES[service]}">${output}</${`${name}Response`}>`,
  );
}

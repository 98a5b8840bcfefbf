import type { QualifiedPatient } from '../../api/patient.js';
import type { DmpContext } from './dmp-context.js';
import type { Xml } from './xml.js';
import type { XmlNode } from './xml-node.js';

/** What every request has: the patient it is about, unless it is about none. The VIHF names the same one. */
export interface TransactionRequest {
  readonly patient?: QualifiedPatient;
}

/** What differs from one exchange with the DMP to the next. Knows no card and no socket. */
export interface Transaction<Request extends TransactionRequest, Result> {
  readonly td: string;
  readonly action: string;
  readonly path: string;
  /** Only a read is sent again when its answer was lost. */
  readonly kind: 'read' | 'write';
  build(request: Request, context: DmpContext): Xml;
  /** From the child of the answer's Body. @throws PluginError `dmp.unreadable`, or what the refusal means */
  parse(answer: XmlNode, request: Request): Result;
}

import type { QualifiedPatient } from '../../api/patient.js';
import type { ErrorCode } from '../../api/plugin-error.js';
import type { DmpContext } from './dmp-context.js';
import type { Attachment } from './mtom.js';
import type { Session } from './session.js';
import type { Xml } from './xml.js';
import type { XmlNode } from './xml-node.js';

/** What every request has: the patient it is about, unless it is about none. The VIHF names the same one. */
export interface TransactionRequest {
  readonly patient?: QualifiedPatient;
  /** In which it was written: it is sent in no other. */
  readonly session?: Session;
}

/** What differs from one exchange with the DMP to the next. Knows no card and no socket. */
export interface Transaction<Request extends TransactionRequest, Result> {
  readonly td: string;
  readonly action: string;
  readonly path: string;
  /** Only a read is sent again when its answer was lost. A write whose answer was lost fails with `dmp.answerLost`. */
  readonly kind: 'read' | 'write';
  /** For the journal, where the action says more than `td`: `TD0.3 AJOUT`. */
  label?(request: Request): string;
  /** Codes of a refusal that mean something else here than anywhere else. */
  readonly refusals?: Readonly<Record<string, ErrorCode>>;
  /** `session`: the one the VIHF of the same message speaks for. */
  build(request: Request, context: DmpContext, session: Session): Xml;
  /** What goes beside the message (MTOM); absent: it goes alone. */
  attachments?(request: Request): readonly Attachment[];
  /** From the child of the answer's Body, and what came beside it, by Content-ID. @throws PluginError `dmp.unreadable`, or what the refusal means */
  parse(answer: XmlNode, request: Request, attachments?: ReadonlyMap<string, Uint8Array>): Result;
}

import { addAbortSignal, Readable } from 'node:stream';
import { inject, injectable } from 'inversify';
import { PluginError } from '../../api/plugin-error.js';
import { ProfessionalIdentity } from '../../hardware/professional-identity.js';
import { DmpContext } from './dmp-context.js';
import { readEnvelope, writeEnvelope } from './envelope.js';
import { lostLine } from './errors.js';
import type { Transaction, TransactionRequest } from './transaction.js';
import { signedVihf } from './vihf.js';
import type { XmlNode } from './xml-node.js';

/** Sends any transaction: envelope, VIHF, exchange, faults. */
@injectable()
export class DmpClient {
  constructor(
    @inject(ProfessionalIdentity) private readonly identity: ProfessionalIdentity,
    @inject(DmpContext) private readonly context: DmpContext,
  ) {}

  /** A read whose answer was lost with the line is asked once more; nothing else is. @throws PluginError */
  async send<Q extends TransactionRequest, R>(transaction: Transaction<Q, R>, request: Q, signal?: AbortSignal): Promise<R> {
    try {
      return await this.sendOnce(transaction, request, signal);
    } catch (error) {
      const again = transaction.kind === 'read' && error instanceof PluginError && lostLine(error) && !signal?.aborted;
      if (again) return this.sendOnce(transaction, request, signal);
      throw error;
    }
  }

  private async sendOnce<Q extends TransactionRequest, R>(transaction: Transaction<Q, R>, request: Q, signal?: AbortSignal): Promise<R> {
    const id = this.context.newId();
    try {
      return transaction.parse(await this.exchange(transaction, request, `urn:uuid:${id}`, signal), request);
    } catch (error) {
      throw about(PluginError.from(error), id, transaction.td);
    }
  }

  private async exchange<Q extends TransactionRequest, R>(
    { action, path, build }: Transaction<Q, R>,
    request: Q,
    messageId: string,
    signal: AbortSignal | undefined,
  ): Promise<XmlNode> {
    const { context, identity } = this;
    if (!context.baseUrl) throw new PluginError('dmp.wrongAddress'); // a simulator whose address nobody has set
    const url = context.baseUrl + path;
    const body = build(request, context);
    const vihf = await signedVihf(request.patient, context, identity); // a fresh one per call, never re-indented
    const soap = Buffer.from(writeEnvelope({ action, url, messageId, vihf, body }));
    const headers = { 'content-type': `application/soap+xml; charset=UTF-8; action="${action}"` };
    const answer = await identity.exchange({ url, headers, body: Readable.from([soap]), signal });
    if (signal) addAbortSignal(signal, answer.body);
    return readEnvelope(answer, messageId, context.now());
  }
}

/** The reference a support line can look up on both sides: the message's own id, which says nothing of the patient. */
function about({ code, about: { reference, detail }, cause }: PluginError, id: string, transaction: string): PluginError {
  return new PluginError(code, { reference: reference ?? id, ...(detail ? { detail: { ...detail, transaction } } : {}) }, { cause });
}

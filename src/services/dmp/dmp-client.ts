import { addAbortSignal, Readable } from 'node:stream';
import { inject, injectable } from 'inversify';
import { PluginError } from '../../api/plugin-error.js';
import { ProfessionalIdentity } from '../../hardware/professional-identity.js';
import { Journal } from '../journal.js';
import { DmpContext } from './dmp-context.js';
import { readEnvelope, writeEnvelope } from './envelope.js';
import { answerLost, isRefusal, lostLine, neverLeft } from './errors.js';
import { journalled, type Outcome } from './exchange-journal.js';
import { writeMtom } from './mtom.js';
import { type Session, unlockedSession } from './session.js';
import type { Transaction, TransactionRequest } from './transaction.js';
import { signedVihf } from './vihf.js';
import type { Xml } from './xml.js';

/** One message, written but for its signature. */
interface Message {
  readonly id: string;
  readonly session: Session;
  readonly body: Xml;
  readonly signal: AbortSignal | undefined;
}

/** Sends any transaction: envelope, VIHF, exchange, faults, journal. */
@injectable()
export class DmpClient {
  constructor(
    @inject(ProfessionalIdentity) private readonly identity: ProfessionalIdentity,
    @inject(DmpContext) private readonly context: DmpContext,
    @inject(Journal) private readonly journal: Journal,
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

  private async sendOnce<Q extends TransactionRequest, R>(transaction: Transaction<Q, R>, request: Q, signal: AbortSignal | undefined): Promise<R> {
    const { td, kind, label } = transaction;
    const id = this.context.newId();
    try {
      if (!this.context.baseUrl) throw new PluginError('dmp.wrongAddress'); // a simulator whose address nobody has set
      const session = await unlockedSession(this.identity, request.session);
      const message = { id: `urn:uuid:${id}`, session, body: transaction.build(request, this.context, session), signal };
      const exchange = () => this.exchange(transaction, request, message);
      const names = { professionalId: session.holder.id, transaction: label?.(request) ?? td, messageId: message.id };
      const outcome = await (request.patient ? journalled(this.journal, kind, { ...names, patient: request.patient }, exchange) : exchange());
      if (outcome.result === 'done') return outcome.value;
      throw outcome.error;
    } catch (error) {
      throw about(PluginError.from(error), id, td);
    }
  }

  /** Never rejects: how it failed says whether the DMP may have done it. */
  private async exchange<Q extends TransactionRequest, R>(transaction: Transaction<Q, R>, request: Q, message: Message): Promise<Outcome<R>> {
    const { context, identity } = this;
    const { action, path } = transaction;
    const { id, session, body, signal } = message;
    const url = context.baseUrl + path;
    let sent: Readable | undefined;
    let hasAnswer = false;
    try {
      const vihf = await signedVihf(request.patient, context, identity, session); // a fresh one per message, never re-indented
      const envelope = writeEnvelope({ action, url, messageId: id, vihf, body });
      const message = transaction.attachments ? writeMtom(envelope, action, transaction.attachments(request)) : alone(envelope, action);
      sent = message.body;
      const headers = { 'content-type': message.contentType };
      const answer = await identity.exchange({ url, headers, body: sent, signal, once: transaction.kind === 'write' });
      hasAnswer = true;
      if (signal) addAbortSignal(signal, answer.body);
      const answered = await readEnvelope(answer, id, context.now());
      return { result: 'done', value: transaction.parse(answered.body, request, answered.attachments) };
    } catch (cause) {
      const error = asMeant(PluginError.from(cause), transaction);
      // What nobody has read cannot have left.
      if (!hasAnswer && (!sent?.readableDidRead || neverLeft(error))) return { result: 'notSent', error };
      if (isRefusal(error)) return { result: 'refused', error };
      return { result: 'unknown', error: transaction.kind === 'write' ? answerLost(error) : error, isGivenUp: signal?.aborted === true };
    }
  }
}

const alone = (envelope: string, action: string) => ({
  contentType: `application/soap+xml; charset=UTF-8; action="${action}"`,
  body: Readable.from([Buffer.from(envelope)]),
});

function asMeant(error: PluginError, { refusals = {} }: Pick<Transaction<never, unknown>, 'refusals'>): PluginError {
  const word = error.about.detail?.code ?? '';
  const meaning = isRefusal(error) && Object.hasOwn(refusals, word) ? refusals[word] : undefined;
  return meaning ? new PluginError(meaning, error.about, { cause: error }) : error;
}

/** The reference a support line can look up on both sides: the message's own id, which says nothing of the patient. */
function about({ code, about: { detail, ...rest }, cause }: PluginError, id: string, transaction: string): PluginError {
  return new PluginError(code, { reference: id, ...rest, ...(detail ? { detail: { ...detail, transaction } } : {}) }, { cause });
}

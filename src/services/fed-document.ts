import type { DocumentAct, FedDocument, SendingState } from '../api/documents.js';
import { PluginError } from '../api/plugin-error.js';
import { type Holder, isStructureSituation } from '../api/professional.js';
import { categoryOf, typeLabel } from './document-kinds.js';
import type { OutboxRow, OutboxSigner } from './outbox.js';
import type { Sending } from './outbox-sender.js';

/** What a row is seen in: who is there to send it, and what is being sent. */
export interface OutboxView {
  /** Of the card that is unlocked, or of the certificates of a structure. */
  readonly signer: Signer | undefined;
  readonly isSuspended: boolean;
  readonly sending: Sending | undefined;
  /** Updates of properties under way, or how the last one failed, by document. */
  readonly updates: ReadonlyMap<string, NonNullable<FedDocument['update']>>;
  /** Rows of the same patient, to tell whether one waits for another. */
  readonly others: readonly OutboxRow[];
}

type Signer = OutboxSigner & Pick<Holder, 'isIndirect'>;

/** A row as the user reads it. One that is locked has no words. */
export function fedDocument(row: OutboxRow, view: OutboxView): FedDocument {
  const { availability, byRule, content, documentId, patientId } = row;
  const { document, form, visibility } = content ?? {};
  const state = stateOf(row, view);
  const told = view.updates.get(documentId);
  const update = told?.kind !== 'running' && content?.unsettled ? LOST : told;
  return {
    documentId,
    patientId,
    title: document?.title ?? '',
    typeCode: document?.typeCode ?? '',
    typeLabel: document ? typeLabel(document.typeCode) : '',
    category: categoryOf(document?.typeCode ?? ''),
    comment: form?.comment ?? '',
    writtenOn: form?.writtenOn ?? '',
    actStart: form?.actStart ?? '',
    author: document ? `${document.author.givenName} ${document.author.familyName}` : '',
    mediaType: document?.mediaType ?? '',
    size: content?.written.size ?? 0,
    version: document?.version ?? 1,
    visibility: visibility ?? [],
    state,
    availability,
    ...(update && { update }),
    byRule,
    acts: update?.kind === 'running' ? [] : actsOf(row, state, view),
  };
}

function stateOf(row: OutboxRow, view: OutboxView): SendingState {
  const { content, error, nextTry, status, statusAt } = row;
  if (!content && status !== 'sent') return { kind: 'locked' };
  switch (status) {
    case 'held':
      return { kind: 'held', since: statusAt };
    case 'sent':
      return { kind: 'sent', at: statusAt };
    case 'refused':
      return { kind: 'refused', error: error ?? UNKNOWN };
    case 'failed':
      return { kind: 'failed', error: error ?? UNKNOWN, nextTry: nextTry ?? statusAt };
    case 'sending':
    case 'queued': {
      const { sending } = view;
      if (sending?.documentId === row.documentId) return { kind: 'sending', sentBytes: sending.sentBytes, totalBytes: sending.totalBytes };
      return { kind: 'queued', waitsFor: reasonToWait(row, view) };
    }
  }
}

/** It outlives the process: the record has not been asked yet. */
const LOST = { kind: 'failed', error: new PluginError('dmp.answerLost').toDto() } as const;
const UNKNOWN = new PluginError('plugin.unexpected').toDto();
const LEAVING: ReadonlySet<OutboxRow['status']> = new Set(['queued', 'sending', 'failed']);

function reasonToWait(row: OutboxRow, { isSuspended, others, signer }: OutboxView): Extract<SendingState, { kind: 'queued' }>['waitsFor'] {
  if (isSuspended) return 'suspended';
  if (isStructureSituation(row.situationId) && signer?.situationId !== row.situationId) return 'structure';
  if (signer?.isIndirect && !isStructureSituation(row.situationId)) return 'card';
  if (signer?.signerId !== row.signerId || signer.environment !== row.environment) return 'card';
  if (signer.situationId !== row.situationId) return 'situation';
  const isBefore = (other: OutboxRow) =>
    LEAVING.has(other.status) && other.signerId === row.signerId && other.documentId !== row.documentId && other.acceptedAt < row.acceptedAt;
  return others.some(isBefore) ? 'before' : 'turn';
}

/** One that may have left is not withdrawn before it is known where it is. What was sent is its author's to change. */
function actsOf(row: OutboxRow, { kind }: SendingState, { others, signer }: OutboxView): readonly DocumentAct[] {
  const withdraw: readonly DocumentAct[] = row.mayHaveLeft && row.content ? [] : ['withdraw'];
  switch (kind) {
    case 'held':
      return ['release', 'correct', ...withdraw];
    case 'queued':
      return row.mayHaveLeft ? [] : ['hold', ...withdraw];
    case 'failed':
      return ['retry', ...(row.mayHaveLeft ? [] : (['hold'] as const)), ...withdraw];
    case 'refused':
      return row.mayHaveLeft ? ['retry'] : ['correct', 'retry', ...withdraw];
    case 'locked':
      return withdraw;
    case 'sent':
      return row.content && signer?.signerId === row.signerId && signer.environment === row.environment ? sentActs(row, others, signer) : [];
    case 'proposed':
    case 'sending':
      return [];
  }
}

/** One whose next version is in the outbox has no second one beside it, and stays where that one will look for it. */
function sentActs({ availability, content, documentId, signerId }: OutboxRow, others: readonly OutboxRow[], { isIndirect }: Signer): readonly DocumentAct[] {
  const isBeingReplaced = others.some((other) => other.status !== 'sent' && other.content?.replaces === documentId);
  if (isBeingReplaced) return !isIndirect && content?.document.author.id === signerId && availability === 'current' ? ['changeVisibility'] : [];
  // The staff may take back what it has sent for a professional, and send it anew: no more (PDT-526); nor do the certificates of a structure change a property (§15.1).
  if (isIndirect || content?.document.author.id !== signerId)
    return availability === 'current' ? ['replace', 'delete'] : availability === 'archived' ? ['delete'] : [];
  switch (availability) {
    case 'current':
      return ['replace', 'changeVisibility', 'archive', 'delete'];
    case 'archived':
      return ['unarchive', 'delete'];
    case 'replaced':
    case 'deleted':
      return [];
  }
}

import type { FedDocument, LocalDocumentMark, SendingState, Visibility } from '../api/documents.js';
import type { IconName } from './icons.js';
import { lowered, momentOf, size, t } from './l10n.js';
import type { Family } from './tokens.js';

/** Icon, colour and words of a chip. */
export interface ChipLook {
  readonly icon: IconName;
  readonly family: Family;
  readonly label: string;
}

/** One that cannot be read any more has no words of its own. */
export const titleOf = ({ title }: Pick<FedDocument, 'title'>): string => title || t('document.untitled');

/** Where a document of the outbox stands, as its chip says it. */
export function sendingLook(state: SendingState, now: number): ChipLook {
  switch (state.kind) {
    case 'proposed':
      return { icon: 'circle-question-mark', family: 'info', label: t('sending.proposed') };
    case 'held':
      return { icon: 'circle-pause', family: 'stop', label: t('sending.held') };
    case 'queued':
      if (state.waitsFor === 'structure') return { icon: 'badge-check', family: 'quiet', label: t('sending.queued.structure') };
      return state.waitsFor === 'card'
        ? { icon: 'credit-card', family: 'quiet', label: t('sending.queued.card') }
        : { icon: 'clock', family: 'quiet', label: t('sending.queued') };
    case 'sending':
      return { icon: 'loader-circle', family: 'info', label: t('sending.sending') };
    case 'sent':
      return { icon: 'circle-check', family: 'ok', label: t('sending.sent', momentOf(state.at, now)) };
    case 'failed':
      return { icon: 'triangle-alert', family: 'warn', label: t('sending.failed', momentOf(state.nextTry, now)) };
    case 'refused':
      return { icon: 'file-warning', family: 'danger', label: t('sending.refused') };
    case 'locked':
      return { icon: 'key-round', family: 'danger', label: t('sending.locked') };
  }
}

/** What happens next, in words. */
export function nextSentence({ author, state, availability }: Pick<FedDocument, 'author' | 'state' | 'availability'>, now: number): string {
  switch (state.kind) {
    case 'proposed':
      return t('next.proposed', momentOf(state.since, now));
    case 'held':
      return t('next.held', momentOf(state.since, now));
    case 'queued':
      return state.waitsFor === 'card' ? t('next.queued.card', author) : t(`next.queued.${state.waitsFor}`);
    case 'sending':
      return t('next.sending', size(state.sentBytes), size(state.totalBytes));
    case 'sent':
      return t(`next.sent.${availability}`);
    case 'failed':
      return `${t(`error.${state.error.code}.title`)}. ${t('next.failed')}`;
    case 'refused':
      return `${t(`error.${state.error.code}.title`)}. ${t(`error.${state.error.code}.advice`)}`;
    case 'locked':
      return t('next.locked');
  }
}

type Look = Omit<ChipLook, 'label'>;
const VISIBILITY_LOOKS: Readonly<Record<Visibility, Look>> = {
  MASQUE_PS: { icon: 'eye-off', family: 'quiet' },
  INVISIBLE_PATIENT: { icon: 'eye-off', family: 'warn' },
  INVISIBLE_REPRESENTANTS_LEGAUX: { icon: 'users', family: 'warn' },
};

const AVAILABILITY_LOOKS: Readonly<Record<Exclude<FedDocument['availability'], 'current'>, Look>> = {
  archived: { icon: 'archive', family: 'quiet' },
  replaced: { icon: 'history', family: 'quiet' },
  deleted: { icon: 'trash-2', family: 'quiet' },
};
const UPDATE_LOOKS: Readonly<Record<NonNullable<FedDocument['update']>['kind'], Look>> = {
  running: { icon: 'loader-circle', family: 'info' },
  failed: { icon: 'triangle-alert', family: 'warn' },
};

/** One whose answer was lost may have been done. */
const updateLook = (update: NonNullable<FedDocument['update']>): ChipLook => {
  const isLost = update.kind === 'failed' && update.error.code === 'dmp.answerLost';
  return { ...UPDATE_LOOKS[update.kind], label: t(isLost ? 'document.update.lost' : `document.update.${update.kind}`) };
};

/** What the DMP holds of a document, and an update of it, in the words of EX_3.1-1080. A current one that everybody sees has none. */
export function recordChips({ availability, visibility, update }: FedDocument): readonly ChipLook[] {
  return [
    ...(availability === 'current' ? [] : [{ ...AVAILABILITY_LOOKS[availability], label: t(`document.${availability}`) }]),
    ...visibility.map((one) => ({ ...VISIBILITY_LOOKS[one], label: t(`visibility.${one}`) })),
    ...(update ? [updateLook(update)] : []),
  ];
}

/** The chips of a document in the list of its record. */
export const documentChips = (document: FedDocument, now: number): readonly ChipLook[] =>
  document.availability === 'deleted' ? recordChips(document) : [listedLook(document.state, now), ...recordChips(document)];

function listedLook(state: SendingState, now: number): ChipLook {
  const look = sendingLook(state, now);
  if (state.kind === 'sent') return { ...look, icon: 'check', label: lowered(look.label) };
  if (state.kind === 'queued' && state.waitsFor !== 'card' && state.waitsFor !== 'structure') return { ...look, family: 'info', label: t('document.queued') };
  return { ...look, label: lowered(look.label) };
}

/** The mark of a local document; nothing for one with which nothing was done. */
export function markLook(mark: LocalDocumentMark, now: number): ChipLook | undefined {
  switch (mark.kind) {
    case 'never':
      return undefined;
    case 'proposed':
      return { icon: 'circle-question-mark', family: 'info', label: t('sending.proposed') };
    case 'declined':
      return { icon: 'x', family: 'quiet', label: t('mark.declined') };
    case 'queued':
    case 'sending':
      return { icon: mark.kind === 'queued' ? 'clock' : 'loader-circle', family: 'info', label: t('mark.toSend') };
    case 'held':
      return { icon: 'circle-pause', family: 'stop', label: t('sending.held') };
    case 'failed':
      return { icon: 'triangle-alert', family: 'warn', label: t('mark.failed') };
    case 'refused':
      return { icon: 'file-warning', family: 'danger', label: t('sending.refused') };
    case 'locked':
      return { icon: 'key-round', family: 'danger', label: t('sending.locked') };
    case 'deleted':
      return { icon: 'trash-2', family: 'quiet', label: t('mark.deleted') };
    case 'sent':
      return { icon: 'circle-check', family: 'ok', label: t('sending.sent', momentOf(mark.at, now)) };
    case 'changed':
      return { icon: 'history', family: 'warn', label: t('mark.changed', momentOf(mark.at, now)) };
  }
}

import type { CardState, DmpStatus } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import type { IconName } from './icons.js';
import { t } from './l10n.js';
import type { Family } from './tokens.js';

/** Icon, colour and sentence of a state of the card. */
export interface CardLook {
  readonly icon: IconName;
  readonly family: Family;
  readonly sentence: string;
  /** Said at once by a screen reader: the card's code is at stake, or what was under way has ended. */
  readonly isUrgent?: boolean;
}

/** Why the certificates of a structure cannot serve. */
export const isOfStructure = ({ code }: ErrorDto): boolean => code.startsWith('structure.');

/** The reason says more than that nothing answers. */
export const saysWhy = ({ code }: ErrorDto): boolean => code.startsWith('structure.') || code.startsWith('card.');

/** The certificates of a structure are what is lacking, not a card. */
export const isStructure = (card: CardState): boolean =>
  card.kind === 'unavailable' ? isOfStructure(card.reason) : 'holder' in card && card.holder?.isIndirect === true;

export function cardLook(card: CardState): CardLook {
  switch (card.kind) {
    case 'noReader':
      return { icon: 'usb', family: 'quiet', sentence: t('card.noReader.title') };
    case 'absent':
      return card.removedAt
        ? { icon: 'unplug', family: 'warn', sentence: t('card.removed.title'), isUrgent: true }
        : { icon: 'credit-card-reader', family: 'quiet', sentence: t('card.absent.title') };
    case 'unknownCard':
      return { icon: 'credit-card-x', family: 'warn', sentence: t('card.unknownCard.title') };
    case 'chooseReader':
      return {
        icon: 'wallet-cards',
        family: 'info',
        sentence: card.cards.length > 2 ? t('card.chooseReader.many', card.cards.length) : t('card.chooseReader.title'),
      };
    case 'locked':
    case 'wrongPin':
      if (card.holder.isIndirect) return structureLook(card.kind);
      if (card.lastTry) return { icon: 'shield-alert', family: 'danger', sentence: t('card.lastTry.title'), isUrgent: true };
      return card.kind === 'locked'
        ? { icon: 'lock-keyhole', family: 'info', sentence: t('card.locked.title') }
        : { icon: 'circle-alert', family: 'warn', sentence: t('card.wrongPin.title'), isUrgent: true };
    case 'unlocking':
      return { icon: 'loader-circle', family: 'info', sentence: t(card.holder?.isIndirect ? 'card.structure.unlocking.title' : 'card.unlocking.title') };
    case 'blocked':
      return { icon: 'shield-x', family: 'danger', sentence: t('card.blocked.title'), isUrgent: true };
    case 'chooseSituation':
      return { icon: 'stethoscope', family: 'info', sentence: t('card.chooseSituation.title') };
    case 'unlocked':
      return { icon: 'credit-card-check', family: 'ok', sentence: t(card.holder.isIndirect ? 'card.structure.unlocked.title' : 'card.unlocked.title') };
    case 'unavailable':
      if (isOfStructure(card.reason)) return { icon: 'file-warning', family: 'warn', sentence: t(`error.${card.reason.code}.title`), isUrgent: true };
      return { icon: 'plug-zap', family: 'danger', sentence: t(saysWhy(card.reason) ? `error.${card.reason.code}.title` : 'card.unavailable.title') };
  }
}

const structureLook = (kind: 'locked' | 'wrongPin'): CardLook =>
  kind === 'locked'
    ? { icon: 'lock-keyhole', family: 'info', sentence: t('card.structure.locked.title') }
    : { icon: 'circle-alert', family: 'warn', sentence: t('card.structure.wrong.title'), isUrgent: true };

/** What the card lacks for this status; `undefined` when it is not about the card. */
export const cardOf = (status: DmpStatus): CardState | undefined => (status.kind === 'needsCard' || status.kind === 'needsPin' ? status.card : undefined);

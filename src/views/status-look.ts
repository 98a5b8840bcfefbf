import type { DmpChipState, RecordStatus } from '../api/messages.js';
import type { IconName } from './icons.js';
import type { TextKey } from './l10n.js';
import type { Family } from './tokens.js';

/** What a professional can tell apart. On a record that is not open, the authorisation says nothing. */
export type Situation = 'valid' | 'none' | 'expired' | 'blocked' | 'missing' | 'closed';
export const situationOf = ({ record, authorisation }: RecordStatus): Situation => (record === 'open' ? authorisation : record);

/** Icon, colour and words of a status. `edge`: dashed, it does not exist; outlined, it is not known. */
export interface StatusLook {
  readonly icon: IconName;
  readonly family: Family;
  readonly chip: TextKey;
  readonly edge?: 'dashed' | 'outlined';
}

const SITUATIONS: Readonly<Record<Situation, StatusLook>> = {
  valid: { icon: 'folder-check', family: 'ok', chip: 'record.valid.chip' },
  none: { icon: 'folder-lock', family: 'warn', chip: 'record.none.chip' },
  expired: { icon: 'clock-fading', family: 'warn', chip: 'record.expired.chip' },
  blocked: { icon: 'shield-ban', family: 'stop', chip: 'record.blocked.chip' },
  missing: { icon: 'circle-dashed', family: 'quiet', chip: 'record.missing.chip', edge: 'dashed' },
  closed: { icon: 'folder-x', family: 'quiet', chip: 'record.closed.chip' },
};
const OTHERS: Readonly<Record<'insToQualify' | 'insToVerify' | 'unknown' | 'loading', StatusLook>> = {
  insToQualify: { icon: 'id-card', family: 'id', chip: 'status.ins.chip' },
  insToVerify: { icon: 'id-card', family: 'id', chip: 'status.insToVerify.chip' },
  unknown: { icon: 'clock', family: 'quiet', chip: 'status.unknown.chip', edge: 'outlined' },
  loading: { icon: 'loader-circle', family: 'info', chip: 'status.loading.chip' },
};

/** Of a chip or a card. */
export const statusLook = (status: DmpChipState['chip']): StatusLook => (status.kind === 'known' ? SITUATIONS[situationOf(status)] : OTHERS[status.kind]);

/** Of a chip, which has no banner beside it: an open record whose identity differs is never green there. */
export const chipLook = (status: DmpChipState['chip']): StatusLook =>
  status.kind === 'known' && status.record === 'open' && status.traitsThatDiffer.length > 0
    ? { icon: 'triangle-alert', family: 'warn', chip: 'traits.differ.chip' }
    : statusLook(status);

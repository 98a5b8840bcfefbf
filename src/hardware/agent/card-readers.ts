import type { Disposable } from '../../api/disposable.js';
import type { ErrorCode } from '../../api/plugin-error.js';
import type { ProfessionalCard } from './professional-card.js';

/** A card in a reader that speaks for nobody: `vitale`, a patient's. */
export interface PlainCard {
  readonly kind: 'vitale' | 'other';
  readonly name: string;
}
/** Says nothing; it is asked again until it is taken out. */
export interface UnreadableCard {
  readonly kind: 'unreadable';
}

/** A card that stays in is told as the same object; one that was taken out and put back, however fast, is another. */
export interface ReaderSlot {
  readonly reader: string;
  readonly card?: ProfessionalCard | PlainCard | UnreadableCard;
}
/** Why no reader can be looked at. */
export interface NoReaders {
  readonly code: ErrorCode;
}
export type Readers = readonly ReaderSlot[] | NoReaders;
export const areReadable = (readers: Readers): readers is readonly ReaderSlot[] => Array.isArray(readers);

/** Watches readers, and tells whenever they are not what they were. */
export interface CardReaders extends Disposable {
  /** Resolves when the readers were told for the first time. */
  start(): Promise<void>;
}

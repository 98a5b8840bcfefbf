import type { FeedingRule, RulesState } from '../api/documents.js';
import { t } from './l10n.js';

/** What a local document of the host can be. */
export const DOCUMENT_KINDS = ['prescription', 'careReport', 'assessment', 'certificate', 'letter', 'photo', 'other'] as const;

/** A kind the host has and we have no word for is told as it was received. */
export function kindWords(kind: string): string {
  const known = DOCUMENT_KINDS.find((one) => one === kind);
  if (known) return t(`kind.${known}`);
  return kind === 'any' ? t('kind.any') : kind;
}

export const actWords = (code: string): string => (code === 'any' ? t('rules.anyAct') : code);
export const typeWords = ({ typeCode }: Pick<FeedingRule, 'typeCode'>, { types }: Pick<RulesState, 'types'>): string =>
  types.find(({ code }) => code === typeCode)?.label ?? typeCode;
export const settingWords = ({ practiceSetting }: Pick<FeedingRule, 'practiceSetting'>, { practiceSettings }: Pick<RulesState, 'practiceSettings'>): string =>
  practiceSettings.find(({ code }) => code === practiceSetting)?.label ?? practiceSetting;

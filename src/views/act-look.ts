import type { MenuItem } from './dmp-menu-view.js';
import type { IconName } from './icons.js';
import { type TextKey, t } from './l10n.js';
import type { ListedAct } from './outbox-groups.js';

/** How what can be done to a document is offered: as a button, or as an entry of its menu. */
const ACT_LOOKS: Readonly<Record<ListedAct, { readonly icon: IconName; readonly text: TextKey }>> = {
  confirm: { icon: 'check', text: 'act.confirm' },
  decline: { icon: 'x', text: 'act.decline' },
  correct: { icon: 'pencil', text: 'act.correct' },
  retry: { icon: 'rotate-cw', text: 'act.retry' },
  release: { icon: 'send', text: 'act.release' },
  hold: { icon: 'circle-pause', text: 'act.hold' },
  withdraw: { icon: 'trash-2', text: 'act.withdraw' },
  replace: { icon: 'replace', text: 'act.replace' },
  properties: { icon: 'sliders-horizontal', text: 'act.properties' },
};

export const actText = (act: ListedAct): string => t(ACT_LOOKS[act].text);
export const actIcon = (act: ListedAct): IconName => ACT_LOOKS[act].icon;
export const menuItems = (acts: readonly ListedAct[]): readonly MenuItem[] => acts.map((id) => ({ id, icon: actIcon(id), label: actText(id) }));

/** At most one act is a button; the others are in the menu. What was sent offers its properties first. */
export function splitActs(acts: readonly ListedAct[], isSent: boolean): { readonly button?: ListedAct | undefined; readonly others: readonly ListedAct[] } {
  if (isSent) return acts.includes('properties') ? { button: 'properties', others: acts.filter((act) => act !== 'properties') } : { others: acts };
  const [button, ...others] = acts;
  // Nothing is lost by a click beside the one that was meant.
  return button === 'withdraw' ? { others: acts } : { button, others };
}

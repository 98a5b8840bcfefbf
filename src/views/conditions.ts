import { html, type TemplateResult } from 'lit';
import type { FeedingState } from '../api/documents.js';
import type { CreationConditions } from '../api/messages.js';
import { type IconName, icon } from './icons.js';
import { dayOf, localDay, t, timeOfDay } from './l10n.js';

/** One of the three things a professional needs: met, still to be done by him, or missing. */
interface Condition {
  readonly state: 'met' | 'toDo' | 'missing';
  readonly text: string;
  readonly hint: string;
}
const LOOKS: Readonly<Record<Condition['state'], { readonly icon: IconName; readonly chip: string }>> = {
  met: { icon: 'check', chip: 'f-ok' },
  toDo: { icon: 'hand', chip: 'f-quiet outlined' },
  missing: { icon: 'triangle-alert', chip: 'f-warn' },
};

/** The three conditions of chapter 2, as they stand. `cardHint`: whose card is in the reader. */
export function creationConditions({ card, vitaleReadAt }: CreationConditions, cardHint: string): TemplateResult {
  return conditionList(t('conditions.creation.title'), [
    cardCondition(card, cardHint),
    consent(),
    vitaleReadAt === undefined
      ? { state: 'missing', text: t('conditions.vitale'), hint: t('conditions.vitale.missing') }
      : { state: 'met', text: t('conditions.vitale'), hint: t('conditions.vitale.gives', vitaleRead(vitaleReadAt)) },
  ]);
}

/** The three conditions of chapter 3: the card is open and the record exists when they are shown. */
export const accessConditions = (cardHint: string): TemplateResult =>
  conditionList(t('conditions.access.title'), [
    cardCondition(true, cardHint),
    consent(),
    { state: 'met', text: t('conditions.record'), hint: t('conditions.record.met') },
  ]);

/**
 * The three conditions of chapter 4, as they stand. The consent is asked, never known. `isRead`: they are folded, unless one is missing.
 * `isIndirect`: the certificates of the structure stand for the card.
 */
export const feedingConditions = ({ card, record }: FeedingState['conditions'], cardHint: string, isRead: boolean, isIndirect: boolean): TemplateResult =>
  foldedList(t('conditions.access.title'), isRead && card && record, [
    isIndirect ? structureCondition(card, cardHint) : cardCondition(card, cardHint),
    { ...consent(), hint: t('conditions.consent.feeding') },
    { state: record ? 'met' : 'missing', text: t('conditions.record'), hint: t(record ? 'conditions.record.met' : 'conditions.record.missing') },
  ]);

/** `Carte Vitale lue à 07:34`, or with its day when it was another one. */
export function vitaleRead(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? t('conditions.vitale.today', timeOfDay(at)) : t('conditions.vitale.on', dayOf(localDay(at)), timeOfDay(at));
}

const cardCondition = (isMet: boolean, hint: string): Condition => ({
  state: isMet ? 'met' : 'missing',
  text: t('conditions.card'),
  hint: isMet ? hint : t('conditions.card.missing'),
});
const structureCondition = (isMet: boolean, hint: string): Condition => ({
  state: isMet ? 'met' : 'missing',
  text: t('conditions.structure'),
  hint: isMet ? hint : t('conditions.structure.missing'),
});
const consent = (): Condition => ({ state: 'toDo', text: t('conditions.consent'), hint: t('conditions.consent.toDo') });

const conditionList = (title: string, conditions: readonly Condition[]): TemplateResult =>
  html`<div class="card" role="group" aria-labelledby="conditions"><div class="head">${head(title, conditions)}</div>${list(conditions)}</div>`;

/** Above a form that is to be reached: what a user has read leaves its title and its count. */
const foldedList = (title: string, isFolded: boolean, conditions: readonly Condition[]): TemplateResult =>
  html`<details class="card foldable" ?open=${!isFolded}><summary class="head">${head(title, conditions)}</summary>${list(conditions)}</details>`;

function head(title: string, conditions: readonly Condition[]): TemplateResult {
  const met = conditions.filter(({ state }) => state === 'met').length;
  return html`<h2 id="conditions">${title}</h2><span class="tiny muted">${t(met < 2 ? 'conditions.count.one' : 'conditions.count', met, conditions.length)}</span>`;
}

const list = (conditions: readonly Condition[]): TemplateResult =>
  html`<ol class="in conditions">${conditions.map(({ state, text, hint }) => {
    const look = LOOKS[state];
    return html`<li><span class="chip ${look.chip}">${icon(look.icon)}${t(`conditions.state.${state}`)}</span><div><b>${text}</b><p class="tiny muted">${hint}</p></div></li>`;
  })}</ol>`;

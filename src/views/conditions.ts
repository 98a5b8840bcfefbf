import { html, nothing, type TemplateResult } from 'lit';
import type { CreationConditions } from '../api/messages.js';
import { type IconName, icon } from './icons.js';
import { dayOf, t, timeOfDay } from './l10n.js';
import type { Family } from './tokens.js';

/** One of the three things a professional needs: met, still to be done by him, or missing. */
interface Condition {
  readonly state: 'met' | 'toDo' | 'missing';
  readonly text: string;
  readonly hint?: string;
}
const LOOKS: Readonly<Record<Condition['state'], { readonly icon: IconName; readonly family: Family }>> = {
  met: { icon: 'circle-check', family: 'ok' },
  toDo: { icon: 'message-square', family: 'info' },
  missing: { icon: 'triangle-alert', family: 'warn' },
};

/** The three conditions of chapter 2, as they stand. */
export function creationConditions({ card, vitaleReadAt }: CreationConditions): TemplateResult {
  return conditionList(t('conditions.creation.title'), [
    { state: card ? 'met' : 'missing', text: t('conditions.card') },
    { state: 'toDo', text: t('conditions.consent'), hint: t('conditions.consent.toDo') },
    vitaleReadAt === undefined
      ? { state: 'missing', text: t('conditions.vitale'), hint: t('conditions.vitale.missing') }
      : { state: 'met', text: t('conditions.vitale'), hint: vitaleRead(vitaleReadAt) },
  ]);
}

/** The three conditions of chapter 3: the card is open and the record exists when they are shown. */
export const accessConditions = (): TemplateResult =>
  conditionList(t('conditions.access.title'), [
    { state: 'met', text: t('conditions.card') },
    { state: 'toDo', text: t('conditions.consent'), hint: t('conditions.consent.toDo') },
    { state: 'met', text: t('conditions.record') },
  ]);

/** `Carte Vitale lue à 07:34`, or with its day when it was another one. */
export function vitaleRead(at: number): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday ? t('conditions.vitale.today', timeOfDay(at)) : t('conditions.vitale.on', dayOf(localDay(at)), timeOfDay(at));
}

const localDay = (at: number): string => {
  const day = new Date(at);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
};

function conditionList(title: string, conditions: readonly Condition[]): TemplateResult {
  return html`<div class="card" role="group" aria-labelledby="conditions"><div class="head"><h2 id="conditions">${title}</h2></div>
    <ol class="in conditions">${conditions.map(({ state, text, hint }) => {
      const look = LOOKS[state];
      return html`<li class="f-${look.family}">${icon(look.icon)}<span><span class="said">${t(`conditions.state.${state}`)} </span>${text}${
        hint ? html`<span class="hint">${hint}</span>` : nothing
      }</span></li>`;
    })}</ol>
  </div>`;
}

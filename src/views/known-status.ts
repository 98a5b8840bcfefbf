import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { repeat } from 'lit/directives/repeat.js';
import type { CreationConditions, Known, RecordAct, RecordStatus } from '../api/messages.js';
import { accessConditions, creationConditions } from './conditions.js';
import { icon } from './icons.js';
import { dayOf, enumeration, rich, t } from './l10n.js';
import { ACCOUNT_ACTS, ACT_BUTTONS, STARTING_ACTS } from './record-act-look.js';
import { statusCard } from './status-card.js';
import { type Situation, situationOf, statusLook } from './status-look.js';

/** The code of a closing the patient asked for (1.2.250.1.213.4.1.2.4). Others exist, and are shown as received. */
const ASKED_BY_PATIENT = 'FERMETURE_DEMANDE_PATIENT';
type Closing = NonNullable<RecordStatus['closing']>;

/** What stands around a status. */
export interface Around {
  /** Beside the sentence, after the account. */
  readonly age: unknown;
  /** What the professional may do with this record. */
  readonly acts: readonly RecordAct[];
  readonly conditions?: CreationConditions | undefined;
  /** Whose card is in the reader. */
  readonly cardHint: string;
  /** What creates no record: a CPE, the certificates of a structure. */
  readonly notCreating?: 'staff' | 'structure' | undefined;
  readonly onAct: (act: RecordAct) => void;
  /** Absent: nothing may be added now. */
  readonly onAdd?: (() => void) | undefined;
  /** Absent: nothing is offered now. */
  readonly onOpenDashboard?: (() => void) | undefined;
}

/** What is known of a record: its card with what can be done, and below it what differs, is needed or explains. */
export function knownStatus(known: Known, around: Around): TemplateResult {
  const { age, acts, conditions, cardHint, onAct } = around;
  const situation = situationOf(known);
  const { icon: name, family, edge } = statusLook(known);
  const start = ACT_BUTTONS.find(({ act }) => STARTING_ACTS.includes(act) && acts.includes(act));
  return html`${statusCard({
    icon: name,
    family,
    edge,
    sentence: t(`record.${situation}.sentence`),
    more: [
      ...(situation === 'closed' && known.closing ? [closingSentence(known.closing), html`<br>`] : []),
      ...moreText(situation, around),
      situation === 'valid' && known.treatingPhysician ? html` <b>${t('record.treatingPhysician')}</b>` : nothing,
    ],
    side: html`${account(known, around)}${known.attachedToMes ? html`<span>${t('account.attachedToMes')}</span>` : nothing}${age}`,
    actions: actions(situation, around),
    tile: start && { label: t(start.text), onClick: () => onAct(start.act) },
  })}
  ${traitsBanner(known)}
  ${conditions && acts.includes('createRecord') ? creationConditions(conditions, cardHint) : nothing}
  ${acts.includes('askAuthorisation') ? accessConditions(cardHint) : nothing}
  ${situation === 'closed' ? closingPanels(known.closing) : nothing}`;
}

/** Who can create a missing record: nobody here any more, or another card than this one. */
function moreText(situation: Situation, { acts, notCreating }: Around): readonly unknown[] {
  if (situation !== 'missing') return rich(`record.${situation}.more`);
  if (acts.includes('explainCreation')) return [t('record.missing.withdrawn')];
  return [t(notCreating ? `record.missing.${notCreating}` : 'record.missing.more')];
}

/** At most one is filled: what the professional most likely came for. Of a record the patient has blocked for him, none is. */
function actions(situation: Situation, { acts, onAct, onAdd, onOpenDashboard }: Around): TemplateResult | undefined {
  const dashboard =
    onOpenDashboard && (situation === 'closed' || situation === 'blocked')
      ? html`<button class="b ${situation === 'closed' ? 'p' : ''}" type="button" @click=${onOpenDashboard}>${icon('globe')}${t('action.openDashboard')}</button>`
      : undefined;
  // Each act has its own button: one that goes leaves neither its focus nor a second click to its neighbour.
  const looks = ACT_BUTTONS.filter(({ act }) => acts.includes(act));
  const buttons = repeat(
    looks,
    ({ act }) => act,
    ({ act, icon: name, text, weight }) =>
      html`<button class="b ${weight ? WEIGHTS[weight] : ''}" type="button" @click=${() => onAct(act)}>${icon(name)}${t(text)}</button>`,
  );
  const add =
    onAdd && html`<button class="b ${situation === 'valid' ? 'p' : ''}" type="button" @click=${onAdd}>${icon('file-plus')}${t('action.addDocument')}</button>`;
  // An authorisation that is missing is asked for first; adding needs none.
  const isLast = acts.includes('askAuthorisation');
  return looks.length || dashboard || add ? html`${isLast ? nothing : add}${dashboard}${buttons}${isLast ? add : nothing}` : undefined;
}
const WEIGHTS = { main: 'p', aside: 'g push' };

/** The line of the guide: *Compte Internet créé (Modifier)*, with its link where the account can be worked on. */
function account({ record, authorisation, internetAccount }: Known, { acts, onAct }: Around): TemplateResult | typeof nothing {
  if (record === 'missing' || authorisation === 'blocked' || internetAccount === 'unknown') return nothing;
  const act = ACCOUNT_ACTS.find((one) => acts.includes(one));
  const link =
    act &&
    keyed(
      act,
      html`<button class="link" type="button" aria-label=${t(`account.${internetAccount}.act.label`)} @click=${() => onAct(act)}>${t(`account.${internetAccount}.act`)}</button>`,
    );
  return html`<span>${t(`account.${internetAccount}`)}${link ? html` (${link})` : nothing}</span>`;
}

/** A status is worth what the identity it is about is worth (REC_0.2-1120): the warning stands wherever the status does. */
export function traitsBanner({ traitsThatDiffer }: Known): TemplateResult | typeof nothing {
  if (!traitsThatDiffer.length) return nothing;
  const traits = enumeration(traitsThatDiffer.map((trait) => t(`trait.${trait}`)));
  return html`<div class="note f-warn">${icon('triangle-alert')}<div>${rich('traits.differ', traits)}</div></div>`;
}

function closingSentence({ date, reason }: Closing): unknown {
  const day = dayOf(date);
  if (reason === ASKED_BY_PATIENT) return day ? rich('closing.byPatientOn', day) : t('closing.byPatient');
  return [day ? rich('closing.on', day) : nothing, ' ', reason ? rich('closing.received', reason) : nothing];
}

function closingPanels(closing: Closing | undefined): TemplateResult {
  const isAskedByPatient = closing?.reason === ASKED_BY_PATIENT;
  const fact = (key: 'closing.date' | 'closing.reason' | 'closing.explanation', value: unknown) =>
    value ? html`<dt>${t(key)}</dt><dd>${value}</dd>` : nothing;
  const facts = closing
    ? html`<div class="card" role="group" aria-labelledby="closing">
        <div class="head"><h2 id="closing">${t('closing.title')}</h2></div>
        <div class="in"><dl class="facts">
          ${fact('closing.date', dayOf(closing.date))}
          ${fact('closing.reason', isAskedByPatient ? t('closing.patient.reason') : closing.reason && html`<span class="mono">${closing.reason}</span>`)}
          ${fact('closing.explanation', isAskedByPatient ? t('closing.patient.explanation') : '')}
        </dl></div>
      </div>`
    : nothing;
  return html`${facts}<div class="note f-quiet">${icon('info')}<div>${rich('closing.reopen')}</div></div>`;
}

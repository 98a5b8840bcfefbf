import { html, nothing, type TemplateResult } from 'lit';
import type { CreationConditions, Known, RecordAct, RecordStatus } from '../api/messages.js';
import { accessConditions, creationConditions } from './conditions.js';
import { icon } from './icons.js';
import { dayOf, enumeration, rich, t } from './l10n.js';
import { ACCOUNT_ACTS, ACT_BUTTONS } from './record-act-look.js';
import { statusCard } from './status-card.js';
import { situationOf, statusLook } from './status-look.js';

/** The code of a closing the patient asked for (1.2.250.1.213.4.1.2.4). Others exist, and are shown as received. */
const ASKED_BY_PATIENT = 'FERMETURE_DEMANDE_PATIENT';
type Closing = NonNullable<RecordStatus['closing']>;

/** What stands around a status. `age`: beside the sentence, after the account. `acts`: what the professional may do with this record. */
export interface Around {
  readonly age: unknown;
  readonly acts: readonly RecordAct[];
  readonly conditions?: CreationConditions | undefined;
  readonly onAct: (act: RecordAct) => void;
  readonly onOpenDashboard: () => void;
}

/** What is known of a record: its card with what can be done, and below it what differs, is needed or explains. */
export function knownStatus(known: Known, around: Around): TemplateResult {
  const { age, acts, conditions, onAct, onOpenDashboard } = around;
  const situation = situationOf(known);
  const { icon: name, family, edge } = statusLook(known);
  const start = acts.find((act) => act === 'createRecord' || act === 'explainCreation');
  const dashboard = html`<button class="b" type="button" @click=${onOpenDashboard}>${icon('globe')}${t('action.openDashboard')}</button>`;
  return html`${statusCard({
    icon: name,
    family,
    edge,
    sentence: t(`record.${situation}.sentence`),
    more: [
      ...(situation === 'closed' && known.closing ? [closingSentence(known.closing), html`<br>`] : []),
      ...rich(`record.${situation}.more`),
      situation === 'valid' && known.treatingPhysician ? html` <b>${t('record.treatingPhysician')}</b>` : nothing,
    ],
    side: html`${account(known, around)}${age}`,
    actions: actions(around, situation === 'closed' || situation === 'blocked' ? dashboard : undefined),
    tile: start && { label: t(ACT_BUTTONS[start]?.text ?? 'action.createRecord'), onClick: () => onAct(start) },
  })}
  ${traitsBanner(known)}
  ${conditions && acts.includes('createRecord') ? creationConditions(conditions) : nothing}
  ${acts.includes('askAuthorisation') ? accessConditions() : nothing}
  ${situation === 'closed' ? closingPanels(known.closing) : nothing}`;
}

/** The first is filled when it is what the professional most likely came for. */
function actions({ acts, onAct }: Around, others: TemplateResult | undefined): TemplateResult | undefined {
  const buttons = acts.flatMap((act) => {
    const look = ACT_BUTTONS[act];
    return look ? [html`<button class="b ${look.isMain ? 'p' : ''}" type="button" @click=${() => onAct(act)}>${icon(look.icon)}${t(look.text)}</button>`] : [];
  });
  return buttons.length || others ? html`${others}${buttons}` : undefined;
}

/** The line of the guide: *Compte Internet créé (Modifier)*, with its link where the account can be worked on. */
function account({ record, authorisation, internetAccount }: Known, { acts, onAct }: Around): TemplateResult | typeof nothing {
  if (record === 'missing' || authorisation === 'blocked' || internetAccount === 'unknown') return nothing;
  const act = ACCOUNT_ACTS.find((one) => acts.includes(one));
  const link =
    act &&
    html`<button class="link" type="button" aria-label=${t(`account.${internetAccount}.act.label`)} @click=${() => onAct(act)}>${t(`account.${internetAccount}.act`)}</button>`;
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

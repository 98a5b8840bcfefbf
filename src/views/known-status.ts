import { html, nothing, type TemplateResult } from 'lit';
import type { Known, RecordStatus } from '../api/messages.js';
import { icon } from './icons.js';
import { dayOf, enumeration, rich, t } from './l10n.js';
import { statusCard } from './status-card.js';
import { situationOf, statusLook } from './status-look.js';

/** The code of a closing the patient asked for (1.2.250.1.213.4.1.2.4). Others exist, and are shown as received. */
const ASKED_BY_PATIENT = 'FERMETURE_DEMANDE_PATIENT';
type Closing = NonNullable<RecordStatus['closing']>;

/** What is known of a record: its card, and below it what differs or explains. `age`: what stands beside the sentence, after the account. */
export function knownStatus(known: Known, { age, onOpenDashboard }: { readonly age: unknown; readonly onOpenDashboard: () => void }): TemplateResult {
  const situation = situationOf(known);
  const { icon: name, family, edge } = statusLook(known);
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
    side: html`${account(known)}${age}`,
    actions: situation === 'closed' || situation === 'blocked' ? dashboard : undefined,
  })}
  ${traitsBanner(known)}
  ${situation === 'closed' ? closingPanels(known.closing) : nothing}`;
}

function account({ record, authorisation, internetAccount }: Known): TemplateResult | typeof nothing {
  if (record === 'missing' || authorisation === 'blocked' || internetAccount === 'unknown') return nothing;
  return html`<span>${t(`account.${internetAccount}`)}</span>`;
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

import { addressOf, DASHBOARD, type PatientAddress, type SitePage } from '../address.js';
import { html } from '../html.js';
import { ICONS } from '../icons.js';
import type { RecordAccess } from '../record-access.js';
import { closingOf } from '../words.js';
import { layout, type SignedIn } from './layout.js';
import { notice } from './notice.js';

export interface RefusalPage {
  readonly title: string;
  readonly sentence: string;
  readonly code?: string;
  readonly signedIn?: SignedIn | undefined;
}

/** Something the site does not answer, and why. */
export const refusalPage = ({ code, sentence, signedIn, title }: RefusalPage): string =>
  layout({
    title,
    signedIn,
    body: html`${notice('danger', html`<p>${sentence}</p>${code && html`<p>Code&nbsp;: <code>${code}</code></p>`}`, ICONS.alert)}
<div class="actions"><a class="button primary" href="${addressOf(DASHBOARD)}">Ouvrir le tableau de bord</a><a class="button" href="/">Accueil du simulateur</a></div>`,
  });

/** A record this professional may not open. It shows nothing of the record but its situation. */
export function closedDoorPage(
  access: Exclude<RecordAccess, { readonly kind: 'granted' }>,
  page: SitePage,
  patient: PatientAddress,
  signedIn: SignedIn,
): string {
  const { family, icon, sentence, title } = doorOf(access);
  return layout({
    title,
    signedIn,
    body: html`${notice(family, html`<p>${sentence}</p><p>La page «&nbsp;${page.label}&nbsp;» ne peut pas être affichée.</p>`, icon)}
<div class="actions"><a class="button primary" href="${addressOf(DASHBOARD, patient)}">Ouvrir le tableau de bord</a></div>`,
  });
}

function doorOf(access: Exclude<RecordAccess, { readonly kind: 'granted' }>) {
  switch (access.kind) {
    case 'missing':
      return {
        title: 'Le DMP du patient n’est pas encore créé',
        sentence: 'Aucun DMP n’existe pour ce matricule.',
        family: 'quiet',
        icon: ICONS.missing,
      } as const;
    case 'closed':
      return { title: 'Le DMP du patient est fermé', sentence: closingOf(access.record), family: 'quiet', icon: ICONS.closed } as const;
    case 'blocked':
      return {
        title: 'Le patient ne souhaite pas que vous accédiez à son DMP',
        sentence: 'C’est son droit et cela ne change rien à ses soins.',
        family: 'stop',
        icon: ICONS.blocked,
      } as const;
    case 'expired':
      return {
        title: 'Votre autorisation a expiré',
        sentence: 'Une nouvelle autorisation se demande dans le logiciel du cabinet, avec l’accord du patient.',
        family: 'warn',
        icon: ICONS.expired,
      } as const;
    case 'unauthorised':
      return {
        title: 'Vous n’avez pas l’autorisation d’accéder à ce DMP',
        sentence: 'Le DMP du patient est ouvert. L’autorisation se demande dans le logiciel du cabinet, avec l’accord du patient.',
        family: 'warn',
        icon: ICONS.locked,
      } as const;
  }
}

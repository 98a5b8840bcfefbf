import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formOf, sendPage } from './exchange.js';
import { dashboardPage } from './pages/dashboard-page.js';
import { recordPage } from './pages/record-pages.js';
import { closedDoorPage, refusalOf, refusalPage } from './pages/refusal-page.js';
import { settingsPage } from './pages/settings-page.js';
import { type SignInProblem, signInPage } from './pages/sign-in-page.js';
import type { Demonstration } from './pages/simulator-start-page.js';
import { accessTo } from './record-access.js';
import { hrefOf, type PatientKey, RECORD_PAGES, readAddress, SETTINGS_HREF, type SiteAddress } from './site-address.js';
import { cookieOf, type SiteSession, type SiteSessions } from './site-sessions.js';

type OpenAddress = Exclude<SiteAddress, { readonly kind: 'refused' }>;

/** The addresses a practice application opens. Without a session each of them is its own sign-in page, so that the address stays. */
export function registerAccessRoutes(site: FastifyInstance, { pin, world }: Demonstration, sessions: SiteSessions): void {
  const { state } = world;
  const show = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const session = sessions.find(request.headers.cookie);
    const { path, query } = partsOf(request);
    const address = readAddress(path);
    if (address.kind === 'refused') return refuse(reply, address, session);
    if (!session) return sendPage(reply, signInPage({ professionals: state.professionals, href: hrefOf(address), asked: titleOf(address) }));
    if (address.kind === 'settings') return sendPage(reply, settingsPage(session, query.get('suite') ?? undefined));
    if (!session.situation) return reply.redirect(`${SETTINGS_HREF}?suite=${sessions.keep(session, hrefOf(address))}`, 303);
    return address.kind === 'dashboard' ? showDashboard(reply, session, address.patient) : showRecord(reply, session, address, request.query);
  };

  const showDashboard = (reply: FastifyReply, session: SiteSession, patient: PatientKey | undefined): FastifyReply => {
    if (patient && accessTo(state, patient, session.professional.psId, session.situation?.structureId).kind === 'valid')
      trace(session, patient, 'Tableau de bord');
    return sendPage(reply, dashboardPage(state, session, patient));
  };

  const showRecord = (
    reply: FastifyReply,
    session: SiteSession,
    { page, patient }: Extract<SiteAddress, { readonly kind: 'record' }>,
    query: unknown,
  ): FastifyReply => {
    const access = accessTo(state, patient, session.professional.psId, session.situation?.structureId);
    if (access.kind !== 'valid' && access.kind !== 'missing') trace(session, patient, RECORD_PAGES[page], false);
    if (access.kind !== 'valid') return sendPage(reply, closedDoorPage(access, page, patient, session), access.kind === 'missing' ? 404 : 403);
    trace(session, patient, RECORD_PAGES[page]);
    const traces = state.traces.filter(({ matricule }) => matricule === patient.matricule);
    return sendPage(reply, recordPage(page, { record: access.record, session, professionals: state.professionals, traces, query, world }));
  };

  const trace = ({ professional }: SiteSession, { matricule }: PatientKey, title: string, granted = true): void =>
    state.trace({ at: Date.now(), psId: professional.psId, matricule, what: `Page «\u00a0${title}\u00a0»`, granted, by: 'WEB' });

  const signIn = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const address = readAddress(partsOf(request).path);
    if (address.kind === 'refused') return refuse(reply, address);
    const form = formOf(request);
    const chosen = form.get('psId') ?? undefined;
    const professional = state.professionals.find(({ psId }) => psId === chosen);
    const problem = professional ? problemOf(form.get('code') ?? '') : 'noCertificate';
    if (problem || !professional) {
      const page = signInPage({ professionals: state.professionals, href: hrefOf(address), asked: titleOf(address), chosen: professional?.psId, problem });
      return sendPage(reply, page, 403);
    }
    const former = sessions.find(request.headers.cookie);
    if (former) sessions.close(former);
    return reply.header('set-cookie', cookieOf(sessions.open(professional))).redirect(hrefOf(address), 303);
  };

  const problemOf = (code: string): SignInProblem | undefined => (/^\d{4}$/.test(code) ? (code === pin ? undefined : 'wrongCode') : 'noCode');

  for (const path of ['/AccesDirect', '/AccesDirect/*', '/Dossier/*']) {
    site.get(path, show);
    site.post(path, signIn);
  }
}

function partsOf({ url }: FastifyRequest): { readonly path: string; readonly query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  return { path, query: new URLSearchParams(query.join('?')) };
}

const titleOf = (address: OpenAddress): string =>
  address.kind === 'record' ? RECORD_PAGES[address.page] : address.kind === 'settings' ? 'Paramétrages' : 'Tableau de bord';

function refuse(reply: FastifyReply, { fault }: Extract<SiteAddress, { readonly kind: 'refused' }>, session?: SiteSession): FastifyReply {
  const refusal = refusalOf(fault);
  return sendPage(reply, refusalPage(refusal, session), refusal.status);
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SimulatorState } from '../state.js';
import { type Address, addressOf, DASHBOARD, type PatientAddress, RECORD_PAGES, type RecordPage, readAddress, SETTINGS, type SitePage } from './address.js';
import { formOf } from './form.js';
import { dashboardPage } from './pages/dashboard-page.js';
import type { SignedIn } from './pages/layout.js';
import { recordPage } from './pages/record-pages.js';
import { closedDoorPage, type RefusalPage, refusalPage } from './pages/refusal-page.js';
import { settingsPage } from './pages/settings-page.js';
import { type SignIn, signInPage } from './pages/sign-in-page.js';
import type { Demonstration } from './pages/simulator-start-page.js';
import { accessTo } from './record-access.js';
import { nextPage } from './session-routes.js';
import type { WebSession, WebSessions } from './web-sessions.js';

/** The addresses a practice application opens. Without a session each of them is its own sign-in page, so that the address stays. */
export function registerAccessRoutes(site: FastifyInstance, { pin, state }: Demonstration, sessions: WebSessions): void {
  const send = (reply: FastifyReply, code: number, page: string): FastifyReply => reply.code(code).type('text/html; charset=utf-8').send(page);

  const show = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const signedIn = signedInAs(state, sessions.find(request.headers.cookie));
    const address = readAddress(pathOf(request));
    if (address.kind !== 'page') return send(reply, ...refusal(address, signedIn));
    const { page, patient } = address;
    if (!signedIn) return send(reply, 200, signInPage({ ...askedFor(state, page, request) }));
    if (page === SETTINGS) return send(reply, 200, settingsPage(signedIn, nextPage(queryOf(request, 'vers'))));
    if (!signedIn.structure) return reply.redirect(`${addressOf(SETTINGS)}?vers=${encodeURIComponent(addressOf(page, patient))}`, 303);
    if (page === DASHBOARD) return send(reply, 200, dashboard(signedIn, patient));
    return patient ? send(reply, ...visit(request, page, patient, signedIn)) : reply.callNotFound();
  };

  const dashboard = (signedIn: SignedIn, patient: PatientAddress | undefined): string => {
    if (patient && accessTo(state, signedIn.professional.psId, patient).kind === 'granted') trace(signedIn, patient, DASHBOARD);
    return dashboardPage(state, signedIn, patient);
  };

  const visit = (request: FastifyRequest, page: SitePage, patient: PatientAddress, signedIn: SignedIn): [code: number, page: string] => {
    const access = accessTo(state, signedIn.professional.psId, patient);
    if (access.kind !== 'granted') return [access.kind === 'missing' ? 404 : 403, closedDoorPage(access, page, patient, signedIn)];
    trace(signedIn, patient, page);
    const { record } = access;
    const traces = state.traces.filter(({ matricule }) => matricule === record.matricule).reverse();
    return [200, recordPage(keyOf(page), { record, signedIn, professionals: state.professionals, traces, documents: queryOf(request, 'liste') })];
  };

  const trace = ({ professional }: SignedIn, { matricule }: PatientAddress, { label }: SitePage): void =>
    state.trace({ at: Date.now(), psId: professional.psId, matricule, what: `Page «\u00a0${label}\u00a0»`, by: 'WEB' });

  const signIn = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const address = readAddress(pathOf(request));
    if (address.kind !== 'page') return send(reply, ...refusal(address, undefined));
    const form = formOf(request);
    const professional = state.professionals.find(({ psId }) => psId === form.get('psId'));
    const problem = problemOf(form.get('code') ?? '', pin, professional !== undefined);
    if (problem || !professional)
      return send(reply, 403, signInPage({ ...askedFor(state, address.page, request), chosen: professional?.psId, problem: problem ?? 'noCertificate' }));
    const [only, ...others] = professional.situations;
    const structureId = others.length > 0 ? undefined : only?.structureId;
    return reply
      .header('set-cookie', sessions.open({ psId: professional.psId, structureId }, request.headers.cookie))
      .redirect(addressOf(address.page, address.patient), 303);
  };

  for (const path of ['/AccesDirect', '/AccesDirect/*', '/DMP/*']) {
    site.get(path, show);
    site.post(path, signIn);
  }
}

const pathOf = ({ url }: FastifyRequest): string => new URL(url, 'http://localhost').pathname;

const queryOf = ({ url }: FastifyRequest, name: string): string | undefined => new URL(url, 'http://localhost').searchParams.get(name) ?? undefined;

const askedFor = (state: SimulatorState, page: SitePage, request: FastifyRequest): SignIn => ({
  professionals: state.professionals,
  address: pathOf(request),
  asked: page.label,
});

const keyOf = (page: SitePage): RecordPage => Object.entries(RECORD_PAGES).find(([, candidate]) => candidate === page)?.[0] as RecordPage;

function problemOf(code: string, pin: string, isKnown: boolean): SignIn['problem'] {
  if (!isKnown) return 'noCertificate';
  if (!/^\d{4}$/.test(code)) return 'noCode';
  return code === pin ? undefined : 'wrongCode';
}

function signedInAs(state: SimulatorState, session: WebSession | undefined): SignedIn | undefined {
  const professional = state.professionals.find(({ psId }) => psId === session?.psId);
  return professional && { professional, structure: professional.situations.find(({ structureId }) => structureId === session?.structureId) };
}

function refusal(address: Exclude<Address, { readonly kind: 'page' }>, signedIn: SignedIn | undefined): [code: number, page: string] {
  const answer = (code: number, page: RefusalPage): [number, string] => [code, refusalPage({ ...page, signedIn })];
  switch (address.kind) {
    case 'unknown':
      return answer(404, {
        title: 'Page inconnue',
        sentence: 'Le WEB DMP n’a pas de page à cette adresse. Ses adresses s’écrivent à la lettre, majuscules comprises.',
      });
    case 'removed':
      return answer(403, {
        title: 'La création n’a plus de page',
        sentence: 'La page de création d’un DMP a été retirée du WEB DMP.',
        code: 'DMPAccessDeniedByRightsService',
      });
    case 'refused':
      return answer(400, { title: 'Adresse refusée', sentence: address.reason });
  }
}

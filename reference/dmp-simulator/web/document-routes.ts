import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentEntry, isSignature } from '../documents/document-model.js';
import { isShown } from '../documents/rules/reading-rules.js';
import type { World } from '../rule.js';
import { sendBody } from './documents/body-reply.js';
import { lidOf } from './documents/document-address.js';
import { shelfOf } from './documents/shelf.js';
import { askerOf } from './documents/site-asker.js';
import { type Body, bodyOf } from './documents/stored-body.js';
import { sendPage } from './exchange.js';
import { documentPage } from './pages/document-page.js';
import { closedDoorPage, NO_DOCUMENT, notShown, refusalPage, SESSION_OVER } from './pages/refusal-page.js';
import { accessTo } from './record-access.js';
import type { SiteSession, SiteSessions } from './site-sessions.js';

interface Opened {
  readonly session: SiteSession;
  readonly entry: DocumentEntry;
  readonly body: Body;
}
type DocumentRequest = FastifyRequest<{ Params: { name: string } }>;

/** One document, read by whom the rules of TD3.2 let read it. */
export function registerDocumentRoutes(site: FastifyInstance, world: World, sessions: SiteSessions): void {
  const { state } = world;

  site.get('/documents/:name', (request: DocumentRequest, reply) => {
    const opened = open(request, reply);
    if (!opened) return reply;
    const { body, entry, session } = opened;
    const record = state.findRecord(entry.patient.matricule, entry.patient.insOid);
    if (!record) return sendPage(reply, refusalPage(NO_DOCUMENT, session), 404);
    trace(opened, true);
    const formerVersions = state.documents.formerVersionsOf(entry).filter((version) => isReadable(version, session));
    return sendPage(reply, documentPage({ body, entry, formerVersions }, { record, session, world }));
  });

  site.get('/documents/:name/contenu', (request: DocumentRequest, reply) => {
    const opened = open(request, reply);
    if (!opened) return reply;
    trace(opened, true);
    return sendBody(reply, opened.body);
  });

  const isReadable = (entry: DocumentEntry, session: SiteSession): boolean =>
    entry.status !== 'Deleted' && !isSignature(entry) && isShown(entry, askerOf(session, entry.patient), world);

  /** Undefined: it has answered. */
  const open = ({ headers, params }: DocumentRequest, reply: FastifyReply): Opened | undefined => {
    const session = sessions.find(headers.cookie);
    if (!session) return void sendPage(reply, refusalPage(SESSION_OVER), 401);
    const entry = state.documents.entry(lidOf(params.name));
    const body = entry && bodyOf(entry, state.documents);
    if (!entry || !body || isSignature(entry)) return void sendPage(reply, refusalPage(NO_DOCUMENT, session), 404);
    const access = accessTo(state, entry.patient, session.professional.psId, session.situation?.structureId);
    if (access.kind !== 'valid') {
      trace({ entry, session }, false);
      return void sendPage(reply, closedDoorPage(access, 'Documents', entry.patient, session), 403);
    }
    const { refusal } = shelfOf(access.record, session, world);
    if (refusal || !isReadable(entry, session)) {
      trace({ entry, session }, false);
      return void sendPage(reply, refusalPage(notShown(refusal), session), 403);
    }
    return { session, entry, body };
  };

  const trace = ({ entry, session }: Pick<Opened, 'entry' | 'session'>, granted: boolean): void =>
    state.trace({
      at: Date.now(),
      psId: session.professional.psId,
      matricule: entry.patient.matricule,
      what: "Consultation d'un document",
      granted,
      by: 'WEB',
    });
}

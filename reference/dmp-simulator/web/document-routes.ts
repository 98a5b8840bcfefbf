import type { FastifyInstance, FastifyReply } from 'fastify';
import { ClinicalDocument } from '../documents/clinical-document.js';
import { attribute, parse, text } from '../xml-reading.js';
import { sendPage } from './exchange.js';
import { refusalOf, refusalPage } from './pages/refusal-page.js';
import type { Demonstration } from './pages/simulator-start-page.js';
import { accessTo } from './record-access.js';
import { shownDocuments } from './shown-documents.js';
import { DASHBOARD_HREF } from './site-address.js';
import type { SiteSessions } from './site-sessions.js';

/** What a browser shows by itself, and the ending of what it saves. */
const BODIES: Readonly<Record<string, { readonly ending: string; readonly isShown: boolean }>> = {
  'application/pdf': { ending: 'pdf', isShown: true },
  'text/plain': { ending: 'txt', isShown: true },
  'image/jpeg': { ending: 'jpg', isShown: true },
  'text/rtf': { ending: 'rtf', isShown: false },
  'image/tiff': { ending: 'tif', isShown: false },
};
/** A document runs nothing and loads nothing; the viewer of PDFs of a browser is an object of its own. */
const POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Opens a document of the list for who may see it there; each opening is traced. */
export function registerDocumentRoutes(site: FastifyInstance, { state }: Demonstration, sessions: SiteSessions): void {
  site.get<{ Params: { uniqueId: string } }>('/document/:uniqueId', (request, reply) => {
    const session = sessions.find(request.headers.cookie);
    if (!session?.situation) return reply.redirect(DASHBOARD_HREF, 303);
    const entry = state.documents.entryByUniqueId(request.params.uniqueId);
    const { psId } = session.professional;
    const access = entry && accessTo(state, entry.patient, psId, session.situation.structureId);
    const isTold = access?.kind === 'valid' && shownDocuments(state.documents, access.record, session).some((one) => one.entry.uniqueId === entry?.uniqueId);
    const bytes = isTold && entry && state.documents.bytesOf(entry.uniqueId);
    if (!bytes || !entry) return missing(reply);
    const body = bodyOf(bytes);
    if (!body) return missing(reply);
    session.opened.add(entry.uniqueId);
    state.trace({ at: Date.now(), psId, matricule: entry.patient.matricule, what: "Lecture d'un document", granted: true, by: 'WEB' });
    const { ending, isShown } = BODIES[body.mediaType] ?? { ending: 'bin', isShown: false };
    return reply
      .header('content-security-policy', POLICY)
      .header('content-disposition', `${isShown ? 'inline' : 'attachment'}; filename="document.${ending}"`)
      .type(body.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : body.mediaType)
      .send(body.bytes);
  });
}

/** The same answer for what is not there and for what may not be told. */
function missing(reply: FastifyReply): FastifyReply {
  const refusal = refusalOf({ kind: 'unknownPage' });
  return sendPage(reply, refusalPage(refusal), refusal.status);
}

function bodyOf(cda: Buffer): { readonly mediaType: string; readonly bytes: Buffer } | undefined {
  const root = parse(cda.toString())?.documentElement;
  const body = root && new ClinicalDocument(root).body;
  const mediaType = attribute(body, 'mediaType');
  return mediaType === undefined ? undefined : { mediaType, bytes: Buffer.from(text(body) ?? '', 'base64') };
}

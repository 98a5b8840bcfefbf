import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isMinor } from '../documents/rules/hiding-rules.js';
import { isOfRights, wordsOf } from '../refusal.js';
import { dateOf } from '../registration/paris-date.js';
import type { World } from '../rule.js';
import type { SimulatedRecord } from '../state.js';
import { add } from './documents/addition.js';
import { additionIn, fileIn, isAddition, type Problems, valuesIn } from './documents/addition-form.js';
import { sendBody } from './documents/body-reply.js';
import type { Draft, Values } from './documents/draft.js';
import { shelfOf } from './documents/shelf.js';
import { askerOf } from './documents/site-asker.js';
import { readUpload, type Upload } from './documents/upload.js';
import { formOf, sendPage } from './exchange.js';
import { additionPage } from './pages/addition-page.js';
import { confirmationPage } from './pages/confirmation-page.js';
import { closedDoorPage, NO_DRAFT, notShown, refusalPage, SESSION_OVER, unreadable } from './pages/refusal-page.js';
import { accessTo } from './record-access.js';
import { hrefOf, type PatientKey } from './site-address.js';
import type { SiteSession, SiteSessions } from './site-sessions.js';

/** Somebody who adds a document to a record that is open to him. */
interface Adding {
  readonly session: SiteSession;
  readonly record: SimulatedRecord;
  readonly draft: Draft;
}
type DraftRequest = FastifyRequest<{ Params: { key: string } }>;

/** *Ajouter un document*: the form, its confirmation, and then the record. Every step looks anew whether the record is open. */
export function registerAdditionRoutes(site: FastifyInstance, world: World, sessions: SiteSessions): void {
  const { state } = world;
  site.addContentTypeParser('multipart/form-data', (request: FastifyRequest, payload: IncomingMessage) =>
    readUpload(request.headers['content-type'] ?? '', payload),
  );

  site.post('/ajout', (request, reply) => {
    const session = sessions.find(request.headers.cookie);
    if (!session) return sendPage(reply, refusalPage(SESSION_OVER), 401);
    const form = formOf(request);
    const patient = { matricule: form.get('matricule') ?? '', insOid: form.get('insOid') ?? '' };
    if (!openRecord(reply, session, patient)) return reply;
    return reply.redirect(`/ajout/${sessions.begin(session, patient).key}`, 303);
  });

  site.get('/ajout/:key', (request: DraftRequest, reply) => {
    const adding = adds(request, reply);
    return adding ? showForm(reply, adding, adding.draft.values ?? atFirst(adding.session)) : reply;
  });

  site.post('/ajout/:key', async (request: DraftRequest, reply) => {
    const adding = adds(request, reply);
    if (!adding) return reply;
    const { draft, session } = adding;
    const upload = request.body as Upload;
    if (upload === 'tooLarge') return showForm(reply, adding, draft.values ?? atFirst(session), { fichier: 'Ce fichier dépasse 5\u00a0Mo.' }, 413);
    if (!(upload instanceof FormData)) return sendPage(reply, refusalPage(unreadable(400), session), 400);
    const values = valuesIn(upload);
    const file = await fileIn(upload);
    draft.values = values;
    draft.ready = undefined;
    draft.version += 1;
    // A file that is refused takes the place of nothing, and nothing takes its own.
    if (file) draft.attached = 'problem' in file ? undefined : file;
    const read = additionIn(values, { attached: draft.attached, situations: session.professional.situations, today: dateOf(world.now()) });
    const fileProblem = file && 'problem' in file && values.mode !== 'texte' ? { fichier: file.problem } : {};
    if (!isAddition(read)) return showForm(reply, adding, values, { ...read, ...fileProblem }, 400);
    draft.ready = read;
    return reply.redirect(`/ajout/${draft.key}/confirmation`, 303);
  });

  site.get('/ajout/:key/confirmation', (request: DraftRequest, reply) => {
    const adding = adds(request, reply);
    return adding ? showConfirmation(reply, adding) : reply;
  });

  site.get('/ajout/:key/contenu', (request: DraftRequest, reply) => {
    const adding = adds(request, reply);
    if (!adding) return reply;
    const { draft, session } = adding;
    return draft.ready ? sendBody(reply, draft.ready.body) : sendPage(reply, refusalPage(NO_DRAFT, session), 404);
  });

  site.post('/ajout/:key/confirmation', (request: DraftRequest, reply) => {
    const adding = adds(request, reply);
    if (!adding) return reply;
    const { draft, record, session } = adding;
    if (draft.isAdded) return reply.redirect(added(draft.patient), 303);
    if (!draft.ready || formOf(request).get('version') !== String(draft.version)) return reply.redirect(`/ajout/${draft.key}/confirmation`, 303);
    const verdict = add(draft.ready, record, session.professional, world);
    if (!verdict || isOfRights(verdict.refusal)) trace(session, record, !verdict);
    if (verdict) return showConfirmation(reply, adding, wordsOf(verdict.refusal));
    draft.isAdded = true;
    // The key stays, so that a second confirmation is known; what was typed goes.
    draft.values = undefined;
    draft.attached = undefined;
    draft.ready = undefined;
    return reply.redirect(added(draft.patient), 303);
  });

  site.post('/ajout/:key/annulation', (request: DraftRequest, reply) => {
    const session = sessions.find(request.headers.cookie);
    const draft = session?.drafts.get(request.params.key);
    if (!session || !draft) return sendPage(reply, refusalPage(session ? NO_DRAFT : SESSION_OVER, session), session ? 404 : 401);
    session.drafts.delete(draft.key);
    return reply.redirect(hrefOf({ kind: 'record', page: 'Documents', patient: draft.patient }), 303);
  });

  /** Undefined: it has answered. */
  const adds = ({ headers, params }: DraftRequest, reply: FastifyReply): Adding | undefined => {
    const session = sessions.find(headers.cookie);
    if (!session) return void sendPage(reply, refusalPage(SESSION_OVER), 401);
    const draft = session.drafts.get(params.key);
    if (!draft) return void sendPage(reply, refusalPage(NO_DRAFT, session), 404);
    const record = openRecord(reply, session, draft.patient);
    return record && { session, draft, record };
  };

  const openRecord = (reply: FastifyReply, session: SiteSession, patient: PatientKey): SimulatedRecord | undefined => {
    const access = accessTo(state, patient, session.professional.psId, session.situation?.structureId);
    if (access.kind !== 'valid') {
      if (access.kind !== 'missing') trace(session, patient, false);
      return void sendPage(reply, closedDoorPage(access, 'Documents', patient, session), access.kind === 'missing' ? 404 : 403);
    }
    const { refusal } = shelfOf(access.record, session, world);
    return refusal ? void sendPage(reply, refusalPage(notShown(refusal), session), 403) : access.record;
  };

  const showForm = (reply: FastifyReply, { draft, record, session }: Adding, values: Values, problems?: Problems, status = 200): FastifyReply => {
    if (draft.isAdded) return reply.redirect(added(draft.patient), 303);
    const view = { draft, values, record, session, isMinor: isMinor(askerOf(session, record), world), hiddenFromBoth: state.controls.hiddenFromBoth };
    return sendPage(reply, additionPage({ ...view, ...(problems && { problems }) }), status);
  };

  const showConfirmation = (
    reply: FastifyReply,
    { draft, record, session }: Adding,
    refusal?: { readonly code: string; readonly text: string },
  ): FastifyReply => {
    if (draft.isAdded) return reply.redirect(added(draft.patient), 303);
    if (!draft.ready) return reply.redirect(`/ajout/${draft.key}`, 303);
    const view = { draft, addition: draft.ready, record, session, today: dateOf(world.now()) };
    return sendPage(reply, confirmationPage({ ...view, ...(refusal && { refusal }) }), refusal ? 409 : 200);
  };

  /** Today, where he is. */
  const atFirst = ({ situation }: SiteSession): Values => {
    const today = dateOf(world.now());
    const typed = { texte: '', type: '', titre: '', commentaire: '', fin: '', representants: '' };
    return { ...typed, mode: 'fichier', date: today, debut: today, cadre: 'AMBULATOIRE', situation: situation?.structureId ?? '', visibilite: 'visible' };
  };

  const trace = ({ professional }: SiteSession, { matricule }: PatientKey, granted: boolean): void =>
    state.trace({ at: Date.now(), psId: professional.psId, matricule, what: "Ajout d'un document", granted, by: 'WEB' });
}

const added = (patient: PatientKey): string => `${hrefOf({ kind: 'record', page: 'Documents', patient })}?ajout=fait`;

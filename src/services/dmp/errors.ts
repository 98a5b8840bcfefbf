import { type ErrorCode, type ErrorDetail, PluginError } from '../../api/plugin-error.js';
import { LARGEST_CLOCK_DIFFERENCE } from './protocol-constants.js';

/** Codes of the DMP and of XDS whose meaning is known. Every other one is a refusal too: its code and words are kept. */
const CODES = new Map<string, ErrorCode>([
  ['DMPFound', 'dmp.recordExists'],
  ['DMPNotFound', 'dmp.recordMissing'],
  ['DMPClosed', 'dmp.recordClosed'],
  ['DMPTooManyResult', 'dmp.tooManyResults'],
  ['DMPInvalidCertificate', 'dmp.invalidCertificate'],
  ['DMPAccessForbidden', 'dmp.accessForbidden'],
  ['DMPAccessDeniedByExcededThreshold', 'dmp.thresholdExceeded'], // the server's spelling
  ['DMPAccessDeniedByExceededThreshold', 'dmp.thresholdExceeded'],
  ['DMPAccessDeniedByRightsService', 'dmp.rightsRefused'],
  ['DMPPatientAccessAlreadyExists', 'dmp.accountExists'],
  ['DMPPatientAccessNotFound', 'dmp.accountMissing'],
  ['DMPPatientAccessOTPAlreadyExists', 'dmp.channelExists'],
  ['DMPPatientAccessOTPNotFound', 'dmp.channelMissing'],
  ['DMPFragmentCVAError', 'dmp.documentRefused'],
  ['DMPIdentityCertificationFailure', 'dmp.refused'],
  ['AccessForbidden', 'dmp.refused'], // of a test environment that does not know our address
  ['XDSUnknownPatientId', 'dmp.insRejected'],
  ['XDSPatientIdDoesNotMatch', 'dmp.insRejected'],
  ['XDSRegistryBusy', 'dmp.serverError'],
  ['XDSUnavailableCommunity', 'dmp.serverError'],
  ['XDSTooManyResults', 'dmp.tooManyResults'],
  ['XDSDocumentUniqueIdError', 'dmp.documentUnknown'],
  ['XDSDuplicateUniqueIdInRegistry', 'dmp.documentDuplicate'],
  ['XDSNonIdenticalHash', 'dmp.documentRefused'],
  ['XDSRegistryError', 'dmp.documentRefused'],
  ['XDSRepositoryError', 'dmp.documentRefused'],
  ['XDSRegistryMetadataError', 'dmp.documentRefused'],
  ['XDSRepositoryMetadataError', 'dmp.documentRefused'],
  ['XDSMissingDocument', 'dmp.documentRefused'],
  ['XDSMissingDocumentMetadata', 'dmp.documentRefused'],
  ['XDSReplaceFailed', 'dmp.documentRefused'],
  ['XDSRegistryDeprecatedDocumentError', 'dmp.documentRefused'],
  ['XDSMetadataUpdateError', 'dmp.documentRefused'],
  ['XDSMetadataUpdateOperationError', 'dmp.documentRefused'],
  ['XDSMetadataVersionError', 'dmp.documentRefused'],
  ['XDSUnknownStoredQuery', 'dmp.refused'],
  ['XDSStoredQueryMissingParam', 'dmp.refused'],
  ['XDSStoredQueryParamNumber', 'dmp.refused'],
  ['XDSResultNotSinglePatient', 'dmp.refused'],
]);
/** Why the rights service says no to whoever asks: the patient manages such a record himself. */
const ABOUT_MES = /mon espace sante/;
/** The same, to everybody: nobody has this right any more. */
const ABOUT_WITHDRAWAL = /n.(?:est|existe) plus|a ete (?:retiree?|supprimee?)/;
/** Whoever asks has no right any more; others may have it. */
const ABOUT_THE_ASKER = /(?:professionnel|utilisateur|vous|structure)\b.*(?:autoris|habilit)|habilitation/;

/** Words of faults that come without a code of their own. Compared without accents, capitals and repeated spaces. */
const TEXTS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/certificat ayant signe le vihf est invalide/, 'dmp.invalidCertificate'],
  [/structure introuvable|structure inactive/, 'dmp.structureUnknown'],
  [/ps et structure non lies/, 'dmp.structureNotLinked'],
  [/aucune specialite dans le vihf/, 'dmp.specialityMissing'],
  [/resource_id est incorrect/, 'dmp.insRejected'],
  [/aucun authorinstitution ne correspond/, 'dmp.documentRefused'],
  [ABOUT_MES, 'dmp.attachedToMes'],
];
/** An assertion that is too old or not yet valid; never a certificate, which expires for other reasons. */
const ABOUT_AN_ASSERTION = /assertion|vihf|jeton|issueinstant|notonorafter|notbefore|authninstant/;
const OUT_OF_TIME = /expire|trop ancien|trop vieux|perime|too old|expired|pas encore valide|not yet valid|dans le futur|horloge|clock/;

/** What the other side said when it refused. */
export type Refusal = Pick<ErrorDetail, 'layer' | 'code' | 'text'>;

/** The error for a refusal. An unknown code is kept in `detail`, never swallowed. */
export function refusal(detail: Refusal): PluginError {
  const words = plain(detail.text ?? '');
  const code = CODES.get(detail.code);
  const meant = code === 'dmp.rightsRefused' ? rightsMeaning(words) : (code ?? meaning(words) ?? 'dmp.refused');
  return new PluginError(meant, { detail });
}

function rightsMeaning(words: string): ErrorCode {
  if (ABOUT_MES.test(words)) return 'dmp.attachedToMes';
  return ABOUT_WITHDRAWAL.test(words) && !ABOUT_THE_ASKER.test(words) ? 'dmp.withdrawn' : 'dmp.rightsRefused';
}

function meaning(words: string): ErrorCode | undefined {
  if (ABOUT_AN_ASSERTION.test(words) && OUT_OF_TIME.test(words) && !words.includes('certificat')) return 'dmp.clockSkew';
  return TEXTS.find(([pattern]) => pattern.test(words))?.[1];
}

/** A refusal nothing explains, from a server whose clock is far from ours, is about the clocks: the DMP checks the age of what we sign. */
export function explainedByClocks(error: PluginError, date: string | undefined, now: number): PluginError {
  const difference = date === undefined ? Number.NaN : Math.abs(Date.parse(date) - now);
  return error.code === 'dmp.refused' && difference > LARGEST_CLOCK_DIFFERENCE ? new PluginError('dmp.clockSkew', error.about) : error;
}

/** An HTTP status that brought no SOAP message. `retryAfter`: the header, seconds or a date. */
export function httpFailure(status: number, retryAfter?: string, now = Date.now()): PluginError {
  const code: ErrorCode =
    status === 408 ? 'dmp.timeout' : status === 429 || status >= 500 ? 'dmp.serverError' : status >= 400 ? 'dmp.refused' : 'dmp.unreadable';
  const wait = retryAfter === undefined ? Number.NaN : /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - now) / 1000);
  return new PluginError(code, { detail: { layer: 'http', code: String(status) }, ...(wait > 0 && { retryAfterSeconds: wait }) });
}

/** Lower case, without accents, one space between words. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');

const LOST_LINE = /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_\w+|UND_ERR_SOCKET)$/;

/** The line dropped under an exchange, as it does on a connection that idled too long. A server that is not there is another thing. */
export const lostLine = ({ code, about }: PluginError): boolean => code === 'dmp.unreachable' && LOST_LINE.test(about.detail?.code ?? '');

const NO_CONNECTION = /^(?:ECONNREFUSED|ENOTFOUND|EAI_\w+)$/;

/** An exchange that failed so has surely not reached the DMP. */
export function neverLeft({ code, about: { detail } }: PluginError): boolean {
  if (code === 'dmp.unreachable') return NO_CONNECTION.test(detail?.code ?? '');
  return code === 'dmp.wrongAddress' || code === 'dmp.tlsRefused' || (code === 'dmp.clockSkew' && detail?.layer === 'tls');
}

/** What a message that came twice is refused with. */
const CAME_TWICE = /duplicatemessageid|messageid.*(?:deja|already)|(?:deja|already).*messageid/;

/** Somebody on the other side said no: what was asked is not done. A message the DMP has had before was asked, and perhaps done, the first time. */
export function isRefusal({ code, about: { detail } }: PluginError): boolean {
  if (!detail || code === 'dmp.unreadable') return false;
  if (detail.layer === 'soap' && CAME_TWICE.test(plain(`${detail.code} ${detail.text ?? ''}`))) return false;
  if (detail.layer === 'http') return /^4(?!08)\d\d$/.test(detail.code);
  return detail.layer === 'soap' || detail.layer === 'hl7' || detail.layer === 'xds' || detail.layer === 'dmp';
}

/** A write that left and of which nothing was heard: it may have been done. Says what cut it short. */
export function answerLost(error: PluginError): PluginError {
  const layer = error.code.startsWith('dmp.') ? 'http' : 'card';
  return new PluginError('dmp.answerLost', { ...error.about, detail: error.about.detail ?? { layer, code: error.code } }, { cause: error });
}

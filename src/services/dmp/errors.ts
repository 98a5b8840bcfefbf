import { type ErrorCode, type ErrorDetail, PluginError } from '../../api/plugin-error.js';
import { LARGEST_CLOCK_DIFFERENCE } from './protocol-constants.js';

/** Codes of the DMP and of XDS that have a meaning of their own for the user. Every other one is a refusal whose code and words are kept. */
const CODES = new Map<string, ErrorCode>([
  ['DMPInvalidCertificate', 'dmp.invalidCertificate'],
  ['DMPAccessForbidden', 'dmp.accessForbidden'],
  ['DMPAccessDeniedByExcededThreshold', 'dmp.thresholdExceeded'], // the server's spelling
  ['DMPAccessDeniedByExceededThreshold', 'dmp.thresholdExceeded'],
  ['DMPAccessDeniedByRightsService', 'dmp.rightsRefused'],
  ['XDSUnknownPatientId', 'dmp.insRejected'],
  ['XDSPatientIdDoesNotMatch', 'dmp.insRejected'],
  ['XDSRegistryBusy', 'dmp.serverError'],
  ['XDSUnavailableCommunity', 'dmp.serverError'],
]);

/** Words of faults that come without a code of their own. Compared without accents, capitals and repeated spaces. */
const TEXTS: readonly (readonly [RegExp, ErrorCode])[] = [
  [/certificat ayant signe le vihf est invalide/, 'dmp.invalidCertificate'],
  [/structure introuvable|structure inactive/, 'dmp.structureUnknown'],
  [/ps et structure non lies/, 'dmp.structureNotLinked'],
  [/aucune specialite dans le vihf/, 'dmp.specialityMissing'],
  [/resource_id est incorrect/, 'dmp.insRejected'],
];
/** An assertion that is too old or not yet valid; never a certificate, which expires for other reasons. */
const ABOUT_AN_ASSERTION = /assertion|vihf|jeton|issueinstant|notonorafter|notbefore|authninstant/;
const OUT_OF_TIME = /expire|trop ancien|trop vieux|perime|too old|expired|pas encore valide|not yet valid|dans le futur|horloge|clock/;

/** What the other side said when it refused. */
export type Refusal = Pick<ErrorDetail, 'layer' | 'code' | 'text'>;

/** The error for a refusal. An unknown code is kept in `detail`, never swallowed. */
export function refusal(detail: Refusal): PluginError {
  const words = plain(detail.text ?? '');
  return new PluginError(CODES.get(detail.code) ?? meaning(words) ?? 'dmp.refused', { detail });
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

/** An HTTP status that brought no SOAP message. */
export function httpFailure(status: number): PluginError {
  const code: ErrorCode =
    status === 408 ? 'dmp.timeout' : status === 429 || status >= 500 ? 'dmp.serverError' : status >= 400 ? 'dmp.refused' : 'dmp.unreadable';
  return new PluginError(code, { detail: { layer: 'http', code: String(status) } });
}

/** Lower case, without accents, one space between words. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');

const LOST_LINE = /^(?:ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|ERR_HTTP2_\w+|UND_ERR_SOCKET)$/;

/** The line dropped under an exchange, as it does on a connection that idled too long. A server that is not there is another thing. */
export const lostLine = ({ code, about }: PluginError): boolean => code === 'dmp.unreachable' && LOST_LINE.test(about.detail?.code ?? '');

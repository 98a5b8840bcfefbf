import { PluginError } from '../../../api/plugin-error.js';

/** Names what ended an exchange: the network (`ECONNREFUSED`), an answer that is no HTTP (`HPE_…`), our clock, otherwise the TLS of either side. */
export function exchangeFailure(error: unknown): PluginError {
  if (error instanceof PluginError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  if (code.startsWith('HPE_')) return new PluginError('dmp.unreadable', { detail: { layer: 'http', code } }, { cause: error });
  if (code === 'UNKNOWN' || /^(E(?!PROTO$)[A-Z0-9]+|EAI_AGAIN|ERR_(STREAM|HTTP)_\w+)$/.test(code))
    return new PluginError('dmp.unreachable', { detail: { layer: 'http', code } }, { cause: error });
  // No server shows a certificate before its time: it is this workstation that lives in the past.
  return new PluginError(code === 'CERT_NOT_YET_VALID' ? 'dmp.clockSkew' : 'dmp.tlsRefused', { detail: { layer: 'tls', code } }, { cause: error });
}

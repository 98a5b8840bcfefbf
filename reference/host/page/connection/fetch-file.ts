import { PluginError } from '../../../../src/api/plugin-error.js';
import { ServerRefusal } from './server-refusal.js';
import type { SessionToken } from './session-token.js';

/** Takes an offered file from the server: it is there once. @throws ServerRefusal it was fetched before or is forgotten */
export const fileFetcher =
  (token: SessionToken) =>
  async (id: string): Promise<Blob> => {
    const response = await fetch(`/files/${encodeURIComponent(id)}`, { cache: 'no-store', headers: { 'x-session-token': token.value } }).catch(
      (cause: unknown) => {
        throw new PluginError('host.unavailable', {}, { cause });
      },
    );
    if (!response.ok) throw new ServerRefusal({ code: 'host.unavailable' }, 'Ce document n’est plus disponible\u00a0: il ne se montre qu’une fois.');
    return response.blob();
  };

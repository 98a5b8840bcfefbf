import { LARGEST_POSTED_FILE, type PostedFile } from '../../../../src/api/host.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { ServerRefusal } from './server-refusal.js';
import type { SessionToken } from './session-token.js';

/** Files between this page and the server, beside the socket. */
export class PageFiles {
  constructor(private readonly token: SessionToken) {}

  /** An offered file: it is there once. @throws ServerRefusal it was fetched before or is forgotten */
  async fetch(id: string): Promise<Blob> {
    const response = await this.#ask(`/files/${encodeURIComponent(id)}`, {});
    if (!response.ok) throw new ServerRefusal({ code: 'host.unavailable' }, 'Ce document n’est plus disponible\u00a0: il ne se montre qu’une fois.');
    return response.blob();
  }

  /** For a plugin, or for the practice itself. @throws PluginError `host.fileTooLarge` · ServerRefusal it is not kept */
  async post(file: File, pluginId?: string): Promise<PostedFile> {
    if (file.size > LARGEST_POSTED_FILE) throw new PluginError('host.fileTooLarge');
    const address = pluginId === undefined ? '/files' : `/plugins/${encodeURIComponent(pluginId)}/files`;
    const about = { 'x-file-name': encodeURIComponent(file.name), 'x-file-type': file.type || 'application/octet-stream' };
    const response = await this.#ask(address, { method: 'POST', body: file, headers: { 'content-type': 'application/octet-stream', ...about } });
    if (!response.ok) throw new ServerRefusal({ code: 'host.unavailable' }, 'Ce fichier n’a pas pu être joint. Réessayez.');
    return (await response.json()) as PostedFile;
  }

  async #ask(address: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(address, { ...request, cache: 'no-store', headers: { ...request.headers, 'x-session-token': this.token.value } });
    } catch (cause) {
      throw new PluginError('host.unavailable', {}, { cause });
    }
  }
}

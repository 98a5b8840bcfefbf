import { LARGEST_POSTED_FILE, type PostedFile } from '../../../../src/api/host.js';
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

/** Hands a file to the server, where whoever it is for takes it once. @throws PluginError `host.fileTooLarge`, `host.unavailable` */
export const filePoster =
  (token: SessionToken) =>
  async (file: File): Promise<PostedFile> => {
    if (file.size > LARGEST_POSTED_FILE) throw new PluginError('host.fileTooLarge');
    const headers = {
      'x-session-token': token.value,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent(file.name),
      ...(file.type && { 'x-file-type': file.type }),
    };
    const response = await fetch('/files', { method: 'POST', cache: 'no-store', headers, body: file }).catch((cause: unknown) => {
      throw new PluginError('host.unavailable', {}, { cause });
    });
    if (!response.ok) throw new PluginError(response.status === 413 ? 'host.fileTooLarge' : 'host.unavailable');
    const { id } = (await response.json()) as { readonly id: string };
    return { id, name: file.name, size: file.size };
  };

/** A document of the practice, to be looked at. @throws ServerRefusal it is gone */
export const documentFetcher =
  (token: SessionToken) =>
  async (id: string): Promise<Blob> => {
    const response = await fetch(`/documents/${encodeURIComponent(id)}`, { cache: 'no-store', headers: { 'x-session-token': token.value } }).catch(
      (cause: unknown) => {
        throw new PluginError('host.unavailable', {}, { cause });
      },
    );
    if (!response.ok) throw new ServerRefusal({ code: 'host.unavailable' }, 'Ce document n’est plus dans le dossier.');
    return response.blob();
  };

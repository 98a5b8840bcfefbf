import { parentPort, workerData } from 'node:worker_threads';
import { PluginError } from '../../api/plugin-error.js';
import type { PreparationAnswer, PreparationRequest } from './preparation-messages.js';
import { prepareBody } from './prepare-body.js';
import { previewBody } from './preview-body.js';

/** The thread that reads what users join: what hangs or breaks here harms nothing else. It prepares one document and ends. */
const { folder, request } = workerData as { readonly folder: string; readonly request: PreparationRequest };
parentPort?.postMessage(await answer());

async function answer(): Promise<PreparationAnswer> {
  try {
    const result =
      request.kind === 'prepare' ? await prepareBody(folder, request.source, request.limits) : await previewBody(folder, request.body, request.options);
    return { result };
  } catch (error) {
    // Whatever a library could not cope with, it was in the file.
    return { failed: PluginError.from(error, 'document.corrupt').code };
  }
}

import { type ErrorDto, PluginError } from '../../../../src/api/plugin-error.js';
import type { RefusalWords } from '../../page-protocol.js';

/** The server answered, and refused. */
export class ServerRefusal extends PluginError {
  constructor(
    { code, reference, detail }: ErrorDto,
    /** In the words of the server, for the user; the code alone when it has none. */
    readonly sentence: string,
    /** In the words of the plugin that refused. */
    readonly words?: RefusalWords,
  ) {
    super(code, { ...(reference !== undefined && { reference }), ...(detail && { detail }) });
  }
}

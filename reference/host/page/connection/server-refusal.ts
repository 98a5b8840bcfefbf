import { type ErrorDto, PluginError } from '../../../../src/api/plugin-error.js';

/** The server answered, and refused. */
export class ServerRefusal extends PluginError {
  constructor(
    { code, ...about }: ErrorDto,
    /** In the words of the server, for the user; the code alone when it has none. */
    readonly sentence: string,
  ) {
    super(code, about);
  }
}

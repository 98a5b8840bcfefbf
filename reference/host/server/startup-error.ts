/** Why the server cannot start, in the user's words. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

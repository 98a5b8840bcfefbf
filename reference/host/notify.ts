import type { MessageConnection, NotificationType } from 'vscode-jsonrpc';

/** Tells whoever still listens. A line that closes at this very instant throws instead of rejecting; either way nobody is there to be told, and `close` follows. */
export async function notify<P>(connection: Pick<MessageConnection, 'sendNotification'>, type: NotificationType<P>, params: NoInfer<P>): Promise<void> {
  try {
    await connection.sendNotification(type as NotificationType<unknown>, params);
  } catch {}
}

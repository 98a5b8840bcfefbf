import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** How long a server may take, once secured, to hand out the ticket that saves the next handshake. */
const TICKET_MILLISECONDS = 1000;

/**
 * Connections of one card session. A full handshake costs a card operation, so further connections wait for the first one's TLS session
 * and resume it.
 */
export class SingleHandshakeAgent extends Agent {
  private first: Promise<void> | undefined;
  private ended = false;

  constructor(options: AgentOptions) {
    super({ ...options, keepAlive: true });
  }

  override createConnection(options: AgentOptions, callback?: (error: Error | null, socket: Duplex) => void): Duplex | null | undefined {
    if (!this.first) {
      const socket = super.createConnection(options) as TLSSocket;
      this.first = this.resumable(socket);
      return socket;
    }
    // A connection made after the end would outlive the card.
    void this.first.then(() => {
      const socket = super.createConnection(options) as TLSSocket;
      if (this.ended) socket.destroy();
      callback?.(null, socket);
    });
    return undefined;
  }

  /** Closes every connection, idle or in use. */
  override destroy(): void {
    this.ended = true;
    super.destroy();
  }

  /** The next exchange opens a connection of its own. */
  closeIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  private resumable(socket: TLSSocket): Promise<void> {
    return new Promise((resolve) => {
      socket.once('session', () => resolve());
      socket.once('secureConnect', () => setTimeout(resolve, TICKET_MILLISECONDS).unref());
      socket.once('close', () => {
        this.first = undefined;
        resolve();
      });
    });
  }
}

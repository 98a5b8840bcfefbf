import { randomUUID } from 'node:crypto';
import { inject, injectable } from 'inversify';
import type { LocalDocument } from '../api/local-document.js';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import type { PreparedBody } from './document-preparer.js';

/** What was joined to a form that is not sent yet. */
export interface ShelvedBody {
  readonly patientId: string;
  /** The host's document it was read from, as it was then. */
  readonly local?: LocalDocument;
  readonly prepared: PreparedBody;
}

const AN_HOUR = 60 * 60_000;
/** All together: nobody fills this many forms at once. */
const MOST_BYTES = 100 * 1024 * 1024;

/** Bodies of forms that are being filled, in memory alone, the one that was asked for longest ago going first. */
@injectable()
export class BodyShelf {
  private readonly bodies = new Map<string, { readonly body: ShelvedBody; readonly at: number }>();

  constructor(@inject(Clock) private readonly now: Clock) {}

  /** Answers the id it is asked for by. */
  put(body: ShelvedBody): string {
    const id = randomUUID();
    this.bodies.set(id, { body, at: this.now() });
    this.tidy();
    return id;
  }

  /** A body of this patient. @throws PluginError `document.bodyGone` */
  get(id: string, patientId: string): ShelvedBody {
    this.tidy();
    const found = this.bodies.get(id);
    if (!found || found.body.patientId !== patientId) throw new PluginError('document.bodyGone');
    this.bodies.delete(id);
    this.bodies.set(id, { body: found.body, at: this.now() });
    return found.body;
  }

  forget(id: string): void {
    this.bodies.delete(id);
  }

  private tidy(): void {
    let bytes = [...this.bodies.values()].reduce((sum, { body }) => sum + body.prepared.bytes.byteLength, 0);
    for (const [id, { body, at }] of this.bodies) {
      const isLast = this.bodies.size === 1;
      if (this.now() - at < AN_HOUR && (bytes <= MOST_BYTES || isLast)) continue;
      this.bodies.delete(id);
      bytes -= body.prepared.bytes.byteLength;
    }
  }
}

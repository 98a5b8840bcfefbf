import { randomBytes } from 'node:crypto';
import type { PatientKey } from '../documents/document-model.js';
import type { SimulatedProfessional } from '../state.js';
import { type Draft, newDraft } from './documents/draft.js';

export type Situation = SimulatedProfessional['situations'][number];

/** Somebody who has signed in. */
export interface SiteSession {
  readonly id: string;
  readonly professional: SimulatedProfessional;
  /** Not chosen yet where there are several. */
  situation: Situation | undefined;
  /** Addresses to go on to once the situation is chosen, by key: a window each, and no matricule in a query. */
  readonly waiting: Map<string, string>;
  /** Documents that are being added, by key: what is typed and attached waits here until it is confirmed. */
  readonly drafts: Map<string, Draft>;
  /** What is new to him came after his visit before. */
  readonly openedAt: number;
  usedAt: number;
}

const IDLE_MS = 30 * 60_000;
const MOST_SESSIONS = 200;
const MOST_WAITING = 20;
/** Each may hold a file. */
const MOST_DRAFTS = 4;
/** Cookies do not know ports: the name keeps out of the way of whoever else is on the loopback. */
const COOKIE = 'dmp_simulator_session';

/** Who is signed in, in memory: a restart signs everybody out. */
export class SiteSessions {
  readonly #sessions = new Map<string, SiteSession>();

  constructor(private readonly now: () => number = Date.now) {}

  open(professional: SimulatedProfessional): SiteSession {
    const { situations } = professional;
    const session = {
      id: newKey(),
      professional,
      situation: situations.length === 1 ? situations[0] : undefined,
      waiting: new Map(),
      drafts: new Map(),
      openedAt: this.now(),
      usedAt: this.now(),
    };
    this.#sessions.set(session.id, session);
    keepNewest(this.#sessions, MOST_SESSIONS);
    return session;
  }

  /** Whose request this is. */
  find(cookieHeader: string | undefined): SiteSession | undefined {
    const id = new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(cookieHeader ?? '')?.[1];
    const session = id ? this.#sessions.get(id) : undefined;
    if (!session) return undefined;
    if (this.now() - session.usedAt > IDLE_MS) {
      this.close(session);
      return undefined;
    }
    session.usedAt = this.now();
    return session;
  }

  close({ id }: SiteSession): void {
    this.#sessions.delete(id);
  }

  begin({ drafts }: SiteSession, patient: PatientKey): Draft {
    const draft = newDraft(newKey(), patient);
    drafts.set(draft.key, draft);
    keepNewest(drafts, MOST_DRAFTS);
    return draft;
  }

  /** @returns the key under which the address waits */
  keep({ waiting }: SiteSession, href: string): string {
    const key = newKey();
    waiting.set(key, href);
    keepNewest(waiting, MOST_WAITING);
    return key;
  }
}

/** `Set-Cookie` of a session; without one, the cookie goes. */
export const cookieOf = (session?: SiteSession): string =>
  `${COOKIE}=${session ? session.id : ''}; Path=/; HttpOnly; SameSite=Lax${session ? '' : '; Max-Age=0'}`;

const newKey = (): string => randomBytes(32).toString('base64url');

function keepNewest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import {
  combineLatest,
  defer,
  distinctUntilChanged,
  filter,
  firstValueFrom,
  from,
  map,
  merge,
  type Observable,
  scan,
  shareReplay,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { z } from 'zod';
import { PluginContext } from '../api/host.js';
import type { CardState, DmpEnvironment } from '../api/messages.js';
import { PluginError } from '../api/plugin-error.js';
import { ProfessionalIdentity } from '../hardware/professional-identity.js';
import type { Asker } from './asker.js';
import { CardAgentControl } from './card-agent-control.js';
import { Settings } from './settings.js';
import { UserMemory } from './user-memory.js';

/** The card, and whose answers may be shown with it. */
export interface CardSession {
  readonly card: CardState;
  readonly environment: DmpEnvironment;
  /** The holder of the open session; without one, the holder this user last unlocked, unless another's card is in the reader. */
  readonly asker?: Asker;
}

/** Holders whose cards are in the readers. `undefined`: no professional's card is. */
type InView = readonly string[] | undefined;
interface Desk {
  readonly card?: CardState;
  readonly inView: InView;
  readonly lastUnlocked: string | undefined;
}
type Event = { readonly card: CardState } | { readonly remembered: string | undefined };

/** After which an access to the card that has not spoken yet is told as one that is opening: no tab stays empty. */
const SILENCE_MILLISECONDS = 1_000;
const Ciphertext = z.base64().min(1).max(1024);

/** The professional's card, and the tie between the user of the host and the holder whose card he last unlocked. */
@injectable()
export class CardSessionService {
  /** Replays the current session; never errors. */
  readonly session$: Observable<CardSession> = defer(() => combineLatest([this.desk$(), this.settings.value$('dmp.environment')])).pipe(
    map(([desk, environment]) => sessionOf(desk, environment)),
    distinctUntilChanged<CardSession>(isDeepStrictEqual),
    shareReplay({ bufferSize: 1, refCount: true }),
  );

  constructor(
    @inject(ProfessionalIdentity) private readonly identity: ProfessionalIdentity,
    @inject(CardAgentControl) private readonly agent: CardAgentControl,
    @inject(UserMemory) private readonly memory: UserMemory,
    @inject(Settings) private readonly settings: Settings,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
  ) {}

  /** What is no ciphertext of the page never reaches the agent. @throws PluginError `card.pinUnreadable`, and those of the identity */
  async unlock(encryptedPin: string): Promise<void> {
    if (!Ciphertext.safeParse(encryptedPin).success) throw new PluginError('card.pinUnreadable');
    await this.identity.unlock(encryptedPin);
  }

  chooseReader(reader: string): Promise<void> {
    return this.identity.chooseReader(reader);
  }

  chooseSituation(id: string): Promise<void> {
    return this.identity.chooseSituation(id);
  }

  restartAgent(): Promise<void> {
    return this.agent.restart();
  }

  /** The settings changed: the agent follows, without a restart of the plugin. */
  configureAgent(): Promise<void> {
    return this.agent.configure();
  }

  private desk$(): Observable<Desk & { readonly card: CardState }> {
    const { id } = this.host.user;
    const { state$ } = this.identity;
    const card$ = state$.pipe(
      tap((card) => {
        if (card.kind === 'unlocked') void this.memory.note(id, { holderId: card.holder.id });
      }),
    );
    const opening$ = timer(SILENCE_MILLISECONDS).pipe(
      takeUntil(state$),
      map((): CardState => ({ kind: 'unlocking' })),
    );
    const remembered$ = defer(() => from(this.memory.read(id))).pipe(map(({ holderId }) => holderId));
    return merge(merge(card$, opening$).pipe(map((card): Event => ({ card }))), remembered$.pipe(map((remembered): Event => ({ remembered })))).pipe(
      scan(lookAt, NOTHING_SEEN),
      filter((desk): desk is Desk & { readonly card: CardState } => desk.card !== undefined),
    );
  }
}

/** The card as it is now. */
export const currentCard = async ({ session$ }: Pick<CardSessionService, 'session$'>): Promise<CardState> => (await firstValueFrom(session$)).card;

const NOTHING_SEEN: Desk = { inView: undefined, lastUnlocked: undefined };

function lookAt(before: Desk, event: Event): Desk {
  // A card unlocked while the store was being read is the later word.
  if ('remembered' in event) return { ...before, lastUnlocked: before.lastUnlocked ?? event.remembered };
  const { card } = event;
  return { card, inView: holdersInView(card, before.inView), lastUnlocked: card.kind === 'unlocked' ? card.holder.id : before.lastUnlocked };
}

function holdersInView(card: CardState, before: InView): InView {
  switch (card.kind) {
    case 'noReader':
    case 'absent':
    case 'unknownCard':
      return undefined;
    case 'chooseReader':
      return card.cards.map(({ holder }) => holder.id);
    case 'locked':
    case 'wrongPin':
    case 'chooseSituation':
    case 'unlocked':
      return [card.holder.id];
    // These do not say whose card it is. One that was blocked from the start is nobody's we know.
    case 'unlocking':
    case 'blocked':
      return before ?? [];
    case 'unavailable':
      return before;
  }
}

function sessionOf({ card, inView, lastUnlocked }: Desk & { readonly card: CardState }, environment: DmpEnvironment): CardSession {
  const mayShow = lastUnlocked !== undefined && (inView === undefined || inView.includes(lastUnlocked));
  return mayShow ? { card, environment, asker: { environment, holderId: lastUnlocked } } : { card, environment };
}

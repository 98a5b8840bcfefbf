import { PluginError } from '../../../api/plugin-error.js';
import {
  type Attribute,
  CKA,
  CKF,
  CKM,
  CKO,
  CKR,
  CKU_USER,
  ckrOf,
  type Handle,
  LOGGED_IN_STATES,
  type ModuleInfo,
  type Pkcs11Library,
  TokenFlag,
} from './pkcs11-library.js';

/** Prefix of a DigestInfo of SHA-256 (RFC 8017 §9.2). */
const SHA256_DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');
/** Of RSA-2048, and more. */
const MOST_SIGNATURE_BYTES = 512;
const MOST_OBJECTS = 64;

/** What a token says of its code. */
export type TriesLeft = 'several' | 'last' | 'none';
/** How a code was taken. */
export type LoginOutcome = 'accepted' | 'wrong' | 'locked';

/** The card in one slot, as long as it is the same: a card taken out and put back answers `isThere` with false for good. */
export interface Token {
  readonly reader: string;
  readonly label: string;
  readonly serialNumber: string;
  readonly slot: Handle;
  readonly session: Handle;
  /** It can do what TLS 1.3 asks (CPS4). */
  readonly canPss: boolean;
}

/**
 * One PKCS#11 module. Its calls block, so they follow each other by themselves; whoever calls may only be late, and is then ended from outside.
 */
export class CardModule {
  private constructor(
    private readonly library: Pkcs11Library,
    readonly path: string,
    readonly info: ModuleInfo,
  ) {}

  /** @throws PluginError `card.noModule`: not there, or no PKCS#11 module */
  static open(library: Pkcs11Library, path: string): CardModule {
    try {
      library.load(path);
      library.C_Initialize({ flags: CKF.osLockingOk });
      return new CardModule(library, path, library.C_GetInfo());
    } catch (cause) {
      throw new PluginError('card.noModule', {}, { cause });
    }
  }

  /** Names of the readers, with or without a card. @throws what the module throws */
  readers(): readonly string[] {
    return this.library.C_GetSlotList(false).map((slot) => readerOf(this.library.C_GetSlotInfo(slot).slotDescription));
  }

  /** Opens every card that none of `known` stands for. A slot whose card does not answer is left out. @throws what the module throws */
  tokens(known: readonly Token[]): readonly Token[] {
    const still = known.filter((token) => this.isThere(token));
    const slots = this.library.C_GetSlotList(true);
    const others = slots.filter((slot) => !still.some((token) => token.slot.equals(slot)));
    return [...still, ...others.flatMap((slot) => this.opened(slot))];
  }

  /** Its session tells: one that is open on a card ends when the card is taken out. A module may see that only when it is asked for its slot. */
  isThere({ session, slot }: Token): boolean {
    return this.hasToken(slot) && this.stateOf(session) !== undefined;
  }

  isLoggedIn({ session }: Token): boolean {
    return LOGGED_IN_STATES.includes(this.stateOf(session) ?? -1);
  }

  triesLeft({ slot }: Token): TriesLeft {
    const { flags } = this.library.C_GetTokenInfo(slot);
    if (flags & TokenFlag.pinLocked) return 'none';
    return flags & TokenFlag.pinFinalTry ? 'last' : 'several';
  }

  /** One attempt, on the card itself: who is logged in already is logged out first. @throws what the module throws for anything that is no wrong code */
  logIn(token: Token, pin: Buffer): LoginOutcome {
    if (this.isLoggedIn(token)) this.logOut(token);
    try {
      // The binding takes a string, which cannot be wiped; it lives no longer than this call.
      this.library.C_Login(token.session, CKU_USER, pin.toString('latin1'));
      return 'accepted';
    } catch (error) {
      switch (ckrOf(error)) {
        case CKR.pinIncorrect:
        case CKR.pinInvalid:
        case CKR.pinLenRange:
          return 'wrong';
        case CKR.pinLocked:
          return 'locked';
        default:
          throw error;
      }
    }
  }

  logOut({ session }: Token): void {
    try {
      this.library.C_Logout(session);
    } catch {
      // The card is gone, and its session with it.
    }
  }

  /** What is known of it is forgotten; a card that stays in is told as another. */
  close({ session }: Token): void {
    try {
      this.library.C_CloseSession(session);
    } catch {
      // It went with the card.
    }
  }

  /** DER, with the id that ties it to its key. */
  certificates(token: Token): readonly { readonly der: Buffer; readonly id: Buffer }[] {
    return this.find(token, CKO.certificate).map((object) => ({ der: this.value(token, object, CKA.value), id: this.value(token, object, CKA.id) }));
  }

  /** Data objects by label: `CPS_NAME_PS`. Those behind the code are there after it. */
  data(token: Token): ReadonlyMap<string, Buffer> {
    return new Map(this.find(token, CKO.data).map((object) => [text(this.value(token, object, CKA.label)), this.value(token, object, CKA.value)]));
  }

  /** Of the certificate with this modulus: ids are not relied on where the key itself can be told. */
  privateKey(token: Token, { id, modulus }: { readonly id: Buffer; readonly modulus: Buffer }): Handle | undefined {
    const keys = this.find(token, CKO.privateKey);
    return keys.find((key) => unsigned(this.value(token, key, CKA.modulus)).equals(modulus)) ?? keys.find((key) => this.value(token, key, CKA.id).equals(id));
  }

  /** The signature key of a CPS: the card does the last round of the hash, so it is given the data. */
  signData({ session }: Token, key: Handle, bytes: Buffer): Buffer {
    return this.sign(session, CKM.sha256RsaPkcs, key, bytes);
  }

  /** The authentication key of a CPS: it is given the digest. */
  signDigest({ session }: Token, key: Handle, sha256: Buffer): Buffer {
    return this.sign(session, CKM.rsaPkcs, key, Buffer.concat([SHA256_DIGEST_INFO, sha256]));
  }

  /** After the service of the readers died, a module may see nothing until it is started again. Every token is another then. */
  restart(): void {
    this.finalize();
    this.library.C_Initialize({ flags: CKF.osLockingOk });
  }

  finalize(): void {
    try {
      this.library.C_Finalize();
    } catch {
      // It has no more to end.
    }
  }

  private sign(session: Handle, mechanism: number, key: Handle, data: Buffer): Buffer {
    this.library.C_SignInit(session, { mechanism, parameter: null }, key);
    return this.library.C_Sign(session, data, Buffer.alloc(MOST_SIGNATURE_BYTES));
  }

  private opened(slot: Handle): readonly Token[] {
    try {
      const { label, serialNumber } = this.library.C_GetTokenInfo(slot);
      const canPss = this.library.C_GetMechanismList(slot).includes(CKM.rsaPkcsPss);
      const session = this.library.C_OpenSession(slot, CKF.serialSession);
      const reader = readerOf(this.library.C_GetSlotInfo(slot).slotDescription);
      return [{ reader, label: label.trim(), serialNumber: serialNumber.trim(), slot, session, canPss }];
    } catch {
      return [];
    }
  }

  private hasToken(slot: Handle): boolean {
    try {
      return (this.library.C_GetSlotInfo(slot).flags & CKF.tokenPresent) !== 0;
    } catch {
      return false;
    }
  }

  private stateOf(session: Handle): number | undefined {
    try {
      return this.library.C_GetSessionInfo(session).state;
    } catch {
      return undefined;
    }
  }

  private find({ session }: Token, kind: number): readonly Handle[] {
    this.library.C_FindObjectsInit(session, [{ type: CKA.class, value: kind }]);
    try {
      return this.library.C_FindObjects(session, MOST_OBJECTS);
    } finally {
      this.library.C_FindObjectsFinal(session);
    }
  }

  /** Empty: the object does not have it, or does not say it. */
  private value({ session }: Token, object: Handle, type: number): Buffer {
    const template: Attribute[] = [{ type }];
    try {
      return this.library.C_GetAttributeValue(session, object, template)[0]?.value ?? Buffer.alloc(0);
    } catch {
      return Buffer.alloc(0);
    }
  }
}

/** Fields of the standard are filled with blanks. */
const readerOf = (description: string): string => description.replace(/[\s\0]+$/, '');
const text = (label: Buffer): string => label.toString('utf8').replace(/[\s\0]+$/, '');
/** Without the zeros that some write before a number. */
const unsigned = (number: Buffer): Buffer =>
  number.subarray(number.findIndex((byte) => byte !== 0) < 0 ? number.length : number.findIndex((byte) => byte !== 0));

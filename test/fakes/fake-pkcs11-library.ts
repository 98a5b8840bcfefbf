import { createSign, type KeyObject, X509Certificate } from 'node:crypto';
import type { CardCredentials } from '../../reference/cards/card-credentials.js';
import { CKA, CKF, CKM, CKO, CKR, type Handle, type Pkcs11Library, TokenFlag } from '../../src/hardware/agent/pkcs11/pkcs11-library.js';

interface FakeObject {
  readonly kind: number;
  readonly label: string;
  readonly value: Buffer;
  readonly modulus: Buffer;
  readonly key?: KeyObject;
}

/** A card in a slot of the fake. */
export class FakeToken {
  tries = 3;
  isLoggedIn = false;
  /** Whatever is asked of its content fails. */
  isBroken = false;
  readonly objects: readonly FakeObject[];

  constructor(
    { authentication, signature }: CardCredentials,
    readonly pin: string,
    data: Readonly<Record<string, Buffer>>,
  ) {
    const none = Buffer.alloc(0);
    this.objects = [
      ...[authentication, signature].flatMap(({ certificatePem, key }): FakeObject[] => {
        const certificate = new X509Certificate(certificatePem);
        const modulus = Buffer.from(certificate.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
        return [
          { kind: CKO.certificate, label: '', value: certificate.raw, modulus: none },
          { kind: CKO.privateKey, label: '', value: none, modulus, key },
        ];
      }),
      ...Object.entries(data).map(([label, value]): FakeObject => ({ kind: CKO.data, label, value, modulus: none })),
    ];
  }
}

/** A PKCS#11 module in memory: two slots, in which cards are put and taken. */
export class FakePkcs11Library implements Pkcs11Library {
  readonly slots: (FakeToken | undefined)[] = [undefined, undefined];
  /** How often it was started. */
  starts = 0;
  /** By handle. */
  readonly sessions = new Map<number, FakeToken>();
  private handles = 0;
  private found: readonly number[] = [];

  load(): void {}
  C_Initialize(): void {
    this.starts += 1;
  }
  C_Finalize(): void {
    for (const token of this.sessions.values()) token.isLoggedIn = false;
    this.sessions.clear();
  }
  C_GetInfo() {
    return { manufacturerID: 'fake', libraryDescription: 'fake', libraryVersion: { major: 1, minor: 0 } };
  }
  C_GetSlotList(tokenPresent: boolean): Handle[] {
    return this.slots.flatMap((token, slot) => (token || !tokenPresent ? [handle(slot)] : []));
  }
  C_GetSlotInfo(slot: Handle) {
    return { slotDescription: `Lecteur ${number(slot) + 1}`.padEnd(64), flags: this.slots[number(slot)] ? CKF.tokenPresent : 0 };
  }
  C_GetTokenInfo(slot: Handle) {
    const { tries } = this.tokenIn(slot);
    return { label: 'CPS', serialNumber: String(number(slot)), flags: tries === 0 ? TokenFlag.pinLocked : tries === 1 ? TokenFlag.pinFinalTry : 0 };
  }
  C_GetMechanismList(): number[] {
    return [CKM.rsaPkcs, CKM.sha256RsaPkcs];
  }
  C_OpenSession(slot: Handle): Handle {
    const session = ++this.handles;
    this.sessions.set(session, this.tokenIn(slot));
    return handle(session);
  }
  C_CloseSession(session: Handle): void {
    this.tokenOf(session);
    this.sessions.delete(number(session));
  }
  C_GetSessionInfo(session: Handle) {
    return { state: this.tokenOf(session).isLoggedIn ? 1 : 0 };
  }
  C_Login(session: Handle, _userType: number, pin: string): void {
    const token = this.tokenOf(session);
    if (token.tries === 0) throw failure(CKR.pinLocked);
    token.tries = pin === token.pin ? 3 : token.tries - 1;
    if (pin !== token.pin) throw failure(CKR.pinIncorrect);
    token.isLoggedIn = true;
  }
  C_Logout(session: Handle): void {
    this.tokenOf(session).isLoggedIn = false;
  }
  C_FindObjectsInit(session: Handle, template: readonly { readonly value?: unknown }[]): void {
    const token = this.tokenOf(session);
    if (token.isBroken) throw failure(DEVICE_ERROR);
    this.found = token.objects.flatMap(({ kind }, index) => (kind === template[0]?.value ? [index] : []));
  }
  C_FindObjects(): Handle[] {
    return this.found.map(handle);
  }
  C_FindObjectsFinal(): void {}
  C_GetAttributeValue(session: Handle, object: Handle, [wanted]: readonly { readonly type: number }[]) {
    const { label, modulus, value } = this.tokenOf(session).objects[number(object)] ?? {};
    const values: Readonly<Record<number, Buffer | undefined>> = { [CKA.label]: Buffer.from(label ?? ''), [CKA.value]: value, [CKA.modulus]: modulus };
    return [{ value: values[wanted?.type ?? -1] ?? Buffer.alloc(0) }];
  }
  C_SignInit(session: Handle, _mechanism: unknown, key: Handle): void {
    const token = this.tokenOf(session);
    if (!token.isLoggedIn) throw failure(USER_NOT_LOGGED_IN);
    this.found = [number(key)];
  }
  C_Sign(session: Handle, data: Buffer): Buffer {
    const { key } = this.tokenOf(session).objects[this.found[0] ?? -1] ?? {};
    if (!key) throw failure(DEVICE_ERROR);
    return createSign('sha256').update(data).sign(key);
  }

  private tokenIn(slot: Handle): FakeToken {
    const token = this.slots[number(slot)];
    if (!token) throw failure(TOKEN_NOT_PRESENT);
    return token;
  }
  /** A session ends with the presence of its card. */
  private tokenOf(session: Handle): FakeToken {
    const token = this.sessions.get(number(session));
    if (!token || !this.slots.includes(token)) throw failure(SESSION_HANDLE_INVALID);
    return token;
  }
}

const DEVICE_ERROR = 0x30;
const SESSION_HANDLE_INVALID = 0xb3;
const TOKEN_NOT_PRESENT = 0xe0;
const USER_NOT_LOGGED_IN = 0x101;

const handle = (value: number): Handle => Buffer.from([value]);
const number = (value: Handle): number => value[0] ?? 0;
const failure = (code: number): Error => Object.assign(new Error(`CKR ${code}`), { code });

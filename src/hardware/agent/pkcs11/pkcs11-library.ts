import { PluginError } from '../../../api/plugin-error.js';

/** Of PKCS#11 v2.40: what a card of a professional needs. Handles are opaque. */
export type Handle = Buffer;
export interface SlotInfo {
  /** The name of the reader. */
  readonly slotDescription: string;
  readonly flags: number;
}
export interface TokenInfo {
  readonly label: string;
  readonly serialNumber: string;
  /** `TokenFlag`s. */
  readonly flags: number;
}
export interface ModuleInfo {
  readonly manufacturerID: string;
  readonly libraryDescription: string;
  readonly libraryVersion: { readonly major: number; readonly minor: number };
}
export interface Attribute {
  readonly type: number;
  readonly value?: Buffer | number | boolean | string;
}

/**
 * The calls of PKCS#11 by their own names, one module at a time, all of them blocking. They throw errors that carry the `CKR_…` number as `code`.
 * The package behind it is optional: it may be missing, or not be built for this Node.
 */
export interface Pkcs11Library {
  load(path: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetInfo(): ModuleInfo;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetSlotInfo(slot: Handle): SlotInfo;
  C_GetTokenInfo(slot: Handle): TokenInfo;
  C_GetMechanismList(slot: Handle): number[];
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_GetSessionInfo(session: Handle): { readonly state: number };
  C_Login(session: Handle, userType: number, pin: string): void;
  C_Logout(session: Handle): void;
  C_FindObjectsInit(session: Handle, template: Attribute[]): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(session: Handle, object: Handle, template: Attribute[]): { readonly value: Buffer }[];
  C_SignInit(session: Handle, mechanism: { readonly mechanism: number; readonly parameter: null }, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, signature: Buffer): Buffer;
}

/** Numbers of the standard. */
export const CKF = { tokenPresent: 1, osLockingOk: 2, serialSession: 4 } as const;
/** Flags of a token: how many wrong codes are left. */
export const TokenFlag = { pinCountLow: 0x1_0000, pinFinalTry: 0x2_0000, pinLocked: 0x4_0000 } as const;
export const CKU_USER = 1;
/** States of a session in which the code was accepted. */
export const LOGGED_IN_STATES: readonly number[] = [1, 3];
export const CKO = { data: 0, certificate: 1, privateKey: 3 } as const;
export const CKA = { class: 0, label: 3, value: 0x11, id: 0x102, modulus: 0x120 } as const;
export const CKM = { rsaPkcs: 1, rsaPkcsPss: 0xd, sha256RsaPkcs: 0x40 } as const;
export const CKR = {
  functionNotSupported: 0x54,
  keyTypeInconsistent: 0x63,
  mechanismInvalid: 0x70,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinLocked: 0xa4,
  userAlreadyLoggedIn: 0x100,
} as const;

/** The number of `CKR_…`; undefined: the error is none of the module's. */
export function ckrOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** In a message for support: `CKR_0xA0`. Says nothing of who or what. */
export const ckrName = (error: unknown): string => `CKR_0x${(ckrOf(error) ?? 0).toString(16).toUpperCase()}`;

/** @throws PluginError `card.noPkcs11`: this installation has no access to card modules */
export async function loadPkcs11(): Promise<Pkcs11Library> {
  // By a name that no bundler follows: whoever has no card does without it.
  const name: string = 'pkcs11js';
  try {
    const { PKCS11 } = (await import(/* @vite-ignore */ name).then((loaded) => loaded.default ?? loaded)) as { readonly PKCS11: new () => Pkcs11Library };
    return new PKCS11();
  } catch (cause) {
    throw new PluginError('card.noPkcs11', {}, { cause });
  }
}

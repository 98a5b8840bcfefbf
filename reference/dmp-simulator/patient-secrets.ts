import { randomInt } from 'node:crypto';
import { digestOf } from './digest.js';
import type { AccountState } from './state.js';

/** What a patient signs in with. Told once, in the answer; only digests stay. */
export interface PatientSecrets {
  readonly login: string;
  readonly password: string;
}

/** Without those that are read one for another. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const DIGITS = '0123456789';

export const newSecrets = (): PatientSecrets => ({ login: draw(DIGITS, 10), password: draw(SIGNS, 12) });

export const digestsOf = ({ login, password }: PatientSecrets): Pick<AccountState, 'loginHash' | 'passwordHash'> => ({
  loginHash: digestOf(login),
  passwordHash: digestOf(password),
});

const draw = (signs: string, length: number): string => Array.from({ length }, () => signs[randomInt(signs.length)]).join('');

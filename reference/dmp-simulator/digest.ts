import { createHash } from 'node:crypto';

/** What is kept of a secret. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

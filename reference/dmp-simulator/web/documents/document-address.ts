import type { DocumentEntry } from '../../documents/document-model.js';

/** Names a document through every change of it, and nobody: no address of a document holds a matricule. */
export const addressOf = ({ lid }: Pick<DocumentEntry, 'lid'>): string => `/documents/${lid.replace('urn:uuid:', '')}`;
export const lidOf = (name: string): string => `urn:uuid:${name}`;

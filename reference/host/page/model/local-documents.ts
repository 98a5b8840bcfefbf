import { LOCAL_DOCUMENT_KINDS, type LocalDocument } from '../../../../src/api/local-document.js';
import type { DocumentWords } from '../../page-protocol.js';
import { today } from './dates.js';

/** What the practice calls its documents. A word of another host is shown as it is. */
const KINDS: Readonly<Record<(typeof LOCAL_DOCUMENT_KINDS)[number], string>> = {
  prescription: 'Ordonnance',
  careReport: 'Compte rendu de soins',
  assessment: 'Bilan',
  certificate: 'Certificat',
  letter: 'Courrier',
  photo: 'Photographie',
  other: 'Autre document',
};
export const kindLabel = (kind: string): string => (Object.hasOwn(KINDS, kind) ? KINDS[kind as keyof typeof KINDS] : kind);
export const KIND_CHOICES = LOCAL_DOCUMENT_KINDS.map((kind) => ({ kind, label: KINDS[kind] }));

/** The words of a file that was just imported. */
export const wordsOfFile = ({ name, type }: Pick<File, 'name' | 'type'>): DocumentWords => ({
  title: name.replace(/\.[^.]*$/, '').slice(0, 200) || 'Document',
  kind: type.startsWith('image/') ? 'photo' : 'other',
  writtenOn: today(),
});

export const wordsOf = ({ kind, title, writtenOn }: LocalDocument): DocumentWords => ({ kind, title, writtenOn });

/** 312 Ko, 4,7 Mo. */
export const sizeLabel = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))}\u00a0Ko`
    : `${(bytes / 1_000_000).toLocaleString('fr-FR', { maximumFractionDigits: 1 })}\u00a0Mo`;

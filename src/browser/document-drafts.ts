import type { DocumentDraft, JoinedBody } from '../api/documents.js';
import type { Typed } from '../views/dmp-add-document-view.js';
import type { Preview } from '../views/dmp-preview-view.js';

/** What a form is opened for: nothing yet, one of the host's documents, one whose place it takes, or one that was refused. */
export interface DocumentSource {
  readonly localDocumentId?: string;
  readonly replacesId?: string;
  readonly correctsId?: string;
}
/** A form that is to be opened; `file`: what is joined to it at once. */
export interface Wanted {
  readonly source: DocumentSource;
  readonly file?: File;
}

/** A form that was left: as it was filled, and what was joined to it. */
export interface KeptDraft {
  readonly draft: DocumentDraft;
  readonly typed: Typed;
  readonly body: JoinedBody | undefined;
  readonly joinedText: string | undefined;
  readonly preview: Preview | undefined;
  readonly waiting: readonly Wanted[];
}

/** The forms that were left, in the memory of this page: each for its patient, and for whoever filled it. */
const kept = new Map<string, KeptDraft>();
type Owner = { readonly patientId: string; readonly professionalId: string };
const keyOf = ({ patientId, professionalId }: Owner, { correctsId, localDocumentId, replacesId }: DocumentSource): string =>
  JSON.stringify([patientId, professionalId, localDocumentId, replacesId, correctsId]);

export function keepDraft(owner: Owner, source: DocumentSource, draft: KeptDraft): void {
  kept.set(keyOf(owner, source), draft);
}

/** Gives it back, once. */
export function takeDraft(owner: Owner, source: DocumentSource): KeptDraft | undefined {
  const key = keyOf(owner, source);
  const draft = kept.get(key);
  kept.delete(key);
  return draft;
}

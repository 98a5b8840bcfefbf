/** A document of the practice's own folder of a patient. */
export interface LocalDocument {
  readonly id: string;
  readonly patientId: string;
  readonly title: string;
  /** What the host calls it: one of `LOCAL_DOCUMENT_KINDS`, or a word of its own. */
  readonly kind: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** `yyyy-MM-dd`. */
  readonly writtenOn: string;
  /** The act it belongs to, when there is one: days, and the host's own code of it (a rule may name it). */
  readonly act?: { readonly code: string; readonly label: string; readonly start: string; readonly end?: string };
  /** When the professional validated it, epoch milliseconds; absent: a draft. */
  readonly validatedAt?: number;
  /** Grows with each validated change of its content. */
  readonly version: number;
}

/** Kinds every host knows. */
export const LOCAL_DOCUMENT_KINDS = ['prescription', 'careReport', 'assessment', 'certificate', 'letter', 'photo', 'other'] as const;

import type { PatientKey } from '../../documents/document-model.js';
import type { Addition } from './addition.js';
import type { Body } from './stored-body.js';

export const FIELDS = ['mode', 'texte', 'type', 'titre', 'commentaire', 'date', 'debut', 'fin', 'cadre', 'situation', 'visibilite', 'representants'] as const;
export type Values = Readonly<Record<(typeof FIELDS)[number], string>>;

/** A file that was taken, with the name it had. */
export interface Attached extends Body {
  readonly name: string;
}

/** A document that is being added. It lives with its session, and nothing of it is in an address but its key. */
export interface Draft {
  readonly key: string;
  readonly patient: PatientKey;
  /** As they were typed. */
  values?: Values | undefined;
  /** Stays when another field is wrong: no browser fills a file in again. */
  attached?: Attached | undefined;
  /** What is to be confirmed. */
  ready?: Addition | undefined;
  /** Of what is to be confirmed: nobody confirms what he has not seen. */
  version: number;
  /** It is in the record: a second confirmation adds nothing. */
  isAdded: boolean;
}

export const newDraft = (key: string, patient: PatientKey): Draft => ({ key, patient, version: 0, isAdded: false });

import { readFileSync } from 'node:fs';
import type { Coded } from './document-model.js';

interface Concept extends Coded {
  readonly classCode?: string;
  /** Of a type: its heading on the national site. */
  readonly category?: string;
}

const conceptsOf = (name: string): readonly Concept[] =>
  (JSON.parse(readFileSync(new URL(`../../../src/terminology/${name}.json`, import.meta.url), 'utf8')) as { readonly concepts: readonly Concept[] }).concepts;

/** The official lists of the DMP, as data. */
export const LISTS = {
  class: conceptsOf('document-classes'),
  type: conceptsOf('document-types'),
  format: conceptsOf('document-formats'),
  confidentiality: conceptsOf('confidentialities'),
  facility: conceptsOf('healthcare-facility-types'),
  practice: conceptsOf('practice-settings'),
  contentType: conceptsOf('submission-content-types'),
  speciality: conceptsOf('author-specialities'),
  function: conceptsOf('author-functions'),
} as const;

/** A code of another system is another code. */
export const isIn = (list: keyof typeof LISTS, { code, system }: Omit<Coded, 'display'>): boolean =>
  LISTS[list].some((known) => known.code === code && known.system === system);

export const classOfType = (typeCode: string): string | undefined => LISTS.type.find(({ code }) => code === typeCode)?.classCode;

export const headingOfType = (typeCode: string): string | undefined => LISTS.type.find(({ code }) => code === typeCode)?.category;

/** Format of a body of level 1. */
export const FORMATS: Readonly<Record<string, string>> = {
  'application/pdf': 'urn:ihe:iti:xds-sd:pdf:2008',
  'text/plain': 'urn:ihe:iti:xds-sd:text:2008',
  'text/rtf': 'urn:ihe:iti-fr:xds-sd:rtf:2010',
  'image/jpeg': 'urn:ihe:iti-fr:xds-sd:jpeg:2010',
  'image/tiff': 'urn:ihe:iti-fr:xds-sd:tiff:2010',
};

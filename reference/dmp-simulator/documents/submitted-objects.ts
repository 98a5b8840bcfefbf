import type { DocumentEntry, PatientKey, SubmissionSet } from './document-model.js';
import { newId } from './ebrim.js';
import type { RegistryObject } from './registry-object.js';
import { ENTRY_SCHEMES, REFERENCE_IDS, SET_SCHEMES } from './schemes.js';

/** Objects as the registry keeps them. They come from a submission whose rules were satisfied: nothing is missing. */

export function setOf(object: RegistryObject, patient: PatientKey): SubmissionSet {
  const [title, comments] = [object.words('Name'), object.words('Description')];
  const [author] = object.authors(SET_SCHEMES.author);
  return {
    entryUuid: newId(),
    uniqueId: needed(object.identifier('XDSSubmissionSet.uniqueId')),
    patient,
    sourceId: needed(object.identifier('XDSSubmissionSet.sourceId')),
    submissionTime: needed(object.value('submissionTime')),
    ...(title && { title }),
    ...(comments && { comments }),
    contentType: needed(object.code(SET_SCHEMES.contentType)),
    author: needed(author),
  };
}

/** As it is when it is new: the server names it. */
export function entryOf(object: RegistryObject, patient: PatientKey): DocumentEntry {
  const id = newId();
  const value = (name: string): string => needed(object.value(name));
  const code = (scheme: keyof typeof ENTRY_SCHEMES) => needed(object.code(ENTRY_SCHEMES[scheme]));
  const [serviceStopTime, comments] = [object.value('serviceStopTime'), object.words('Description')];
  return {
    lid: id,
    entryUuid: id,
    version: 1,
    status: 'Approved',
    uniqueId: needed(object.identifier('XDSDocumentEntry.uniqueId')),
    patient,
    mimeType: needed(object.attribute('mimeType')),
    title: needed(object.words('Name')),
    ...(comments && { comments }),
    languageCode: value('languageCode'),
    creationTime: value('creationTime'),
    serviceStartTime: value('serviceStartTime'),
    ...(serviceStopTime && { serviceStopTime }),
    legalAuthenticator: value('legalAuthenticator'),
    sourcePatientId: value('sourcePatientId'),
    sourcePatientInfo: object.slot('sourcePatientInfo'),
    referenceIds: object.slot(REFERENCE_IDS),
    hash: value('hash'),
    size: Number(value('size')),
    authors: object.authors(ENTRY_SCHEMES.author),
    classCode: code('class'),
    typeCode: code('type'),
    formatCode: code('format'),
    facility: code('facility'),
    practice: code('practice'),
    events: object.codes(ENTRY_SCHEMES.event),
    confidentialities: object.codes(ENTRY_SCHEMES.confidentiality),
  };
}

export function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the rules have let an object pass that lacks something');
  return value;
}

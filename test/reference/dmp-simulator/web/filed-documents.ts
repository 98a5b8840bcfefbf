import { randomUUID } from 'node:crypto';
import type { DocumentEntry, EntryAuthor } from '../../../../reference/dmp-simulator/documents/document-model.js';
import type { SimulatorState } from '../../../../reference/dmp-simulator/state.js';
import { NURSE, OPEN } from './in-memory-state.js';

const coded = (code: string, display = code) => ({ code, system: '1.2', display });
const authorOf = (psId: string, family: string, given: string, speciality: string): EntryAuthor => ({
  persons: [`${psId}^${family}^${given}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`],
  institutions: [],
  roles: [],
  specialities: [`G15_60^${speciality}^1.2`],
});
export const BY_NURSE = authorOf(NURSE.psId, NURSE.familyName, NURSE.givenName, 'Infirmier');
export const BY_DOCTOR = authorOf('9', 'ALONSO', 'Fabrice', 'Médecin');
const HIDDEN = { MASQUE_PS: coded('MASQUE_PS'), INVISIBLE_PATIENT: coded('INVISIBLE_PATIENT') };

/** Puts a document into a record, as if it had been sent; answers its `uniqueId`. */
export function file(
  { documents }: Pick<SimulatorState, 'documents'>,
  title: string,
  {
    author = BY_NURSE,
    body = { mediaType: 'text/plain', text: `Corps de ${title}` },
    hidden = [] as readonly (keyof typeof HIDDEN)[],
    replaces = undefined as string | undefined,
    ...changes
  }: Partial<DocumentEntry> & {
    readonly author?: EntryAuthor;
    readonly body?: { readonly mediaType: string; readonly text: string };
    readonly hidden?: readonly (keyof typeof HIDDEN)[];
    readonly replaces?: string | undefined;
  } = {},
): string {
  const uniqueId = `1.2.250.1.999.${documents.entriesOf(OPEN).length + 1}.${title.length}`;
  const base64 = Buffer.from(body.text).toString('base64');
  const cda = `<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody><text mediaType="${body.mediaType}" representation="B64">${base64}</text></nonXMLBody></component></ClinicalDocument>`;
  const bytes = Buffer.from(cda);
  const entry: DocumentEntry = {
    ...{ lid: uniqueId, entryUuid: uniqueId, version: 1, status: 'Approved', uniqueId, patient: OPEN, mimeType: 'text/xml', title, languageCode: 'fr-FR' },
    ...{ creationTime: '20260105083000', serviceStartTime: '20260105', legalAuthenticator: 'x', sourcePatientId: 'x', sourcePatientInfo: [], referenceIds: [] },
    ...{ hash: 'x', size: bytes.length, authors: [author], classCode: coded('10'), typeCode: coded('11506-3', 'CR ou fiche de consultation ou de visite') },
    ...{ formatCode: coded('x'), facility: coded('SA07'), practice: coded('SAD'), events: [] },
    confidentialities: [coded('N'), ...hidden.map((one) => HIDDEN[one])],
    ...changes,
  };
  const set = randomUUID();
  const replaced = replaces === undefined ? undefined : documents.entryByUniqueId(replaces);
  documents.commit({
    set: { entryUuid: set, uniqueId: set, patient: OPEN, sourceId: '1.2', submissionTime: '20260105083000', contentType: coded('07'), author },
    entries: [entry, ...(replaced ? [{ ...replaced, status: 'Deprecated' as const }] : [])],
    associations: [
      { id: randomUUID(), type: 'HasMember', source: set, target: uniqueId },
      ...(replaced ? [{ id: randomUUID(), type: 'RPLC' as const, source: uniqueId, target: replaced.lid }] : []),
    ],
    bytes: new Map([[uniqueId, bytes]]),
  });
  return uniqueId;
}

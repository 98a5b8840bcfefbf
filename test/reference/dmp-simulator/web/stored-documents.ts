import { randomUUID } from 'node:crypto';
import type { DocumentEntry, Hiding } from '../../../../reference/dmp-simulator/documents/document-model.js';
import type { SimulatedProfessional, SimulatorState } from '../../../../reference/dmp-simulator/state.js';
import { NURSE, OPEN } from './in-memory-state.js';

/** What a test says of a document that is in a record. */
export interface Stored {
  readonly title?: string;
  readonly type?: readonly [code: string, display: string];
  readonly day?: string;
  readonly author?: SimulatedProfessional;
  readonly status?: DocumentEntry['status'];
  readonly hidden?: readonly Hiding[];
  readonly mediaType?: string;
  readonly body?: Buffer;
  readonly addedAt?: string;
  readonly replaces?: DocumentEntry;
  readonly patient?: typeof OPEN;
}

const HIDINGS = '1.2.250.1.213.1.1.4.13';

/** Puts a document into a record, as the registry keeps what software has sent. */
export function store(state: SimulatorState, stored: Stored = {}): DocumentEntry {
  const { addedAt = '20261120080000', author = NURSE, body = Buffer.from('Plaie propre.'), day = '20261119', hidden = [], mediaType = 'text/plain' } = stored;
  const { patient = OPEN, replaces, status = 'Approved', title = 'Suivi de la plaie', type = ['11488-4', 'CR ou fiche de consultation ou de visite'] } = stored;
  const [lid, set] = [`urn:uuid:${randomUUID()}`, `urn:uuid:${randomUUID()}`];
  const coded = (code: string, display = code, system = '1.2.3') => ({ code, display, system });
  const [situation] = author.situations;
  const written = {
    persons: [`${author.psId}^${author.familyName}^${author.givenName}^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS`],
    institutions: [`${situation?.structureName}^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^${situation?.structureId}`],
    roles: [],
    specialities: [author === NURSE ? 'G15_60^Infirmier^1.2.250.1.213.1.1.4.5' : 'G15_70^Masseur-Kinésithérapeute^1.2.250.1.213.1.1.4.5'],
  };
  const uniqueId = `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
  const cda = `<ClinicalDocument xmlns="urn:hl7-org:v3"><component><nonXMLBody><text mediaType="${mediaType}" representation="B64">${body.toString('base64')}</text></nonXMLBody></component></ClinicalDocument>`;
  const entry: DocumentEntry = {
    ...{ lid, entryUuid: lid, version: 1, status, uniqueId, patient, mimeType: 'text/xml', title, languageCode: 'fr-FR', hash: '', size: cda.length },
    ...{ creationTime: `${day}090000`, serviceStartTime: day, legalAuthenticator: '', sourcePatientId: '', sourcePatientInfo: [], referenceIds: [] },
    ...{ authors: [written], classCode: coded('10'), typeCode: coded(...type), formatCode: coded('text'), facility: coded('SA07'), events: [] },
    practice: coded('AMBULATOIRE', 'Ambulatoire'),
    confidentialities: [coded('N', 'Normal'), ...hidden.map((code) => coded(code, code, HIDINGS))],
  };
  state.documents.commit({
    set: { entryUuid: set, uniqueId: `${uniqueId}1`, patient, sourceId: '1.2.3', submissionTime: addedAt, contentType: coded('07'), author: written },
    entries: [...(replaces ? [{ ...replaces, status: 'Deprecated' as const }] : []), entry],
    associations: [
      { id: `${lid}-member`, type: 'HasMember', source: set, target: lid },
      ...(replaces ? [{ id: `${lid}-replaces`, type: 'RPLC' as const, source: lid, target: replaces.lid }] : []),
    ],
    bytes: new Map([[uniqueId, Buffer.from(cda)]]),
  });
  return entry;
}

import { createHash } from 'node:crypto';
import { specialityCodeOf } from '../../directory.js';
import { classOfType, FORMATS, LISTS } from '../../documents/code-lists.js';
import type { Coded, EntryAuthor, SubmissionSet } from '../../documents/document-model.js';
import { association, cx, extrinsicObject, type NewEntry, newId, newOid, registryPackage } from '../../documents/ebrim.js';
import { escaped, xcnOf, xonOf } from '../../documents/hl7-strings.js';
import type { RecordDocuments } from '../../documents/record-documents.js';
import { REPOSITORY_ID } from '../../documents/schemes.js';
import { dateOf } from '../../registration/paris-date.js';
import type { SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { NAMESPACES } from '../../xml-reading.js';
import { digitsOf, type Markup, stampOf, xml } from '../../xml-writing.js';
import type { Addition } from './addition.js';
import { levelOne } from './level-one.js';

/** [A] Of the site, as a source of documents. */
const SOURCE_ID = `${REPOSITORY_ID}.1`;
/** [A] "Consultations soins externes": what an office does. */
const CONTENT_TYPE = '07';
const NOWHERE: Coded = { code: '', system: '', display: '' };

/** A document that is new: its CDA, its metadata, and the request that would bring them (ITI-41). */
export class NewDocument {
  readonly contentId = 'document@web-ps';
  readonly bytes: Buffer;
  readonly #entry: NewEntry;
  readonly #set: SubmissionSet;

  constructor(addition: Addition, record: SimulatedRecord, professional: SimulatedProfessional, now: number) {
    const { actStart, actStop, body, comments, hidden, practiceCode, situation, title, typeCode } = addition;
    const { insOid, matricule, traits } = record;
    const person = { id: professional.psId, family: professional.familyName, given: professional.givenName };
    const specialityCode = specialityCodeOf(professional);
    const speciality = coded('speciality', specialityCode);
    const author: EntryAuthor = {
      persons: [xcnOf(person)],
      institutions: [xonOf({ id: situation.structureId, name: situation.structureName })],
      roles: [],
      specialities: [`${speciality.code}^${speciality.display}^${speciality.system}`],
    };
    const [type, facility, practice] = [coded('type', typeCode), coded('facility', situation.sector), coded('practice', practiceCode)];
    const uniqueId = newOid();
    const creationTime = stampOf(timeOf(addition.day, now));
    this.bytes = Buffer.from(
      levelOne({
        ...{ actStart, actStop, body, creationTime, facility, person, practice, record, situation, speciality, title, type, uniqueId },
        setId: newOid(),
      }).text,
    );
    const id = newId();
    const [firstGiven = ''] = traits.givenNames.split(' ');
    this.#entry = {
      ...{ lid: id, entryUuid: id, status: 'Approved', uniqueId, patient: { matricule, insOid }, mimeType: 'text/xml', title },
      ...(comments && { comments }),
      ...{ languageCode: 'fr-FR', creationTime, serviceStartTime: digitsOf(actStart) },
      ...(actStop && { serviceStopTime: digitsOf(actStop) }),
      legalAuthenticator: xcnOf(person),
      sourcePatientId: cx({ matricule, insOid }),
      sourcePatientInfo: [
        `PID-5|${[traits.birthName, firstGiven, traits.givenNames].map(escaped).join('^')}^^^^L`,
        ...(traits.usedName ? [`PID-5|${escaped(traits.usedName)}^${escaped(firstGiven)}^^^^^D`] : []),
        `PID-7|${digitsOf(traits.birthDate)}`,
        `PID-8|${traits.sex}`,
      ],
      referenceIds: [],
      hash: createHash('sha1').update(this.bytes).digest('hex'),
      size: this.bytes.length,
      authors: [author],
      classCode: coded('class', classOfType(typeCode) ?? ''),
      typeCode: type,
      formatCode: coded('format', FORMATS[body.mediaType] ?? ''),
      facility,
      practice,
      events: [],
      confidentialities: ['N', ...hidden].map((code) => coded('confidentiality', code)),
    };
    this.#set = {
      ...{ entryUuid: newId(), uniqueId: newOid(), patient: { matricule, insOid }, sourceId: SOURCE_ID, submissionTime: stampOf(now) },
      contentType: LISTS.contentType.find(({ code, system }) => code === CONTENT_TYPE && system === '1.2.250.1.213.2.2') ?? NOWHERE,
      author,
    };
  }

  request(documents: RecordDocuments): Markup {
    const member = association({ id: newId(), type: 'HasMember', source: this.#set.entryUuid, target: this.#entry.lid }, documents);
    return xml`
      <xdsb:ProvideAndRegisterDocumentSetRequest xmlns:xdsb="${NAMESPACES.xdsb}">
        <lcm:SubmitObjectsRequest xmlns:lcm="${NAMESPACES.lcm}">
          <RegistryObjectList xmlns="${NAMESPACES.rim}">${registryPackage(this.#set)}${extrinsicObject(this.#entry)}${member}</RegistryObjectList>
        </lcm:SubmitObjectsRequest>
        <xdsb:Document id="${this.#entry.entryUuid}"><xop:Include xmlns:xop="${NAMESPACES.xop}" href="cid:${this.contentId}"/></xdsb:Document>
      </xdsb:ProvideAndRegisterDocumentSetRequest>`;
  }
}

/** What no list holds is written as nothing, and the rules refuse it. */
function coded(list: keyof typeof LISTS, code: string): Coded {
  const known = LISTS[list].find((concept) => concept.code === code);
  return known ? { code: known.code, system: known.system, display: known.display } : { ...NOWHERE, code };
}

/** [A] Of a document of today, now; of another, the middle of its day, which is that day everywhere in France. */
const timeOf = (day: string, now: number): number => (day === dateOf(now) ? now : Date.parse(`${day}T12:00:00Z`));

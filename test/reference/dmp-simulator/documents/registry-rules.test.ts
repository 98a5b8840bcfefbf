import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesOf } from '../../../../reference/dmp-simulator/dmp-service.js';
import { td31References, td31Search } from '../../../../reference/dmp-simulator/documents/td31-search.js';
import { td32Retrieval } from '../../../../reference/dmp-simulator/documents/td32-retrieval.js';
import { td33Updates } from '../../../../reference/dmp-simulator/documents/td33-updates.js';
import type { Operation } from '../../../../reference/dmp-simulator/operation.js';
import type { Controls } from '../../../../reference/dmp-simulator/state.js';
import { faultOf } from '../calls.js';
import type { Asker } from '../simulator-bench.js';
import { ask, type Breaks, type Call, inBrisDeGlace, turned } from '../td02-request.js';
import { type DocumentBench, PATIENT, registryAnswer, startDocumentBench } from './document-bench.js';
import { changeEntry, changeStatus, cx, entriesIn, find, hiddenAs, list, query, retrieve, STATUS } from './registry-requests.js';
import { classification, NURSE, newOid } from './submission-request.js';

/** For every rule of TD3.1, TD3.2 and TD3.3 a request that is good but for one thing, and the refusal it meets. */

const MISSING = '170082622170161';
const CLOSED = '167112622170459';
const BLOCKED = '248039999900265';
const OTHER = '101072B99900114';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench();
});
afterAll(() => bench.close());

/** One document of the nurse, one of the physician, one of hers that is masked. */
interface World {
  readonly mine: string;
  readonly theirs: string;
  readonly masked: string;
  readonly replaced: string;
  readonly usedSet: string;
  /** As a search writes them, by uniqueId. */
  readonly written: (uniqueId: string) => string;
  readonly uuid: (uniqueId: string) => string;
}

interface Case {
  readonly call: Call | ((world: World) => Call);
  readonly code: string;
  readonly matricule?: string;
  readonly as?: Asker;
  readonly breaks?: Breaks;
  readonly controls?: Partial<Controls>;
}

const BROKEN = 'DMPInvalidMessage';
const NO_RIGHT = 'DMPAccessDeniedByRightsService';
const FORBIDDEN = 'DMPAccessForbidden';
const METADATA = 'XDSRegistryMetadataError';
const UPDATE = 'XDSMetadataUpdateError';
const VERSION = 'XDSMetadataVersionError';

const codeOf = (scheme: string, value: string) => (call: Call) =>
  turned(call, new RegExp(`(classificationScheme="urn:uuid:${scheme}[^>]*nodeRepresentation=")[^"]*`), `$1${value}`);
const slotOf = (name: string, value: string) => (call: Call) => turned(call, new RegExp(`(<Slot name="${name}"><ValueList><Value>)[^<]*`), `$1${value}`);

const formCases = (good: Call): Readonly<Record<string, Case>> => ({
  'request of ITI-18': { call: turned(good, /<query:ResponseOption [^>]*\/>/, ''), code: BROKEN },
  'kind of answer': { call: turned(good, /returnType="\w+"/, 'returnType="LeafClassWithRepositoryItem"'), code: 'XDSRegistryError' },
  'known query': { call: turned(good, /urn:uuid:14d4debf/, 'urn:uuid:00000000'), code: 'XDSUnknownStoredQuery' },
  'readable values': { call: turned(good, "('", "'"), code: 'XDSRegistryError' },
  'known parameters': { call: turned(good, '$XDSDocumentEntryStatus', '$XDSDocumentEntryAvailability'), code: 'XDSStoredQueryParamNumber' },
  'required parameters': { call: turned(good, /<Slot name="\$XDSDocumentEntryStatus">.*?<\/Slot>/, ''), code: 'XDSStoredQueryMissingParam' },
  'known statuses': { call: turned(good, 'StatusType:Approved', 'StatusType:Submitted'), code: 'XDSRegistryError' },
  'as many ids as may be asked': {
    call: query('getDocuments', { $XDSDocumentEntryUniqueId: list(...Array.from({ length: 21 }, newOid)) }, /returnType="(\w+)"/.exec(good.body)?.[1]),
    code: 'XDSRegistryError',
  },
  'patient of the query is the one of the VIHF': { call: turned(good, PATIENT, OTHER), code: 'XDSPatientIdDoesNotMatch' },
});

const recordCases = (good: (matricule: string) => Call): Readonly<Record<string, Case>> => ({
  'patient with a record': { call: good(MISSING), matricule: MISSING, code: 'XDSUnknownPatientId' },
  'record is open': { call: good(CLOSED), matricule: CLOSED, code: 'DMPClosed' },
});

const sender = (matricule = PATIENT) => ({ matricule, person: NURSE });
const hide = ({ mine, written }: World, change = hiddenAs('N', 'MASQUE_PS')): Call => changeEntry(sender(), change(written(mine)), '1');
const remove = ({ mine, uuid }: World): Call => changeStatus(sender(), uuid(mine), 'Approved', 'Deleted');
const archive = ({ mine, uuid }: World): Call => changeStatus(sender(), uuid(mine), 'Approved', 'Archived');
const after = (good: (world: World) => Call, change: (call: Call) => Call) => (world: World) => change(good(world));
const broken = (good: (world: World) => Call, from: string | RegExp, to: string, code: string): Case => ({
  call: after(good, (call) => turned(call, from, to)),
  code,
});

/** Of all updates, in their order: what surrounds the objects, and the set. */
const updateCases = (good: (world: World) => Call, type: string): Readonly<Record<string, Case>> => ({
  'request of ITI-57': { call: after(good, (call) => ({ ...call, body: call.body.replaceAll('SubmitObjectsRequest', 'UpdateObjectsRequest') })), code: BROKEN },
  'one list of objects': { call: after(good, (call) => ({ ...call, body: call.body.replaceAll('RegistryObjectList', 'ObjectList') })), code: BROKEN },
  'kinds of objects': broken(good, '</RegistryObjectList>', '<Federation id="f"/></RegistryObjectList>', BROKEN),
  'order in each object': broken(good, /(<Name>.*?<\/Name>)(<Classification .*?(?:\/>|<\/Classification>))/, '$2$1', BROKEN),
  'slots with values': broken(good, /(<Slot name="submissionTime"><ValueList>).*?(<\/ValueList>)/, '$1$2', BROKEN),
  'slot values of 256 characters': broken(good, /(<Slot name="submissionTime"><ValueList><Value>)[^<]*/, `$1${'2'.repeat(257)}`, BROKEN),
  'ids of their own': broken(good, 'id="as1"', 'id="SubmissionSet01"', BROKEN),
  'parts belong to their object': broken(good, 'classifiedObject="SubmissionSet01"', 'classifiedObject="x"', BROKEN),
  'one submission set': broken(good, /<RegistryPackage .*<\/RegistryPackage>/, '', METADATA),
  'entries are documents': broken(good, 'urn:uuid:7edca82f', 'urn:uuid:34268e47', METADATA),
  'known slots, once': broken(good, '<Slot name="hash">', '<Slot name="URI">', METADATA),
  'identifiers by their names': broken(good, 'XDSSubmissionSet.patientId', 'XDSSubmissionSet.patient', METADATA),
  'known associations': broken(good, type, 'urn:ihe:iti:2007:AssociationType:XFRM', METADATA),
  'patient of the set is the one of the VIHF': broken(good, /(value=")255069999999934\^/, `$1${OTHER}^`, 'XDSPatientIdDoesNotMatch'),
  'patient of each entry is the one of the set': broken(good, /(58a6f841[^>]*value=")255069999999934\^/, `$1${OTHER}^`, 'XDSPatientIdDoesNotMatch'),
  'patient with a record': {
    call: after(good, (call) => ({ ...call, body: call.body.replaceAll(PATIENT, MISSING) })),
    matricule: MISSING,
    code: 'XDSUnknownPatientId',
  },
  'record is open': { call: after(good, (call) => ({ ...call, body: call.body.replaceAll(PATIENT, CLOSED) })), matricule: CLOSED, code: 'DMPClosed' },
  'set is marked as one': broken(good, /<Classification [^>]*classificationNode[^>]*\/>/, '', METADATA),
  'identifiers of the set': broken(good, /(96fdda7c[^>]*value=")[^"]*/, '$11.2.03', METADATA),
  'submission time in UTC': { call: after(good, slotOf('submissionTime', '2026')), code: METADATA },
  'content type of the list': { call: after(good, codeOf('aa543740', 'SA99')), code: METADATA },
  'author of the set': { call: after(good, slotOf('authorPerson', '899900021212')), code: METADATA },
  'set is new': { call: (world) => turned(good(world), /(96fdda7c[^>]*value=")[^"]*/, `$1${world.usedSet}`), code: 'XDSDuplicateUniqueIdInRegistry' },
  'who sends is the author': {
    call: after(good, slotOf('authorPerson', '899900003100^KINE^Marc^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS')),
    as: 'physician',
    code: METADATA,
  },
});

/** A secret connection, in an assertion that is signed afterwards. */
const secret: Breaks = {
  assertion: (xml) =>
    xml.replace(
      '</saml2:AttributeStatement>',
      '<saml2:Attribute Name="urn:oasis:names:tc:xspa:1.0:resource:patient:hl7:confidentiality-code"><saml2:AttributeValue>INVISIBLE_REPRESENTANTS_LEGAUX</saml2:AttributeValue></saml2:Attribute></saml2:AttributeStatement>',
    ),
};
const slotOfEntry = (name: string, value: string) => (call: Call) =>
  turned(call, new RegExp(`(<ExtrinsicObject .*?<Slot name="${name}"><ValueList><Value>)[^<]*`), `$1${value}`);

/** What an entry must be when it comes, it must be still when it changes. */
const entryCases = (good: (world: World) => Call): Readonly<Record<string, Case>> => {
  const wrong = (from: string | RegExp, to: string, code = METADATA): Case => broken(good, from, to, code);
  const slotted = (name: string, value: string): Case => ({ call: after(good, slotOfEntry(name, value)), code: METADATA });
  const coded = (scheme: string, value: string): Case => ({ call: after(good, codeOf(scheme, value)), code: METADATA });
  const hidden = (...codes: readonly string[]) => ({ call: (world: World) => hide(world, hiddenAs(...codes)), code: METADATA });
  return {
    'uniqueId is an OID': wrong(/(2e82c1f6[^>]*value=")[^"]*/, '$11.2.3^4'),
    title: wrong(/(<Name><LocalizedString [^>]*value=")Fiche de suivi/, `$1${'x'.repeat(129)}`),
    comments: wrong('</Name><VersionInfo', `</Name><Description><LocalizedString value="${'x'.repeat(256)}"/></Description><VersionInfo`),
    language: slotted('languageCode', 'fr'),
    'creation time in UTC': slotted('creationTime', '20260230083000'),
    'times of the act in UTC': slotted('serviceStartTime', '20260105080000Z'),
    'legal authenticator': slotted('legalAuthenticator', '899900021212'),
    'source patient id': slotted('sourcePatientId', '255069999999934'),
    'source patient info': wrong('<Value>PID-8|F</Value>', ''),
    authors: wrong(/(<ExtrinsicObject .*?)\^IDNST/, '$1'),
    'speciality of the authors': wrong(/(<ExtrinsicObject .*?)G15_60\^/, '$1G15_99^'),
    'media type': wrong('mimeType="text/xml"', 'mimeType="application/pdf"'),
    'class of the list': coded('41a5887f', '99'),
    'type of the list': coded('f0306f51', 'PIECE-IDENTITE'),
    'format of the list': coded('a09d5840', 'urn:ihe:iti:xds-sd:pdf:2009'),
    'facility of the list': coded('f33fb8ac', 'SA99'),
    'practice of the list': coded('cccf5598', 'CABINET'),
    'events are codes': wrong(
      /(<ExtrinsicObject .*?)<ExternalIdentifier/,
      `$1${classification('Document01', '2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4', 'Z00', '2.16.840.1.113883.6.3', '')}<ExternalIdentifier`,
    ),
    'confidentialities of the list': hidden('N', 'SECRET'),
    'confidentiality N always': hidden('MASQUE_PS'),
    'class of the type': coded('41a5887f', '11'),
    'type a software may feed': {
      call: after(good, (call) =>
        codeOf('41a5887f', '90')(codeOf('f0306f51', 'EXPPAT_1')(turned(call, /(f0306f51.*?<Value>)[^<]*/, '$11.2.250.1.213.1.1.4.12'))),
      ),
      code: FORBIDDEN,
    },
    'vaccination notes are hidden from nobody': {
      call: (world) => codeOf('41a5887f', '52')(codeOf('f0306f51', '87273-9')(hide(world))),
      code: METADATA,
    },
    'not hidden from patient and professionals at once': hidden('N', 'MASQUE_PS', 'INVISIBLE_PATIENT'),
    'hidden from representatives of minors alone': hidden('N', 'INVISIBLE_REPRESENTANTS_LEGAUX'),
    'secret connection of minors alone': { call: good, breaks: secret, code: METADATA },
    'all is secret in a secret connection': { call: good, breaks: secret, controls: { ageOfMajority: 150 }, code: METADATA },
  };
};

/** Rules that only speak of entries, where there is none. */
const OF_ENTRIES = ['entries are documents', 'known slots, once', 'patient of each entry is the one of the set'];

const reading = (good: Call): Readonly<Record<string, Case>> => ({
  'no right of staff and structures': { call: good, as: 'secretary', code: NO_RIGHT },
});
const writing = (good: (world: World) => Call): Readonly<Record<string, Case>> => ({
  'no right of staff and structures': { call: good, as: 'secretary', code: NO_RIGHT },
  'normal access alone': { call: good, breaks: inBrisDeGlace, code: NO_RIGHT },
  'authorised by the patient': {
    call: (world) => ({ ...good(world), body: good(world).body.replaceAll(PATIENT, BLOCKED) }),
    matricule: BLOCKED,
    code: FORBIDDEN,
  },
});

const statusCases = (good: (world: World) => Call): Readonly<Record<string, Case>> => ({
  'one change of status': broken(
    good,
    '</RegistryObjectList>',
    '<Association id="as2" associationType="urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus"/></RegistryObjectList>',
    UPDATE,
  ),
  'current name of an entry': broken(good, /targetObject="[^"]*"/, 'targetObject="urn:uuid:1"', UPDATE),
  'status as it is': { call: after(good, slotOf('OriginalStatus', STATUS.Archived)), code: UPDATE },
  'status that can follow': {
    call: ({ replaced, uuid, ...world }) =>
      turned(turned(good({ replaced, uuid, ...world }), /targetObject="[^"]*"/, `targetObject="${uuid(replaced)}"`), STATUS.Approved, STATUS.Deprecated),
    code: 'XDSMetadataUpdateOperationError',
  },
});

const HAS_MEMBER = 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember';
const NEW_STATUS = 'urn:ihe:iti:2010:AssociationType:UpdateAvailabilityStatus';
const operationOf = (td: string): Operation => {
  const found = [td31Search, td31References, td32Retrieval, ...td33Updates].find((operation) => operation.td === td);
  if (!found) throw new Error(`no ${td}`);
  return found;
};

const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'TD3.1': {
    ...formCases(find(PATIENT)),
    ...reading(find(PATIENT)),
    ...recordCases((matricule) => find(matricule)),
    'authorised to read': { call: find(BLOCKED), matricule: BLOCKED, code: FORBIDDEN },
  },
  'TD3.1b': { ...formCases(find(PATIENT, {}, 'ObjectRef')), ...recordCases((matricule) => find(matricule, {}, 'ObjectRef')) },
  'TD3.2': {
    'request of ITI-43': { call: turned(retrieve('1.2.3'), /<RepositoryUniqueId>.*?<\/RepositoryUniqueId>/, ''), code: BROKEN },
    ...reading(retrieve('1.2.3')),
    ...recordCases(() => retrieve('1.2.3')),
    'authorised to read': { call: ({ mine }) => retrieve(mine), matricule: BLOCKED, code: FORBIDDEN },
    'repository of the DMP': {
      call: ({ mine }) => turned(retrieve(mine), '1.2.250.1.213.4.1.1.1.2', '1.2.250.1.213.4.1.1.1.3'),
      code: 'XDSUnknownRepositoryId',
    },
    'a document of this uniqueId': { call: ({ mine, uuid }) => retrieve(uuid(mine)), code: 'XDSDocumentUniqueIdError' },
    'a document that is shown': { call: ({ masked }) => retrieve(masked), as: 'kine', code: FORBIDDEN },
  },
  'TD3.3a': {
    ...updateCases(hide, HAS_MEMBER),
    ...entryCases(hide),
    ...writing(hide),
    'one entry, member of the set': broken(hide, 'sourceObject="SubmissionSet01"', 'sourceObject="Document01"', UPDATE),
    'entry of this lid': broken(hide, /lid="[^"]*"/, 'lid="urn:uuid:1"', UPDATE),
    'entry that can change': { call: ({ replaced, written }) => changeEntry(sender(), hiddenAs('N', 'MASQUE_PS')(written(replaced)), '1'), code: UPDATE },
    'current version of the metadata': { call: after(hide, slotOf('PreviousVersion', '2')), code: VERSION },
    'same version in the entry': broken(hide, 'versionName="1"', 'versionName="7"', VERSION),
    'all but confidentiality as it was': broken(hide, 'value="Fiche de suivi"', 'value="Fiche"', UPDATE),
    'what was visible stays so': { call: (world) => hide(world, hiddenAs('N', 'INVISIBLE_PATIENT')), code: UPDATE },
    'unmasked by its author': {
      call: ({ masked, written }) =>
        turned(changeEntry(sender(), hiddenAs('N')(written(masked)), '1'), /899900021212\^INFIRMIER0212\^Léa/, '899900001230^ALONSO0123^Fabrice'),
      as: 'physician',
      code: FORBIDDEN,
    },
  },
  'TD3.3c': {
    ...updateCases(remove, NEW_STATUS),
    ...statusCases(remove),
    'deleted by its author': { call: ({ theirs, uuid }) => changeStatus(sender(), uuid(theirs), 'Approved', 'Deleted'), code: FORBIDDEN },
  },
  'TD3.3d': {
    ...updateCases(archive, NEW_STATUS),
    ...writing(archive),
    ...statusCases(archive),
    'archived by its author': { call: ({ theirs, uuid }) => changeStatus(sender(), uuid(theirs), 'Approved', 'Archived'), code: FORBIDDEN },
  },
};

async function world(): Promise<World> {
  const { documents } = bench.simulator.state;
  const [first, theirs, masked, former] = [
    await bench.submitted(),
    await bench.submitted({}, 'physician'),
    await bench.submitted({ confidentialities: ['N', 'MASQUE_PS'] }),
    await bench.submitted(),
  ];
  const uuid = (uniqueId: string): string => documents.entryByUniqueId(uniqueId)?.entryUuid ?? '';
  await bench.submitted({ version: 2, versionsId: former.versionsId, replaces: { uniqueId: former.uniqueId, entryUuid: uuid(former.uniqueId) } });
  const { card, question } = bench.asker('nurse');
  const statuses = { $XDSDocumentEntryPatientId: cx(PATIENT), $XDSDocumentEntryStatus: list(STATUS.Approved, STATUS.Deprecated) };
  const { body } = await ask({ ...question, call: query('findDocuments', statuses) }, card, bench.trusted);
  const written = (uniqueId: string): string => entriesIn(body).find((entry) => entry.includes(`"${uniqueId}"`)) ?? '';
  return { mine: first.uniqueId, theirs: theirs.uniqueId, masked: masked.uniqueId, replaced: former.uniqueId, usedSet: first.setId, written, uuid };
}

describe.each(Object.entries(CASES))('the rules of %s', (td, cases) => {
  let made: World;
  const operation = operationOf(td);
  const rules = operation.rules.filter((rule) => cases[rule] && !(OF_ENTRIES.includes(rule) && td !== 'TD3.3a'));
  beforeAll(async () => {
    bench.simulator.state.reset();
    made = await world();
  });

  it('are broken below, each under its name, but for those of entries where there is none', () => {
    const known = Object.keys(cases).filter((rule) => td === 'TD3.3a' || !OF_ENTRIES.includes(rule));
    const own = operation.rules.filter((rule) => td === 'TD3.3a' || !OF_ENTRIES.includes(rule));
    expect(known.filter((rule) => !own.includes(rule))).toEqual([]);
    expect(own.filter((rule) => !known.includes(rule))).toEqual([]);
    expect(new Set(rulesOf(operation)).size).toBe(rulesOf(operation).length);
  });

  it.each(rules)('%s', async (rule) => {
    const { as = 'nurse', breaks, call, code, controls, matricule = PATIENT } = cases[rule] ?? { call: find(PATIENT), code: '' };
    const { card, question } = bench.asker(as);
    const before = { ...bench.simulator.state.controls };
    Object.assign(bench.simulator.state.controls, controls);
    const answer = await ask({ ...question, matricule, call: typeof call === 'function' ? call(made) : call }, card, bench.trusted, breaks);
    Object.assign(bench.simulator.state.controls, before);
    expect(bench.simulator.refusals.at(-1), answer.body).toBe(rule);
    if (code === BROKEN || code === NO_RIGHT) expect([answer.status, faultOf(answer.body)]).toEqual([500, code]);
    else expect([answer.status, registryAnswer(answer.body)]).toEqual([200, { status: 'Failure', codes: [code] }]);
  });
});

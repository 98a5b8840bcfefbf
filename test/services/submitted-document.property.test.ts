import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DocumentForm } from '../../src/api/documents.js';
import type { PatientIdentity, QualifiedPatient } from '../../src/api/patient.js';
import { BodyShelf } from '../../src/services/body-shelf.js';
import { dayOf } from '../../src/services/calendar.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import { XmlNode } from '../../src/services/dmp/xml-node.js';
import { CAUTIOUS } from '../../src/services/dmp-parameters.js';
import { documentTypes, practiceSettings } from '../../src/services/document-kinds.js';
import { DocumentService } from '../../src/services/document-service.js';
import { FormMemory } from '../../src/services/form-memory.js';
import type { OutboxContent } from '../../src/services/outbox.js';
import { PATIENTS } from '../contract/record-gateway.contract.js';
import { FakeDocumentPreparer } from '../fakes/fake-document-preparer.js';
import { HOLDER, SITUATION } from '../fakes/fake-identity.js';
import { OPEN } from '../fakes/fake-record-gateway.js';
import { temporaryFolders } from '../fakes/temporary-folders.js';
import { SimulatedDmp, type SimulatedGateway } from './dmp/simulated-dmp.js';
import { informed, makeServices } from './make-services.js';

/** Whatever the form accepts becomes a document that the strict DMP takes, and gives back byte for byte. */

let dmp: SimulatedDmp;
let gateway: SimulatedGateway['documents'];
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
  gateway = dmp.gateway().documents;
});
afterAll(() => dmp.close());

const services = makeServices(undefined, informed());
afterAll(() => services.store.close());
const { access, cards, host, notes, outbox, proposalService, settings, wishes } = services;
const writer = new CdaWriter();
const documents = new DocumentService(
  outbox,
  proposalService,
  new FakeDocumentPreparer(),
  writer,
  new BodyShelf(Date.now),
  access,
  cards,
  wishes,
  { current: async () => CAUTIOUS },
  new FormMemory(notes, host),
  settings,
  Date.now,
  host,
);

/** What people type and paste: marks of XML, of HL7 v2 and of the quoting of queries, other scripts, pictures, what is not seen, and halves of characters. */
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('Compte rendu', ' ', 'É', 'œ', '’', "l'", '«\u{a0}', '\u{a0}»', '1,5 °C', '-', '.', 'e\u{301}') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('&', '<', '>', '"', "'", ']]>', '<!--', '&amp;', '&#13;', '<![CDATA[', '<?', '|', '^', '~', '\\', '\\E\\', '%', "''"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('😀', '👩🏽‍⚕️', '🇫🇷', 'שלום', 'مرحبا', '\u{202e}', '\u{200f}', '\u{200b}', '\u{feff}', '漢字', '\u{2028}', '\u{1fffe}'),
  },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\n', '\r\n', '\u{0}', '\u{7f}', '\u{85}', '\u{d800}', '\u{dfff}', '\u{fffe}') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }) },
);
const typed = (longest: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('é', '&', '😀', 'e\u{301}'), fc.integer({ min: longest - 1, max: longest + 1 }))
        .map(([one, count]) => one.repeat(count)),
    },
  );

const day = fc.oneof(
  { weight: 4, arbitrary: fc.date({ min: new Date('1900-01-01'), max: new Date(), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)) },
  { weight: 1, arbitrary: fc.constantFrom('1900-01-01', '2000-02-29', '1999-02-29', '2026-13-01', '2099-12-31', '', 'hier') },
);
const days = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(day, fc.oneof(day, fc.constant(''))).map(([one, other]) => (other && other < one ? [other, one] : [one, other])) },
  { weight: 1, arbitrary: fc.tuple(day, day) },
);
const among = (choices: readonly { readonly code: string }[]) => fc.constantFrom(...choices.map(({ code }) => code));

const form: fc.Arbitrary<DocumentForm> = fc
  .record({
    title: typed(128),
    comment: typed(255),
    writtenOn: fc.oneof(fc.constant(dayOf(Date.now())), day),
    days,
    typeCode: among(documentTypes(HOLDER)),
    practiceSetting: among(practiceSettings),
    visibility: fc.subarray(['MASQUE_PS', 'INVISIBLE_PATIENT'] as const),
  })
  .map(({ days: [actStart = '', actEnd = ''], ...others }) => ({ ...others, actStart, actEnd, situationId: SITUATION.id, authorId: '' }));

/** As a civil register has names, and as a test of software has them. */
const name = fc.oneof(
  fc.constantFrom('DESMAUX', "D'ARTAGNAN", 'LE GOFF', 'NOËL', 'JEAN--LUC', 'O&M', 'A^B', 'A|B~C\\D', '<X>', '漢', 'A\u{2028}B', '🩹'),
  fc.stringMatching(/^[A-ZÀÉ][A-ZÀÉ' -]{0,28}[A-ZÉ]$/),
);
const names = fc.array(fc.constantFrom('LÉA', 'MARIE-LOUISE', "N'GOLO", 'JEAN', 'A&B'), { minLength: 1, maxLength: 5 }).map((given) => given.join(' '));
const traits: fc.Arbitrary<Pick<PatientIdentity, 'birthName' | 'usedName' | 'birthGivenNames' | 'sex' | 'birthDate' | 'birthPlaceCode'>> = fc.record(
  {
    birthName: name,
    usedName: name,
    birthGivenNames: names,
    sex: fc.constantFrom('F', 'M', 'UN'),
    // A lunar calendar has a 30th of February.
    birthDate: fc.oneof(
      fc.constantFrom('1931-02-30', '1900-01-01'),
      fc.date({ min: new Date('1900-01-01'), max: new Date(), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
    ),
    birthPlaceCode: fc.constantFrom('72181', '2A004', '99100', '97411'),
  },
  { requiredKeys: ['birthName', 'birthGivenNames', 'sex', 'birthDate', 'birthPlaceCode'] },
);
const professions = fc.constantFrom({ professionCode: '60' }, { professionCode: '70' }, { professionCode: '10', specialityCode: 'SM26' });
const author = fc.tuple(professions, fc.record({ familyName: name, givenName: names })).map(([profession, named]) => ({ ...profession, ...named }));
const structureName = typed(30).map((text) => text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '').trim() || 'CABINET');
const body = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
  fc.integer({ min: 48 * 1024 - 2, max: 48 * 1024 + 2 }).map((size) => 'x'.repeat(size)),
);

async function* stream(bytes: Uint8Array) {
  yield bytes;
}
const collected = async (pieces: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of pieces) parts.push(part);
  return Buffer.concat(parts);
};

/** What the form makes of it; undefined: it was refused, and nothing was kept. */
async function accepted(
  patient: QualifiedPatient,
  filled: DocumentForm,
  text: string,
): Promise<{ readonly content: OutboxContent; readonly bytes: Buffer } | undefined> {
  const before = (await outbox.ofPatient(patient.id)).length;
  const { bodyId } = await documents.joinText(patient, text);
  const outcome = await documents.add(patient, { form: filled, bodyId }, HOLDER.id);
  if (outcome.kind === 'invalid') {
    expect(Object.keys(outcome.faults)).not.toEqual([]);
    expect(await outbox.ofPatient(patient.id)).toHaveLength(before);
    return undefined;
  }
  const [row, kept] = await Promise.all([outbox.get(outcome.documentId), outbox.bytes(outcome.documentId)]);
  if (!row?.content || !kept) throw new Error('accepted, and not kept');
  return { content: row.content, bytes: await collected(kept()) };
}

const canParse = !spawnSync('xmllint', ['--version']).error;
if (process.env.CI && !canParse) throw new Error('not installed: xmllint');

test('whatever the form accepts is a document the DMP takes, whose metadata are of its bytes, which comes back byte for byte, and can be masked', async () => {
  const outcomes = { accepted: 0, refused: 0 };
  const files: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'submitted-'));
  temporaryFolders.push(folder);
  await fc.assert(
    fc.asyncProperty(form, traits, author, structureName, body, async (filled, person, by, place, text) => {
      const { id, identity } = PATIENTS.open;
      const patient: QualifiedPatient = { id, identity: { insStatus: 'qualifiée', insOid: identity.insOid, matricule: identity.matricule, ...person } };
      void services.dmp.answer(patient, OPEN);
      services.identity.become({ kind: 'unlocked', holder: { ...by, id: HOLDER.id }, situation: { ...SITUATION, structureName: place }, since: 0 });
      const made = await accepted(patient, filled, text);
      outcomes[made ? 'accepted' : 'refused'] += 1;
      if (!made) return;
      const { bytes, content } = made;
      const { document, visibility, written } = content;
      const { comment } = content.form;
      await gateway.submit(patient, { document, visibility, written, bytes: () => stream(bytes), ...(comment && { comment }) }, document.author.id);

      const [entry] = (await firstValueFrom(gateway.search(patient, {}))).filter(({ uniqueId }) => uniqueId === document.uniqueId);
      if (!entry) throw new Error('taken, and not there');
      const title = filled.title.normalize('NFC').trim();
      expect(entry).toMatchObject({ title, typeCode: filled.typeCode, hash: createHash('sha1').update(bytes).digest('hex'), size: bytes.length });
      const back = Buffer.from(await firstValueFrom(gateway.retrieve(patient, entry)));
      expect(back.equals(bytes)).toBe(true);
      expect(XmlNode.parse(back.toString()).at('title')?.text).toBe(title);
      expect(Buffer.from(await writer.body(stream(back))).toString()).toBe(text);
      if (visibility.length === 0) {
        await gateway.changeVisibility(patient, document.uniqueId, ['MASQUE_PS']);
        const [masked] = (await firstValueFrom(gateway.search(patient, {}))).filter(({ uniqueId }) => uniqueId === document.uniqueId);
        expect(masked).toMatchObject({ title, visibility: ['MASQUE_PS'] });
      }
      files.push(join(folder, `${document.uniqueId}.xml`));
      writeFileSync(files.at(-1) ?? '', back);
    }),
    { numRuns: 60, endOnFailure: true },
  );
  // Both must have been met often, or nothing was shown.
  expect(Math.min(outcomes.accepted, outcomes.refused)).toBeGreaterThan(5);
  if (canParse) expect(spawnSync('xmllint', ['--nonet', '--noout', ...files], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
}, 120_000);

import { randomUUID } from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { QualifiedPatient } from '../../src/api/patient.js';
import type { Holder } from '../../src/api/professional.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import type { DocumentGateway, EntryStatus, Submission } from '../../src/services/document-gateway.js';
import type { MedicalDocument } from '../../src/services/medical-document.js';
import { newOid } from '../../src/services/oid.js';
import { NOTE } from '../services/dmp/note.js';
import { PATIENTS } from './record-gateway.contract.js';

export interface DocumentGatewayWorld {
  readonly gateway: DocumentGateway;
  /** Whose card is in. */
  readonly holder: Holder;
  /** The next submission is taken, and its answer lost. */
  loseNext(): void;
  /** From now on nobody is there. */
  refuseConnections(): void;
  dispose(): Promise<void>;
}

/** A text is the simplest body. */
const BODY = Buffer.from('Pansement refait, plaie propre.\n');

/** A finished document. */
export function submissionOf(patient: QualifiedPatient, author: Holder, changes: Partial<MedicalDocument> = {}, body: Uint8Array = BODY): Submission {
  const document: MedicalDocument = {
    ...NOTE,
    mediaType: 'text/plain',
    createdAt: Date.now() - 60_000,
    author,
    uniqueId: newOid(randomUUID()),
    setId: newOid(randomUUID()),
    ...changes,
  };
  const bytes = new CdaWriter().write(document, patient, body);
  const pieces = [...bytes.pieces];
  return {
    document,
    visibility: [],
    written: bytes.written(),
    bytes: async function* () {
      yield* pieces;
    },
  };
}

/** What holds of every `DocumentGateway`, a fake's like a real one's. */
export function documentGatewayContract(name: string, setUp: () => Promise<DocumentGatewayWorld>): void {
  describe(`document gateway: ${name}`, () => {
    let world: DocumentGatewayWorld;
    beforeEach(async () => {
      world = await setUp();
    });
    afterEach(() => world.dispose());

    const patient = PATIENTS.open;
    const submit = async (changes: Partial<MedicalDocument> = {}, more: Partial<Submission> = {}, about = patient) => {
      const submission = { ...submissionOf(about, world.holder, changes), ...more };
      await world.gateway.submit(about, submission, world.holder.id);
      return submission;
    };
    const entry = async (uniqueId: string, statuses: readonly EntryStatus[] = ['approved', 'deprecated', 'archived']) =>
      (await firstValueFrom(world.gateway.search(patient, { statuses }))).find((one) => one.uniqueId === uniqueId);

    test('what was submitted is in the record, as it was told', async () => {
      const { document, written } = await submit({}, { visibility: ['INVISIBLE_PATIENT'], comment: 'À revoir' });
      expect(await entry(document.uniqueId)).toMatchObject({
        status: 'approved',
        title: document.title,
        typeCode: '11506-3',
        classCode: '10',
        visibility: ['INVISIBLE_PATIENT'],
        hash: written.hash,
        size: written.size,
      });
    });

    test('the bytes that come back are the bytes that were sent', async () => {
      const { bytes, document } = await submit();
      const found = await entry(document.uniqueId);
      if (!found) throw new Error('not found');
      const sent: Uint8Array[] = [];
      for await (const piece of bytes()) sent.push(piece);
      expect(Buffer.from(await firstValueFrom(world.gateway.retrieve(patient, found)))).toEqual(Buffer.concat(sent));
    });

    test('progress goes up to all of it', async () => {
      const submission = submissionOf(patient, world.holder);
      const told: number[] = [];
      await world.gateway.submit(patient, submission, world.holder.id, { sent: (bytes) => told.push(bytes) });
      expect(told.at(-1)).toBe(submission.written.size);
    });

    test('one’s own document is found by its uniqueId, and one the record does not have is not', async () => {
      const { document } = await submit();
      expect(await firstValueFrom(world.gateway.findOwn(patient, document.uniqueId))).toMatch(/^urn:uuid:/);
      expect(await firstValueFrom(world.gateway.findOwn(patient, newOid(randomUUID())))).toBeUndefined();
    });

    test('a record that gives no authorisation is fed all the same, and one’s own document is found there', async () => {
      const about = PATIENTS.notAuthorised;
      const { document } = await submit({}, {}, about);
      expect(await firstValueFrom(world.gateway.findOwn(about, document.uniqueId))).toMatch(/^urn:uuid:/);
    });

    test('the same document twice is refused, and is there once', async () => {
      const submission = await submit();
      await expect(world.gateway.submit(patient, submission, world.holder.id)).rejects.toMatchObject({ code: 'dmp.documentDuplicate' });
      expect(await entry(submission.document.uniqueId)).toMatchObject({ status: 'approved' });
    });

    test('an answer that was lost says so: the document can be asked for', async () => {
      world.loseNext();
      const submission = submissionOf(patient, world.holder);
      await expect(world.gateway.submit(patient, submission, world.holder.id)).rejects.toMatchObject({ code: 'dmp.answerLost' });
      expect(await firstValueFrom(world.gateway.findOwn(patient, submission.document.uniqueId))).toMatch(/^urn:uuid:/);
    });

    test('what could not leave is no lost answer', async () => {
      world.refuseConnections();
      await expect(world.gateway.submit(patient, submissionOf(patient, world.holder), world.holder.id)).rejects.toMatchObject({ code: 'dmp.unreachable' });
    });

    test('nothing is submitted in another’s name', async () => {
      const submission = submissionOf(patient, world.holder);
      await expect(world.gateway.submit(patient, submission, '899900001230')).rejects.toMatchObject({ code: 'card.changed' });
    });

    test('a professional submits nothing a colleague has written', async () => {
      const submission = submissionOf(patient, { ...world.holder, id: '899900008880' });
      await expect(world.gateway.submit(patient, submission, world.holder.id)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
    });

    test('a replacement takes the place of the version before it', async () => {
      const first = await submit();
      const { setId, uniqueId } = first.document;
      const replaces = await firstValueFrom(world.gateway.findOwn(patient, uniqueId));
      const second = await submit({ setId, version: 2, replaces: uniqueId }, replaces ? { replaces } : {});
      expect(await entry(uniqueId)).toMatchObject({ status: 'deprecated' });
      expect(await entry(second.document.uniqueId)).toMatchObject({ status: 'approved' });
    });

    test('a document is masked to professionals, and shown again', async () => {
      const { document } = await submit();
      await world.gateway.changeVisibility(patient, document.uniqueId, ['MASQUE_PS']);
      expect(await entry(document.uniqueId)).toMatchObject({ visibility: ['MASQUE_PS'] });
      await world.gateway.changeVisibility(patient, document.uniqueId, []);
      expect(await entry(document.uniqueId)).toMatchObject({ visibility: [] });
    });

    test('a document is shown to the patient, and is not hidden from him again', async () => {
      const { document } = await submit({}, { visibility: ['INVISIBLE_PATIENT'] });
      await world.gateway.changeVisibility(patient, document.uniqueId, []);
      expect(await entry(document.uniqueId)).toMatchObject({ visibility: [] });
      await expect(world.gateway.changeVisibility(patient, document.uniqueId, ['INVISIBLE_PATIENT'])).rejects.toMatchObject({ code: 'dmp.documentRefused' });
    });

    test('a document is archived, and taken out of the archive', async () => {
      const { document } = await submit();
      await world.gateway.changeStatus(patient, document.uniqueId, { from: 'approved', to: 'archived' });
      expect(await entry(document.uniqueId)).toMatchObject({ status: 'archived' });
      await world.gateway.changeStatus(patient, document.uniqueId, { from: 'archived', to: 'approved' });
      expect(await entry(document.uniqueId)).toMatchObject({ status: 'approved' });
    });

    test('a document that is deleted is there no more', async () => {
      const { document } = await submit();
      await world.gateway.changeStatus(patient, document.uniqueId, { from: 'approved', to: 'deleted' });
      expect(await entry(document.uniqueId)).toBeUndefined();
    });

    test('the entry of one document says what became of it, also of one that was deleted', async () => {
      const { document } = await submit();
      const found = () => firstValueFrom(world.gateway.findEntry(patient, document.uniqueId));
      expect(await found()).toMatchObject({ status: 'approved', visibility: [] });
      await world.gateway.changeVisibility(patient, document.uniqueId, ['MASQUE_PS']);
      await world.gateway.changeStatus(patient, document.uniqueId, { from: 'approved', to: 'archived' });
      expect(await found()).toMatchObject({ status: 'archived', visibility: ['MASQUE_PS'] });
      await world.gateway.changeStatus(patient, document.uniqueId, { from: 'archived', to: 'deleted' });
      expect(await found()).toMatchObject({ status: 'deleted' });
      expect(await firstValueFrom(world.gateway.findEntry(patient, newOid(randomUUID())))).toBeUndefined();
    });

    test('a status that is not what it was is not changed', async () => {
      const { document } = await submit();
      const change = { from: 'archived', to: 'approved' } as const;
      await expect(world.gateway.changeStatus(patient, document.uniqueId, change)).rejects.toMatchObject({ code: 'dmp.documentRefused' });
    });

    test('what the record does not have cannot be changed', async () => {
      const nothing = newOid(randomUUID());
      await expect(world.gateway.changeVisibility(patient, nothing, ['MASQUE_PS'])).rejects.toMatchObject({ code: 'dmp.documentUnknown' });
      await expect(world.gateway.changeStatus(patient, nothing, { from: 'approved', to: 'archived' })).rejects.toMatchObject({ code: 'dmp.documentUnknown' });
    });

    test('an INS the DMP would refuse is refused before any call', async () => {
      const { id, identity } = patient;
      const somebody = { id, identity: { ...identity, matricule: '251109999900825' } };
      const submission = submissionOf(patient, world.holder);
      await expect(world.gateway.submit(somebody, submission, world.holder.id)).rejects.toMatchObject({ code: 'ins.wrongKey' });
      await expect(firstValueFrom(world.gateway.search(somebody, {}))).rejects.toMatchObject({ code: 'ins.wrongKey' });
    });
  });
}

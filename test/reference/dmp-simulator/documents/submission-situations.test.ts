import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type DocumentBench, INS_OID, PATIENT, registryAnswer, startDocumentBench } from './document-bench.js';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench({ withData: true });
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

it('keeps a document and the signature of its set', async () => {
  const sent = bench.draft();
  const answer = await bench.submit(sent);
  expect(registryAnswer(answer.body), answer.body).toEqual({ status: 'Success', codes: [] });
  const { documents } = bench.simulator.state;
  expect(documents.entriesOf({ matricule: PATIENT, insOid: INS_OID }).length).toBe(2);
});

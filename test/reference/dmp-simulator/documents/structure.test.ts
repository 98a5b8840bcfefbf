import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { CALLS, faultOf } from '../calls.js';
import { ask, type Call, type HttpAnswer } from '../td02-request.js';
import { type DocumentBench, PATIENT, registryAnswer, startDocumentBench } from './document-bench.js';
import { changeStatus, find, list, query, referencesIn, retrieve } from './registry-requests.js';
import { NURSE, newOid } from './submission-request.js';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench();
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

function call(asked: Call | undefined, breaks = {}): Promise<HttpAnswer> {
  const { card, question } = bench.asker('structure');
  return ask({ ...question, ...(asked && { call: asked }) }, card, bench.trusted, breaks);
}
const reference = (uniqueId: string): Call => query('getDocuments', { $XDSDocumentEntryUniqueId: list(uniqueId) }, 'ObjectRef');

it('the certificates of a structure ask, feed, find the references of what they fed, and delete it', async () => {
  expect((await call(undefined)).body).toContain('typeCode="AA"');
  const sent = await bench.submitted({}, 'structure');
  const [uuid = ''] = referencesIn((await call(reference(sent.uniqueId))).body);
  expect(uuid).toMatch(/^urn:uuid:/);
  const { body } = await call(changeStatus({ matricule: PATIENT, person: NURSE }, uuid, 'Approved', 'Deleted'));
  expect(registryAnswer(body), body).toEqual({ status: 'Success', codes: [] });
});

it('they are told of no document of another structure, and delete none', async () => {
  const sent = await bench.submitted({}, 'physician');
  expect(referencesIn((await call(reference(sent.uniqueId))).body)).toEqual([]);
  const uuid = bench.simulator.state.documents.entryByUniqueId(sent.uniqueId)?.entryUuid ?? '';
  const { body } = await call(changeStatus({ matricule: PATIENT, person: NURSE }, uuid, 'Approved', 'Deleted'));
  expect(registryAnswer(body).codes).toEqual(['DMPAccessForbidden']);
});

it('they feed for their structure alone: the words are those of the DMP', async () => {
  const { body } = await bench.submit(bench.draft({ person: { ...NURSE, structureId: '10B0127189' } }, 'structure'), { as: 'structure' });
  expect(body).toContain('codeContext="Aucun AuthorInstitution ne correspond à l\'utilisateur du VIHF"');
  expect(bench.simulator.refusals.at(-1)).toBe('who sends is the author');
});

it.each([
  ['no right of a structure', CALLS.add],
  ['no right of a structure', CALLS.list()],
  ['no right of a structure', CALLS.create()],
  ['no right of a structure', find(PATIENT)],
  ['no right of a structure', retrieve('1.2.3')],
])('%s: %#', async (rule, asked) => {
  expect(faultOf((await call(asked)).body)).toBe('DMPAccessDeniedByRightsService');
  expect(bench.simulator.refusals.at(-1)).toBe(rule);
});

it('they are no card: mode, context of authentication, line and name of the user must say so', async () => {
  const swap = (from: string | RegExp, to: string) => ({ assertion: (xml: string) => xml.replace(from, to) });
  const { card } = bench.asker('nurse');
  for (const [breaks, rule] of [
    [swap('>INDIRECTE<', '>DIRECTE<'), 'no other attribute'],
    [swap(':Password<', ':SmartcardPKI<'), 'authenticated by card, or by the structure'],
    [swap(/<saml2:Attribute Name="[^"]*subject-id">.*?<\/saml2:Attribute>/, ''), 'subject-id where it is needed'],
    [{ tls: card.tls }, 'line opened by what signs'],
  ] as const) {
    await call(undefined, breaks);
    expect(bench.simulator.refusals.at(-1)).toBe(rule);
  }
});

it('a submission that a structure sends is signed by the structure', async () => {
  const good = bench.draft({ setId: newOid() }, 'structure');
  await bench.submit({ ...good, card: bench.asker('nurse').card }, { as: 'structure' });
  expect(bench.simulator.refusals.at(-1)).toBe('certificate of who sends');
});

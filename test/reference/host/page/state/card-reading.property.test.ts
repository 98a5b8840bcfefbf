import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isHolder } from '../../../../../reference/host/card-holder.js';
import { CardReading, type CardReadingState } from '../../../../../reference/host/page/state/card-reading.js';
import type { PatientRecord } from '../../../../../reference/host/practice.js';
import type { VitaleBeneficiary } from '../../../../../src/api/vitale.js';
import { FakePageServer } from '../fake-page-server.js';
import { CORSE, NATHALIE, PAUL } from '../page-world.js';
import { corse, nathalie, paul, stranger } from '../vitale-people.js';

const FORMS = [NATHALIE, PAUL, CORSE];
const PEOPLE = [nathalie, paul, corse, stranger];

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
};

/** Reads a card in a form; the user chooses one of it, and closes the form after so many turns. */
async function read(record: PatientRecord, onCard: readonly VitaleBeneficiary[], choice: number, closedAfter: number) {
  const server = new FakePageServer();
  server.cards = [async () => ({ cardKind: 'real', source: 'interface', reader: 'Lecteur', beneficiaries: onCard })];
  const reading = new CardReading(server, 'dmp.vitale', record);
  const shown: CardReadingState[] = [];
  let isClosed = false;
  let shownAfterClosing = 0;
  reading.state$.subscribe((state) => {
    if (isClosed) shownAfterClosing += 1;
    shown.push(state);
    const person = onCard[choice % onCard.length];
    if (state.kind === 'choosing' && person) void reading.choose(person);
  });
  const reads = reading.start();
  await turns(closedAfter);
  isClosed = true;
  if (closedAfter < 60) reading.dispose();
  await reads;
  await turns(60);
  return { server, shown, shownAfterClosing };
}

test('whatever card is read in whatever form, and whenever it is closed, nothing of it lands on another patient', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FORMS),
      fc.shuffledSubarray(PEOPLE, { minLength: 1 }),
      fc.nat(3),
      fc.oneof(fc.nat(40), fc.constant(60)),
      async (record, onCard, choice, closedAfter) => {
        const { server, shown, shownAfterClosing } = await read(record, onCard, choice, closedAfter);
        for (const { patientId, beneficiary } of server.keptCards) expect([patientId, isHolder(record, beneficiary)]).toEqual([record.id, true]);
        for (const form of FORMS) if (form.id !== record.id) expect(server.patients.get(form.id)).toEqual(form);
        for (const state of shown) if (state.kind === 'kept') expect([state.record.id, isHolder(record, state.person)]).toEqual([record.id, true]);
        for (const state of shown)
          if (state.kind === 'other') expect([state.patient.id === record.id, isHolder(state.patient, state.person)]).toEqual([false, true]);
        expect(shownAfterClosing).toBe(0);
      },
    ),
    { numRuns: 400 },
  );
});

test('read to its end, each card says whose it is', async () => {
  const ends = async (record: PatientRecord) => Promise.all(PEOPLE.map(async (person) => (await read(record, [person], 0, 60)).shown.at(-1)?.kind));
  expect(await Promise.all(FORMS.map(ends))).toEqual([
    ['kept', 'other', 'other', 'unknown'],
    ['other', 'kept', 'other', 'unknown'],
    ['other', 'other', 'kept', 'unknown'],
  ]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DmpState } from '../../../reference/dmp-simulator/dmp-state.js';
import { SCENARIOS, type Scenario, type SimulatedRecord } from '../../../reference/dmp-simulator/state.js';

it('lists each record once, as it is now', () => {
  const state = new DmpState();
  const [first, ...others] = state.records;
  if (!first) throw new Error('no record at the start');
  const changed = { ...first, internetAccount: !first.internetAccount };
  state.putRecord(changed);
  expect(state.records).toEqual([changed, ...others]);
  state.reset();
  expect(state.records).toEqual([first, ...others]);
});

it.each<[Scenario, (record: SimulatedRecord, state: DmpState) => boolean]>([
  ['allAuthorised', (record, state) => record.status === 'active' && state.authorisationOf(record, 'anyone') === 'VALIDE'],
  ['noneAuthorised', (record, state) => record.status === 'active' && state.authorisationOf(record, 'anyone') === 'NON_EXISTE'],
  ['allExpired', (record, state) => record.status === 'active' && state.authorisationOf(record, 'anyone') === 'EXPIRE'],
  ['allBlocked', (record, state) => record.status === 'active' && state.authorisationOf(record, 'anyone') === 'INTERDIT'],
  ['allClosed', (record) => record.status === 'terminated' && record.closing?.reason === 'FERMETURE_DEMANDE_PATIENT'],
  ['allAttachedToMes', (record) => record.status === 'active' && record.attachedToMes],
])('in the scenario %s every record is so', (scenario, isSo) => {
  const state = new DmpState(undefined, { scenario });
  expect(state.records.length).toBeGreaterThan(10);
  for (const record of state.records) expect(isSo(record, state)).toBe(true);
  for (const record of state.records) expect(record.status === 'active' && record.closing !== undefined).toBe(false);
});

it('in the scenario noRecord nobody has one, until one is put', () => {
  const [known] = new DmpState().records;
  const state = new DmpState(undefined, { scenario: 'noRecord' });
  if (!known) throw new Error('no record at the start');
  expect([state.records, state.findRecord(known.matricule, known.insOid)]).toEqual([[], undefined]);
  state.putRecord(known);
  expect(state.findRecord(known.matricule, known.insOid)).toEqual(known);
});

it('what was changed in one scenario stays there, also through a restart, and goes with a reset', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-state-'));
  const closed = (state: DmpState): number => state.records.filter(({ status }) => status === 'terminated').length;
  const state = new DmpState(folder, { scenario: 'allClosed' });
  const [first] = state.records;
  if (!first) throw new Error('no record at the start');
  state.putRecord({ ...first, status: 'active' });
  const left = closed(state);
  state.play('demonstration');
  expect(closed(state)).toBe(2);
  expect(closed(new DmpState(folder, { scenario: 'allClosed' }))).toBe(left);
  state.reset();
  expect(closed(new DmpState(folder, { scenario: 'allClosed' }))).toBe(left + 1);
  expect(SCENARIOS).toContain(state.scenario);
  rmSync(folder, { recursive: true });
});

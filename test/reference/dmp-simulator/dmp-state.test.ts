import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { DmpState } from '../../../reference/dmp-simulator/dmp-state.js';
import { SCENARIOS, type Scenario, type SimulatedRecord } from '../../../reference/dmp-simulator/state.js';
import { MOST_TRACES } from '../../../reference/dmp-simulator/trace-log.js';

it('lists each record once, as it is now', () => {
  const state = new DmpState();
  const [first, ...others] = state.records;
  if (!first) throw new Error('no record at the start');
  const changed = { ...first, attachedToMes: !first.attachedToMes };
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

it('reads the records of an earlier version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-state-'));
  const [first] = new DmpState().records;
  if (!first) throw new Error('no record at the start');
  const { account, administrative, ...others } = first;
  const former = [
    { ...others, authorisations: { '1': 'VALIDE', '*': 'INTERDIT' }, internetAccount: true },
    { ...others, matricule: '170082622170161', authorisations: {}, internetAccount: false },
  ];
  writeFileSync(join(folder, 'records-demonstration.json'), JSON.stringify(former));
  const state = new DmpState(folder);
  const known = state.findRecord(first.matricule, first.insOid);
  expect(known).toMatchObject({ account, administrative });
  expect(known).not.toHaveProperty('internetAccount');
  expect(known && [state.authorisationOf(known, '1'), state.authorisationOf(known, '2')]).toEqual(['VALIDE', 'INTERDIT']);
  const unknown = state.findRecord('170082622170161', first.insOid);
  expect([unknown?.account, unknown?.administrative.email]).toEqual([undefined, '']);
  rmSync(folder, { recursive: true });
});

it('keeps the last traces through a restart, whatever the end of the file looks like, and forgets them on reset', () => {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-state-'));
  const trace = (at: number) => ({ at, psId: '1', matricule: '255069999999934', what: 'Essai', granted: true, by: 'LPS' as const });
  const state = new DmpState(folder);
  for (const at of [1, 2]) state.trace(trace(at));
  const file = join(folder, 'traces.jsonl');
  appendFileSync(file, '{"at":3,"ps');
  const restarted = new DmpState(folder);
  restarted.trace(trace(4));
  expect(new DmpState(folder).traces).toEqual([1, 2, 4].map(trace));
  writeFileSync(file, Array.from({ length: MOST_TRACES + 7 }, (_, at) => `${JSON.stringify(trace(at))}\n`).join(''));
  const full = new DmpState(folder);
  expect([full.traces.length, full.traces[0]?.at, readFileSync(file, 'utf8').split('\n').length]).toEqual([MOST_TRACES, 7, MOST_TRACES + 1]);
  full.reset();
  expect([full.traces, new DmpState(folder).traces]).toEqual([[], []]);
  rmSync(folder, { recursive: true });
});

it('what is said of a professional goes before what is said of his structure, and that before what is said of everybody', () => {
  const state = new DmpState();
  const [first] = state.records;
  if (!first) throw new Error('no record at the start');
  const { '*': said } = first.authorisations;
  if (!said) throw new Error('nothing said of everybody');
  const record = { ...first, authorisations: { '1': { ...said, status: 'INTERDIT' as const }, team: { ...said, status: 'EXPIRE' as const }, '*': said } };
  expect([state.authorisationOf(record, '1', 'team'), state.authorisationOf(record, '2', 'team'), state.authorisationOf(record, '2', 'other')]).toEqual([
    'INTERDIT',
    'EXPIRE',
    'VALIDE',
  ]);
});

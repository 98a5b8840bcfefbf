import { expect, it } from 'vitest';
import { DmpState } from '../../../reference/dmp-simulator/dmp-state.js';

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

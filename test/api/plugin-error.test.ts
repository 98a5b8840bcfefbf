import { expect, test } from 'vitest';
import { PluginError } from '../../src/api/plugin-error.js';

test('crosses a border as its code, reference and detail, without stack or cause', () => {
  const error = new PluginError('dmp.refused', { reference: 'r1', detail: { layer: 'soap', code: 'X' } }, { cause: new Error('inner') });
  expect(JSON.parse(JSON.stringify(error.toDto()))).toEqual({ code: 'dmp.refused', reference: 'r1', detail: { layer: 'soap', code: 'X' } });
  expect(PluginError.fromDto(error.toDto()).toDto()).toEqual(error.toDto());
});

test('an error that is already named keeps its name; any other gets the one of the layer that catches it', () => {
  const named = new PluginError('card.absent');
  expect(PluginError.from(named, 'dmp.unreadable')).toBe(named);
  expect(PluginError.from(new Error('socket'), 'dmp.unreachable').code).toBe('dmp.unreachable');
  expect(PluginError.from('anything').code).toBe('plugin.unexpected');
});

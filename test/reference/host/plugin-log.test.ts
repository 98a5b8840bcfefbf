import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PluginLog } from '../../../reference/host/server/plugins/plugin-log.js';
import { cleanUp, temporaryFolder } from './practice-server.js';

afterEach(cleanUp);

test('the last five hundred lines are kept in sight', () => {
  const log = new PluginLog(join(temporaryFolder(), 'logs/probe.log'), () => 0);
  for (let line = 0; line < 510; line += 1) log.write('info', `line${line}`);
  expect([log.lines.length, log.lines[0]?.text, log.lines.at(-1)?.text]).toEqual([500, 'line10', 'line509']);
});

test('a line is one line: an event, then facts', () => {
  const log = new PluginLog(join(temporaryFolder(), 'probe.log'), () => 7);
  log.write('warn', 'exchange.failed', { code: 'dmp.timeout', milliseconds: 12, why: 'no answer\nat all', nothing: undefined });
  expect(log.lines).toEqual([{ at: 7, level: 'warn', text: 'exchange.failed code=dmp.timeout milliseconds=12 why="no answer\\nat all"' }]);
  log.writeText('info', 'one\r\ntwo\u001b[0m');
  expect(log.lines.at(-1)?.text).toBe('one two [0m');
});

test('the file is turned when it is full, and one older file is kept', () => {
  const file = join(temporaryFolder(), 'probe.log');
  const log = new PluginLog(file, () => 0, 100);
  for (const text of ['a', 'b', 'c']) log.write('info', text.repeat(30));
  expect([`${file}.1`, file].map((path) => /([abc])\1+/.exec(readFileSync(path, 'utf8'))?.[1])).toEqual(['b', 'c']);
});

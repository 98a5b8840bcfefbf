import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LineSplitter } from '../../../reference/host/server/plugins/line-splitter.js';
import { PluginLog } from '../../../reference/host/server/plugins/plugin-log.js';
import { cleanUp, temporaryFolder } from './practice-server.js';

afterEach(cleanUp);

test('the last five hundred lines are kept in sight', () => {
  const log = new PluginLog(join(temporaryFolder(), 'logs/probe.log'), () => 0);
  for (let line = 0; line < 510; line += 1) log.write('info', `line${line}`);
  expect([log.lines.length, log.lines[0]?.text, log.lines.at(-1)?.text]).toEqual([500, 'line10', 'line509']);
});

test('a plugin that floods its log is cut short each second, and the log says by how much; what the server says is always there', () => {
  let now = 0;
  const log = new PluginLog(join(temporaryFolder(), 'probe.log'), () => now);
  for (let line = 0; line < 300; line += 1) log.writePrinted('info', `line${line}`);
  for (let line = 0; line < 300; line += 1) log.writeReported('info', 'looked');
  log.write('error', 'process.ended');
  now = 1_000;
  log.writePrinted('info', 'calm again');
  expect(log.lines.map(({ text }) => text).slice(198)).toEqual(['line198', 'line199', 'process.ended', 'log.dropped lines=400', 'calm again']);
});

test('what a process prints is cut into lines, also where a line has no end', () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  splitter.write('one\ntw');
  splitter.write('o\n');
  for (let chunk = 0; chunk < 100; chunk += 1) splitter.write('x'.repeat(1_000));
  expect(lines.slice(0, 2)).toEqual(['one', 'two']);
  expect(lines.length).toBeGreaterThan(2);
  splitter.write('\nlast');
  splitter.end();
  expect(lines.at(-1)).toBe('last');
});

test('a line is one line: an event, then facts', () => {
  const log = new PluginLog(join(temporaryFolder(), 'probe.log'), () => 7);
  log.write('warn', 'exchange.failed', { code: 'dmp.timeout', milliseconds: 12, why: 'no answer\nat all', nothing: undefined });
  expect(log.lines).toEqual([{ at: 7, level: 'warn', text: 'exchange.failed code=dmp.timeout milliseconds=12 why="no answer\\nat all"' }]);
  log.writePrinted('info', 'one\r\ntwo\u001b[0m');
  expect(log.lines.at(-1)?.text).toBe('one two [0m');
});

test('the file is turned when it is full, and one older file is kept', () => {
  const file = join(temporaryFolder(), 'probe.log');
  const log = new PluginLog(file, () => 0, 100);
  for (const text of ['a', 'b', 'c']) log.write('info', text.repeat(30));
  expect([`${file}.1`, file].map((path) => /([abc])\1+/.exec(readFileSync(path, 'utf8'))?.[1])).toEqual(['b', 'c']);
});

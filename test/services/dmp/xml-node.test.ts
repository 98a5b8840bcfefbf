import { expect, test } from 'vitest';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';

const codeOf = (source: string | Uint8Array): unknown => {
  try {
    XmlNode.parse(source);
    return 'read';
  } catch (error) {
    return error;
  }
};

test('elements are found by name, whatever their prefix and their order', () => {
  const one = XmlNode.parse('<h:a xmlns:h="u"><h:b c="1"/><h:d>x</h:d><h:b c="2"/></h:a>');
  const other = XmlNode.parse('<a><d>x</d><b c="1"/><b c="2"/></a>');
  for (const node of [one, other]) {
    expect(node.name).toBe('a');
    expect(node.at('d')?.text).toBe('x');
    expect(node.all('b').map((b) => b.attr('c'))).toEqual(['1', '2']);
  }
});

test('a path goes through every element of each name', () => {
  const node = XmlNode.parse('<a><b><c n="1"/></b><b/><b><c n="2"/><c n="3"/></b></a>');
  expect(node.all('b/c').map((c) => c.attr('n'))).toEqual(['1', '2', '3']);
  expect(node.at('b/c')?.attr('n')).toBe('1');
  expect(node.at('b/x/c')).toBeUndefined();
  expect(node.all('x')).toEqual([]);
});

test('values are text: zeros, signs and long numbers stay', () => {
  const node = XmlNode.parse('<a v="007" w="1e3"><b>0123456789012345678901</b><b>+33</b><b>true</b></a>');
  expect([node.attr('v'), node.attr('w'), ...node.all('b').map(({ text }) => text)]).toEqual(['007', '1e3', '0123456789012345678901', '+33', 'true']);
});

test('entities, numbers and CDATA are read, comments are not', () => {
  const node = XmlNode.parse('<?xml version="1.0"?><!-- x --><a b="&lt;&quot;&#233;">&#xE9;&amp;<!-- no --><![CDATA[<&amp;>]]>z</a>');
  expect(node.attr('b')).toBe('<"é');
  expect(node.text).toBe('é&<&amp;>z');
  expect(node.children).toEqual([]);
});

test('thousands of entities are nothing special', () => {
  expect(XmlNode.parse(`<a>${'&amp;'.repeat(5000)}</a>`).text).toBe('&'.repeat(5000));
});

test('an attribute that is not there is undefined, even one that every object has', () => {
  const node = XmlNode.parse('<a/>');
  expect([node.attr('b'), node.attr('toString'), node.attr('constructor')]).toEqual([undefined, undefined, undefined]);
});

test.each([
  ['a DOCTYPE', '<!DOCTYPE a><a/>'],
  ['a DOCTYPE that declares an entity', '<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
  ['a DOCTYPE in the middle', '<a><b/><!DOCTYPE a></a>'],
  ['a DOCTYPE in small letters', '<!doctype html><html/>'],
  ['an unknown entity', '<a>&nbsp;</a>'],
  ['an entity without its semicolon', '<a>&amp</a>'],
  ['a lone ampersand', '<a b="x & y"/>'],
  ['a number of no character', '<a>&#0;</a>'],
  ['a number beyond Unicode', '<a>&#x110000;</a>'],
  ['a control character', '<a>\u{1}</a>'],
  ['nothing', ''],
  ['white space', '  \n'],
  ['words', 'Service indisponible'],
  ['JSON', '{"a":1}'],
  ['a truncated document', '<a><b>x</b><c'],
  ['an unclosed element', '<a><b>x</b>'],
  ['crossed elements', '<a><b></a></b>'],
  ['two roots', '<a/><b/>'],
  ['words after the root', '<a/>x'],
  ['an attribute twice', '<a b="1" b="2"/>'],
  ['101 levels', '<a>'.repeat(101) + '</a>'.repeat(101)],
  ['100 000 levels', '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
  ['a name JavaScript reserves', '<__proto__/>'],
])('%s is unreadable, and the error does not quote it', (_, source) => {
  const error = codeOf(source);
  expect(error).toMatchObject({ code: 'dmp.unreadable', message: 'dmp.unreadable', about: {} });
  expect(error).not.toHaveProperty('cause');
});

test('a hundred levels can be read', () => expect(codeOf('<a>'.repeat(100) + '</a>'.repeat(100))).toBe('read'));

test('bytes that are not UTF-8 are unreadable, a mark at their beginning is not a character', () => {
  expect(codeOf(Buffer.from('<a>é</a>', 'latin1'))).toMatchObject({ code: 'dmp.unreadable' });
  expect(XmlNode.parse(Buffer.from('\u{FEFF}<a>é</a>')).text).toBe('é');
});

test('more than 10 MB are too large', () => expect(codeOf(Buffer.alloc(10 * 1024 * 1024 + 1, ' '))).toMatchObject({ code: 'dmp.tooLarge' }));

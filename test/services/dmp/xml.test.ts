import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Xml, xml } from '../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { anyXmlText } from './any-xml-text.js';

test('what is interpolated is escaped, in text and in attributes', () => {
  expect(xml`<a b="${`<"&'>\t\n\r`}">${`<"&'>\t\n\r`}</a>`.text).toBe(`<a b="&lt;&quot;&amp;'>&#x9;&#xA;&#xD;">&lt;"&amp;'&gt;\t\n&#xD;</a>`);
});

test('a fragment is not escaped again, nor is a list of them, and nothing is written for what is absent', () => {
  const one = xml`<b>${'&'}</b>`;
  expect(xml`<a>${one}${[one, one]}${undefined}</a>`.text).toBe('<a><b>&amp;</b><b>&amp;</b><b>&amp;</b></a>');
});

test('text that looks like a fragment is text', () => {
  expect(xml`<a>${'<b/>'}</a>`.text).toBe('<a>&lt;b/&gt;</a>');
  expect(() => xml`<a b="${new Xml('<c/>')}"/>`).toThrow(TypeError);
});

test('the indentation of a template is not part of the message, that of a value is', () => {
  expect(
    xml`
      <a b="1"
        c="2">
        <d>${'x\n  y'}</d>
      </a>`.text,
  ).toBe('<a b="1" c="2"><d>x\n  y</d></a>');
});

test.each(['\0', '\b', '\u{1F}', '\u{FFFE}', '\u{FFFF}', '\u{D800}', 'a\u{DC00}b'])(
  'a character XML forbids is refused (%j), without quoting the text around it',
  (text) => {
    expect(() => xml`<a>MARTIN${text}</a>`).toThrow(RangeError);
    expect(() => xml`<a b="${text}"/>`).toThrow(/^XML 1\.0 has no U\+[0-9A-F]{4}$/);
  },
);

test('whatever is written reads back the same', () => {
  fc.assert(
    fc.property(anyXmlText, anyXmlText, (text, attribute) => {
      const node = XmlNode.parse(xml`<a b="${attribute}">${text}</a>`.text);
      expect(node.attr('b')).toBe(attribute);
      expect(node.text).toBe(text.trim());
    }),
  );
});

import { escapeHtml, markup } from './html.js';
import { escapeMarkdown, markdownCode } from './markdown.js';

describe('attack: foreign text in HTML', () => {
  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="x', '&quot; onload=&quot;x'],
    ["' onload='x", '&#39; onload=&#39;x'],
    ['&lt;', '&amp;lt;'],
    ['\u001b[31m\u0000', '\\x1b[31m\\x00'],
    ['a\u202eb', 'a\\u202eb'],
  ])('%j is text', (text, expected) => {
    expect(escapeHtml(text)).toBe(expected);
  });

  test('what is put into a piece is text, and a piece in it stays one', () => {
    const inner = markup`<b>${'<i>'}</b>`;
    expect(markup`<p title="${'"'}">${inner}${[inner, inner]}${7}</p>`.source).toBe(
      '<p title="&quot;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>7</p>',
    );
  });
});

describe('attack: foreign text in Markdown', () => {
  test.each([
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['===', '\\==='],
    ['a | b', 'a \\| b'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript\\:alert(1))'],
    ['![x](y)', '\\!\\[x\\](y)'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['&copy;', '&amp;copy;'],
    ['`code` *a* _b_ ~c~ $d$', '\\`code\\` \\*a\\* \\_b\\_ \\~c\\~ \\$d\\$'],
    ['one\n\n# two', 'one \\# two'],
    ['https://example.com', 'https\\://example.com'],
    ['www.example.com', 'www\\.example.com'],
    ['me@example.com', 'me\\@example.com'],
    [':tada:', '\\:tada:'],
    ['back\\slash', 'back\\\\slash'],
    ['x86-64, no: 1 (a/b)', 'x86-64, no: 1 (a/b)'],
  ])('%j is text of one line', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['``', '``` `` ```'],
    ['a\nb', '`a b`'],
    ['', '`  `'],
  ])('%j is code', (text, expected) => {
    expect(markdownCode(text)).toBe(expected);
  });
});

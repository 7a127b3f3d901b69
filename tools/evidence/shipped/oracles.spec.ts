import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** What an expression gives, with the oracles in scope: they are modules, which these tests are not. */
function evaluate(expression: string): unknown {
  const url = (name: string): string => JSON.stringify(pathToFileURL(join(__dirname, name)).href);
  const script = `const { distinctiveTexts, shownBy } = await import(${url('native-libraries.mjs')});
const { outsideReferences } = await import(${url('outside-references.mjs')});
const archives = [
  { component: 'zlib', bytes: Buffer.from('incorrect header check\\0incorrect data check\\0unknown compression method\\0said by both of them') },
  { component: 'lz4', bytes: Buffer.from('ERROR_frameType_unknown\\0ERROR_headerVersion_wrong\\0ERROR_blockMode_invalid\\0said by both of them') },
];
const texts = distinctiveTexts(archives);
process.stdout.write(JSON.stringify(${expression}));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }),
  );
}

test('a component is shown by three texts that it alone has, and by no fewer', () => {
  const program = `Buffer.from('ERROR_frameType_unknown\\0ERROR_headerVersion_wrong\\0ERROR_blockMode_invalid\\0incorrect header check\\0incorrect data check\\0said by both of them')`;
  expect(evaluate(`shownBy(${program}, texts)`)).toEqual({
    shown: [{ library: 'lz4', by: ['3 of 3 texts'] }],
    faint: [],
    unknownFiles: [],
  });
});

test('three texts among thousands say nothing', () => {
  const many = `Array.from({ length: 4000 }, (_, at) => 'a text of number ' + at).join('\\0')`;
  const few = `Buffer.from('a text of number 1\\0a text of number 2\\0a text of number 3')`;
  const of = `distinctiveTexts([{ component: 'large', bytes: Buffer.from(${many}) }])`;
  expect(evaluate(`shownBy(${few}, ${of})`)).toEqual({
    shown: [],
    faint: ['large (3 of 4000 texts)'],
    unknownFiles: [],
  });
});

test('names of files show whose they are, and one that is nobody’s is told', () => {
  const program = `Buffer.from('at crypto/aes/aes_core.c:12\\0/crates/some-sys-1.0/vendor/some.cc\\0U.S')`;
  expect(evaluate(`shownBy(${program}, texts)`)).toEqual({
    shown: [{ library: 'openssl', by: ['1 names of files'] }],
    faint: [],
    unknownFiles: ['/crates/some-sys-1.0/vendor/some.cc'],
  });
});

test.each([
  ['<a href="#checks">https://example.org in a text</a><img src="data:image/png;base64,AA">', []],
  ['<img alt="" src="https://example.org/a.png">', ['https://example.org/a.png']],
  ['<a href=report.json>', ['report.json']],
  ['<script>1</script>', ['<script']],
  [
    '<style>@import "a.css"; p { background: url(b.png) }</style>',
    ['@import "a.css"', 'url(b.png)'],
  ],
  ['<p style="background: url(b.png)">', ['url(b.png)']],
])('%s refers to %j', (html, expected) => {
  expect(evaluate(`outsideReferences(${JSON.stringify(html)})`)).toEqual(expected);
});

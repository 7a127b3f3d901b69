import { codeQuality, githubAnnotation, testAnnotations } from './annotations.js';
import { CompilerMessages } from './compiler-messages.js';

/** Of cargo 1.96: `cargo check --message-format json-diagnostic-rendered-ansi`, shortened. */
const message = (more: object = {}, span: object = {}) =>
  JSON.stringify({
    reason: 'compiler-message',
    package_id: 'path+file:///workspace/ws/crates/app#0.1.0',
    message: {
      rendered:
        '\u001b[33mwarning\u001b[0m: unused variable: `x`\n --> crates/app/src/main.rs:3:9\n',
      $message_type: 'diagnostic',
      message: 'unused variable: `x`',
      level: 'warning',
      code: { code: 'unused_variables', explanation: null },
      children: [],
      spans: [
        {
          file_name: 'crates/app/src/main.rs',
          line_start: 3,
          line_end: 4,
          column_start: 9,
          column_end: 10,
          is_primary: true,
          ...span,
        },
      ],
      ...more,
    },
  });

const found = (...lines: string[]) => {
  const messages = new CompilerMessages('ws');
  const shown = lines.map((line) => messages.take(line));
  return { found: messages.found, shown };
};

test('a warning has its place in the repository, and is told once for a library and its tests', () => {
  const { found: diagnostics, shown } = found(message(), message());
  expect(diagnostics).toEqual([
    {
      level: 'warning',
      message: 'unused variable: `x`',
      code: 'unused_variables',
      place: { file: 'ws/crates/app/src/main.rs', line: 3, column: 9, endLine: 4 },
    },
  ]);
  expect(shown[0]).toContain('--> crates/app/src/main.rs:3:9');
});

test('what is for programs alone is not shown, and what is no message is', () => {
  expect(
    found('{"reason":"build-finished","success":true}', 'words of a proc macro').shown,
  ).toEqual([undefined, 'words of a proc macro']);
});

test('what the compiler says of its own messages is none', () => {
  const sum = message({ message: '2 warnings emitted', code: null, spans: [] });
  expect(found(sum).found).toEqual([]);
});

test('attack: a place outside of the repository is none', () => {
  for (const file_name of ['/etc/passwd', '../../../etc/passwd'])
    expect(found(message({}, { file_name })).found[0]!.place).toBeUndefined();
});

test('attack: a message ends neither an annotation nor its line', () => {
  const [diagnostic] = found(
    message({ message: 'one\n::error::two%\r' }, { file_name: 'a,line=1::x.rs' }),
  ).found;
  expect(githubAnnotation(diagnostic!)).toBe(
    '::warning file=ws/a%2Cline=1%3A%3Ax.rs,line=3,endLine=4,col=9,title=unused_variables::one%0A::error::two%25%0D',
  );
});

test('GitLab knows a diagnostic again when its lines move', () => {
  const read = (line_start: number) =>
    (
      JSON.parse(codeQuality(found(message({}, { line_start })).found)) as {
        fingerprint: string;
        location: { path: string; lines: { begin: number } };
      }[]
    )[0]!;
  expect(read(3).location).toEqual({ path: 'ws/crates/app/src/main.rs', lines: { begin: 3 } });
  expect(read(3).fingerprint).toBe(read(30).fingerprint);
});

const failedTest = (name: string, output: string) => ({ name, status: 'failed' as const, output });
const panicked = (place: string, message: string) =>
  `\nthread 'it' (12) panicked at ${place}:\n${message}\nnote: run with \`RUST_BACKTRACE=1\` environment variable`;

test('a test that failed is beside the line that has panicked, from the root of the repository', () => {
  const cases = [
    failedTest('it_fails', panicked('crates/app/tests/it.rs:9:5', 'left\n right')),
    { name: 'passes', status: 'passed' as const },
  ];
  expect(testAnnotations([{ name: 'tests/it.rs', failed: true, cases }], 'ws')).toEqual([
    '::error file=ws/crates/app/tests/it.rs,line=9,col=5,title=it_fails (tests/it.rs)::left%0A right',
  ]);
});

test('beside none where it is not in the repository, and a program that names no test is one itself', () => {
  const outside = [failedTest('a', panicked('/rustc/library/core/src/option.rs:1:2', 'none'))];
  const suites = [
    { name: 'unittests src/lib.rs', failed: true, cases: outside },
    { name: 'tests/crash.rs', failed: true, cases: [], ended: 'signal: 11, SIGSEGV' },
    { name: 'tests/fine.rs', failed: false, cases: [] },
  ];
  expect(testAnnotations(suites, '')).toEqual([
    '::error title=a (unittests src/lib.rs)::none',
    '::error title=tests/crash.rs::signal: 11, SIGSEGV',
  ]);
});

test('attack: what a test prints ends neither the annotation nor its properties', () => {
  const name = 'a,file=x::y\n::error::z';
  const output = panicked('../../etc/passwd:1:1', 'one\r\n::set-env::two');
  const [line] = testAnnotations(
    [{ name: 's', failed: true, cases: [failedTest(name, output)] }],
    'ws',
  );
  expect(line).toBe(
    '::error title=a%2Cfile=x%3A%3Ay%0A%3A%3Aerror%3A%3Az (s)::one%0D%0A::set-env::two',
  );
});

test('attack: a test prints for ever what a panic begins with', () => {
  const words = `thread${' panicked at x:1'.repeat(250)}`;
  const endless = `${`${words}\n`.repeat(300)}thread ${'panicked at '.repeat(100_000)}\n`;
  const cases = [failedTest('it', endless + panicked('src/lib.rs:9:5', 'left'))];
  expect(testAnnotations([{ name: 's', failed: true, cases }], '')).toEqual([
    '::error file=src/lib.rs,line=9,col=5,title=it (s)::left',
  ]);
});

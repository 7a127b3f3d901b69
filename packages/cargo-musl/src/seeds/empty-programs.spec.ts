import { CompiledAllCrates, withoutPrograms } from './empty-programs.js';

const file = (path: string, content: string) => ({
  ...{ path, executable: false },
  content: Buffer.from(content),
});

test('programs are refused by rustc, everything else stays as it is', () => {
  const files = [file('app/src/main.rs', 'fn main() {}'), file('app/build.rs', 'fn main() {}')];
  const [program, script] = withoutPrograms(files, ['app/src/main.rs']);
  expect(program?.content.toString()).toMatch(/^compile_error!/);
  expect(script).toBe(files[1]);
});

// What cargo 1.96 prints with --keep-going.
const refused = [
  '   Compiling app v0.1.0 (/workspace/app)',
  'error: only the crates that this program uses are compiled here',
  ' --> crates/app/src/main.rs:1:1',
  '  |',
  '1 | compile_error!("only the crates that this program uses are compiled here");',
  '',
  'error: could not compile `app` (bin "app") due to 1 previous error',
];
const crateFails = [
  'error[E0425]: cannot find value `x` in this scope',
  'error: could not compile `bad` (lib) due to 1 previous error',
];
const scriptFails = ['error: failed to run custom build command for `zstd-sys v2.0.16`'];

test.each([
  ['all crates', refused, true],
  ['a crate that fails', [...refused, ...crateFails], false],
  ['a crate that fails, and the program waits for it', crateFails, false],
  ['a build script that fails', [...refused, ...scriptFails], false],
  ['nothing', [], false],
])('%s', (_name, lines, whole) => {
  const errors = new CompiledAllCrates();
  for (const line of lines) errors.take(line);
  expect(errors.value).toBe(whole);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnoseLog, type DiagnosisContext } from '../index.js';

const fixture = (name: string): string =>
  readFileSync(join(__dirname, 'fixtures', `reads-undeclared-file.${name}.log`), 'utf8');
const undeclared = (log: string, context?: DiagnosisContext) =>
  diagnoseLog(log, context).find(({ id }) => id === 'reads-undeclared-file');
const declares = (log: string, context?: DiagnosisContext) =>
  undeclared(log, context)?.remedies[0]?.snippet;
const extraInputs = (...paths: string[]): string =>
  `[package.metadata.statix.build-static]\nextraInputs = [${paths.map((path) => `"${path}"`).join(', ')}]`;

/** Logs of real builds, and the file of the repository that each was not shown. */
test.each([
  ['bsx', 'shared/x.txt'],
  ['bsabs', 'shared/schema.json'],
  ['cmiss', 'native/x.c'],
  ['hmiss', 'native/x.h'],
  ['embed', 'frontend/dist'],
  ['sqlxm', 'assets'],
  ['modmiss', 'shared/m.rs'],
])('%s: %s', (name, path) => {
  expect(declares(fixture(name))).toBe(extraInputs(path));
});

test('several files are one diagnosis; one inside the package is ignored by git, and no extra input', () => {
  const diagnosis = undeclared(fixture('inc'));
  expect(diagnosis?.remedies[0]?.snippet).toBe(extraInputs('shared/x.txt'));
  expect(diagnosis?.remedies[1]?.text).toContain('crates/inc/gen.rs');
  expect(diagnosis?.line.number).toBe(2);
});

test('a file of the package’s tests is declared: a build does not see them', () => {
  const log = fixture('inc')
    .replaceAll('src/../gen.rs', 'src/../tests/gen.rs')
    .replaceAll('src/gen.rs', 'src/../tests/gen.rs');
  expect(declares(log)).toBe(extraInputs('shared/x.txt', 'crates/inc/tests/gen.rs'));
});

test('an error that does not name the file names the place in the build script', () => {
  expect(undeclared(fixture('bs'))).toMatchObject({
    title: 'A build script did not find a file or a program',
    why: expect.stringContaining('crates/bs/build.rs:1:58'),
  });
});

test('a file among the inputs, or one that the repository does not have, is none', () => {
  expect(undeclared(fixture('bsx'), { inputs: ['shared/x.txt'] })).toBeUndefined();
  expect(
    undeclared(fixture('bsx'), { inputs: ['crates/bsx/**/*', 'shared/*.txt'] }),
  ).toBeUndefined();
  expect(undeclared(fixture('bsx'), { inputs: ['crates/bsx/**/*'] })).toBeDefined();
  expect(undeclared(fixture('bsx'), { repositoryFiles: () => false })).toBeUndefined();
});

test('a relative path is what the repository has of it', () => {
  const log = fixture('bsx').replaceAll('../../shared/x.txt', '../shared/x.txt');
  const has = (existing: string) => ({ repositoryFiles: (path: string) => path === existing });
  expect(declares(log, has('crates/shared/x.txt'))).toBe(extraInputs('crates/shared/x.txt'));
  expect(undeclared(log, has('shared/x.txt'))).toBeUndefined();
});

test('rustc’s paths start at the root of the Cargo workspace, which may be below the repository’s', () => {
  const log = fixture('inc').replaceAll('(/workspace/crates', '(/workspace/rust/crates');
  expect(declares(log)).toBe(extraInputs('rust/shared/x.txt'));
});

test('a warning is of the package that it names, whichever fails afterwards', () => {
  const log = `   Compiling a v0.1.0 (/workspace/crates/deep/a)
   Compiling b v0.1.0 (/workspace/b)
warning: a@0.1.0: cc1: fatal error: ../../native/x.c: No such file or directory
error: failed to run custom build command for \`b v0.1.0 (/workspace/b)\`
`;
  expect(declares(log)).toBe(extraInputs('crates/native/x.c'));
});

test('what a header includes starts beside the file that includes it', () => {
  const log = fixture('hmiss').replaceAll('x.c:1:10:', '../wrapper/x.c:1:10:');
  expect(declares(log)).toBe(extraInputs('native/x.h'));
  const deeper = fixture('hmiss').replaceAll('x.c:1:10:', 'c/deep/deeper/x.c:1:10:');
  expect(undeclared(deeper)?.remedies[0]?.text).toContain('crates/hmiss/c/native/x.h');
});

test.each([
  'error: couldn’t read nothing of interest: No such file or directory',
  "error: couldn't read `/statix/target/release/build/x/out/gen.rs`: No such file or directory (os error 2)",
  "error: couldn't read `/workspace/target/release/build/x/out/gen.rs`: No such file or directory (os error 2)",
  'fatal error: openssl/ssl.h: No such file or directory',
  'sh: 1: foo: not found',
  // A crate from a registry: what it looks for beside itself is no file of the repository.
  '   Compiling app v0.1.0 (/workspace/app)\nerror: failed to run custom build command for `openssl-sys v0.9.1`\n' +
    '  ../crypto/x.c: No such file or directory',
  '   Compiling app v0.1.0 (/workspace/app)\nwarning: zlib@1.0.0: cc1: fatal error: ../../z.c: No such file or directory',
  'thread panicked at /statix/cargo/registry/src/index/a-1.0.0/build.rs:1:1:\n' +
    'Os { code: 2, kind: NotFound, message: "No such file or directory" }',
])('says nothing of %j', (log) => {
  expect(undeclared(log)).toBeUndefined();
});

import { readCoverage, renderCoverage } from './coverage.js';

/** What llvm-cov 22 writes, shortened. */
const written = `SF:/source/crates/app/src/lib.rs
FN:1,_RNvCsgwWusdRkph5_4covd4pick
FNDA:1,_RNvCsgwWusdRkph5_4covd4pick
FNF:1
FNH:1
DA:1,2
DA:2,2
DA:3,0
BRF:0
BRH:0
LF:3
LH:2
end_of_record
SF:/crates/itoa-1.0.18/src/lib.rs
DA:1,0
end_of_record
SF:/source/crates/app/tests/it.rs
DA:2,1
LF:1
LH:1
end_of_record
`;

test('files of the repository, by their paths there, and nothing else', () => {
  const { files, lcov } = readCoverage(written, '/source');
  expect(files).toEqual([
    { file: 'crates/app/src/lib.rs', lines: 3, hit: 2 },
    { file: 'crates/app/tests/it.rs', lines: 1, hit: 1 },
  ]);
  expect(lcov).toContain('SF:crates/app/src/lib.rs\nFN:1,');
  expect(lcov).not.toContain('itoa');
  expect(lcov.match(/end_of_record/g)).toHaveLength(2);
});

test('crates of registries that lie in the repository are not its own files', () => {
  const vendored = 'SF:/source/vendor/itoa/src/lib.rs\nDA:1,1\nend_of_record\n';
  expect(readCoverage(vendored, '/source', ['vendor']).files).toEqual([]);
  expect(readCoverage(vendored, '/source', ['vend']).files).toHaveLength(1);
});

test('the summary has the whole, and first the file with the most that has not run', () => {
  const place = 'dist/test/app/coverage.lcov';
  expect(renderCoverage(readCoverage(written, '/source'), place).split('\n')).toEqual([
    'Coverage: 75.0 % of the lines that can run (3 of 4)  dist/test/app/coverage.lcov',
    '   66.6 %  crates/app/src/lib.rs  2/3',
    '  100.0 %  crates/app/tests/it.rs  1/1',
  ]);
  expect(renderCoverage(readCoverage('', '/source'), place)).toMatch(/^Coverage: none/);
});

test('attack: a path out of the repository, and what is no field of a record, are dropped', () => {
  const records = ['/source/../../etc/passwd', '/source//x', '/source/a\u001b[2Jb', '/etc/passwd']
    .map((file) => `SF:${file}\nDA:1,1\nend_of_record\n`)
    .join('');
  expect(readCoverage(records, '/source').files).toEqual([]);
  const { lcov } = readCoverage(
    'SF:/source/a.rs\nTN:x\nDA:1,1,<x>\nDA:2,1\nend_of_record\n',
    '/source',
  );
  expect(lcov).toBe('SF:a.rs\nDA:2,1\nend_of_record\n');
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generatedFiles } from './generated-files.js';
import { requireDeclaredByProducers, requireProducers } from './require-producers.js';

const generated = { globs: ['gen/out', 'gen/out/**/*'], places: ['gen/out'] };
const producers = {
  declared: { 'codegen:generate': ['gen/out'] },
  projectName: 'app',
  targetName: 'build-static',
  inputs: generated.globs.map((glob) => ({ dependentTasksOutputFiles: glob })),
  upstream: new Map([['codegen:generate', ['gen/out']]]),
};

test('declared, run before, and hashed', () => {
  expect(() => {
    requireProducers(producers, generated);
    requireDeclaredByProducers(['gen/out/a.rs'], producers);
  }).not.toThrow();
});

test('a target of the own project', () => {
  const declared = { generate: ['gen/out'] };
  const upstream = new Map([['app:generate', ['gen/**/*.rs']]]);
  expect(() => {
    requireProducers({ ...producers, declared, upstream }, generated);
    requireDeclaredByProducers(['gen/out/a.rs'], { ...producers, declared, upstream });
  }).not.toThrow();
});

test('fault: dependsOn in project.json replaces ours, and the files are those of an older run', () => {
  expect(() => {
    requireProducers({ ...producers, upstream: new Map() }, generated);
  }).toThrow(
    expect.objectContaining({
      code: 'STATIX_PRODUCER_NOT_RUN',
      remedies: expect.arrayContaining([
        expect.objectContaining({ snippet: expect.stringContaining('"..."') }),
      ]),
    }),
  );
});

test('fault: the outputs of the other task are hashed before it has run, or not at all', () => {
  const inputs = ['{workspaceRoot}/gen/out/**/*'];
  expect(() => {
    requireProducers({ ...producers, inputs }, generated);
  }).toThrow(expect.objectContaining({ code: 'STATIX_INPUT_NOT_HASHED' }));
});

test('fault: a file lies beside the outputs of the task, where Nx does not hash it', () => {
  const upstream = new Map([['codegen:generate', ['gen/out/a.rs']]]);
  expect(() => {
    requireDeclaredByProducers(['gen/out/a.rs', 'gen/out/old.rs'], { ...producers, upstream });
  }).toThrow(
    expect.objectContaining({
      code: 'STATIX_GENERATED_INPUT_UNDECLARED',
      what: 'gen/out/old.rs is no output of codegen:generate',
    }),
  );
});

test('fault: the task has written nothing', () => {
  expect(() => {
    requireDeclaredByProducers([], producers);
  }).toThrow(expect.objectContaining({ code: 'STATIX_GENERATED_INPUT_MISSING' }));
});

test('what is found on disk: no secrets, no repositories, no folders behind links', async () => {
  const root = mkdtempSync(join(tmpdir(), 'statix-generated-'));
  try {
    for (const path of ['a.rs', 'b/c.rs', '.env', '.git/config', 'other.txt']) {
      mkdirSync(join(root, 'gen/out', path, '..'), { recursive: true });
      writeFileSync(join(root, 'gen/out', path), '');
    }
    symlinkSync('/etc', join(root, 'gen/out/etc'));
    const all = { globs: ['gen/out', 'gen/out/**/*'], places: ['gen/out'] };
    expect(await generatedFiles(root, all)).toEqual([
      'gen/out/a.rs',
      'gen/out/b/c.rs',
      'gen/out/etc',
      'gen/out/other.txt',
    ]);
    const some = { globs: ['gen/**/*.rs'], places: ['gen'] };
    expect(await generatedFiles(root, some)).toEqual(['gen/out/a.rs', 'gen/out/b/c.rs']);
    expect(await generatedFiles(root, { globs: ['gone'], places: ['gone'] })).toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

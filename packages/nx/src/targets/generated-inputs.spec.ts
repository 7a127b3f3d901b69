import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { createNodes } from '../graph/create-nodes.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-generated-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

async function targets(metadata: string): Promise<Record<string, TargetConfiguration>> {
  const files = {
    'Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\n${metadata}`,
    'Cargo.lock': 'version = 4\n',
    'src/main.rs': '',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const [, create] = createNodes;
  const context = { workspaceRoot: root, nxJsonConfiguration: {} };
  const results = await create(['Cargo.toml'], undefined, context);
  return results[0]![1].projects!['.']!.targets!;
}

test('what another task writes: that task runs first, and its outputs are hashed after it', async () => {
  const { 'build-static': build } = await targets(
    '[package.metadata.statix.build-static]\ngeneratedInputs = { "codegen:generate" = ["gen/out"], prepare = ["more/**/*.rs"] }\n',
  );
  expect(build!.dependsOn).toEqual(
    expect.arrayContaining([{ projects: ['codegen'], target: 'generate' }, 'prepare']),
  );
  expect(build!.inputs).toEqual(
    expect.arrayContaining([
      { dependentTasksOutputFiles: 'gen/out' },
      { dependentTasksOutputFiles: 'gen/out/**/*' },
      { dependentTasksOutputFiles: 'more/**/*.rs' },
      // As files they would be hashed before the task has run.
      '!{workspaceRoot}/gen/out/**/*',
    ]),
  );
});

test('fault: Nx Cloud hashes a task by what an earlier run was seen to read', async () => {
  const inferred = await targets('');
  const cached = Object.entries(inferred).filter(([, { cache }]) => cache === true);
  expect(cached.map(([name]) => name)).toContain('build-static');
  for (const [, target] of cached) expect(target).toMatchObject({ ultracache: { mode: 'off' } });
});

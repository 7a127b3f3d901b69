import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatixError } from '@statix/contract';
import * as z from 'zod';
import { executor } from './executor.js';
import type { NxContext } from './nx-context.js';

let root: string;
let printed: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'statix-commands-'));
  printed = '';
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

const build = '@statix/cargo-musl:build';
const lock = '@statix/image:lock';

function context(targets: Record<string, string>, image = 'statix-image'): NxContext {
  const asTargets = (names: Record<string, string>) =>
    Object.fromEntries(Object.entries(names).map(([name, executor]) => [name, { executor }]));
  return {
    root,
    projectName: 'app',
    targetName: 'verify-static',
    projectsConfigurations: {
      projects: {
        app: { targets: asTargets(targets) },
        [image]: { targets: asTargets({ 'image-lock': lock }) },
      },
    },
  };
}

async function remedies(of: NxContext): Promise<string[]> {
  const failing = executor({
    name: 'test',
    schema: z.strictObject({}),
    work: () =>
      Promise.reject(
        new StatixError({
          code: 'STATIX_TEST',
          what: 'it broke',
          remedies: [
            'npx nx run app:build-static --profile=dev',
            'npx nx run <project>:build-static',
            'npx nx run statix-image:image-lock',
            'npx nx reset',
          ],
        }),
      ),
  });
  expect(await failing({}, of)).toEqual({ success: false });
  return [...printed.matchAll(/^ {2}\d\. (.*)$/gm)].map(([, line]) => line ?? '');
}

test('names that are not changed, with npm', async () => {
  writeFileSync(join(root, 'package.json'), '{}');
  expect(await remedies(context({ 'build-static': build }))).toEqual([
    'npx nx run app:build-static --profile=dev',
    'npx nx run app:build-static',
    'npx nx run statix-image:image-lock',
    'npx nx reset',
  ]);
});

test('fault: renamed targets and a renamed image project, where only ./nx is there', async () => {
  expect(await remedies(context({ lint: 'x', 'build:musl': build }, 'toolbox'))).toEqual([
    './nx run app:build:musl --profile=dev',
    './nx run app:build:musl',
    './nx run toolbox:image-lock',
    './nx reset',
  ]);
});

test.each([
  ['pnpm-lock.yaml', '{}', 'pnpm exec nx reset'],
  ['yarn.lock', '{}', 'yarn nx reset'],
  ['other', '{ "packageManager": "bun@1.2.3" }', 'bunx nx reset'],
  ['other', 'no JSON', 'npx nx reset'],
])('%s beside %s', async (file, manifest, last) => {
  writeFileSync(join(root, 'package.json'), manifest);
  writeFileSync(join(root, file), '');
  expect((await remedies(context({}))).at(-1)).toBe(last);
});

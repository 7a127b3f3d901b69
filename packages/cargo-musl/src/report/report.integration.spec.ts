import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isStatixError, type StatixError } from '@statix/contract';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { cargoWorkspace, mainFile, withBuildScript } from '../testing/hostile-crates.js';

jest.setTimeout(5 * 60 * 1000);

const fails = `
    println!("cargo:warning=GREETING is {}", std::env::var("GREETING").unwrap());
    eprintln!("password = planted-in-log");
    panic!("nothing works");`;

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['broken']),
    ...withBuildScript('broken', fails),
  });
});
afterAll(async () => {
  await workspace.remove();
});

async function failedBuild(options: Record<string, unknown>): Promise<StatixError> {
  const error: unknown = await workspace.build('broken', options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isStatixError(error)) throw new Error(`not a failure of ours: ${String(error)}`);
  return error;
}

test('fault: a failed build leaves a report for an issue that holds no secret, outside of what is cached', async () => {
  const error = await failedBuild({ environment: { GREETING: 'planted-option' } });
  const folder = error.remedies.at(-1)?.snippet ?? '';
  const files = readdirSync(folder);
  expect(files.sort()).toEqual(['log.txt', 'report.json']);
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  expect(text).toContain('nothing works');
  expect(text).not.toContain('planted');
  expect(text).not.toContain(workspace.root);
  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toMatchObject({
    error: { code: 'STATIX_BUILD_FAILED' },
    image: { reference: expect.stringMatching(/^statix\.local\/statix:/) },
    versions: {
      rustc: expect.stringMatching(/^\d/),
      tools: { clang: expect.stringMatching(/^\d/) },
    },
  });
  expect(folder.startsWith(workspace.root)).toBe(false);
  expect(existsSync(join(workspace.root, 'dist'))).toBe(false);

  // A build that succeeds takes it away.
  workspace.write({
    'crates/broken/build.rs': 'fn main() {}\n',
    'crates/broken/src/main.rs': mainFile,
  });
  await workspace.build('broken');
  expect(existsSync(folder)).toBe(false);
});

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, succeed, type Finished } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { scratchRoot, triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const token = 'ghs-1f6e9b';
const name = `statix.local/e2e-inside-${process.pid}`;
const label = `dev.statix.e2e=${process.pid}`;

const registry = sharedRegistry();
let workspace: Workspace;
let image: { reference: string; identity: string };
let fromContainer: string;

/** What the steps beside it do not touch: it has no crate of a registry. */
const program = 'second';
const release = (folder: string) => `dist/${folder}/${triple}/release/${program}`;

const docker = (args: readonly string[]): Promise<Finished> =>
  command('docker', args, { cwd: workspace.root });

const sum = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const sumOf = (path: string) => sum(readFileSync(join(workspace.root, path)));

beforeAll(async () => {
  workspace = await rustWorkspace('host-runner', registry);
  await workspace.nxSucceeds(['run', `${program}:build-static`]);
  fromContainer = sumOf(release(`static/${program}`));
  image = JSON.parse(workspace.read('dist/image/statix-image/image.json')) as typeof image;
});

afterAll(async () => {
  // The builder keeps the image of each stage.
  const made = await docker(['image', 'ls', '--quiet', '--filter', `label=${label}`]);
  for (const id of made.output.split('\n').filter(Boolean))
    await docker(['image', 'rm', '--force', id]);
});

test('what a container has built is not taken from the cache for a build without one', async () => {
  const { status, output } = await workspace.nx([
    'run',
    `${program}:build-static`,
    '--runsOn=host',
  ]);
  expect(status).not.toBe(0);
  expect(output).toContain('STATIX_RUNNER_NOT_IN_IMAGE');
});

test('a CI job in the image builds without an engine, and the program has the same bytes', async () => {
  const node = realpathSync(process.execPath);
  const own = join(workspace.root, '.nx/identity');
  writeFileSync(own, `${image.identity}\n`);
  const mounts = [
    `${workspace.root}:/__w/acme`,
    `${node}:/usr/local/bin/node:ro`,
    // Images that were built before there was this file have none.
    `${own}:/opt/statix/identity:ro`,
  ];
  const job = (target: string, ...args: string[]) =>
    docker([
      ...['run', '--rm', '--init', '--workdir', '/__w/acme'],
      ...['--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`],
      ...mounts.flatMap((mount) => ['--volume', mount]),
      ...['--tmpfs', '/github/home:mode=1777', '--env', 'HOME=/github/home'],
      ...['--env', `GITHUB_TOKEN=${token}`, '--env', 'CI=true', '--env', 'NX_DAEMON=false'],
      ...['--env', 'NX_NO_CLOUD=true', image.reference, 'node', 'node_modules/.bin/nx'],
      ...['run', `${program}:${target}`, '--runsOn=host', '--outputStyle=stream', ...args],
    ]);
  rmSync(join(workspace.root, 'dist/static'), { recursive: true });
  const built = await job('build-static');
  expect(built.output).toContain('ISOLATION NONE');
  expect(built.status).toBe(0);
  expect(sumOf(release(`static/${program}`))).toBe(fromContainer);

  const refused = await job('verify-static', '--run=never');
  expect(refused.status).not.toBe(0);
  expect(refused.output).toContain('built-in-isolation');
  const allowed = await job(
    'static',
    '--run=never',
    '--overrides.built-in-isolation.status=warn',
    '--overrides.built-in-isolation.reason=all of it is ours',
  );
  expect(allowed.output).toMatch(/PASS second/);
  expect(allowed.status).toBe(0);
});

test('a stage of a Dockerfile builds without an engine, and the program has the same bytes', async () => {
  const context = join(scratchRoot, 'host-runner-context');
  rmSync(context, { recursive: true, force: true });
  mkdirSync(context, { recursive: true });
  const files = ['.gitignore', 'Cargo.toml', 'Cargo.lock', 'crates', 'images', 'nx.json'];
  for (const file of [...files, 'package.json', 'node_modules'])
    cpSync(join(workspace.root, file), join(context, 'src', file), {
      recursive: true,
      verbatimSymlinks: true,
    });
  cpSync(realpathSync(process.execPath), join(context, 'node'));
  writeFileSync(join(context, 'identity'), `${image.identity}\n`);
  writeFileSync(
    join(context, 'Dockerfile'),
    `FROM ${image.reference} AS build
LABEL ${label}
COPY node /usr/local/bin/
COPY identity /opt/statix/
ENV NX_DAEMON=false NX_NO_CLOUD=true
WORKDIR /src
COPY src .
RUN node node_modules/.bin/nx run ${program}:build-static --runsOn=host
FROM scratch
LABEL ${label}
COPY --from=build /src/${release(`static/${program}`)} /app
ENTRYPOINT ["/app"]
`,
  );
  // The builder that every release of the engine has; its messages are none of this test.
  const env = { DOCKER_BUILDKIT: '0' };
  await succeed('docker', ['build', '--network=none', '--tag', name, '.'], { cwd: context, env });
  const { output } = await docker(['run', '--rm', '--network=none', name]);
  expect(output.trim()).toBe('second: hello you');
  const container = await succeed('docker', ['create', name], { cwd: context });
  try {
    await succeed('docker', ['cp', `${container.trim()}:/app`, join(context, 'app')], {
      cwd: context,
    });
  } finally {
    await docker(['rm', container.trim()]);
  }
  expect(sum(readFileSync(join(context, 'app')))).toBe(fromContainer);
});

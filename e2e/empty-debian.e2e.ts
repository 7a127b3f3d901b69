import { cpSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command, succeed, type Finished } from './harness/command';
import { dieselCrateSays, writeDieselCrate } from './harness/diesel-crate';
import { ImageRegistry } from './harness/image-registry';
import { sharedRegistry } from './harness/registry';
import { repositoryRoot, scratchRoot, triple } from './harness/repository';

jest.setTimeout(40 * 60 * 1000);

/**
 * The engine that builds: this machine's own, or the one of `node tools/bench/first-build.mjs`, which
 * has nothing in its store.
 */
const engine = process.env['STATIX_E2E_ENGINE'] ?? '/var/run/docker.sock';
/** Whether the image is pulled, finished, from a registry on this machine, or made. */
const image = process.env['STATIX_E2E_IMAGE'] === 'built' ? 'built' : 'pulled';

const root = join(scratchRoot, 'empty-debian');
const folder = join(root, 'app');
const debian = 'statix-base:trixie';
const result = join(scratchRoot, `first-build-${image}.json`);

const registry = sharedRegistry();
let images: ImageRegistry;
let reference: string;

beforeAll(async () => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'home'), { recursive: true });
  await writeDieselCrate(folder);
  packNode();
  images = await ImageRegistry.start(join(root, 'images'));
  reference = await images.push(image === 'built' ? debian : await statixImage());
  await forgetImage(reference);
});

afterAll(async () => {
  await images?.stop();
});

test('a crate with OpenSSL and Diesel, from an empty Debian with Node and an engine', async () => {
  const started = Date.now();
  const option = image === 'built' ? `--base=${reference}` : `--reference=${reference}`;
  const setUp = await inDebian('npm', ['create', '--yes', '@statix@latest', '--', option]);
  expect(setUp).toMatchObject({ status: 0 });
  const ready = Date.now();
  const built = await inDebian('./nx', ['run', 'app:build-static']);
  expect(built).toMatchObject({ status: 0 });
  const ended = Date.now();

  // Below it stands only what Nx says of its own run.
  const [lines = ''] = built.output.split(/^ NX {3}Successfully ran/m);
  expect(lines.trim().split('\n').at(-1)).toMatch(
    new RegExp(
      `dist/static/app/${triple}/release/app {2}[\\d.]+ MB {2}static-pie {2}profile release {2}sha256 [0-9a-f]{16}…$`,
    ),
  );
  const said = await inDebian(`dist/static/app/${triple}/release/app`, []);
  expect(said).toMatchObject({ status: 0, output: expect.stringMatching(dieselCrateSays) });
  const seconds = { setUp: (ready - started) / 1000, build: (ended - ready) / 1000 };
  writeFileSync(result, JSON.stringify({ image, ...seconds }));
});

/** Node and npm as an archive of nodejs.org has them. */
function packNode(): void {
  const modules = join(dirname(realpathSync(process.execPath)), '../lib/node_modules');
  mkdirSync(join(root, 'node/bin'), { recursive: true });
  cpSync(process.execPath, join(root, 'node/bin/node'));
  cpSync(join(modules, 'npm'), join(root, 'node/lib/node_modules/npm'), { recursive: true });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'node/bin', name));
  }
}

/** In a new container of Debian's smallest system: no git, no curl, no compiler, no cargo. */
function inDebian(program: string, args: readonly string[]): Promise<Finished> {
  const certificates = process.env['SSL_CERT_FILE'];
  const mounts = [
    `${engine}:/var/run/docker.sock`,
    `${join(root, 'node')}:/opt/node:ro`,
    `${join(root, 'home')}:/home/user`,
    // Where it is outside, too: the engine is not in this container.
    `${folder}:${folder}`,
    ...(certificates === undefined ? [] : [`${certificates}:${certificates}:ro`]),
  ];
  const environment = {
    ...registry.env,
    npm_config_cache: '/home/user/.npm',
    HOME: '/home/user',
    PATH: '/opt/node/bin:/usr/bin:/bin',
    NX_DAEMON: 'false',
    ...(certificates === undefined ? {} : { SSL_CERT_FILE: certificates }),
  };
  const docker = [
    ...['run', '--rm', '--network', 'host', '--workdir', folder],
    ...mounts.flatMap((mount) => ['--volume', mount]),
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value ?? ''}`]),
    debian,
    program,
    ...args,
  ];
  return command('docker', docker, { cwd: root });
}

/** Left by an earlier run: to this run's user, who has no record of it, it would be somebody else's. */
async function forgetImage(pulled: string): Promise<void> {
  const digits = /sha256:([0-9a-f]{32})/.exec(pulled)?.[1] ?? '';
  const docker = ['--host', `unix://${engine}`, 'image', 'rm', `statix.local/statix:${digits}`];
  await command('docker', docker, { cwd: root });
}

async function statixImage(): Promise<string> {
  const nx = join(repositoryRoot, 'node_modules/.bin/nx');
  const said = await succeed(nx, ['run', 'statix-image:image'], { cwd: repositoryRoot });
  const found = /^(statix\.local\/\S+)/m.exec(said)?.[1];
  if (found === undefined) throw new Error(`no image is named:\n${said}`);
  return found;
}

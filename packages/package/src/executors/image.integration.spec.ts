import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectEngine, type Engine } from '@statix/engine';
import { PackageWorkspace } from '../testing/package-workspace.js';
import { RealRegistry } from '@statix/engine/testing/real-registry';
import load from './load/executor.js';
import packageExecutor from './package/executor.js';
import push from './push/executor.js';

jest.setTimeout(240_000);

const manifest = 'crates/app/Cargo.toml';
const reference = `statix-test.local/package:${process.pid}`;
const environment = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'statix-package-image-'));
let workspace: PackageWorkspace;
let registry: RealRegistry;
let engine: Engine;
let out = '';

beforeAll(async () => {
  registry = await RealRegistry.start(join(folder, 'registry'));
  engine = await connectEngine();
});
beforeEach(() => {
  workspace = new PackageWorkspace();
  out = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((out += String(text)), true));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await engine.removeImage(reference);
  workspace.remove();
});
afterAll(async () => {
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function succeeds(outcome: Promise<{ success: boolean }>): Promise<void> {
  expect([await outcome, out]).toEqual([{ success: true }, out]);
}

/** What an engine makes of a container of an image. */
function run(image: string, ...args: string[]): string {
  return execFileSync('docker', ['run', '--rm', '--network=none', image, ...args], {
    encoding: 'utf8',
  });
}

function login(user: string, password: string): void {
  const file = join(folder, 'auth.json');
  const auth = Buffer.from(`${user}:${password}`).toString('base64');
  writeFileSync(file, JSON.stringify({ auths: { [registry.address]: { auth } } }));
  process.env['REGISTRY_AUTH_FILE'] = file;
}

test('the image is loaded, and runs as a user without rights, from what is in it alone', async () => {
  workspace.write('ca.pem', '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n');
  const container = {
    certificates: 'ca.pem',
    accounts: true,
    folders: ['/tmp'],
    args: ['hello'],
    labels: { 'org.example.team': 'a' },
    ports: ['8080'],
  };
  const context = workspace.context();
  await succeeds(packageExecutor({ manifest, formats: ['oci'], container }, context));
  await succeeds(load({ reference }, context));
  expect(run(reference)).toBe('hello from scratch\n');
  const image = JSON.parse(execFileSync('docker', ['inspect', reference], { encoding: 'utf8' }))[0];
  expect(image.Config).toMatchObject({
    User: '65532:65532',
    Entrypoint: ['/usr/bin/app'],
    Labels: { 'org.opencontainers.image.version': '1.2.0-rc.1', 'org.example.team': 'a' },
    ExposedPorts: { '8080/tcp': {} },
  });
  expect(out).toContain(image.Id);
});

test('pushed with name and password, it is had by the digest of the layout, from the file for later jobs', async () => {
  const context = workspace.context();
  await succeeds(packageExecutor({ manifest, formats: ['oci'] }, context));
  const repository = `${registry.address}/team/app`;
  login('statix', 'wrong');
  expect(await push({ repository }, context)).toEqual({ success: false });
  expect(out).toContain('STATIX_REGISTRY_UNAUTHORIZED');
  login('statix', 'correct-horse-battery');
  await succeeds(push({ repository }, context));
  const named = readFileSync(
    join(workspace.root, 'dist/pushed/app/x86_64-unknown-linux-musl/release/image.txt'),
    'utf8',
  ).trim();
  const layout = readdirSync(workspace.packages).find((name) => name.endsWith('.oci'))!;
  const index = JSON.parse(readFileSync(join(workspace.packages, layout, 'index.json'), 'utf8'));
  expect(named).toBe(`${repository}@${index.manifests[0].digest}`);
  const config = join(folder, 'docker');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'config.json'), readFileSync(process.env['REGISTRY_AUTH_FILE']!));
  execFileSync('docker', ['--config', config, 'pull', '--quiet', named]);
  try {
    expect(run(named)).toBe('hello from scratch\n');
  } finally {
    execFileSync('docker', ['rmi', named]);
  }
  await succeeds(push({ repository, tags: ['latest'] }, context));
  expect(out).toContain('is there');
});

test('attack: a blob that was exchanged after the image was made is neither loaded nor pushed', async () => {
  const context = workspace.context();
  await succeeds(packageExecutor({ manifest, formats: ['oci'] }, context));
  const layout = readdirSync(workspace.packages).find((name) => name.endsWith('.oci'))!;
  const blobs = join(workspace.packages, layout, 'blobs/sha256');
  for (const blob of readdirSync(blobs)) {
    const content = readFileSync(join(blobs, blob));
    expect(createHash('sha256').update(content).digest('hex')).toBe(blob);
    if (content[0] === 0x1f) appendFileSync(join(blobs, blob), 'x');
  }
  expect(await load({ reference }, context)).toEqual({ success: false });
  expect(await push({ repository: `${registry.address}/x` }, context)).toEqual({ success: false });
  expect(out.match(/STATIX_OCI_LAYOUT_INVALID/g)).toHaveLength(2);
});

test('dpkg installs the package in Debian, the program runs there, and dpkg removes it', async () => {
  const context = workspace.context();
  await succeeds(packageExecutor({ manifest, formats: ['deb'], files: ['man'] }, context));
  const deb = readdirSync(workspace.packages).find((name) => name.endsWith('.deb'))!;
  const script = [
    'set -e',
    'cat > /tmp/app.deb',
    'dpkg --install /tmp/app.deb',
    'app hello',
    'dpkg --verify app',
    'dpkg --remove app',
    'test ! -e /usr/bin/app',
  ].join('\n');
  const said = execFileSync(
    'docker',
    ['run', '--rm', '--interactive', '--network=none', 'statix-base:trixie', 'sh', '-c', script],
    { input: readFileSync(join(workspace.packages, deb)), encoding: 'utf8' },
  );
  expect(said).toContain('Setting up app (1.2.0~rc.1-1)');
  expect(said).toContain('hello from scratch\n');
});

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { ImageContract } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import type { FakeContainer, FakeEnd } from '@statix/engine/testing/container-engine';
import { refuse } from '@statix/engine/testing/fake-engine';
import { tinyProgram } from '@statix/engine/testing/tiny-program';
import { identifyImage, readImageDefinition } from '@statix/toolchain';
import { filesOf } from '../../testing/files-of.js';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { FakeCargo } from '../../testing/fake-cargo.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';
import { withTaskEnvironment } from '../../testing/task-environment.js';

const newFolder = temporaryFolders();
withTaskEnvironment(newFolder);
const { paths } = imageContract;
const triple = 'x86_64-unknown-linux-musl';
const release = `${paths.target}/${triple}/release`;
const folder = `dist/static/app/${triple}/release`;
const [first, second] = [tinyProgram({ print: 'first' }), tinyProgram({ print: 'second' })];
const registry = 'sparse+https://crates.corp.example/index/';
const secrets = { token: 'Bearer c0rp-t0ken-9b1f6e', proxy: 'pr0xy-p4ssword' };

/** `extra` needs a feature of a crate of a registry: only cargo knows whether it is on. */
const files = {
  ...cargoWorkspace(
    [],
    `
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["corp-words"]

[[package]]
name = "corp-words"
version = "1.0.0"
source = "${registry}"
checksum = "${'0'.repeat(64)}"
`,
  ),
  ...crate(
    'app',
    { 'src/main.rs': mainFile, 'src/bin/extra.rs': mainFile },
    `[dependencies]
corp-words = { version = "1", registry = "corp" }
[[bin]]
name = "extra"
required-features = ["corp-words/loud"]
`,
  ),
  '.cargo/config.toml': `[registries.corp]\nindex = "${registry}"\n`,
};

let workspace: BuildWorkspace;
let cargo: FakeCargo;
let out: string;
let err: string;

// One for all: Nx lists the files of a workspace once for a process.
beforeAll(async () => {
  workspace = await BuildWorkspace.create(files);
});

beforeEach(async () => {
  await onNewEngine();
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await cargo.engine.stop();
  rmSync(join(workspace.root, 'dist'), { recursive: true, force: true });
});

afterAll(() => {
  rmSync(workspace.root, { recursive: true });
});

/** Neither the engine nor this machine remembers a build. */
async function onNewEngine(contract: ImageContract = imageContract): Promise<void> {
  process.env['STATIX_STATE_DIR'] = newFolder();
  cargo = await FakeCargo.start(workspace.identity.identity, contract);
  process.env['DOCKER_HOST'] = cargo.address;
  cargo.build = (container) => links(container, { app: first });
}

/** What cargo leaves when it has made these. */
function links({ files: there }: FakeContainer, made: Record<string, Buffer>): FakeEnd {
  for (const [name, content] of Object.entries(made)) there.set(`${release}/${name}`, content);
  return { stderr: '   Compiling app v0.1.0 (/workspace/crates/app)\n' };
}

/** What is in the folder of the binaries, and the content of the program. */
function built(): { names: string[]; app: Buffer | undefined } {
  const place = join(workspace.root, folder);
  if (!existsSync(place)) return { names: [], app: undefined };
  const names = readdirSync(place).sort();
  return { names, app: names.includes('app') ? readFileSync(join(place, 'app')) : undefined };
}

async function succeeds(): Promise<void> {
  expect([await workspace.buildAsTask('app'), err]).toEqual([{ success: true }, '']);
  expect(cargo.engine.leftBehind()).toEqual([]);
}

/** A run that must fail with one error, said once, and change nothing in `dist`. */
async function fails(code: string): Promise<void> {
  const before = built();
  expect(await workspace.buildAsTask('app')).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual([code]);
  expect(built()).toEqual(before);
}

test('fetches and builds, and writes what was planned with its manifest', async () => {
  await succeeds();
  expect(cargo.commands()).toEqual(['fetch', 'build']);
  expect(built()).toEqual({ names: filesOf('app'), app: first });
  expect(out).toMatch(new RegExp(`^${folder}/app  \\d+ kB  static  profile release  sha256 `, 'm'));
  expect(out.match(/Compiling app/g)).toHaveLength(1);

  expect(out).toMatch(/^Built in [\d.]+ s(?: \(.+\))?: 1 package compiled$/m);

  out = '';
  cargo.build = (container) => links(container, { app: second });
  await succeeds();
  expect(out).toMatch(/^Built in .+ compiled; app 1 byte larger than the one before$/m);
  // The crates are there.
  expect(cargo.commands()).toEqual(['fetch', 'build', 'build']);
  expect(built().app?.equals(second)).toBe(true);
});

test('a fetch has a network and no target folder, a build has neither network nor crates to write to', async () => {
  await succeeds();
  const [fetch, build] = [cargo.containerOf('fetch'), cargo.containerOf('build')];
  expect([fetch.network, build.network]).toEqual(['bridge', 'none']);
  const mounted = ({ files: { mounts } }: FakeContainer) =>
    mounts.map(({ target, readOnly }) => [target, readOnly]);
  expect(mounted(fetch)).toEqual([[paths.cargoHome, false]]);
  expect(mounted(build)).toEqual([
    [paths.cargoHome, true],
    [paths.target, false],
  ]);
  expect(build.command).toContain('--offline');
  // What a fetch sees can be run by nobody, and of sources there are stubs.
  expect(fetch.files.get('/workspace/crates/app/src/main.rs')?.toString()).not.toBe(mainFile);
  expect(build.files.get('/workspace/crates/app/src/main.rs')?.toString()).toBe(mainFile);
});

test('buildNetwork: a build has a network, cargo none, and both output and manifest say so', async () => {
  expect(await workspace.buildAsTask('app', { buildNetwork: true })).toEqual({ success: true });
  const build = cargo.containerOf('build');
  expect([build.network, build.command.includes('--offline')]).toEqual(['bridge', true]);
  expect(out).toContain('WITH A NETWORK');
  const manifest = readFileSync(join(workspace.root, folder, 'app.build.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ network: true });
});

test('what C had of the compiler cache is said, costs no request, and is the job’s own word', async () => {
  const requests = (): number => cargo.engine.fake.asked(/./).length;
  await succeeds();
  const [before, plain] = [requests(), cargo.containerOf('build').command];
  await succeeds();
  const without = requests() - before;

  await cargo.engine.stop();
  const contract = {
    ...imageContract,
    compilerCache: 'STATIX_CCACHE',
    tools: [{ name: 'ccache', version: '4', path: '/usr/bin/ccache' }],
  };
  await onNewEngine(contract);
  const counters = (hits: number): string =>
    `cache_miss 2 direct_cache_hit ${hits} preprocessed_cache_hit 0 stats_zeroed_timestamp 0`;
  const told = (from: number, to: number): string =>
    `statix-ccache: ${counters(from)} / ${counters(to)}\n`;
  cargo.build = (container) => ({
    ...links(container, { app: first }),
    stdout: `${told(0, 900)}from a macro\n${told(3, 31)}`,
  });
  out = '';
  await succeeds();
  expect(out).toMatch(/^Built in .+ compiled, ccache had 28 of 28 C and C\+\+ objects$/m);
  expect(out).toContain('from a macro\n');
  expect(out).not.toContain('statix-ccache');
  const { command, environment } = cargo.containerOf('build');
  expect(environment['STATIX_CCACHE']).toBe(`${paths.target}/.ccache`);
  expect(command.slice(-plain.length + 4)).toEqual(plain.slice(4));

  cargo.build = (container) => ({ ...links(container, { app: first }), stdout: told(31, 31) });
  const middle = requests();
  out = '';
  await succeeds();
  expect(requests() - middle).toBe(without);
  expect(out).not.toContain('ccache');
  // Nor does anybody ask for the page that says how long packages took.
  expect(command.at(-1)).toBe('--timings');
  const asked = cargo.engine.fake.asked(/./).map(({ query }) => query.get('path') ?? '');
  expect(asked.filter((path) => path.includes('cargo-timings'))).toEqual([]);
});

test('runsOn host: no engine is asked, and a machine that is not the image is refused', async () => {
  expect(await workspace.buildAsTask('app', { runsOn: 'host' })).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_RUNNER_NOT_IN_IMAGE']);
  expect(cargo.engine.fake.asked(/./)).toEqual([]);
});

test('sourceMode exact: the engine puts the files there, and no build of this machine does it', async () => {
  expect(await workspace.buildAsTask('app', { sourceMode: 'exact' })).toEqual({ success: true });
  expect(cargo.containerOf('build').command.join(' ')).not.toContain('tar --extract');
  const onHost = { sourceMode: 'exact', runsOn: 'host' };
  expect(await workspace.buildAsTask('app', onHost)).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_OPTION_INVALID']);
});

test('a file that git has and Nx does not is told of, whether the build succeeds or not', async () => {
  const hidden = 'crates/app/dist/mod.rs';
  workspace.write({ [hidden]: '' });
  execaSync('git', ['add', '--force', hidden], { cwd: workspace.root });
  const told = `Not seen by this build: ${hidden}, tracked by git and hidden from Nx by line 1 of .gitignore`;
  try {
    await succeeds();
    expect(out.split(told)).toHaveLength(2);
    cargo.build = () => ({
      exitCode: 101,
      stderr: 'error[E0583]: file not found for module `dist`\n',
    });
    out = '';
    await fails('STATIX_BUILD_FAILED');
    expect(out.split(told)).toHaveLength(2);
  } finally {
    execaSync('git', ['rm', '--quiet', '--force', hidden], { cwd: workspace.root });
  }
});

test('attack: a build looks for the secrets of the fetch', async () => {
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = secrets.token;
  process.env['HTTPS_PROXY'] = `http://me:${secrets.proxy}@proxy.corp.example:3128`;
  let given = '';
  cargo.fetch = async (container) => {
    given = (await container.input()).toString('latin1');
    // As Cargo says it when the registry sends it back.
    return { stderr: `warning: ${secrets.token}\n` };
  };
  let fed = '';
  cargo.build = async (container) => {
    fed = (await container.input()).toString('latin1');
    return links(container, { app: first });
  };
  await succeeds();
  for (const secret of Object.values(secrets)) expect(given).toContain(secret);
  expect(fed).toContain(mainFile);
  const { files: seen, ...container } = cargo.containerOf('build');
  const build = [
    JSON.stringify(container),
    ...seen.below('').map((path) => `${path}\n${seen.get(path)?.toString('latin1')}`),
  ].join('\n');
  const fetch = JSON.stringify({ ...cargo.containerOf('fetch'), files: {} });
  expect(build).toContain(mainFile);
  for (const secret of Object.values(secrets))
    for (const place of [build, fed, fetch, out, err]) expect(place).not.toContain(secret);
});

test('fault: an engine that does not see the socket of the ssh agent says so', async () => {
  // The image is known then, which takes a container as well.
  await succeeds();
  const [address, revision] = ['ssh://git@git.corp.example/words.git', '1'.repeat(40)];
  const home = newFolder();
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/known_hosts'), 'git.corp.example ssh-ed25519 AAAA\n');
  process.env['HOME'] = home;
  process.env['STATIX_SSH_AGENT'] = '1';
  process.env['SSH_AUTH_SOCK'] = '/run/user/1000/agent';
  const missing = 'bind source path does not exist: /run/user/1000/agent';
  cargo.engine.fake.on(
    /POST \/containers\/create/,
    refuse(400, `invalid mount config: ${missing}`),
  );
  const words = `[dependencies]\nwords = { git = "${address}" }\n`;
  workspace.write({
    'crates/app/Cargo.toml': `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n${words}`,
    'Cargo.lock': `version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["words"]\n\n[[package]]\nname = "words"\nversion = "1.0.0"\nsource = "git+${address}#${revision}"\n`,
  });
  try {
    await fails('STATIX_SSH_AGENT_NOT_SEEN');
    expect(err).toContain('export STATIX_FETCH=host');
    expect(err).toContain(missing);
  } finally {
    workspace.write(files);
  }
});

test('fault: a container that cannot unpack its files gets them from the engine', async () => {
  const unpacking: boolean[] = [];
  cargo.build = (container) => {
    unpacking.push(container.command.some((word) => word.includes('tar --extract')));
    if (unpacking.length === 1) return { exitCode: 97 };
    return links(container, { app: first });
  };
  await succeeds();
  expect(unpacking).toEqual([true, false]);
  expect(cargo.engine.leftBehind()).toEqual([]);
});

test('a build that ends with the code of one that cannot unpack has failed', async () => {
  cargo.build = () => ({ exitCode: 97, stderr: 'error: no\n' });
  await fails('STATIX_BUILD_FAILED');
  expect(cargo.commands()).toEqual(['fetch', 'build']);
});

test('attack: a .env file of the repository chooses the engine that gets the secrets of a fetch', async () => {
  process.env['CARGO_REGISTRIES_CORP_INDEX'] = registry;
  process.env['CARGO_REGISTRIES_CORP_TOKEN'] = secrets.token;
  // As Nx has loaded it.
  workspace.write({ '.env': `DOCKER_HOST=${cargo.address}\n` });
  try {
    await fails('STATIX_ENGINE_NOT_OWN');
    expect(err).toContain('.env sets DOCKER_HOST');
    expect(cargo.commands()).toEqual([]);
    // Without a secret it is the engine that was asked for.
    delete process.env['CARGO_REGISTRIES_CORP_TOKEN'];
    err = '';
    await succeeds();
  } finally {
    rmSync(join(workspace.root, '.env'));
  }
});

test('attack: a document from the cache names a definition that lies there too', async () => {
  const planted = 'dist/static/app/statix-image.json';
  const evil = { reference: `evil.example/x@sha256:${'0'.repeat(64)}` };
  const own = readFileSync(join(workspace.root, 'image.json'), 'utf8');
  workspace.write({ [planted]: JSON.stringify(evil) });
  const document = identifyImage(await readImageDefinition(workspace.root, planted));
  workspace.write({ 'image.json': JSON.stringify(document) });
  try {
    await fails('STATIX_IMAGE_DOCUMENT_FORGED');
    expect(cargo.commands()).toEqual([]);
    expect(cargo.engine.fake.asked(/POST \/images/)).toEqual([]);
  } finally {
    workspace.write({ 'image.json': own });
  }
});

test('attack: a program that cargo does not make this time gives no file of yesterday', async () => {
  cargo.build = (container) => links(container, { app: first, extra: first });
  await succeeds();
  expect(built().names).toEqual([...filesOf('app'), ...filesOf('extra')]);

  let before: (number | undefined)[] = [];
  cargo.build = (container) => {
    before = ['app', 'extra'].map((name) => container.files.get(`${release}/${name}`)?.length);
    return links(container, { app: second });
  };
  await succeeds();
  expect(before).toEqual([0, 0]);
  expect(built()).toEqual({ names: filesOf('app'), app: second });
});

test.each<[string, (container: FakeContainer) => void]>([
  ['nothing', () => undefined],
  [
    'a link to yesterday’s',
    ({ files: there }) => {
      there.set(`${release}/kept`, first);
      there.link(`${release}/app`, 'kept');
    },
  ],
])(
  'attack: cargo says that it has built, and leaves %s in the place of the program',
  async (what, leave) => {
    await succeeds();
    cargo.build = (container) => {
      leave(container);
      return {};
    };
    await fails(what === 'nothing' ? 'STATIX_BINARY_NOT_BUILT' : 'STATIX_CONTAINER_FILE_REFUSED');
    // And what was left there is no obstacle for the next build.
    cargo.build = (container) => links(container, { app: second });
    err = '';
    await succeeds();
    expect(built().app?.equals(second)).toBe(true);
  },
);

test('attack: cargo’s messages name other files, here and there', async () => {
  const forged = ['../../../../../../.git/hooks/pre-commit', '../../../other', 'app', 'extra'];
  cargo.build = (container) => {
    container.files.set(`${paths.target}/payload`, second);
    const messages = forged.map((name) =>
      JSON.stringify({
        reason: 'compiler-artifact',
        target: { name, kind: ['bin'] },
        filenames: [`${paths.target}/payload`],
        executable: `${paths.target}/payload`,
      }),
    );
    return { ...links(container, { app: first }), stdout: `${messages.join('\n')}\n` };
  };
  await succeeds();
  expect(built()).toEqual({ names: filesOf('app'), app: first });
  expect(existsSync(join(workspace.root, '.git/hooks/pre-commit'))).toBe(false);
  expect(readdirSync(join(workspace.root, 'dist/static'))).toEqual(['app']);
  const asked = cargo.engine.fake.asked(/GET \/containers\/.+\/archive/);
  expect(asked.map(({ query }) => query.get('path'))).not.toContain(`${paths.target}/payload`);
});

test.each(['fetch', 'build'] as const)(
  'fault: cargo %s fails: said once, nothing stays',
  async (step) => {
    await succeeds();
    await cargo.engine.stop();
    await onNewEngine();
    const said = 'error[E0308]: mismatched types';
    cargo[step] = () => ({ exitCode: 101, stderr: `${said}\n` });
    out = '';
    await fails(step === 'fetch' ? 'STATIX_FETCH_FAILED' : 'STATIX_BUILD_FAILED');
    expect((out + err).split(said)).toHaveLength(2);
    expect(err).toContain('exit code 101');
    expect(cargo.commands()).toEqual(step === 'fetch' ? ['fetch'] : ['fetch', 'build']);
    expect(cargo.engine.leftBehind()).toEqual([]);
  },
);

test.each(['fetch', 'build'] as const)(
  'fault: the engine is gone while cargo runs a %s',
  async (step) => {
    cargo[step] = () => {
      cargo.engine.fake.die();
      return new Promise(() => undefined);
    };
    await fails('STATIX_ENGINE_LOST');
    expect(built().names).toEqual([]);
  },
);

test.each(['fetch', 'build'] as const)(
  'fault: killed while cargo runs a %s: no container stays',
  async (step) => {
    let killed: FakeContainer | undefined;
    cargo[step] = (container) => {
      killed = container;
      process.emit('SIGTERM');
      return new Promise(() => undefined);
    };
    expect(await workspace.buildAsTask('app')).toEqual({ success: false });
    expect(err).toBe('Stopped.\n');
    expect(killed?.ended.aborted).toBe(true);
    expect(cargo.engine.leftBehind()).toEqual([]);
    expect(built().names).toEqual([]);
  },
);

test('fault: the engine is gone while it sends the program: the one before stays, whole', async () => {
  await succeeds();
  const seen: ReturnType<typeof built>[] = [];
  cargo.build = (container) => {
    cargo.engine.fake.on(/GET \/containers\/.+\/archive/, (_request, response) => {
      void container.files.archive(`${release}/app`).then((archive) => {
        // Its header and the beginning of the program.
        response.write(archive?.subarray(0, 600), () => {
          seen.push(built());
          cargo.engine.fake.die();
        });
      });
    });
    return links(container, { app: second });
  };
  await fails('STATIX_ENGINE_LOST');
  expect(seen[0]?.app?.equals(first)).toBe(true);
});

test('attack: what is left in the place of the program is none: the one before stays', async () => {
  await succeeds();
  cargo.build = (container) => links(container, { app: Buffer.from('#!/bin/sh\n') });
  await fails('STATIX_BINARY_REFUSED');
  expect(cargo.engine.leftBehind()).toEqual([]);
});

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import plan from './executor.js';

const repositoryRoot = join(__dirname, '../../../../..');
const definition = 'images/statix/statix-image.json';

let root: string;
let shown: string;
beforeEach(() => {
  process.env['NX_DAEMON'] = 'false';
  shown = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-plan-')));
  write({
    'Cargo.toml': '[workspace]\nmembers = ["app", "shared"]\n',
    'Cargo.lock':
      'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["shared"]\n[[package]]\nname = "shared"\nversion = "0.1.0"\n',
    'app/Cargo.toml':
      '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nshared = { path = "../shared" }\n',
    'app/src/main.rs': 'fn main() {}\n',
    'shared/Cargo.toml': '[package]\nname = "shared"\nversion = "0.1.0"\nrust-version = "1.999"\n',
    'shared/src/lib.rs': 'mod dist;\nmod bindings;\n',
    'shared/src/dist/mod.rs': '',
    'shared/src/bindings.rs': '',
  });
  execaSync('git', ['init', '--quiet'], { cwd: root });
  execaSync('git', ['add', 'shared/src/dist'], { cwd: root });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function write(contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

async function planned(options: object = {}): Promise<string> {
  shown = '';
  const build = { manifest: 'app/Cargo.toml', profile: 'release', ...options };
  const targets = { 'build-static': { executor: '@statix/cargo-musl:build', options: build } };
  const context = {
    root,
    projectName: 'app',
    targetName: 'plan-static',
    projectsConfigurations: { projects: { app: { root: 'app', targets } } },
  };
  expect(await plan({}, context)).toEqual({ success: true });
  return shown;
}

test('fault: ignored sources of a path dependency, tracked or not, are told by the plan, each once', async () => {
  write({ '.gitignore': 'dist\nbindings.rs\n' });
  const notices = (await planned()).split('\n').filter((line) => line.startsWith('  ! '));
  expect(notices).toEqual([
    '  ! Not seen by this build: shared/src/dist/mod.rs, tracked by git and hidden from Nx by line 1 of .gitignore (`dist`). If the build needs it, narrow that line.',
    '  ! shared/src/bindings.rs is hidden from git, from Nx and from the build (.gitignore:2: bindings.rs). A `mod` line beside it asks for it: rustc ends with E0583, “file not found for module”.',
  ]);
});

test('fault: a path dependency that wants a newer Rust than the image’s lock names, without the image', async () => {
  for (const name of ['recipe', 'lock.json', 'statix-image.json'])
    cpSync(join(repositoryRoot, 'images/statix', name), join(root, 'images/statix', name), {
      recursive: true,
    });
  const text = await planned({ imageDefinition: definition });
  expect(text).toMatch(
    /^ {2}! The path dependency shared wants Rust 1\.999, and the image has 1\.\d+\.\d+ \(shared\/Cargo\.toml:4: package\.rust-version\)/m,
  );
  write({ 'shared/Cargo.toml': '[package]\nname = "shared"\nversion = "0.1.0"\n' });
  expect(await planned({ imageDefinition: definition })).not.toContain('  ! ');
});

test('the Rust that builds, and the line that chose it', async () => {
  for (const name of ['recipe', 'lock.json', 'statix-image.json'])
    cpSync(join(repositoryRoot, 'images/statix', name), join(root, 'images/statix', name), {
      recursive: true,
    });
  expect(await planned({ imageDefinition: definition })).toMatch(
    /^ {2}rust {7}1\.96\.0, that of images\/statix\/statix-image\.json$/m,
  );
  const lock = JSON.parse(readFileSync(join(root, 'images/statix/lock.json'), 'utf8')) as object;
  write({
    'images/statix/channels/1.85.json': JSON.stringify({
      ...lock,
      arguments: { EXTRA_PACKAGES: '', LLVM_VERSION: '19' },
      toolchain: { channel: '1.85', provider: 'debian', version: '1.85.1' },
    }),
    'rust-toolchain.toml': '[toolchain]\nchannel = "1.85"\n',
    'shared/Cargo.toml': '[package]\nname = "shared"\nversion = "0.1.0"\nrust-version = "1.90"\n',
  });
  const text = await planned({ imageDefinition: definition, imageChannel: '1.85' });
  expect(text).toMatch(/^ {2}rust {7}1\.85\.1, for channel 1\.85 of rust-toolchain\.toml:2$/m);
  // `rust-version` is compared with that one, and not with the definition's own.
  expect(text).toContain('wants Rust 1.90, and the image has 1.85.1');
});

test('fault: an image definition that cannot be read leaves the plan as it is', async () => {
  write({ [definition]: '{' });
  expect(await planned({ imageDefinition: definition })).toContain(
    '  ! What the image has is not known: ',
  );
});

test('what this machine’s own Cargo configuration changes about the fetch', async () => {
  const before = process.env['CARGO_HOME'];
  const cargoHome = mkdtempSync(join(tmpdir(), 'statix-cargo-'));
  process.env['CARGO_HOME'] = cargoHome;
  const config = join(cargoHome, 'config.toml');
  try {
    writeFileSync(
      config,
      '[source.crates-io]\nreplace-with = "ours"\n[source.ours]\nregistry = "sparse+https://mirror.example/"\n[http]\ncheck-revoke = true\n',
    );
    // Nothing is fetched.
    expect(await planned()).not.toContain('mirror.example');
    write({
      'Cargo.lock':
        'version = 4\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = ["serde"]\n[[package]]\nname = "serde"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n',
      'app/Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nserde = "1"\n',
    });
    const lines = (await planned()).split('\n');
    expect(lines).toContain(`  crates.io  sparse+https://mirror.example/ (${config})`);
    expect(lines).toContain(`  ! A fetch does not follow http.check-revoke of ${config}.`);
    writeFileSync(config, '[registries.corp]\ntoken = "s3cret\n');
    const broken = (await planned()).split('\n').filter((line) => line.includes(config));
    expect(broken[0]).toContain(`  ! ${config} cannot be read.`);
    expect(broken.join('')).not.toContain('s3cret');
  } finally {
    rmSync(cargoHome, { recursive: true });
    if (before === undefined) delete process.env['CARGO_HOME'];
    else process.env['CARGO_HOME'] = before;
  }
});

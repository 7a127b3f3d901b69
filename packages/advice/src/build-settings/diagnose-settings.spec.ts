import { repositoryFiles } from '@statix/cargo';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '@statix/cargo/testing/temporary-repository';
import { diagnoseSettings } from './diagnose-settings.js';
import { normaliseFlags } from './normalise-flags.js';

afterAll(removeTemporaryRepositories);

function diagnose(
  content: Record<string, string>,
  options: { rustflags?: string[]; environment?: Record<string, string>; profile?: string } = {},
) {
  const { root, read } = temporaryRepository({
    'Cargo.toml': packageToml('app'),
    'src/main.rs': '',
    ...content,
  });
  const repository = read();
  const findings = diagnoseSettings({
    repository,
    files: repositoryFiles(root),
    package: repository.packages.find(({ name }) => name === 'app')!,
    triple: 'x86_64-unknown-linux-musl',
    offer: {
      libraries: new Set(['z']),
      tools: new Set(),
      rustVersion: '1.96.0',
      environment: new Set(['CC_x86_64_unknown_linux_musl', 'LIBCLANG_PATH']),
    },
    rustflags: [],
    environment: {},
    profile: 'release',
    ...options,
  });
  return findings.map(({ severity, code, evidence }) => {
    return `${severity} ${code} ${evidence[0]?.file ?? ''}:${evidence[0]?.line ?? ''}`;
  });
}

const config = (text: string) => diagnose({ '.cargo/config.toml': text });

test('a package with nothing special', () => {
  expect(diagnose({})).toEqual([]);
});

/** Each was built in the image: what is an error failed, what is a note built and was static. */
test.each([
  ['-Ctarget-feature=-crt-static', 'warning dynamic-libc'],
  ['-Ctarget-feature=+sse4.2,-crt-static', 'warning dynamic-libc'],
  ['-Ctarget-cpu=native', 'warning cpu-of-build-machine'],
  ['-Clink-arg=-fuse-ld=mold', 'note linker-flag-not-used'],
  ['-Clinker=clang', 'note linker-flag-not-used'],
  ['-Cprefer-dynamic', 'note prefers-dynamic'],
  ['-Zshare-generics', 'error needs-nightly'],
  ['-Clink-arg=-no-pie', 'error no-pie'],
  ['-L/usr/lib/x86_64-linux-gnu', 'warning host-library-path'],
  ['-ldylib=ssl', 'warning links-shared-library'],
  ['-Clink-arg=-Wl,-z,stack-size=131072', 'warning small-stacks'],
])('the flag %s', (flag, expected) => {
  const text = `# flags\n[target.x86_64-unknown-linux-musl]\nrustflags = ["${flag}"]\n`;
  expect(config(text)).toEqual([`${expected} .cargo/config.toml:3`]);
  expect(diagnose({}, { rustflags: [flag] })).toEqual([`${expected} Cargo.toml:`]);
});

test.each([
  '-Ctarget-cpu=x86-64-v3',
  '-Ctarget-feature=+crt-static',
  '-Clto=thin',
  '-Clink-arg=-Wl,-z,stack-size=8388608',
])('the flag %s is fine', (flag) => {
  expect(config(`[build]\nrustflags = "${flag}"\n`)).toEqual([]);
});

test('flags for other targets do not count; those of a matching cfg do', () => {
  expect(config(`[target.aarch64-apple-darwin]\nrustflags = ["-Zx"]\n`)).toEqual([]);
  expect(config(`[target.'cfg(unix)']\nrustflags = ["-Zx"]\n`)).toEqual([
    'error needs-nightly .cargo/config.toml:2',
  ]);
});

test('flags in two arguments', () => {
  expect(normaliseFlags(['-C', 'target-cpu=native', '--codegen', 'lto', '-L', 'x', '-lz'])).toEqual(
    ['-Ctarget-cpu=native', '-Clto', '-Lx', '-lz'],
  );
});

test('settings that the build does not follow', () => {
  const text =
    '[build]\ntarget-dir = "/tmp/t"\nrustc-wrapper = "sccache"\ntarget = "x86_64-unknown-linux-gnu"\n' +
    '[target.x86_64-unknown-linux-musl]\nlinker = "musl-gcc"\n';
  expect(config(text)).toEqual([
    'note setting-not-used .cargo/config.toml:3',
    'note setting-not-used .cargo/config.toml:4',
    'note setting-not-used .cargo/config.toml:2',
    'note setting-not-used .cargo/config.toml:6',
  ]);
  expect(config('[build]\ntarget = "x86_64-unknown-linux-musl"\n')).toEqual([]);
  // A fetch does not follow it.
  expect(config('[net]\noffline = true\n')).toEqual([]);
});

test('environment of the configuration: what leads to the host, what replaces the image’s', () => {
  expect(config('[env]\nOPENSSL_DIR = "/usr"\nRUST_LOG = "info"\n')).toEqual([
    'warning host-variable .cargo/config.toml:2',
  ]);
  expect(config('[env]\nPKG_CONFIG_PATH = { value = "x", relative = true }\n')).toEqual([
    'warning host-variable .cargo/config.toml:2',
  ]);
  const forced = '[env]\nCC_x86_64_unknown_linux_musl = { value = "musl-gcc", force = true }\n';
  expect(config(forced)).toEqual(['warning image-variable-replaced .cargo/config.toml:2']);
  // Without force Cargo leaves what the image has set.
  expect(config(forced.replace(', force = true', ''))).toEqual([]);
});

test('fault: a variable for the target that the image does not set takes the place of nothing', () => {
  const environment = { CFLAGS_x86_64_unknown_linux_musl: '-std=gnu17', OPENSSL_NO_VENDOR: '1' };
  expect(diagnose({}, { environment })).toEqual([]);
  expect(diagnose({}, { environment: { LIBCLANG_PATH: '/x' } })).toEqual([
    'warning image-variable-replaced Cargo.toml:',
  ]);
});

test('environment of build-static', () => {
  const environment = { OPENSSL_DIR: '/x', CC_x86_64_unknown_linux_musl: 'gcc', GREETING: 'hello' };
  expect(diagnose({}, { environment })).toEqual([
    'warning host-variable Cargo.toml:',
    'warning image-variable-replaced Cargo.toml:',
  ]);
});

test.each([
  ['[profile.release]\nlto = true\n', 'note fat-lto Cargo.toml:6'],
  ['[profile.release]\npanic = "abort"\n', 'note panic-aborts Cargo.toml:6'],
  ['[profile.release]\nincremental = true\n', 'warning incremental-release Cargo.toml:6'],
  ['[profile.release]\nsplit-debuginfo = "packed"\n', 'note debuginfo-left-behind Cargo.toml:6'],
  ['[lib]\ncrate-type = ["dylib"]\n', 'error shared-crate-type Cargo.toml:6'],
  ['[lib]\ncrate-type = ["cdylib"]\n', 'note shared-crate-type Cargo.toml:6'],
  ['[lib]\ncrate-type = ["cdylib", "rlib"]\n', 'note shared-crate-type Cargo.toml:6'],
  ['rust-version = "1.97"\n', 'error rust-too-old Cargo.toml:5'],
])('the manifest: %j', (more, expected) => {
  const content = { 'Cargo.toml': packageToml('app', more), 'src/lib.rs': '' };
  expect(diagnose(content)).toEqual([expected]);
});

test('what Rust the image has is enough, and profiles of others do not count', () => {
  const more =
    'rust-version = "1.96"\n[profile.dev]\nincremental = true\n[profile.release]\nlto = "thin"\n';
  expect(diagnose({ 'Cargo.toml': packageToml('app', more) })).toEqual([]);
});

test('fault: a path dependency wants a newer Rust, of its own or by inheritance', () => {
  const files = {
    'Cargo.toml':
      '[workspace]\nmembers = ["app", "own", "heir"]\n[workspace.package]\nrust-version = "1.98"\n',
    'app/Cargo.toml': packageToml(
      'app',
      'rust-version = "1.70"\n[dependencies]\nown = { path = "../own" }\n[build-dependencies]\nheir = { path = "../heir" }\n',
    ),
    'app/src/main.rs': '',
    'own/Cargo.toml': packageToml('own', 'rust-version = "1.97.1"\n'),
    'own/src/lib.rs': '',
    'heir/Cargo.toml': packageToml('heir', 'rust-version.workspace = true\n'),
    'heir/src/lib.rs': '',
  };
  expect(diagnose(files)).toEqual([
    'error rust-too-old Cargo.toml:4',
    'error rust-too-old own/Cargo.toml:5',
  ]);
});

test('a profile that is not there; one in a member', () => {
  expect(diagnose({}, { profile: 'dist' })).toEqual(['error profile-missing Cargo.toml:1']);
  const member = {
    'Cargo.toml': '[workspace]\nmembers = ["app"]\n',
    'app/Cargo.toml': packageToml('app', '[profile.release]\nlto = true\n'),
    'app/src/main.rs': '',
  };
  expect(diagnose(member)).toEqual(['warning profile-not-used app/Cargo.toml:5']);
});

test('a toolchain file: what of it is not followed besides the channel, which chooses the image', () => {
  const file = (lines: string) => ({
    'rust-toolchain.toml': `[toolchain]\nchannel = "1.85"\n${lines}`,
  });
  expect(diagnose(file('components = ["rustfmt", "clippy", "llvm-tools"]\n'))).toEqual([]);
  expect(diagnose(file('components = ["rust-src", "rustc-dev"]\n'))).toEqual([
    'warning toolchain-component-missing rust-toolchain.toml:2',
    'warning toolchain-component-missing rust-toolchain.toml:2',
  ]);
  expect(
    diagnose(file('targets = ["x86_64-unknown-linux-musl", "wasm32-unknown-unknown"]\n')),
  ).toEqual(['note toolchain-target-missing rust-toolchain.toml:2']);
  expect(diagnose({ 'rust-toolchain': '' })).toEqual([]);
});

test('a build script that links what the image does not have', () => {
  const script = (line: string) => ({ 'build.rs': `fn main() {\n    ${line}\n}\n` });
  const links = (name: string) => script(`println!("cargo:rustc-link-lib=${name}");`);
  expect(diagnose(links('dylib=usb-1.0'))).toEqual(['warning links-missing-library build.rs:2']);
  expect(diagnose(links('static=z'))).toEqual([]);
  expect(diagnose(links('stdc++'))).toEqual([]);
  expect(diagnose(script('cc::Build::new().compile("x"); // rustc-link-lib=x'))).toEqual([]);
});

describe('sources that an ignore file hides', () => {
  const files = { 'src/main.rs': 'mod dist;\nfn main() {}\n', 'src/dist/mod.rs': '' };

  test('fault: a module in a folder that .gitignore hides is an error, with the line', () => {
    expect(diagnose({ ...files, '.gitignore': 'node_modules\ndist\n' })).toEqual([
      'error sources-hidden .gitignore:2',
    ]);
    expect(diagnose({ ...files, '.nxignore': 'dist\n' })).toEqual([
      'error sources-hidden .nxignore:1',
    ]);
  });

  test('fault: the module of a path dependency', () => {
    const found = diagnose({
      'Cargo.toml': packageToml('app', '[dependencies]\nlog = { path = "log" }\n'),
      'log/Cargo.toml': packageToml('log'),
      'log/src/lib.rs': 'mod dist;\n',
      'log/src/dist/mod.rs': '',
      '.gitignore': 'dist\n',
    });
    expect(found).toEqual(['error sources-hidden .gitignore:1']);
  });

  test('what is anchored, taken out again or holds no sources is nothing to say', () => {
    expect(diagnose({ ...files, '.gitignore': '/dist\n/target\n' })).toEqual([]);
    expect(diagnose({ ...files, '.gitignore': 'dist\n!src/dist\n' })).toEqual([]);
    expect(diagnose({ 'src/main.rs': '', 'src/log/a.txt': '', '.gitignore': 'log\n' })).toEqual([]);
  });

  test('a hidden source that no `mod` line names may be generated: a warning', () => {
    expect(diagnose({ 'src/generated.rs': '', '.gitignore': 'src/generated.rs\n' })).toEqual([
      'warning sources-hidden .gitignore:1',
    ]);
  });
});

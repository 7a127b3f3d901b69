import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { BuildWorkspace } from '../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

const newFolder = temporaryFolders();
const repository = join(__dirname, '../../../..');
const folder = 'dist/static/app/x86_64-unknown-linux-musl/release';
const token = 'ghs-9b1f6e';

/** Tells all of its environment but what differs from machine to machine or is in no program by itself. */
const buildScript = `use std::{env, fs, process::Command};
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let differs = ["HOME", "NUM_JOBS", "CARGO_MAKEFLAGS", "STATIX_CCACHE"];
    let mut told: Vec<_> = env::vars().filter(|(name, _)| !differs.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}")).collect();
    told.sort();
    let remote = std::net::UdpSocket::bind("0.0.0.0:0").and_then(|own| own.connect("192.0.2.1:9"));
    told.push(format!("a network: {}", remote.is_ok()));
    fs::write(format!("{out}/told"), told.join("\\n")).unwrap();
    let run = |program: &str, args: &[&str]| assert!(Command::new(program).args(args).status().unwrap().success());
    let (object, archive) = (format!("{out}/c.o"), format!("{out}/libc_part.a"));
    let source = format!("{}/part.c", env::var("CARGO_MANIFEST_DIR").unwrap());
    run(&env::var("CC_x86_64_unknown_linux_musl").unwrap(), &["-g", "-c", &source, "-o", &object]);
    run(&env::var("AR_x86_64_unknown_linux_musl").unwrap(), &["crs", &archive, &object]);
    println!("cargo:rustc-link-search={out}");
    println!("cargo:rustc-link-lib=static=c_part");
}
`;

/** Names its own places: where it was compiled, by Rust and by C. */
const mainFile = `extern "C" { fn place() -> *const std::ffi::c_char; }
fn main() {
    let place = unsafe { std::ffi::CStr::from_ptr(place()) };
    println!("{} {} {:?}", file!(), env!("OUT_DIR"), place);
    println!("{}", include_str!(concat!(env!("OUT_DIR"), "/told")));
    std::env::args().nth(9).expect("ten");
}
`;

/** Of a library: what a test sees of the machine that it runs on. */
const seesNothing = `#[test]
fn has_no_token() { assert!(std::env::var("GITHUB_TOKEN").is_err()); }
#[test]
fn has_no_network() {
    let error = std::net::TcpListener::bind("127.0.0.1:0").unwrap_err();
    assert_eq!(error.raw_os_error(), Some(97));
}
#[test]
fn has_an_empty_folder() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
    std::fs::write(folder.join("left"), "").unwrap();
}
`;

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app', 'tested']),
    ...crate('tested', { 'src/lib.rs': '', 'tests/sees.rs': seesNothing }),
    ...crate('app', {
      'src/main.rs': mainFile,
      'build.rs': buildScript,
      'part.c': 'const char *place(void) { return __FILE__; }\n',
    }),
  });
});

afterAll(() => workspace.remove());

/** Runs the executor in a container of the image, as a CI job has one: with a network and a token. */
async function runInside(
  executor: 'build' | 'test',
  project: string,
  options: Record<string, unknown> = {},
): Promise<string> {
  const { root, identity } = workspace;
  // Images that were built before there was this file have none.
  const told = join(realpathSync(newFolder()), 'identity');
  writeFileSync(told, `${identity.identity}\n`);
  const manifest = `crates/${project}/Cargo.toml`;
  const given = { manifest, image: 'image.json', runsOn: 'host' };
  const context = {
    ...{ root, projectName: project, targetName: `${executor}-static` },
    projectsConfigurations: {
      projects: { [project]: { root: `crates/${project}`, targets: {} } },
    },
  };
  const script = `require(${JSON.stringify(join(repository, `packages/cargo-musl/dist/bundles/${executor}.js`))})
    .default(${JSON.stringify({ ...given, ...options })}, ${JSON.stringify(context)})
    .then(({ success }) => { process.exitCode = success ? 0 : 1; });`;
  const mounts = [
    `${repository}:${repository}:ro`,
    `${root}:${root}`,
    `${realpathSync(process.execPath)}:/usr/local/bin/node:ro`,
    `${told}:/opt/statix/identity:ro`,
  ];
  const { all } = await execa(
    'docker',
    [
      ...[
        'run',
        '--rm',
        '--init',
        '--user',
        `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      ],
      ...mounts.flatMap((mount) => ['--volume', mount]),
      ...['--env', `GITHUB_TOKEN=${token}`, '--env', 'CI=true', '--env', 'NX_DAEMON=false'],
      ...['--workdir', root, identity.reference, 'node', '--eval', script],
    ],
    { all: true },
  );
  return all;
}

const taken = (name: string, place = folder): Buffer =>
  readFileSync(join(workspace.root, place, name));

test('inside of the image the program has the bytes that it has from a container, and sees no token', async () => {
  await workspace.build('app');
  const fromContainer = taken('app');
  const outputPath = 'dist/inside';
  const printed = await runInside('build', 'app', { outputPath });
  expect(printed).toContain('ISOLATION NONE');
  expect(printed).not.toContain(token);
  const inside = taken('app', outputPath);
  const says = async (place: string) =>
    (await execa(join(workspace.root, place, 'app'), { reject: false })).stdout.split('\n');
  // What differs is told by name.
  expect(await says(outputPath)).toEqual(await says(folder));
  const sum = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(sum(inside)).toBe(sum(fromContainer));
  const told = (await says(outputPath)).join('\n');
  expect(told).toContain('a network: false');
  expect(told).not.toContain(token);
  const manifestOf = (place: string): unknown =>
    JSON.parse(taken('app.build.json', place).toString('utf8'));
  // What the linker leaves is not taken from this machine: which processor C was compiled for is not known.
  expect(manifestOf(outputPath)).toEqual({
    ...Object(manifestOf(folder)),
    isolation: 'none',
    cpu: { native: null, rust: [] },
  });
});

test('tests run inside of the image see no token, no network, and nothing of a run before', async () => {
  const printed = await runInside('test', 'tested');
  expect(printed).toContain('ISOLATION NONE');
  expect(printed).toContain('3 tests passed  profile test  no network  RUN WITHOUT ISOLATION');
  const junit = taken('junit.xml', 'dist/test/tested/x86_64-unknown-linux-musl/test').toString();
  expect(junit).toContain('tests="3" failures="0" skipped="0"');
});

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const nowhere = { DOCKER_HOST: 'tcp://127.0.0.1:1' };

const registry = sharedRegistry();
let workspace: Workspace;

/** Which of the projects' build-static tasks ran, and which came from the cache. */
function builds(output: string): { ran: string[]; cached: string[] } {
  const tasks = [...output.matchAll(/nx run (\w+):build-static(?: +\[([^\]]*)\])?/g)];
  const by = (cached: boolean) =>
    [
      ...new Set(
        tasks.filter(([, , note]) => (note !== undefined) === cached).map(([, name]) => name!),
      ),
    ].sort();
  return { ran: by(false), cached: by(true) };
}

async function run(project: string, ...args: string[]): Promise<string> {
  return (await command(workspace.binary(project), args, { cwd: workspace.root })).output.trim();
}

beforeAll(async () => {
  workspace = await rustWorkspace('static-binary', registry);
});

test('nx add sets the workspace up, and a second init changes nothing', async () => {
  expect(JSON.parse(workspace.read('nx.json'))).toMatchObject({ plugins: ['@statix/nx'] });
  expect(workspace.read('.gitignore')).toBe('node_modules\n.nx\n/dist\n/target\n');
  const { devDependencies } = JSON.parse(workspace.read('package.json')) as {
    devDependencies: Record<string, string>;
  };
  expect(Object.keys(devDependencies)).toEqual(
    expect.arrayContaining([
      '@statix/nx',
      '@statix/image',
      '@statix/cargo-musl',
      '@statix/verify',
      '@statix/upx',
      '@statix/package',
    ]),
  );
  await workspace.nxSucceeds(['g', '@statix/nx:init']);
  expect(await workspace.succeed('git', ['status', '--porcelain'])).toBe('');
});

test('build-static makes a static binary with C in it', async () => {
  const output = await workspace.nxSucceeds(['run', 'first:build-static']);
  expect(output).toContain('dist/static/first/x86_64-unknown-linux-musl/release/first');
  expect(await run('first', 'everyone')).toBe('hello everyone 1441');
});

test('static proves it, and everything comes from the cache with no engine', async () => {
  const proven = await workspace.nxSucceeds(['run-many', '-t', 'static']);
  expect(proven).toMatch(/PASS first .*static-pie/);
  const again = await workspace.nxSucceeds(['run-many', '-t', 'static'], { env: nowhere });
  expect(builds(again)).toEqual({ ran: [], cached: ['first', 'second', 'third'] });
  expect(again).toMatch(
    /Nx read the output from the cache instead of running the command for \d+ out of \d+ tasks/,
  );
});

test('outputs come back after dist is deleted, with no engine', async () => {
  rmSync(join(workspace.root, 'dist'), { recursive: true });
  await workspace.nxSucceeds(['run-many', '-t', 'static'], { env: nowhere });
  expect(await run('first', 'x')).toBe('hello x 684');
  expect(existsSync(`${workspace.binary('first')}.build.json`)).toBe(true);
  expect(
    existsSync(
      join(workspace.root, 'dist/verify/first/x86_64-unknown-linux-musl/release/first.verify.json'),
    ),
  ).toBe(true);
});

test('after a source edit only that project is built, and the binary is new', async () => {
  workspace.edit('crates/second/src/main.rs', (text) => text.replace('second:', 'second!'));
  const output = await workspace.nxSucceeds(['run-many', '-t', 'build-static']);
  expect(builds(output)).toEqual({ ran: ['second'], cached: ['first', 'third'] });
  expect(await run('second')).toBe('second! hello you');
});

test('after an edit of a shared crate its dependents are built, the same size or reverted', async () => {
  workspace.edit('crates/shared/src/lib.rs', (text) => text.replace('hello', 'HELLO'));
  const edited = await workspace.nxSucceeds(['run-many', '-t', 'build-static']);
  expect(builds(edited)).toEqual({ ran: ['first', 'second'], cached: ['third'] });
  expect(await run('second')).toBe('second! HELLO you');

  workspace.edit('crates/shared/src/lib.rs', (text) => text.replace('HELLO', 'hallo'));
  await workspace.nxSucceeds(['run', 'second:build-static']);
  expect(await run('second')).toBe('second! hallo you');

  workspace.edit('crates/shared/src/lib.rs', (text) => text.replace('hallo', 'HELLO'));
  await workspace.nxSucceeds(['run', 'second:build-static', '--skipNxCache']);
  expect(await run('second')).toBe('second! HELLO you');
  workspace.edit('crates/shared/src/lib.rs', (text) => text.replace('HELLO', 'hello'));
});

test('C source counts too', async () => {
  workspace.edit('crates/first/native/sum.c', (text) => text.replace('total = 0', 'total = 1'));
  const output = await workspace.nx(['run', 'first:build-static']);
  expect(output.status).toBe(0);
  expect(await run('first', 'x')).toBe('hello x 685');
  workspace.edit('crates/first/native/sum.c', (text) => text.replace('total = 1', 'total = 0'));
});

test('a neighbour that is no input is not there: the build says so and names the remedy', async () => {
  workspace.write({
    'secret/version.txt': '1\n',
    'crates/third/build.rs': `fn main() {
    let text = std::fs::read_to_string("../../secret/version.txt").expect("cannot read the version");
    println!("cargo:rustc-env=VERSION={}", text.trim());
}
`,
    'crates/third/src/main.rs': 'fn main() {\n    println!("third {}", env!("VERSION"));\n}\n',
  });
  const refused = await workspace.nx(['run', 'third:build-static']);
  expect(refused.status).not.toBe(0);
  expect(refused.output).toContain('cannot read the version');
  expect(refused.output).toContain('STATIX_BUILD_FAILED');
  expect(refused.output).toContain('extraInputs');

  workspace.edit(
    'crates/third/Cargo.toml',
    (text) =>
      `${text}\n[package.metadata.statix.build-static]\nextraInputs = ["secret/version.txt"]\n`,
  );
  await workspace.nxSucceeds(['run', 'third:build-static']);
  expect(await run('third')).toBe('third 1');

  workspace.write({ 'secret/version.txt': '2\n' });
  await workspace.nxSucceeds(['run', 'third:build-static']);
  expect(await run('third')).toBe('third 2');
});

test("after a wrong edit cargo's error is shown, the exit code is not 0, the old binary stays", async () => {
  const before = workspace.read('crates/second/src/main.rs');
  workspace.write({ 'crates/second/src/main.rs': 'fn main() { let x: u32 = "text"; }\n' });
  const failed = await workspace.nx(['run', 'second:build-static']);
  expect(failed.status).not.toBe(0);
  expect(failed.output).toMatch(/error\[E0308\]: mismatched types/);
  expect(failed.output.match(/STATIX_BUILD_FAILED/g)).toHaveLength(1);
  expect(await run('second')).toContain('second!');
  workspace.write({ 'crates/second/src/main.rs': before });
});

test('compress-static packs what is proven, beside the original', async () => {
  workspace.edit('crates/first/Cargo.toml', (text) =>
    text.replace(
      '[package.metadata',
      '[package.metadata.statix]\ncompress-static = true\n\n[package.metadata',
    ),
  );
  const output = await workspace.nxSucceeds(['run', 'first:static']);
  expect(output).toMatch(/PASS dist\/upx\/first\/\S+\/first .*unpacks to the same bytes/);
  const packed = join(workspace.root, 'dist/upx/first/x86_64-unknown-linux-musl/release/first');
  const { output: said } = await command(packed, ['x'], { cwd: workspace.root });
  expect(said.trim()).toBe('hello x 684');
  // What is inside cannot be read from a packed file.
  for (const name of ['first.cdx.json', 'first.contents.json', 'first.notices.txt'])
    expect(existsSync(join(packed, '..', name))).toBe(true);
  expect(await run('first', 'x')).toBe('hello x 684');
});

test('STATIX_COMPRESS=0 delivers the original, and each value has its own place in the cache', async () => {
  const packed = join(workspace.root, 'dist/upx/first/x86_64-unknown-linux-musl/release/first');
  const original = readFileSync(workspace.binary('first'));
  const off = { env: { STATIX_COMPRESS: '0' } };
  const output = await workspace.nxSucceeds(['run', 'first:static'], off);
  expect(output).toMatch(/release\/first {2}\d+ bytes {2}profile release: .*, not packed/);
  expect(readFileSync(packed).equals(original)).toBe(true);
  const without = { env: nowhere };
  const again = await workspace.nxSucceeds(['run', 'first:static'], without);
  expect(again).toMatch(/release\/first {2}\d+ bytes {2}profile release: .*, packed/);
  expect(readFileSync(packed).byteLength).toBeLessThan(original.byteLength);
  await workspace.nxSucceeds(['run', 'first:static'], { env: { ...nowhere, ...off.env } });
  expect(readFileSync(packed).equals(original)).toBe(true);
});

test('an option of static reaches the step that it is for, and a configuration all of them', async () => {
  const dev = await workspace.nxSucceeds([
    'run',
    'second:static',
    '--profile=dev',
    '--expectedExitCode=0',
  ]);
  const folder = 'dist/static/second/x86_64-unknown-linux-musl';
  expect(dev).toMatch(/`dev` profile/);
  expect(dev).toMatch(new RegExp(`${folder}/dev/second .* profile dev: built, verified`));
  expect(dev).not.toContain(`${folder}/release`);

  const configured = await workspace.nxSucceeds(['run', 'second:static', '-c', 'dev']);
  expect(configured).toMatch(new RegExp(`${folder}/dev/second .* profile dev: built, verified`));

  // The build is given what verify-static is given, and takes the profile.
  const verified = await workspace.nxSucceeds(['run', 'second:verify-static', '--profile=dev']);
  expect(verified).toContain('matches-build-manifest');
});

test('fault: an option that no step knows, or that means something else to each, builds nothing', async () => {
  for (const [option, code] of [
    ['--bogus=1', "STATIX_OPTION_UNKNOWN  second:static has no option 'bogus'"],
    ['--profil=dev', "Did you mean 'profile'?"],
    ['--outputPath=out', "STATIX_OPTION_AMBIGUOUS  second:static cannot take 'outputPath'"],
  ] as const) {
    const { status, output } = await workspace.nx(['run', 'second:static', option]);
    expect(status).not.toBe(0);
    expect(output).toContain(code);
    expect(output).not.toContain('Compiling');
  }
  expect(existsSync(join(workspace.root, 'out'))).toBe(false);
});

test('fault: what another profile left behind is not proven in the place of what was built', async () => {
  workspace.write({
    'crates/second/project.json': JSON.stringify({
      name: 'second',
      targets: { 'verify-static': { options: { profile: 'dev' } } },
    }),
  });
  const { status, output } = await workspace.nx(['run', 'second:verify-static']);
  expect(status).not.toBe(0);
  expect(output).toContain('STATIX_STEPS_DIFFER');
  expect(output).toContain('npx nx run second:verify-static --profile=dev');
  await workspace.nxSucceeds(['run', 'second:verify-static', '--profile=dev']);
  rmSync(join(workspace.root, 'crates/second/project.json'));
});

test('plan-static shows what would run and runs nothing', async () => {
  rmSync(join(workspace.root, 'dist/static/second'), { recursive: true, force: true });
  const output = await workspace.nxSucceeds(['run', 'second:plan-static'], { env: nowhere });
  expect(output).toMatch(/build-static[^]*cargo build --offline .*crates\/second\/Cargo.toml/);
  expect(output).toContain('crates/shared/**/*');
  expect(existsSync(join(workspace.root, 'dist/static/second'))).toBe(false);
});

test('the daemon sees an edit as well', async () => {
  const env = { NX_DAEMON: 'true', CI: '' };
  try {
    await workspace.nxSucceeds(['run', 'second:build-static'], { env });
    writeFileSync(
      join(workspace.root, 'crates/second/src/main.rs'),
      'fn main() {\n    println!("daemon");\n}\n',
    );
    await workspace.nxSucceeds(['run', 'second:build-static'], { env });
    expect(await run('second')).toBe('daemon');
  } finally {
    await workspace.nx(['daemon', '--stop'], { env });
  }
});

test('a program says its commit, and a commit that changes nothing of it is a hit for the build', async () => {
  await workspace.nxSucceeds(['g', '@statix/nx:revision', 'second']);
  workspace.write({
    'crates/second/src/main.rs': `mod revision;
fn main() {
    println!("second {}", revision::revision().unwrap_or("unknown revision"));
}
`,
  });
  const commit = async (message: string): Promise<string> => {
    await workspace.commit(message);
    return (await workspace.succeed('git', ['rev-parse', 'HEAD'])).trim();
  };
  const stamped = join(
    workspace.root,
    'dist/stamped/second/x86_64-unknown-linux-musl/release/second',
  );
  const said = async (): Promise<string> =>
    (await command(stamped, [], { cwd: workspace.root })).output.trim();

  const first = await commit('says its revision');
  await workspace.nxSucceeds(['run', 'second:static']);
  expect(await said()).toBe(`second ${first}`);
  expect(await run('second')).toBe('second unknown revision');

  workspace.write({ 'NOTES.md': 'nothing of a program\n' });
  const next = await commit('notes');
  const output = await workspace.nxSucceeds(['run', 'second:static']);
  expect(builds(output)).toEqual({ ran: [], cached: ['second'] });
  expect(await said()).toBe(`second ${next}`);

  workspace.write({ 'NOTES.md': 'not committed\n' });
  await workspace.nxSucceeds(['run', 'second:stamp-static']);
  expect(await said()).toBe(`second ${next}-dirty`);
});

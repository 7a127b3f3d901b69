import { execa } from 'execa';
import { sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(20 * 60 * 1000);

const registry = sharedRegistry();
let workspace: Workspace;

const passing = `#[test]
fn greets() {
    assert_eq!(shared::greet("you"), "hello you");
}
`;

const program = `use std::process::Command;

#[test]
fn sums() {
    let output = Command::new(env!("CARGO_BIN_EXE_first")).arg("world").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "hello world 1116\\n");
}
`;

const ends = `fn main() {
    println!("{:?}", std::env::args().skip(1).collect::<Vec<_>>());
    std::process::exit(3);
}
`;

beforeAll(async () => {
  workspace = await rustWorkspace('test-static', registry);
  workspace.write({
    'crates/shared/tests/greets.rs': passing,
    'crates/first/tests/sums.rs': program,
    'crates/second/src/main.rs': ends,
  });
  await workspace.commit('tests');
});

const all = ['run-many', '-t', 'test-static,check-static', '-p', 'shared,first'];

test('tests and checks of a library and a program run in the image, and then come from the cache', async () => {
  const fresh = await workspace.nxSucceeds(all);
  expect(fresh).toContain('test greets ... ok');
  expect(fresh).toContain('test sums ... ok');
  expect(fresh).toMatch(/cargo check: 0 warnings {2}profile dev/);
  expect(workspace.read('dist/test/shared/x86_64-unknown-linux-musl/test/junit.xml')).toContain(
    '<testcase name="greets" classname="tests/greets.rs"/>',
  );
  workspace.remove('dist/test');
  const cached = await workspace.nxSucceeds(all);
  expect(cached).toContain('Nx read the output from the cache instead of running the command for');
  expect(cached).toContain('test greets ... ok');
  expect(workspace.read('dist/test/shared/x86_64-unknown-linux-musl/test/junit.xml')).toContain(
    'greets',
  );
});

test('an edit of a test runs the tests again and builds nothing, and a failure has a name', async () => {
  const build = ['run', 'first:build-static'];
  await workspace.nxSucceeds(build);
  workspace.edit('crates/first/tests/sums.rs', (text) => text.replace('1116', '1117'));
  const failed = await workspace.nx(
    ['run', 'first:test-static', '--outputStyle=stream-without-prefixes'],
    {
      env: { GITHUB_ACTIONS: 'true' },
    },
  );
  expect(failed.status).toBe(1);
  expect(failed.output).toMatch(/^::error file=crates\/first\/tests\/sums\.rs,line=6,/m);
  expect(failed.output).toContain('STATIX_TESTS_FAILED');
  expect(failed.output).toContain('1 of 1 test of first failed');
  expect(failed.output).toContain('sums  (tests/sums.rs)');
  expect(failed.output).toContain('nx run first:test-static --filter=sums');
  expect(await workspace.nxSucceeds(build)).toContain('for 3 out of 3 tasks');
  const filtered = await workspace.nxSucceeds(['run', 'first:test-static', 'nothing_of_the_kind']);
  expect(filtered).toContain('0 tests passed');
  await workspace.reset();
});

test('which lines of a library run is counted, and comes from the cache as well', async () => {
  const counted = ['run', 'shared:test-static', '--coverage', '--testRunner=nextest'];
  const lcov = 'dist/test/shared/x86_64-unknown-linux-musl/test/coverage.lcov';
  for (const from of ['the tests', 'the cache']) {
    const output = await workspace.nxSucceeds(counted);
    expect([from, output]).toEqual([from, expect.stringMatching(/Coverage: .* of the lines/)]);
    expect(output).toContain('crates/shared/src/lib.rs');
    expect(workspace.read(lcov)).toContain('SF:crates/shared/src/lib.rs\n');
    workspace.remove('dist/test');
  }
});

test('the program runs with what follows on the command line, here and in an empty container', async () => {
  const typed = ['run', 'second:run-static', '--', 'a word', '--profile=x', '-y'];
  for (const place of ['here', 'container']) {
    const { status, output } = await workspace.nx(typed, { env: { STATIX_RUN: place } });
    expect(output).toContain('["a word", "--profile=x", "-y"]');
    expect(output).toContain('second ended with exit code 3');
    expect(status).toBe(1);
  }
});

test('a shell has the files, the environment and the rules of the build; a printed command has them too', async () => {
  const command = 'ls crates/third/src && cargo build --offline --quiet; ls /sys/class/net';
  const ran = await workspace.nxSucceeds(['run', 'third:shell-static', `--command=${command}`]);
  expect(ran).toContain('main.rs');
  expect(ran).toMatch(/\blo$/m);
  const failed = await workspace.nx(['run', 'third:shell-static', '--command=exit 4']);
  expect(failed.output).toContain('The command ended with exit code 4');
  const library = ['run', 'shared:shell-static', '--command=ls crates/shared/src'];
  expect(await workspace.nxSucceeds(library)).toContain('lib.rs');
  const none = await workspace.nx(['run', 'third:shell-static']);
  expect(none.output).toContain('STATIX_TERMINAL_MISSING');
  const printed = await workspace.nxSucceeds([
    ...['run', 'third:shell-static', '--printCommand', '--command=pwd; ls crates/third/src; id -u'],
  ]);
  const line = printed.split('\n').find((one) => one.includes('id=$(docker '));
  // A pipe is no terminal; all else is as it is printed.
  const typed = line!.slice(line!.indexOf('(unset ')).replace(' --tty ', ' ');
  const { stdout } = await execa('sh', ['-c', typed], { cwd: '/' });
  const uid = String(process.getuid?.() ?? 0);
  expect(stdout.split('\n').slice(-3)).toEqual(['/workspace', 'main.rs', uid]);
});

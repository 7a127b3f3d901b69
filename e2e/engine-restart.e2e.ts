import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { bridgeAddress } from '../packages/cargo-musl/src/testing/bridge-address';
import { command, succeed, type Finished } from './harness/command';
import { sharedRegistry } from './harness/registry';
import { triple } from './harness/repository';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(10 * 60 * 1000);

/** Of an engine that is started again when it ends, and that nobody else uses (tools/matrix/newer-engine.mjs). */
const pidFile = process.env['STATIX_E2E_ENGINE_PID'];

const registry = sharedRegistry();
let workspace: Workspace;

beforeAll(async () => {
  if (pidFile === undefined)
    throw new Error('npm run test:matrix runs this, with an engine for it');
  workspace = await rustWorkspace('engine-restart', registry);
  await workspace.nxSucceeds(['run', 'third:build-static']);
});

afterEach(async () => {
  await workspace.reset();
});

/** A package of the workspace in whose build script time passes. */
const asleep = {
  'crates/third/build.rs': `fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    std::thread::sleep(std::time::Duration::from_secs(600));
}
`,
};

describe.each(['SIGTERM', 'SIGKILL'] as const)('an engine that ends by %s', (how) => {
  test('fault: while a program is built', async () => {
    workspace.write(asleep);
    workspace.remove('dist/static/third');
    await isTold(await ending(how, ['run', 'third:build-static'], 'Compiling third'));
    const folder = `dist/static/third/${triple}/release`;
    expect((await command('ls', [folder], { cwd: workspace.root })).status).toBe(2);
    await workspace.reset();
    await workspace.nxSucceeds(['run', 'third:build-static', '--skipNxCache']);
    const { output } = await command(workspace.binary('third'), [], { cwd: workspace.root });
    expect(output).toContain('third');
  });

  test('fault: while tests run', async () => {
    workspace.write({
      'crates/third/tests/long.rs': `#[test]
fn long() {
    std::thread::sleep(std::time::Duration::from_secs(600));
}
`,
    });
    await isTold(await ending(how, ['run', 'third:test-static'], 'running 1 test'));
    workspace.write({ 'crates/third/tests/long.rs': '#[test]\nfn short() {}\n' });
    expect(await workspace.nxSucceeds(['run', 'third:test-static'])).toMatch(
      /test short \.\.\. ok/,
    );
  });

  test('fault: while somebody works in the shell', async () => {
    // Nx shows the command as it is typed, before anything runs.
    const command = 'echo here $((6 * 7)); sleep 600';
    await isTold(
      await ending(how, ['run', 'third:shell-static', `--command=${command}`], 'here 42'),
    );
    const shell = ['run', 'third:shell-static', '--command=echo again'];
    expect(await workspace.nxSucceeds(shell)).toMatch(/^.*again$/m);
  });

  test('fault: while crates are fetched', async () => {
    let end = (): void => undefined;
    const mirror = await silent(() => {
      end();
    });
    try {
      workspace.write({
        '.cargo/config.toml': `[source.crates-io]
replace-with = "mirror"

[source.mirror]
registry = "sparse+http://${bridgeAddress()}:${portOf(mirror)}/${how}/"
`,
      });
      end = () => {
        endEngine(how);
      };
      await isTold(await workspace.nx(['run', 'first:build-static']));
    } finally {
      mirror.close();
    }
    await workspace.reset();
    await workspace.nxSucceeds(['run', 'first:build-static', '--skipNxCache']);
  });
});

/** Ends the engine when a run has printed something. */
async function ending(how: NodeJS.Signals, args: string[], when: string): Promise<Finished> {
  let isEnded = false;
  const finished = await workspace.nx([...args, '--skipNxCache'], {
    watch: (output) => {
      if (isEnded || !output.includes(when)) return;
      isEnded = true;
      endEngine(how);
    },
  });
  expect(isEnded).toBe(true);
  return finished;
}

function endEngine(how: NodeJS.Signals): void {
  process.kill(Number(readFileSync(pidFile ?? '', 'utf8')), how);
}

async function engineIsBack(): Promise<void> {
  for (;;) {
    const { status } = await command('docker', ['version'], { cwd: workspace.root });
    if (status === 0) return;
  }
}

/** It is the engine's fault, it is said once, and nothing of Statix is left on it. */
async function isTold({ status, output }: Finished): Promise<void> {
  expect(status).not.toBe(0);
  expect(output.match(/STATIX_[A-Z_]+(?=  )/g)).toEqual(['STATIX_ENGINE_LOST']);
  expect(output).not.toMatch(/^\s+at .*\.js:\d+/m);
  await engineIsBack();
  // What a run could not remove while there was no engine, the next one does.
  await workspace.nx(['run', 'second:build-static', '--skipNxCache']);
  const filter = ['--filter', 'label=dev.statix.run', '--format', '{{.Names}} {{.Status}}'];
  expect(await succeed('docker', ['ps', '--all', ...filter], { cwd: workspace.root })).toBe('');
}

/** A server that answers nothing. */
async function silent(connected: () => void): Promise<Server> {
  const server = createServer(connected);
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return address.port;
}

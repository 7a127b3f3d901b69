import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execaSync } from 'execa';

export interface CargoResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** What this package says is compared with; older ones read other TOML and other configuration. */
const oldestCargo = 95;

const reason = `not compared with cargo: this machine has no cargo 1.${oldestCargo} or later`;
if (minorVersion() < oldestCargo) console.log(reason);
else if (!hasMuslTarget())
  console.log('not compared with rustc: no x86_64-unknown-linux-musl target');

/** `describe` where the machine has a cargo to compare with, and skipped where it has none. */
export const describeWithCargo = minorVersion() >= oldestCargo ? describe : describe.skip;

/** As {@link describeWithCargo}, where it can also build for musl. */
export const describeWithMuslTarget =
  minorVersion() >= oldestCargo && hasMuslTarget() ? describe : describe.skip;

let cargoHome: string | undefined;
let toolchain: string | undefined;

afterAll(() => {
  if (cargoHome !== undefined) rmSync(cargoHome, { recursive: true, force: true });
});

/** Runs the machine's cargo without network, with a Cargo home of its own so that no user's settings count. */
export function cargo(directory: string, ...args: string[]): CargoResult {
  cargoHome ??= mkdtempSync(join(tmpdir(), 'statix-cargo-home-'));
  toolchain ??= activeToolchain();
  const { exitCode, stdout, stderr } = execaSync('cargo', args, {
    cwd: directory,
    extendEnv: false,
    env: {
      ...cleanEnvironment(),
      CARGO_HOME: cargoHome,
      CARGO_NET_OFFLINE: 'true',
      CARGO_TERM_COLOR: 'never',
      RUSTUP_TOOLCHAIN: toolchain,
    },
    reject: false,
  });
  return { ok: exitCode === 0, stdout, stderr };
}

/** Named, so that rustup does not act on the toolchain files that tests write. */
function activeToolchain(): string {
  return basename(rustc('--print', 'sysroot'));
}

function minorVersion(): number {
  const { stdout } = execaSync('cargo', ['--version'], { cwd: tmpdir(), reject: false });
  return Number(/^cargo 1\.(\d+)\./.exec(stdout)?.[1] ?? 0);
}

function hasMuslTarget(): boolean {
  return existsSync(rustc('--print', 'target-libdir', '--target', 'x86_64-unknown-linux-musl'));
}

function rustc(...args: string[]): string {
  return execaSync('rustc', args, { cwd: tmpdir(), reject: false }).stdout;
}

/** Without what would change cargo's mind: flags, wrappers, target directories. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(CARGO_(?!HOME)|RUSTC|RUSTFLAGS|RUSTDOCFLAGS)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

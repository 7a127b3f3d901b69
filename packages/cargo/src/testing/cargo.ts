import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface CargoResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

let cargoHome: string | undefined;
let toolchain: string | undefined;

/** Runs the machine's cargo without network, with a Cargo home of its own so that no user's settings count. */
export function cargo(directory: string, ...args: string[]): CargoResult {
  cargoHome ??= mkdtempSync(join(tmpdir(), 'statix-cargo-home-'));
  toolchain ??= activeToolchain();
  const result = spawnSync('cargo', args, {
    cwd: directory,
    encoding: 'utf8',
    env: {
      ...cleanEnvironment(),
      CARGO_HOME: cargoHome,
      CARGO_NET_OFFLINE: 'true',
      CARGO_TERM_COLOR: 'never',
      RUSTUP_TOOLCHAIN: toolchain,
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: result.status === 0, stdout: result.stdout, stderr: result.stderr };
}

/** Named, so that rustup does not act on the toolchain files that tests write. */
function activeToolchain(): string {
  const { stdout } = spawnSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8', cwd: tmpdir() });
  return basename(stdout.trim());
}

/** Without what would change cargo's mind: flags, wrappers, target directories. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const dropped = /^(CARGO_(?!HOME)|RUSTC|RUSTFLAGS|RUSTDOCFLAGS)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name)));
}

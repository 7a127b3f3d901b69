import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { StatixError } from '@statix/contract';
import { fetchArguments } from '../cargo/arguments.js';
import type { CargoRequest } from '../cargo/cargo-options.js';
import type { OwnFiles } from '../credentials/own-files.js';
import type { StagedFile } from '../staging/staged-file.js';
import type { JobOutput, JobResult } from '../workbench/workbench.js';

export interface HostFetchRequest extends Pick<CargoRequest, 'options' | 'package'> {
  /** Repository-relative folder of the Cargo workspace. */
  readonly workspaceRoot: string;
  /** By the absolute folder of the workspace. */
  readonly files: (workspace: string) => readonly StagedFile[];
  /** `config.toml` for a home of its own. */
  readonly config: string;
  /** Absolute paths of the user's credentials, as far as there are any. */
  readonly credentials: readonly string[];
  readonly own: OwnFiles;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onOutput: JobOutput;
}

/** Names a toolchain, which rustup would download or run: of the repository's choice. */
const TOOLCHAIN = /(^|\/)rust-toolchain(\.toml)?$/;

/**
 * Downloads locked crates by this machine's own cargo, as its user: with every credential that it can reach
 * (`STATIX_FETCH=host`). It sees what a fetch in a container sees, in a folder that is removed afterwards,
 * and has a Cargo home of its own.
 *
 * @param use gets the Cargo home of a fetch that succeeded
 * @throws StatixError STATIX_HOST_CARGO_NOT_FOUND, STATIX_HOST_FETCH_REFUSED
 */
export async function withHostFetch<T>(
  request: HostFetchRequest,
  use: (cargoHome: string) => Promise<T>,
): Promise<T | { readonly result: JobResult; readonly value: undefined }> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'statix-fetch-'));
  try {
    requireNoConfigAbove(folder);
    const [cargoHome, workspace] = [join(folder, 'home'), join(folder, 'workspace')];
    await mkdir(cargoHome);
    await writeFile(join(cargoHome, 'config.toml'), request.config);
    for (const path of request.credentials)
      await symlink(path, join(cargoHome, 'credentials.toml'));
    const files = request.files(workspace).filter(({ path }) => !TOOLCHAIN.test(path));
    for (const { path, content } of files) {
      await mkdir(dirname(join(workspace, path)), { recursive: true });
      await writeFile(join(workspace, path), content);
    }
    const exitCode = await runCargo(request, workspace, cargoHome);
    if (exitCode !== 0) return { result: { exitCode, oomKilled: false }, value: undefined };
    return await use(cargoHome);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCargo(
  request: HostFetchRequest,
  workspace: string,
  cargoHome: string,
): Promise<number> {
  const { own, env, signal, onOutput, workspaceRoot } = request;
  const paths = { workspace, cargoHome, target: join(workspace, 'target'), home: own.home };
  const [program = 'cargo', ...args] = fetchArguments(request, paths);
  const { execa } = await import('execa');
  const cargo = execa(program, args, {
    cwd: join(workspace, workspaceRoot),
    env: {
      ...env,
      PATH: own.searchPath,
      CARGO_HOME: cargoHome,
      RUSTC_WRAPPER: '',
      RUSTC_WORKSPACE_WRAPPER: '',
      CARGO_TERM_COLOR: 'never',
      CARGO_TERM_PROGRESS_WHEN: 'never',
    },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    cancelSignal: signal,
    reject: false,
  });
  const [{ exitCode, code }] = await Promise.all([
    cargo,
    pump(cargo.stdout, onOutput.stdout),
    pump(cargo.stderr, onOutput.stderr),
  ]);
  signal.throwIfAborted();
  if (code === 'ENOENT') throw cargoNotFound();
  return exitCode ?? 1;
}

async function pump(output: Readable, take: JobOutput['stdout']): Promise<void> {
  for await (const chunk of output) if (Buffer.isBuffer(chunk)) await take(chunk);
}

/** Cargo reads the configuration of every folder above: others may write to that of temporary files. */
function requireNoConfigAbove(folder: string): void {
  for (let at = dirname(folder); ; at = dirname(at)) {
    const found = [
      '.cargo/config.toml',
      '.cargo/config',
      'Cargo.toml',
      'rust-toolchain.toml',
      'rust-toolchain',
    ]
      .map((name) => join(at, name))
      .find((path) => existsSync(path));
    if (found !== undefined) throw refused(found);
    if (at === dirname(at)) return;
  }
}

function refused(found: string): StatixError {
  return new StatixError({
    code: 'STATIX_HOST_FETCH_REFUSED',
    what: `${found} would decide how this machine’s cargo fetches`,
    why: 'With STATIX_FETCH=host cargo runs in the folder for temporary files, and reads such files in all folders above.',
    remedies: [
      { text: 'Have the folder elsewhere:', snippet: 'export TMPDIR=<folder>' },
      { text: 'Or fetch in a container:', snippet: 'unset STATIX_FETCH' },
    ],
  });
}

function cargoNotFound(): StatixError {
  return new StatixError({
    code: 'STATIX_HOST_CARGO_NOT_FOUND',
    what: 'STATIX_FETCH=host, and there is no cargo on this machine’s PATH',
    why: 'Folders of the workspace do not count.',
    remedies: [
      'Install Rust, or put cargo on PATH.',
      { text: 'Or fetch in a container:', snippet: 'unset STATIX_FETCH' },
    ],
  });
}

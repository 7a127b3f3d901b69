import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { BuildWorkspace } from '../build-workspace.js';

const kept = join(__dirname, '../../../../..', 'tmp/matrix/registries');

/** Of a program's published lock what not every mirror of crates.io has, and the version in its place. */
const replaced: Readonly<Record<string, readonly [locked: string, version: string]>> = {
  'kellnr@6.13.0': ['webpki-roots@1.0.11', '1.0.10'],
};

/** Whether the program works does not depend on how well it is optimised. */
const quick = `
[profile.quick]
inherits = "dev"
debug = false
incremental = false
codegen-units = 256
`;

/**
 * A program of crates.io as Statix builds it, with the lock that its authors have published. Built once for
 * each version: it takes minutes.
 *
 * @returns path of it
 */
export async function builtProgram(crate: string, version: string): Promise<string> {
  const program = join(kept, `${crate}-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(kept, { recursive: true });
  const workspace = await BuildWorkspace.create({});
  try {
    const folder = join(workspace.root, 'crates', crate);
    cpSync(sourcesOf(crate, version), folder, { recursive: true });
    appendFileSync(join(folder, 'Cargo.toml'), quick);
    const [locked, other = ''] = replaced[`${crate}@${version}`] ?? [];
    if (locked !== undefined) ofCratesIo(['update', locked, '--precise', other], folder);
    await workspace.build(crate, { profile: 'quick' });
    const built = `dist/static/${crate}/x86_64-unknown-linux-musl/quick/${crate}`;
    copyFileSync(join(workspace.root, built), `${program}.part`);
    renameSync(`${program}.part`, program);
    return program;
  } finally {
    await workspace.remove();
  }
}

/** Cargo compares them with the sha256 of the registry's index. */
function sourcesOf(crate: string, version: string): string {
  // The one command that unpacks a crate alone: a program is nobody's dependency, and fetching it as one
  // would fetch all that it depends on.
  ofCratesIo(['info', '--quiet', `${crate}@${version}`], kept);
  const sources = join(kept, 'cargo/registry/src');
  const [registry = ''] = readdirSync(sources);
  return join(sources, registry, `${crate}-${version}`);
}

function ofCratesIo(args: readonly string[], cwd: string): void {
  execaSync('cargo', args, { cwd, env: { CARGO_HOME: join(kept, 'cargo') } });
}

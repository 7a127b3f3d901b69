import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { BuildWorkspace } from '../build-workspace.js';

const kept = join(__dirname, '../../../../..', 'tmp/matrix/registries');

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
  const workspace = await BuildWorkspace.create({});
  try {
    const folder = join(workspace.root, 'crates', crate);
    cpSync(sourcesOf(crate, version), folder, { recursive: true });
    appendFileSync(join(folder, 'Cargo.toml'), quick);
    await workspace.build(crate, { profile: 'quick' });
    const built = `dist/static/${crate}/x86_64-unknown-linux-musl/quick/${crate}`;
    copyFileSync(join(workspace.root, built), `${program}.part`);
    chmodSync(`${program}.part`, 0o755);
    renameSync(`${program}.part`, program);
    return program;
  } finally {
    await workspace.remove();
  }
}

/** Cargo compares them with the sha256 of the registry's index. */
function sourcesOf(crate: string, version: string): string {
  const home = join(kept, 'cargo');
  mkdirSync(home, { recursive: true });
  // The one command that unpacks a crate alone: a program is nobody's dependency, and fetching it as one
  // would fetch all that it depends on.
  execaSync('cargo', ['info', '--quiet', `${crate}@${version}`], {
    cwd: dirname(home),
    env: { CARGO_HOME: home },
  });
  const sources = join(home, 'registry/src');
  const [registry = ''] = readdirSync(sources);
  return join(sources, registry, `${crate}-${version}`);
}

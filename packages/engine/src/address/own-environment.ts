import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '@statix/contract';

/** The environment of this machine, as opposed to what files of the repository put into it. */
export interface OwnEnvironment {
  readonly env: NodeJS.ProcessEnv;
  /** Variables that are not in it, and the file that sets each. */
  readonly dropped: ReadonlyMap<string, string>;
}

/** What says where a credential goes, which program tells it, or which engine gets it; a token alone goes nowhere. */
const deciding =
  /^(?:CARGO_(?!REGISTRIES_.*_TOKEN$)|STATIX_|RUSTUP_|GIT_|SSH_|GCM_|LD_|DYLD_|NODE_|SSL_CERT_|DOCKER_|(?:HOME|PATH|SHELL|XDG_CONFIG_HOME|XDG_RUNTIME_DIR)$|(?:https?|all|no)_proxy$)/i;

/** Nx: tasks-runner/task-env-paths.ts: `.env`, `.env.local`, `.local.env`, `.env.<target>`, `.<target>.env`, … */
const dotenv = /^\.(?:env(?:\..+)?|.+\.env)$/;

/**
 * The environment without what Nx has loaded into it from the repository's `.env` files: a variable is as
 * good as a `.cargo/config.toml` for sending a token elsewhere. Tokens in such files stay: a developer
 * keeps them in one that git ignores.
 *
 * @param folders absolute: those in which Nx looks for such files for the task
 */
export function ownEnvironment(env: NodeJS.ProcessEnv, folders: readonly string[]): OwnEnvironment {
  const dropped = new Map<string, string>();
  for (const path of folders.flatMap(dotenvFiles))
    for (const name of dotenvNames(readFileSync(path, 'utf8')))
      if (deciding.test(name) && env[name] !== undefined) dropped.set(name, path);
  const own = Object.entries(env).filter(([name]) => !dropped.has(name));
  return { env: Object.fromEntries(own), dropped };
}

/** The names that a file sets, and perhaps more: dotenv's own pattern for the beginning of a line. */
export function dotenvNames(text: string): string[] {
  const lines = text.matchAll(/^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/gm);
  return [...lines].map(([, name = '']) => name);
}

function dotenvFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => dotenv.test(entry.name) && !entry.isDirectory())
      .map((entry) => join(folder, entry.name))
      .filter(isReadable);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What we cannot read Nx could not either. */
function isReadable(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}
